"""Fills [agreement:import]: workbooks that were read back, and the rows they gave back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.agreement import pages, queries
from huitoukan.apps.agreement.models import SheetBatch, SheetReject
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import ActionForm, Field, KeyValue
from huitoukan.apps.core.showing import page_of
from huitoukan.apps.jobs.pages import JobOutcome
from huitoukan.apps.jobs.queries import unfinished_job
from huitoukan.apps.registry.queries.imports import reject_rows

BATCHES_SHOWN: Final = 10


def import_page(
    actor: Actor,
    campaign: Campaign,
    params: Mapping[str, str],
    *,
    code: str = "",
    errors: Sequence[str] = (),
) -> pages.ImportPage:
    """[agreement:import] The upload, the workbooks so far, the rows of one that came back.

    `code` opens that workbook, else the newest; `errors` are those of a refused upload.
    """
    batches = list(queries.batches_for(actor, campaign)[:BATCHES_SHOWN])
    opened = queries.batch_for(actor, code) if code else next(iter(batches), None)
    if opened is not None and opened not in batches:
        batches.append(opened)
    rows = {batch.code: _batch_row(batch, opened) for batch in batches}
    running = unfinished_job(actor, "agreement.import")
    page = pages.ImportPage(
        upload=_upload_form(errors),
        batches=tuple(rows.values()),
        job_href=reverse("jobs:detail", args=[running.code]) if running else "",
    )
    if opened is None:
        return page
    path = reverse("agreement:batch", args=[opened.code])
    rejects, pager = page_of(SheetReject.objects.filter(account__batch=opened), path, params)
    return replace(page, shown=rows[opened.code], rejects=reject_rows(rejects), rejects_pager=pager)


def _upload_form(errors: Sequence[str]) -> ActionForm:
    return ActionForm(
        code="import",
        label=_("上传并导入"),
        href=reverse("agreement:import"),
        icon="upload",
        note=_("只收系统打印的核对表；同一份再导一次不会有变化，有问题的行退回。"),
        fields=(Field("file", _("填好的核对表"), "file", is_required=True, accept=".xlsx,.xls"),),
        errors=tuple(errors),
        is_open=True,
    )


def _batch_row(batch: SheetBatch, opened: SheetBatch | None) -> pages.BatchRow:
    sheets = tuple(
        pages.SheetCount(
            sheet=account.sheet,
            n_rows=account.n_rows,
            n_created=account.n_created,
            n_updated=account.n_updated,
            n_unchanged=account.n_unchanged,
            n_rejected=account.n_rejected,
        )
        for account in batch.sheets.all()
    )
    n_rejected = sum(sheet.n_rejected for sheet in sheets)
    return pages.BatchRow(
        code=batch.code,
        file_name=batch.file.name,
        imported_by=batch.imported_name,
        imported_at=batch.imported_at,
        sheets=sheets,
        n_rejected=n_rejected,
        href=reverse("agreement:batch", args=[batch.code]),
        errors_href=reverse("agreement:errors", args=[batch.code]) if n_rejected else "",
        is_current=batch == opened,
    )


def import_outcome(result: dict[str, Any]) -> JobOutcome:
    """What an import made, for the page of its job."""
    told = _("读入 {rows_in}，新增 {created}，更新 {updated}，不变 {unchanged}，退回 {rejected}")
    return JobOutcome(
        facts=tuple(KeyValue(s["sheet"], told.format(**s)) for s in result["sheets"]),
        next_label=_("查看导入结果"),
        next_href=reverse("agreement:batch", args=[result["batch"]]),
    )
