"""Fills the shapes of pages.py: imports, what they gave back; a job's result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any, Final, Literal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huitoukan.apps.accounts.queries import names_of
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import SYSTEM_CODE, Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    ChipStyle,
    Choice,
    Field,
    KeyValue,
    RejectRow,
)
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
from huitoukan.apps.registry.models import (
    ImportBatch,
    ImportReject,
    ImportState,
)
from huitoukan.apps.registry.pages import (
    BatchRow,
    ExpectedSheet,
    FileRefusal,
    ImportPage,
    ListedTwice,
    SheetAccount,
)
from huitoukan.apps.registry.queries.changes import changed_rows
from huitoukan.documents.write_forms import write_templates
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import REGISTRY_LISTS

CHANGES_SHOWN: Final = 20
BATCHES_SHOWN: Final = 10
KEEP: Final = "keep"
CLEAR: Final = "clear"
REGISTRY_ORDER: Final = ("village", "household", "member")


def import_page(
    actor: Actor,
    campaign: Campaign,
    params: Mapping[str, str],
    *,
    code: str = "",
    errors: Sequence[str] = (),
    refused: tuple[str, str] | None = None,
) -> ImportPage:
    """[registry:import] What can be imported, the imports so far, the rows of one that came back.

    `code` opens that import, else the newest; `errors` are those of an upload that was refused,
    `refused` a step (its code, the sentence) that was.
    """
    pack = campaign.pack.opened()
    batches = list(queries.batches_for(actor, campaign)[:BATCHES_SHOWN])
    opened = queries.batch_for(actor, code) if code else next(iter(batches), None)
    if opened is not None and opened not in batches:
        batches.append(opened)
    people = [name for b in batches for name in (b.imported_by, b.decided_by) if name]
    names = names_with_system(people)
    may_import = bool(actor.may("registry.import"))
    rows = {batch.code: _batch_row(batch, names, pack, opened) for batch in batches}
    if not may_import:  # the rows that came back carry whole ID numbers
        rows = {code: replace(row, errors_href="") for code, row in rows.items()}
    running = unfinished_job(actor, "registry.import")
    page = ImportPage(
        upload=upload_form(pack, errors) if may_import else None,
        expected=tuple(_expected(pack, table) for table in tables_of(pack)),
        template_href=reverse("registry:template") if may_import else "",
        batches=tuple(rows.values()),
        job_href=reverse("jobs:detail", args=[running.code]) if running else "",
    )
    if opened is None:
        return page
    path = reverse("registry:batch", args=[opened.code])
    rejects, pager = page_of(ImportReject.objects.filter(account__batch=opened), path, params)
    changes = opened.own_changes
    return replace(
        page,
        shown=rows[opened.code],
        rejects=reject_rows(rejects),
        rejects_pager=pager,
        over=tuple(opened.report.get("over", ())),
        twice=tuple(
            ListedTwice(sheet, row, other) for row, sheet, other in opened.report.get("twice", ())
        ),
        refused_files=tuple(
            FileRefusal(each.file.name, f"{each.refusal['message']}{each.refusal['remedy']}")
            for each in opened.files.all()
            if each.refusal
        ),
        changes=tuple(changed_rows(pack, changes.order_by("-n_fields", "id")[:CHANGES_SHOWN])),
        n_changes=changes.count(),
        steps=_steps(actor, opened, refused),
    )


def _steps(
    actor: Actor, batch: ImportBatch, refused: tuple[str, str] | None
) -> tuple[ActionForm, ...]:
    """What may be decided about an import now; `refused` is a step that was, and why."""
    may_merge = bool(actor.may("registry.merge"))
    is_own = batch.imported_by == actor.code
    steps = []
    if batch.stands is ImportState.STAGED:
        if may_merge:
            own = refusal_text(Refused("IMPORT_SAME_PERSON")) if is_own else ""
            steps.append(_step(batch, "merge", _("合并进名册"), own))
            steps.append(_step(batch, "match", _("重新核对")))
        if may_merge or is_own:
            steps.append(_step(batch, "refuse", _("不采用")))
    elif batch.stands is ImportState.MERGED and may_merge:
        steps.append(_step(batch, "undo", _("撤销这次导入")))
    return tuple(
        replace(step, errors=(refused[1],), is_open=True)
        if refused and refused[0] == step.code
        else step
        for step in steps
    )


NOTES: Final = {
    "merge": gettext_noop("合并后写入名册；有更正的户在“一户一档”里留有前后对照。"),
    "match": gettext_noop("名册有了新的变化时，按现在的名册重新计算新增、更新和退回。"),
    "refuse": gettext_noop("这批数据不写入名册；读到的内容删去，原文件和退回清单保留。"),
    "undo": gettext_noop("新增的撤出、更新的还原；之后又有变动的不能撤销，会说明原因。"),
}


LOOKS: Final[dict[str, tuple[Literal["primary", "danger", "plain"], str]]] = {
    "merge": ("primary", "database-import"),
    "match": ("plain", "refresh"),
    "refuse": ("danger", "x"),
    "undo": ("danger", "arrow-back-up"),
}


def _step(batch: ImportBatch, code: str, label: str, refusal: str = "") -> ActionForm:
    style, icon = LOOKS[code]
    needs_why = code in {"refuse", "undo"} or (code == "merge" and bool(batch.report.get("over")))
    why = Field("why", _("理由"), "area", is_required=needs_why, max_length=300)
    return ActionForm(
        code=code,
        label=label,
        href=reverse("registry:decide", args=[batch.code, code]),
        style=style,
        icon=icon,
        note=_(NOTES[code]),
        fields=(why,) if needs_why else (),
        refusal=refusal,
    )


STATE_TONES: Final[dict[ImportState, tuple[ChipStyle, str]]] = {
    ImportState.STAGED: ("wait", gettext_noop("待合并")),
    ImportState.MERGED: ("ok", gettext_noop("已合并")),
    ImportState.REFUSED: ("none", gettext_noop("未采用")),
    ImportState.UNDONE: ("none", gettext_noop("已撤销")),
}


def tables_of(pack: Pack) -> tuple[str, ...]:
    """The registry tables of a pack, in the order in which an import writes them."""
    return tuple(table for table in (*REGISTRY_ORDER, *REGISTRY_LISTS) if table in pack.fields)


def names_with_system(usernames: Iterable[str]) -> dict[str, str]:
    """The names of accounts, the program's own among them."""
    return {**names_of(set(usernames)), SYSTEM_CODE: _("系统")}


def upload_form(pack: Pack, errors: Sequence[str] = ()) -> ActionForm:
    """The form that uploads a registry workbook; with errors it comes back unfolded."""
    return ActionForm(
        code="import",
        label=_("上传并核对"),
        href=reverse("registry:import"),
        icon="upload",
        note=_("先读入核对，名册暂不变；由另一位有权限的人看过变更后合并。有问题的行退回。"),
        fields=(
            Field(
                "file",
                _("名册文件（可以多个）"),
                "files",
                is_required=True,
                accept=".xlsx,.xls,.csv",
                help=rows_permitted(),
            ),
            Field(
                "blank",
                _("空白单元格"),
                "select",
                value=KEEP,
                choices=(Choice(KEEP, _("保留名册原有的值")), Choice(CLEAR, _("清空名册里的值"))),
            ),
            Field(
                "table",
                _("哪一张表"),
                "select",
                choices=(
                    Choice("", _("按表头识别"), is_chosen=True),
                    *(Choice(t, pack.fields[t].title.in_(language())) for t in tables_of(pack)),
                ),
                help=_("表头完全不认识时再指定；随后会请您对照列。"),
            ),
        ),
        errors=tuple(errors),
        is_open=True,
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
        file_name=batch.title,
        imported_by=names.get(batch.imported_by, batch.imported_by),
        imported_at=batch.imported_at,
        sheets=sheets,
        n_rejected=n_rejected,
        href=reverse("registry:batch", args=[batch.code]),
        state=Chip(STATE_TONES[batch.stands][0], _(STATE_TONES[batch.stands][1])),
        decision=_decision(batch, names),
        errors_href=reverse("registry:errors", args=[batch.code]) if n_rejected else "",
        is_current=batch == opened,
    )


def _decision(batch: ImportBatch, names: Mapping[str, str]) -> str:
    if batch.decided_at is None:
        return ""
    told = _("{who} 于 {at} 决定").format(
        who=names.get(batch.decided_by, batch.decided_by),
        at=timezone.localtime(batch.decided_at).strftime("%Y-%m-%d %H:%M"),
    )
    return f"{told}：{batch.decided_why}" if batch.decided_why else told


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


def template_workbook(
    pack: Pack, *, made_at: datetime, tables: Sequence[str] | None = None
) -> bytes:
    """An empty registry workbook: a sheet for each table of the registry, or for some."""
    target = BytesIO()
    write_templates(
        target,
        {pack.fields[table].title.zh: pack.fields[table] for table in tables or tables_of(pack)},
        pack.codes,
        title="名册模板",
        made_at=made_at,
    )
    return target.getvalue()
