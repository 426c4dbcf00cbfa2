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
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.models import Household, ImportBatch, ImportReject, ImportSheet, Member
from huitoukan.apps.registry.names import search_text
from huitoukan.apps.registry.services.writers import WRITERS, Writer, put_rows
from huitoukan.documents.mapping import Mappings
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import DataSet, Pack

ORDER: Final = ("village", "household", "member")


def tables_of(pack: Pack, kind: str = "") -> list[DataSet]:
    """The registry's tables, or the one that is named."""
    return [pack.fields[kind]] if kind else list(pack.fields.values())


def read_workbook(
    path: Path,
    name: str,
    pack: Pack,
    tell: Tell,
    *,
    kind: str = "",
    mappings: Mappings | None = None,
) -> list[ReadSheet]:
    """Read every sheet that is a registry table, in the order villages, households, members.

    With `kind` only that table is looked for; `mappings` are what was said about the source's
    headings. Nothing is written; a workbook without any registry table is refused.
    """
    tables = tables_of(pack, kind)
    try:
        sheets = read_sheets(path, name, tables, pack.codes, tell, mappings=mappings)
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
    _refresh_lists(campaign.area)
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


def _refresh_lists(area: Area) -> None:
    """Recount members and rebuild the search text of the area's households."""
    households = list(
        Household.objects.for_system("an import refreshes its lists").filter(
            area__path__startswith=area.depth_path
        )
    )
    people: dict[int, list[tuple[str, str]]] = {}
    rows = Member.objects.for_system("an import refreshes its lists").filter(
        household__area__path__startswith=area.depth_path
    )
    for household_id, name, id_no in rows.values_list("household_id", "name", "id_no"):
        people.setdefault(household_id, []).append((name, id_no))
    stale = []
    for household in households:
        text = search_text(
            household.household_no,
            household.facts.get("household_phone", ""),
            [(household.head_name, ""), *people.get(household.pk, [])],
        )
        n_members = len(people.get(household.pk, []))
        if (household.n_members, household.search) != (n_members, text):
            household.n_members, household.search = n_members, text
            stale.append(household)
    put_rows(Household, stale, key="household_no", columns=("n_members", "search"))
