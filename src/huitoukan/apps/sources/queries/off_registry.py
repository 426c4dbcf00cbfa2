"""Fills the page of the off-registry groups: their lists, and what the last derivation found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import ActionForm, Chip, KeyValue
from huitoukan.apps.core.showing import column_label, language
from huitoukan.apps.jobs.pages import JobOutcome
from huitoukan.apps.jobs.queries import unfinished_job
from huitoukan.apps.registry.models import ImportBatch, ListedPerson, Member
from huitoukan.apps.registry.queries import batches_for
from huitoukan.apps.registry.queries.imports import STATE_TONES
from huitoukan.apps.registry.queries.off_registry import group_words, place_of
from huitoukan.apps.sources.models import Delivery
from huitoukan.apps.sources.pages import (
    GoneRow,
    LastDerivation,
    ListRow,
    OffRegistryGroupRow,
    OffRegistryPage,
    PlaceCount,
)
from huitoukan.apps.sources.queries import newest_deliveries
from huitoukan.domain.identity import mask_id
from huitoukan.domain.refusals import Refused
from huitoukan.engine import api as engine
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.comparing import OffRegistryGroup


def off_registry_page(actor: Actor, campaign: Campaign) -> OffRegistryPage:
    """[sources:off_registry] Each group with its list and the counts of the last derivation."""
    pack = campaign.pack.opened()
    delivered: dict[str, list[Delivery]] = {}
    for delivery in newest_deliveries(campaign):
        delivered.setdefault(delivery.dataset, []).append(delivery)
    last = batches_for(actor, campaign).filter(report__has_key="derived").first()
    report = last.report["derived"] if last is not None else {}
    results = {result["id"]: result for result in report.get("groups", ())}
    groups = engine.groups_in_order(pack)
    deaths = dict.fromkeys(table for group in groups for table in group.rule.unless)
    words = group_words(pack)
    running = unfinished_job(actor, "sources.off_registry")
    return OffRegistryPage(
        groups=tuple(
            _group_row(actor, pack, group, delivered, results.get(group.id)) for group in groups
        ),
        codes=tuple(words.values()),
        unasked=tuple(list_title(pack, table) for table in deaths if table not in delivered),
        derive=_derive_form(groups) if actor.may("registry.import") else None,
        last=_last(actor, pack, last) if last is not None else None,
        job_href=reverse("jobs:detail", args=[running.code]) if running else "",
    )


def list_title(pack: Pack, table: str) -> str:
    """What a list is called: its id and title, or the registry's monitored households."""
    found = pack.sources.get(table)
    return f"{table} {found.title.in_(language())}" if found else _("名册监测对象")


def _derive_form(groups: Sequence[OffRegistryGroup]) -> ActionForm:
    refusal = "" if groups else refusal_text(Refused("OFF_REGISTRY_NONE"))
    return ActionForm(
        code="derive",
        label=_("推导并核对"),
        href=reverse("sources:off_registry"),
        icon="users-group",
        note=_("按各部门最近一次报送和名册现在的样子推导，作为一次导入，由另一位有权限的人合并。"),
        refusal=refusal,
        is_open=True,
    )


def _group_row(
    actor: Actor,
    pack: Pack,
    group: OffRegistryGroup,
    delivered: Mapping[str, Sequence[Delivery]],
    result: Mapping[str, Any] | None,
) -> OffRegistryGroupRow:
    of = group.rule.of
    may_open = bool(actor.may("source.see"))
    lists = tuple(
        ListRow(
            each.code,
            each.delivered_at,
            each.n_created,
            reverse("sources:delivery", args=[each.code]) if may_open else "",
        )
        for each in delivered.get(of, ())
    )
    is_there = of in delivered or of not in pack.sources
    why = "" if is_there else why_in_words(pack, f"source_missing:{of}")
    if is_there and result is not None and result["why"].startswith("column_missing"):
        why = why_in_words(pack, result["why"])
    counts: dict[str, int | None] = {}
    if result is not None and not result["why"]:
        counts = {name: result[name] for name in _COUNTS}
    return OffRegistryGroupRow(
        title=group.title.in_(language()),
        group=group_words(pack).get(group.group, group.group),
        list_title=list_title(pack, of),
        basis=group.rule.basis,
        condition=group.rule.when[""],
        state=Chip("wait", _("无法判断")) if why else Chip("ok", _("可推导")),
        lists=lists,
        why=why,
        sources=tuple(f"{p.value}{p.unit}：{p.source}" for p in group.rule.params.values()),
        **counts,
    )


_COUNTS = (
    "n_rows", "n_belong", "n_dead", "n_registered", "n_unclear", "n_unmatched", "n_persons"
)  # fmt: skip


def why_in_words(pack: Pack, why: str) -> str:
    """Why nobody can be told, for people: which list or column of the registry is missing."""
    kind, _colon, names = why.partition(":")
    if kind == "source_missing":
        return _("“{list}”没有报来").format(list=list_title(pack, names))
    labels = []
    for name in names.split(","):
        table, _dot, column = name.partition(".")
        declared = pack.fields[table].by_name.get(column) if table in pack.fields else None
        labels.append(column_label(declared, column))
    return _("名册里没有“{columns}”这一列").format(columns=_("、").join(labels))


def _last(actor: Actor, pack: Pack, batch: ImportBatch) -> LastDerivation:
    report, words = batch.report["derived"], group_words(pack)
    sheets = list(batch.sheets.all())
    tone, state = STATE_TONES[batch.stands]
    untold = {group["group"] for group in report["groups"] if group["why"]}
    return LastDerivation(
        code=batch.code,
        href=reverse("registry:batch", args=[batch.code]),
        state=Chip(tone, _(state)),
        at=batch.imported_at,
        on=report["on"],
        n_persons=report["n_persons"],
        n_several=report["n_several"],
        n_unplaced=report["n_unplaced"],
        n_unmatched=report["n_unmatched"],
        n_new=sum(sheet.n_created for sheet in sheets),
        n_changed=sum(sheet.n_updated for sheet in sheets),
        n_same=sum(sheet.n_unchanged for sheet in sheets),
        places=tuple(
            PlaceCount(
                town or _("没有写明乡镇"),
                tuple(counts.get(code) or (None if code in untold else 0) for code in words),
            )
            for town, counts in report["places"]
        ),
        gone=_gone(actor, pack, report["gone"], words),
        n_gone=report["n_gone"],
    )


def _gone(
    actor: Actor, pack: Pack, gone: Sequence[Sequence[Any]], words: Mapping[str, str]
) -> tuple[GoneRow, ...]:
    """The persons that the actor may see; who was taken off the list since is left out."""
    listed = ListedPerson.objects.visible_to(actor, "registry.see").select_related("area__parent")
    found = listed.in_bulk([number for number, _groups in gone])
    poor = (
        Member.objects.visible_to(actor, "registry.see")
        .filter(ended_on=None, household__ended_on=None)
        .exclude(household__household_type__in=engine.ordinary_kinds(pack))
    )
    registered = set(
        poor.filter(id_no__in=[p.id_no for p in found.values()]).values_list("id_no", flat=True)
    )
    return tuple(
        GoneRow(
            name=found[number].name,
            id_no=mask_id(found[number].id_no),
            place=place_of(found[number]),
            groups=tuple(words.get(code, code) for code in groups),
            is_registered=found[number].id_no in registered,
        )
        for number, groups in gone
        if number in found
    )


def off_registry_outcome(result: dict[str, Any]) -> JobOutcome:
    """What a derivation found, for the page of its job."""
    derived = result["derived"]
    told = _("读入 {rows_in}，新增 {created}，更新 {updated}，不变 {unchanged}，退回 {rejected}")
    is_same = not (result["created"] or result["updated"])
    not_told = [group["group"] for group in derived["groups"] if group["why"]]
    facts = [
        KeyValue(_("推导出"), _("{n} 人").format(n=derived["n_persons"])),
        KeyValue(_("与现有名单相比"), _("没有变化") if is_same else told.format(**result)),
    ]
    if not_told:
        facts.append(KeyValue(_("无法判断的类别"), _("、").join(not_told), style="warn"))
    if derived["n_gone"]:
        facts.append(KeyValue(_("不再查到"), _("{n} 人，仍在名单上").format(n=derived["n_gone"])))
    return JobOutcome(
        facts=tuple(facts),
        next_label=_("查看推导情况"),
        next_href=reverse("sources:off_registry"),
    )
