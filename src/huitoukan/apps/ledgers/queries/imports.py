"""Fills [ledgers:upload] and [ledgers:import], and tells the job's result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import ActionForm, Field, KeyValue, RejectRow
from huitoukan.apps.core.showing import column_label, language, page_of
from huitoukan.apps.jobs.pages import JobOutcome
from huitoukan.apps.ledgers import pages
from huitoukan.apps.ledgers.models import (
    ImportReject,
    ImportRow,
    ImportState,
    LedgerImport,
    RowFate,
)
from huitoukan.apps.ledgers.queries import (
    import_for,
    imports_for,
    kept_of,
    ledger_for,
    masked,
    title_of,
)
from huitoukan.apps.ledgers.queries.words import fate_of_row, state_of_import
from huitoukan.apps.mappings.queries.shown import question_outcome, rows_permitted
from huitoukan.apps.places.queries import full_name
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import DataSet

SHOWN_IMPORTS: Final = 20
SHOWN_REJECTS: Final = 200


def upload_page(
    actor: Actor, campaign: Campaign, dataset_id: str, *, errors: Sequence[str] = ()
) -> pages.UploadPage:
    """[ledgers:upload] `errors` are those of an upload that was refused."""
    dataset = ledger_for(actor, campaign, dataset_id, "ledger.keep")
    found = imports_for(actor).filter(campaign__area=campaign.area, dataset=dataset.id)[
        :SHOWN_IMPORTS
    ]
    return pages.UploadPage(
        dataset=dataset.id,
        ledger=dataset.title.in_(language()),
        upload=ActionForm(
            code="upload",
            label=_("上传并核对"),
            href=reverse("ledgers:upload", args=[dataset.id]),
            icon="upload",
            note=_("先逐行核对给您看，确认后才写入台账。空着的格不改原来的内容。"),
            fields=(
                Field(
                    "table", _("台账文件"), "file", is_required=True, accept=".xlsx,.xls,.csv",
                    help=rows_permitted(),
                ),
            ),
            errors=tuple(errors),
            is_open=True,
        ),
        template_href=reverse("ledgers:template", args=[dataset.id]),
        accounts=tuple(_account(one) for one in found),
    )  # fmt: skip


def _account(one: LedgerImport) -> pages.AccountRow:
    return pages.AccountRow(
        code=one.code,
        file_name=one.file.name,
        read_name=one.read_name,
        read_at=one.read_at,
        state=state_of_import(one.state),
        n_rows=one.n_rows,
        n_created=one.n_created,
        n_updated=one.n_updated,
        n_unchanged=one.n_unchanged,
        n_rejected=one.n_rejected,
    )


def import_page(
    actor: Actor,
    code: str,
    params: Mapping[str, str],
    *,
    refused: Refused | None = None,
) -> pages.ImportPage:
    """[ledgers:import] A file's account: each row with what it changes, those given back, the acts.

    `refused` is why writing it was refused.
    """
    one, dataset = import_for(actor, code)
    path = reverse("ledgers:import", args=[code])
    rows = one.rows.select_related("area__parent", "entry").order_by("id")
    # What changes is what a person looks at; rows that stay the same come last.
    shown, pager = page_of(
        [*rows.exclude(fate=RowFate.SAME), *rows.filter(fate=RowFate.SAME)], path, params
    )
    rejects = ImportReject.objects.filter(account=one)[:SHOWN_REJECTS]
    pack = one.campaign.pack.opened()
    return pages.ImportPage(
        account=_account(one),
        dataset=dataset.id,
        ledger=dataset.title.in_(language()),
        notes=tuple(one.notes),
        rows=tuple(_row(row, dataset, pack) for row in shown),
        rows_pager=pager,
        rejects=tuple(
            RejectRow(r.sheet, r.row, r.column, r.code, r.sentence, r.remedy) for r in rejects
        ),
        actions=_actions(one, refused) if one.state == ImportState.STAGED else (),
        errors_href=reverse("ledgers:errors", args=[code]) if one.n_rejected else "",
    )


def _row(row: ImportRow, dataset: DataSet, pack: Pack) -> pages.ReadRow:
    before = row.entry.values if row.entry else {}
    is_waiting = row.account.state == ImportState.STAGED
    place = kept_of(dataset).place
    fields = [
        pages.ChangedField(
            column_label(column, column.name),
            masked(column, before.get(column.name), pack.codes),
            masked(column, row.values.get(column.name), pack.codes),
        )
        for column in dataset.columns
        if is_waiting
        and row.fate == RowFate.CHANGED
        and column.name != place
        and before.get(column.name) != row.values.get(column.name)
    ]
    names = {
        name: masked(dataset.by_name[name], row.values.get(name), pack.codes)
        for name in kept_of(dataset).title
    }
    return pages.ReadRow(
        sheet=row.sheet,
        row=row.row,
        title=title_of(dataset, names),
        place=full_name(row.area),
        fate=fate_of_row(row.fate),
        fields=tuple(fields),
        code=row.entry.code if row.entry else "",
    )


def _actions(one: LedgerImport, refused: Refused | None) -> tuple[ActionForm, ...]:
    n = one.n_created + one.n_updated
    write = ActionForm(
        code="write",
        label=_("写入台账（新增 {new}，更新 {changed}）").format(
            new=one.n_created, changed=one.n_updated
        ),
        href=reverse("ledgers:write", args=[one.code]),
        icon="check",
        errors=(refusal_text(refused),) if refused else (),
        is_open=True,
    )
    drop = ActionForm(
        code="drop",
        label=_("不写入，放弃这一批") if n else _("没有变化，关闭这一批"),
        href=reverse("ledgers:drop", args=[one.code]),
        style="plain",
        is_open=True,
    )
    return (write, drop) if n else (drop,)


def ledger_outcome(result: dict[str, Any]) -> JobOutcome:
    """What the reading of a file told, for the page of its job."""
    if asked := question_outcome(result):
        return asked
    told = _("读入 {rows_in}，新增 {created}，更新 {updated}，不变 {unchanged}，退回 {rejected}")
    return JobOutcome(
        facts=(KeyValue(result["dataset"], told.format(**result)),),
        next_label=_("逐行核对，然后写入"),
        next_href=reverse("ledgers:import", args=[result["import"]]),
    )
