"""Fills the shapes of pages.py: data sets by department, one delivery, a job's result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.accounts.queries import names_of
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import SYSTEM_CODE, Actor
from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    Choice,
    Field,
    KeyValue,
    RejectRow,
    Share,
)
from huitoukan.apps.core.showing import language, page_of
from huitoukan.apps.jobs.pages import JobOutcome
from huitoukan.apps.mappings.queries.shown import (
    change_facts,
    question_outcome,
)
from huitoukan.apps.places.queries import departments_of
from huitoukan.apps.sources import queries
from huitoukan.apps.sources.models import Delivery, DeliveryReject
from huitoukan.apps.sources.pages import (
    DataSetRow,
    DeliveryPage,
    DeliveryRow,
    DepartmentGroup,
    SourcesPage,
)
from huitoukan.apps.sources.queries import quality
from huitoukan.apps.sources.queries.standing import (
    Standings,
    due_day_form,
    late_chip,
    table_form,
)
from huitoukan.documents.write_forms import write_template
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import DataSet

HASH_HEAD: Final = 12


def sources_page(
    actor: Actor,
    campaign: Campaign,
    *,
    on: date,
    errors: Sequence[str] = (),
    due_errors: Sequence[str] = (),
) -> SourcesPage:
    """[sources:list] The data sets by department: due, newest delivery, quality, follow-up.

    A person who acts for one department sees that department's data sets only. `errors` are those
    of an upload that was refused.
    """
    pack = campaign.pack.opened()
    deliveries: dict[str, list[Delivery]] = {}
    for delivery in queries.deliveries_for(actor, campaign):
        deliveries.setdefault(delivery.dataset, []).append(delivery)
    newest = [each[0] for each in deliveries.values()]
    names = _names(newest)
    standing = Standings.of(actor, campaign, on, newest)
    groups = tuple(
        _group(code, department, pack, deliveries=deliveries, names=names, standing=standing)
        for code, department in _departments(actor, campaign, pack).items()
    )
    may_follow = actor.may("source.follow")
    return SourcesPage(
        groups=groups,
        received=Share(
            sum(group.received.done for group in groups),
            sum(group.received.total for group in groups),
        ),
        n_rows=sum(delivery.n_rows for delivery in newest),
        n_rejected=sum(delivery.n_rejected for delivery in newest),
        n_unkeyed=sum(delivery.n_unkeyed for delivery in newest),
        n_departments_waiting=sum(g.received.done < g.received.total for g in groups),
        deliver=_deliver_form(actor, pack, errors) if actor.may("source.deliver") else None,
        off_registry_href=reverse("sources:off_registry") if actor.may("import.see") else "",
        n_late=sum(row.standing == late_chip() for group in groups for row in group.datasets),
        table=table_form(actor, pack) if actor.may("source.deliver") else None,
        due_day=due_day_form(pack, due_errors) if may_follow else None,
        n_reports=len(standing.reports),
    )


def _names(deliveries: Sequence[Delivery]) -> dict[str, str]:
    return {**names_of({d.delivered_by for d in deliveries}), SYSTEM_CODE: _("系统")}


def department_name(code: str, campaign: Campaign, county_names: Mapping[str, object]) -> str:
    """What the department is called here; in English as the pack calls it."""
    named = campaign.pack.opened().departments.get(code)
    if language().startswith("en") and named is not None:
        return named.name.en
    return str(county_names.get(code, named.name.zh if named else code))


def _departments(actor: Actor, campaign: Campaign, pack: Pack) -> dict[str, str]:
    """Names of the departments that have data sets and that the actor sees, in the pack's order."""
    seen = queries.departments_seen(actor, "source.see")
    delivering = {dataset.department for dataset in pack.delivered.values()}
    county_names = departments_of(campaign.area)
    return {
        code: department_name(code, campaign, county_names)
        for code in pack.departments
        if code in delivering and (seen is None or code in seen)
    }


def _group(
    code: str,
    name: str,
    pack: Pack,
    *,
    deliveries: Mapping[str, Sequence[Delivery]],
    names: Mapping[str, str],
    standing: Standings,
) -> DepartmentGroup:
    datasets = sorted(
        (dataset for dataset in pack.delivered.values() if dataset.department == code),
        key=lambda dataset: dataset.id,
    )
    return DepartmentGroup(
        code=code,
        name=name,
        received=Share(sum(d.id in deliveries for d in datasets), len(datasets)),
        datasets=tuple(
            replace(_dataset_row(d, pack, deliveries.get(d.id, ()), names), **standing.told(d.id))
            for d in datasets
        ),
    )


def _dataset_row(
    dataset: DataSet, pack: Pack, deliveries: Sequence[Delivery], names: Mapping[str, str]
) -> DataSetRow:
    newest = deliveries[0] if deliveries else None
    fixed: dict[str, Any] = {
        "dataset": dataset.id,
        "title": dataset.title.in_(language()),
        "object": _object_word(dataset.object),
        "period": _period_word(dataset.period),
        "state": _state(newest),
        "rules": tuple(
            sorted(r.id for r in pack.rules.values() if dataset.id in {r.of, *r.sources})
        ),
        "n_deliveries": len(deliveries),
        "template_href": reverse("sources:template", args=[dataset.id]),
    }
    if newest is None:
        return DataSetRow(**fixed)
    return DataSetRow(
        **fixed,
        delivery_code=newest.code,
        delivered_at=newest.delivered_at,
        delivered_by=names.get(newest.delivered_by, newest.delivered_by),
        n_rows=newest.n_rows,
        n_unkeyed=newest.n_unkeyed,
        n_rejected=newest.n_rejected,
        quality=_quality(newest),
        score=newest.score,
        n_alarms=len(newest.alarms),
    )


def _quality(delivery: Delivery) -> Share:
    """Rows that can be matched, of the rows that were taken."""
    return Share(delivery.n_accepted - delivery.n_unkeyed, delivery.n_accepted)


def _state(newest: Delivery | None) -> Chip:
    if newest is None:
        return Chip("none", _("未报"))
    return Chip("warn", _("有退回行")) if newest.n_rejected else Chip("ok", _("已报"))


def _object_word(kind: str) -> str:
    return {"person": _("人"), "household": _("户"), "village": _("村")}.get(kind, kind)


def _period_word(period: str) -> str:
    return {
        "snapshot": _("时点数"),
        "year": _("按年"),
        "month": _("按月"),
        "event": _("按事项"),
    }.get(period, period)


def _deliver_form(actor: Actor, pack: Pack, errors: Sequence[str]) -> ActionForm:
    own = queries.departments_seen(actor, "source.deliver")
    choices = [
        (dataset.id, f"{dataset.id} {dataset.title.in_(language())}")
        for dataset in sorted(pack.delivered.values(), key=lambda dataset: dataset.id)
        if own is None or dataset.department in own
    ]
    return ActionForm(
        code="deliver",
        label=_("上传并接收"),
        href=reverse("sources:deliver"),
        icon="database-import",
        note=_(
            "可一次选择多个文件，也可以是压缩包（zip）；按表头识别是哪一类数据。"
            "有问题的行退回，其余照常接收。"
        ),
        fields=(
            Field(
                "tables",
                _("数据文件"),
                "files",
                is_required=True,
                accept=".xlsx,.xls,.csv,.txt,.parquet,.zip",
                help=_("Excel、CSV 或文本（UTF-8、GBK）、Parquet、zip；CSV 不限行数。"),
            ),
            Field(
                "dataset",
                _("数据集"),
                "select",
                choices=(Choice("", _("按表头识别"), True), *(Choice(*each) for each in choices)),
                help=_("识别不出时再指定；指定后所有文件都按这一类读取。"),
            ),
            Field(
                "is_one",
                _("几个文件"),
                "select",
                choices=(
                    Choice("", _("各是一次报送"), True),
                    Choice("1", _("合起来是一次报送（如按月分开的文件）")),
                ),
            ),
        ),
        errors=tuple(errors),
        is_open=bool(errors),
    )


# --- one delivery ---


def delivery_page(actor: Actor, code: str, params: Mapping[str, str]) -> DeliveryPage:
    """[sources:delivery] The account of one delivery's rows, and those that were given back."""
    delivery = queries.delivery_for(actor, code)
    campaign = delivery.campaign
    pack = campaign.pack.opened()
    dataset = pack.sources[delivery.dataset]
    history = list(queries.deliveries_for(actor, campaign).filter(dataset=delivery.dataset))
    names = _names([delivery, *history])
    path = reverse("sources:delivery", args=[code])
    rejects, pager = page_of(DeliveryReject.objects.filter(account=delivery), path, params)
    may_take_away = delivery.n_rejected and actor.may("source.deliver")
    return DeliveryPage(
        code=delivery.code,
        dataset=delivery.dataset,
        title=dataset.title.in_(language()),
        department=department_name(delivery.department, campaign, departments_of(campaign.area)),
        file_name=delivery.file.name,
        sheet=delivery.sheet,
        delivered_at=delivery.delivered_at,
        delivered_by=names.get(delivery.delivered_by, delivery.delivered_by),
        is_newest=history[0] == delivery,
        n_rows=delivery.n_rows,
        n_created=delivery.n_created,
        n_updated=delivery.n_updated,
        n_unchanged=delivery.n_unchanged,
        n_rejected=delivery.n_rejected,
        n_skipped=delivery.n_skipped,
        n_unkeyed=delivery.n_unkeyed,
        n_duplicates=delivery.n_duplicates,
        quality=_quality(delivery),
        hash_head=delivery.file.sha256[:HASH_HEAD],
        facts=_facts(dataset),
        notes=tuple(delivery.notes),
        rejects=tuple(
            RejectRow(r.sheet, r.row, r.column, r.code, r.sentence, r.remedy) for r in rejects
        ),
        rejects_pager=pager,
        history=tuple(_delivery_row(each, names, history[0], delivery) for each in history),
        errors_href=reverse("sources:errors", args=[code]) if may_take_away else "",
        alarms=quality.alarm_words(delivery, dataset),
        findings=quality.finding_rows(delivery),
        score=delivery.score,
        definition=quality.definition(delivery),
        send=quality.send_form(actor, delivery),
        report_code=delivery.report.code if hasattr(delivery, "report") else "",
        report=quality.state_chip(delivery.report) if hasattr(delivery, "report") else None,
    )


def _facts(dataset: DataSet) -> tuple[KeyValue, ...]:
    months = _("{n} 个月").format(n=dataset.retention_months)
    return (
        KeyValue(_("一行一"), _object_word(dataset.object)),
        KeyValue(_("时间口径"), _period_word(dataset.period)),
        KeyValue(_("保存期限"), months),
        KeyValue(_("用途"), dataset.purpose, is_wide=True),
        KeyValue(_("依据"), dataset.basis, is_wide=True),
    )


def _delivery_row(
    each: Delivery, names: Mapping[str, str], newest: Delivery, shown: Delivery
) -> DeliveryRow:
    return DeliveryRow(
        code=each.code,
        delivered_at=each.delivered_at,
        delivered_by=names.get(each.delivered_by, each.delivered_by),
        file_name=each.file.name,
        n_rows=each.n_rows,
        n_rejected=each.n_rejected,
        is_newest=each == newest,
        is_shown=each == shown,
    )


# --- files and results ---


def template_workbook(pack: Pack, dataset_id: str, *, made_at: datetime) -> tuple[str, bytes]:
    """File name and empty workbook of a data set, or "not found"."""
    dataset = pack.sources.get(dataset_id)
    if dataset is None:
        raise Refused("NOT_FOUND", what="数据集", code=dataset_id)
    target = BytesIO()
    write_template(target, dataset, pack.codes, made_at=made_at)
    return f"{dataset.id} {dataset.title.zh}模板.xlsx", target.getvalue()


def delivery_outcome(result: dict[str, Any]) -> JobOutcome:
    """What a delivery made, or asks, for the page of its job."""
    if asked := question_outcome(result):
        return asked
    made = result["deliveries"]
    told = _("读入 {rows_in}，接收 {kept}，退回 {rejected}，无法匹配 {unkeyed}，重复 {duplicates}")
    one = made[0]["code"] if len(made) == 1 else ""
    return JobOutcome(
        facts=(
            *(KeyValue(f"{m['dataset']} {m['sheet']}", told.format(**m)) for m in made),
            *(fact for m in made for fact in change_facts(m.get("changed", ()))),
        ),
        next_label=_("查看接收结果"),
        next_href=reverse("sources:delivery", args=[one]) if one else reverse("sources:list"),
    )
