"""Fills the shapes of pages.py: imports, what they gave back, frozen states; a job's result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.accounts.queries import names_of
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import SYSTEM_CODE, Actor
from huitoukan.apps.core.pages import ActionForm, Choice, Field, KeyValue, RejectRow
from huitoukan.apps.core.showing import language, page_of
from huitoukan.apps.files.models import RejectedRow
from huitoukan.apps.jobs.pages import JobOutcome
from huitoukan.apps.jobs.queries import unfinished_job
from huitoukan.apps.mappings.queries.shown import (
    change_facts,
    question_outcome,
    rows_permitted,
)
from huitoukan.apps.registry import queries
from huitoukan.apps.registry.models import ImportBatch, ImportReject, Snapshot
from huitoukan.apps.registry.pages import (
    BatchRow,
    ExpectedSheet,
    ImportPage,
    SheetAccount,
    SnapshotRow,
)
from huitoukan.documents.write_forms import write_templates
from huitoukan.rules.pack import Pack

TABLES: Final = ("village", "household", "member")
"""The tables of the registry in the order in which an import writes them."""
BATCHES_SHOWN: Final = 10
HASH_HEAD: Final = 12


def import_page(
    actor: Actor,
    campaign: Campaign,
    params: Mapping[str, str],
    *,
    code: str = "",
    errors: Sequence[str] = (),
) -> ImportPage:
    """[registry:import] What can be imported, the imports so far, the rows of one that came back.

    `code` opens that import, else the newest; `errors` are those of an upload that was refused.
    """
    pack = campaign.pack.opened()
    batches = list(queries.batches_for(actor, campaign)[:BATCHES_SHOWN])
    opened = queries.batch_for(actor, code) if code else next(iter(batches), None)
    if opened is not None and opened not in batches:
        batches.append(opened)
    snapshots = list(queries.snapshots_for(actor, campaign))
    names = _names([*(b.imported_by for b in batches), *(s.taken_by for s in snapshots)])
    rows = {batch.code: _batch_row(batch, names, pack, opened) for batch in batches}
    running = unfinished_job(actor, "registry.import")
    page = ImportPage(
        upload=upload_form(pack, errors) if actor.may("registry.import") else None,
        freeze=_freeze_form() if actor.may("registry.freeze") else None,
        expected=tuple(_expected(pack, table) for table in TABLES),
        template_href=reverse("registry:template"),
        batches=tuple(rows.values()),
        snapshots=tuple(_snapshot_row(snapshot, names) for snapshot in snapshots),
        job_href=reverse("jobs:detail", args=[running.code]) if running else "",
    )
    if opened is None:
        return page
    path = reverse("registry:batch", args=[opened.code])
    rejects, pager = page_of(ImportReject.objects.filter(account__batch=opened), path, params)
    return replace(page, shown=rows[opened.code], rejects=reject_rows(rejects), rejects_pager=pager)


def _names(usernames: Iterable[str]) -> dict[str, str]:
    return {**names_of(set(usernames)), SYSTEM_CODE: _("系统")}


def upload_form(pack: Pack, errors: Sequence[str] = ()) -> ActionForm:
    """The form that uploads a registry workbook; with errors it comes back unfolded."""
    return ActionForm(
        code="import",
        label=_("上传并导入"),
        href=reverse("registry:import"),
        icon="upload",
        note=_("同一份名册再导一次不会有变化；有问题的行退回，其余照常导入。"),
        fields=(
            Field(
                "file",
                _("名册文件"),
                "file",
                is_required=True,
                accept=".xlsx,.xls,.csv",
                help=rows_permitted(),
            ),
            Field(
                "table",
                _("哪一张表"),
                "select",
                choices=(
                    Choice("", _("按表头识别"), True),
                    *(Choice(table, pack.fields[table].title.in_(language())) for table in TABLES),
                ),
                help=_("表头完全不认识时再指定；随后会请您对照列。"),
            ),
        ),
        errors=tuple(errors),
        is_open=True,
    )


def _freeze_form() -> ActionForm:
    return ActionForm(
        code="freeze",
        label=_("冻结名册"),
        href=reverse("registry:freeze"),
        style="plain",
        icon="snowflake",
        note=_("把名册现在的样子存成快照，供比对使用。第一次冻结的是基线，以后不能改。"),
    )


def _expected(pack: Pack, table: str) -> ExpectedSheet:
    dataset = pack.fields[table]
    english = language().startswith("en")
    required = [column for column in dataset.columns if column.required]
    return ExpectedSheet(
        title=dataset.title.in_(language()),
        required=tuple((c.label_en or c.label) if english else c.label for c in required),
        n_optional=len(dataset.columns) - len(required),
    )


def _batch_row(
    batch: ImportBatch, names: Mapping[str, str], pack: Pack, opened: ImportBatch | None
) -> BatchRow:
    sheets = tuple(
        SheetAccount(
            sheet=account.sheet,
            table=pack.fields[account.table].title.in_(language()),
            n_rows=account.n_rows,
            n_created=account.n_created,
            n_updated=account.n_updated,
            n_unchanged=account.n_unchanged,
            n_rejected=account.n_rejected,
            n_skipped=account.n_skipped,
            notes=tuple(account.notes),
        )
        for account in batch.sheets.all()
    )
    n_rejected = sum(sheet.n_rejected for sheet in sheets)
    return BatchRow(
        code=batch.code,
        file_name=batch.file.name,
        imported_by=names.get(batch.imported_by, batch.imported_by),
        imported_at=batch.imported_at,
        sheets=sheets,
        n_rejected=n_rejected,
        href=reverse("registry:batch", args=[batch.code]),
        errors_href=reverse("registry:errors", args=[batch.code]) if n_rejected else "",
        is_current=batch == opened,
    )


def _snapshot_row(snapshot: Snapshot, names: Mapping[str, str]) -> SnapshotRow:
    return SnapshotRow(
        code=snapshot.code,
        is_baseline=snapshot.is_baseline,
        as_of=snapshot.as_of,
        taken_at=snapshot.taken_at,
        taken_by=names.get(snapshot.taken_by, snapshot.taken_by),
        n_households=snapshot.n_households,
        n_members=snapshot.n_members,
        n_villages=snapshot.n_villages,
        hash_head=snapshot.content_hash[:HASH_HEAD],
    )


def reject_rows(rejects: Iterable[RejectedRow]) -> tuple[RejectRow, ...]:
    """Rows that were given back, for a list."""
    return tuple(RejectRow(r.sheet, r.row, r.column, r.code, r.sentence, r.remedy) for r in rejects)


def import_outcome(result: dict[str, Any]) -> JobOutcome:
    """What an import made, or asks, for the page of its job."""
    if asked := question_outcome(result):
        return asked
    told = _("读入 {rows_in}，新增 {created}，更新 {updated}，不变 {unchanged}，退回 {rejected}")
    return JobOutcome(
        facts=(
            *(KeyValue(s["sheet"], told.format(**s)) for s in result["sheets"]),
            *(fact for s in result["sheets"] for fact in change_facts(s.get("changed", ()))),
        ),
        next_label=_("查看导入结果"),
        next_href=reverse("registry:batch", args=[result["batch"]]),
    )


def freeze_outcome(result: dict[str, Any]) -> JobOutcome:
    """What a freeze made, for the page of its job."""
    return JobOutcome(
        facts=(
            KeyValue(_("快照"), result["snapshot"]),
            KeyValue(_("户数"), str(result["households"])),
            KeyValue(_("人数"), str(result["members"])),
            KeyValue(_("内容校验值"), result["content_hash"][:HASH_HEAD]),
        ),
        next_label=_("查看快照"),
        next_href=reverse("registry:import"),
    )


def template_workbook(pack: Pack, *, made_at: datetime, tables: Sequence[str] = TABLES) -> bytes:
    """An empty registry workbook: a sheet for villages, households and members, or some of them."""
    target = BytesIO()
    write_templates(
        target,
        {pack.fields[table].title.zh: pack.fields[table] for table in tables},
        pack.codes,
        title="名册模板",
        made_at=made_at,
    )
    return target.getvalue()
