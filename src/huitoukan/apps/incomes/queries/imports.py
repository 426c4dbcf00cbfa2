"""Fills [incomes:import]: workbooks that were read, and the rows they gave back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import ActionForm, Field, KeyValue
from huitoukan.apps.core.showing import page_of
from huitoukan.apps.incomes import pages, queries
from huitoukan.apps.incomes.models import ImportReject, SheetImport
from huitoukan.apps.jobs.pages import JobOutcome
from huitoukan.apps.jobs.queries import unfinished_job
from huitoukan.apps.registry.queries.imports import reject_rows

IMPORTS_SHOWN: Final = 10


def import_page(
    actor: Actor,
    campaign: Campaign,
    params: Mapping[str, str],
    *,
    code: str = "",
    errors: Sequence[str] = (),
) -> pages.ImportPage:
    """[incomes:import] The upload, the workbooks so far, the rows of one that came back.

    `code` opens that workbook, else the newest; `errors` are those of a refused upload.
    """
    found = list(queries.imports_for(actor).filter(campaign=campaign)[:IMPORTS_SHOWN])
    opened = queries.import_for(actor, code) if code else next(iter(found), None)
    if opened is not None and opened not in found:
        found.append(opened)
    rows = {one.code: _row(one, opened) for one in found}
    running = unfinished_job(actor, "incomes.import")
    page = pages.ImportPage(
        upload=_upload_form(errors),
        rows=tuple(rows.values()),
        job_href=reverse("jobs:detail", args=[running.code]) if running else "",
    )
    if opened is None:
        return page
    path = reverse("incomes:batch", args=[opened.code])
    rejects, pager = page_of(ImportReject.objects.filter(account=opened), path, params)
    return replace(page, shown=rows[opened.code], rejects=reject_rows(rejects), rejects_pager=pager)


def _upload_form(errors: Sequence[str]) -> ActionForm:
    return ActionForm(
        code="import",
        label=_("上传并导入"),
        href=reverse("incomes:import"),
        icon="upload",
        note=_("先在列表页导出，照样填好再导入。一户的行要全：有变化的户成为新的一版草稿。"),
        fields=(Field("file", _("收入测算表"), "file", is_required=True, accept=".xlsx,.xls"),),
        errors=tuple(errors),
        is_open=True,
    )


def _row(one: SheetImport, opened: SheetImport | None) -> pages.ImportRow:
    return pages.ImportRow(
        code=one.code,
        file_name=one.file.name,
        read_name=one.read_name,
        read_at=one.read_at,
        n_sheets=one.n_sheets,
        n_rows=one.n_rows,
        n_created=one.n_created,
        n_updated=one.n_updated,
        n_unchanged=one.n_unchanged,
        n_rejected=one.n_rejected,
        href=reverse("incomes:batch", args=[one.code]),
        errors_href=reverse("incomes:errors", args=[one.code]) if one.n_rejected else "",
        is_current=one == opened,
    )


def import_outcome(result: dict[str, Any]) -> JobOutcome:
    """What an import made, for the page of its job."""
    told = _("读入 {rows_in}，新增 {created}，更新 {updated}，不变 {unchanged}，退回 {rejected}")
    return JobOutcome(
        facts=(
            KeyValue(_("行"), told.format(**result)),
            KeyValue(_("新的一版"), _("{n} 户").format(n=result["sheets"])),
        ),
        next_label=_("查看导入结果"),
        next_href=reverse("incomes:batch", args=[result["import"]]),
    )
