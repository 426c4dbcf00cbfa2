"""Importing registry workbooks.

An import has two halves: `read_workbook` reads and checks everything without a database;
`import_registry` writes it in one transaction, so that a killed import leaves nothing behind.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.campaigns.services import report_gate
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.intake import ReadSheet, Tell, keep_rejects, read_sheets
from huitoukan.apps.files.services.keeping import keep_file, pieces_of
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.registry.models import Household, ImportBatch, ImportReject, ImportSheet
from huitoukan.apps.registry.services.search import refresh_lists
from huitoukan.apps.registry.services.writers import WRITERS, Writer
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack

ORDER: Final = ("village", "household", "member")


def read_workbook(
    path: Path, name: str, pack: Pack, tell: Tell, *, kind: str = ""
) -> list[ReadSheet]:
    """Read every sheet that is a registry table, in the order villages, households, members.

    With `kind` only that table is looked for. Nothing is written; a workbook without any registry
    table is refused.
    """
    tables = [pack.fields[kind]] if kind else list(pack.fields.values())
    try:
        sheets = read_sheets(path, name, tables, pack.codes, tell)
    except Refused as refused:
        if refused.code == "DATASET_UNKNOWN":
            raise Refused("REGISTRY_UNKNOWN", name=name) from None
        raise
    return sorted(sheets, key=lambda sheet: ORDER.index(sheet.dataset.id))


@use_case("registry.import")
def import_registry(
    actor: Actor,
    campaign: Campaign,
    path: Path,
    *,
    name: str,
    sheets: Sequence[ReadSheet],
    at: datetime,
    tell: Tell,
    fence: Callable[[], None] = lambda: None,
) -> ImportBatch:
    """Write the sheets that `read_workbook` read; all of them or none.

    The same rows again change nothing. A row that stands in the file twice, names an unknown place
    or household, or lies outside the campaign's area is given back with its reason.
    """
    demand_right(actor, campaign, "registry.import")
    fence()
    file = keep_file(actor, pieces_of(path), name=name, kind="registry", area=campaign.area, at=at)
    batch = ImportBatch.objects.create(
        code=f"DR-{secrets.token_hex(4)}",
        campaign=campaign,
        file=file,
        imported_by=actor.code,
        imported_at=at,
    )
    for sheet in sheets:
        writer = WRITERS[sheet.dataset.id](actor, campaign, at)
        writer.take(sheet, tell)
        _account(batch, sheet, writer)
    refresh_lists(campaign)
    record(
        "registry",
        campaign.code,
        f"导入“{name}”",
        area_path=campaign.area.depth_path,
        batch=batch.code,
        sha256=file.sha256,
        sheets={s.sheet: [len(s.rows), s.n_rejected] for s in sheets},
    )
    n_households = (
        Household.objects.for_system("the gate counts the county")
        .filter(area__path__startswith=campaign.area.depth_path)
        .count()
    )
    report_gate(
        campaign, "registry.imported", is_passed=n_households > 0, told=f"{n_households} 户", at=at
    )
    return batch


def _account(batch: ImportBatch, sheet: ReadSheet, writer: Writer) -> None:
    account = ImportSheet.objects.create(
        batch=batch,
        sheet=sheet.sheet,
        table=sheet.dataset.id,
        n_rows=writer.n_created + writer.n_updated + writer.n_unchanged + sheet.n_rejected,
        n_created=writer.n_created,
        n_updated=writer.n_updated,
        n_unchanged=writer.n_unchanged,
        n_rejected=sheet.n_rejected,
        n_skipped=sheet.n_skipped,
        n_warnings=sheet.n_warnings,
        header_row=sheet.header_row,
        notes=sheet.notes,
    )
    keep_rejects(ImportReject, account, sheet)
