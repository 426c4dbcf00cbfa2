"""Reading a file into a ledger: every row placed and matched, shown, then written or dropped.

A row is new, changed, the same, or given back with its reason. A blank cell says nothing. Nothing
is written before a person has seen the account; the same file twice then changes nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.intake import ReadSheet, Tell, keep_rejects, read_sheets
from huitoukan.apps.files.services.keeping import keep_bytes, keep_file, path_of, pieces_of
from huitoukan.apps.files.services.returns import reasons_of, returned_rows
from huitoukan.apps.jobs.models import Job
from huitoukan.apps.jobs.services import ask
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.ledgers import queries
from huitoukan.apps.ledgers.models import (
    Entry,
    ImportReject,
    ImportRow,
    ImportState,
    LedgerImport,
    RowFate,
)
from huitoukan.apps.ledgers.services.entries import refusal_of_double
from huitoukan.apps.ledgers.services.reading import Reader, Row, Wrong, key_labels, key_of
from huitoukan.apps.ledgers.services.writing import Stamp, change, create, difference, hold
from huitoukan.apps.mappings.queries import mappings_for
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import widest_area
from huitoukan.documents.cells import CellProblem
from huitoukan.documents.mapping import Mappings
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.tables import DataSet


@use_case("ledger.keep")
def ask_import(
    actor: Actor, campaign: Campaign, dataset_id: str, name: str, pieces: Iterable[bytes]
) -> Job:
    """Keep an uploaded file and ask for its reading; the job's page leads to the account."""
    dataset = queries.ledger_for(actor, campaign, dataset_id, "ledger.keep")
    sha256, size = keep_bytes(pieces)
    area = widest_area(actor, campaign.area)
    job = ask(
        actor, "ledgers.import", title=f"读入台账“{name}”", area=area, campaign=campaign.code,
        sha256=sha256, name=name, dataset=dataset.id,
    )  # fmt: skip
    record(
        "job", job.code, f"上传“{name}”，请求读入台账“{dataset.title.zh}”",
        area_path=area.depth_path, sha256=sha256, size=size,
    )  # fmt: skip
    return job


def read_file(
    path: Path, name: str, campaign: Campaign, dataset: DataSet, *, tell: Tell, mappings: Mappings
) -> list[ReadSheet]:
    """The sheets of a file that are this ledger; raises what reading raises."""
    codes = campaign.pack.opened().codes
    return read_sheets(path, name, [_asked(dataset)], codes, tell, mappings=mappings)


def _asked(dataset: DataSet) -> DataSet:
    """The ledger as a file must have it: what is blank in a row stays as it is in the entry."""
    keys = {*dataset.row_key}
    return replace(
        dataset,
        columns=tuple(
            column if column.name in keys else replace(column, required=False)
            for column in dataset.columns
        ),
    )


@dataclass
class _Placed:
    """A good row of a sheet, and what it is for the ledger."""

    sheet: ReadSheet
    number: int
    row: Row
    fate: RowFate = RowFate.NEW
    entry: Entry | None = None


@use_case("ledger.keep")
def stage_import(
    actor: Actor,
    campaign: Campaign,
    dataset_id: str,
    path: Path,
    *,
    name: str,
    sheets: Sequence[ReadSheet],
    at: datetime,
    fence: Callable[[], None] = lambda: None,
) -> LedgerImport:
    """Keep the file and what it would change; the ledger stays as it is."""
    dataset = queries.ledger_for(actor, campaign, dataset_id, "ledger.keep")
    fence()
    area = widest_area(actor, campaign.area)
    placed = _placed(actor, campaign, dataset, sheets)
    file = keep_file(
        actor, pieces_of(path), name=name, kind="ledger", area=area, at=at,
        department=dataset.department,
    )  # fmt: skip
    made = LedgerImport.objects.create(
        code=f"TR-{secrets.token_hex(4)}",
        campaign=campaign,
        dataset=dataset.id,
        department=dataset.department,
        area=area,
        file=file,
        state=ImportState.STAGED,
        notes=[note for sheet in sheets for note in sheet.notes],
        read_by=actor.code,
        read_name=actor.name,
        read_at=at,
        **_counts(placed, sheets),
    )
    _keep_rows(made, placed)
    for sheet in sheets:
        keep_rejects(ImportReject, made, sheet.sheet, sheet.rejects)
    record(
        "ledger_import", made.code, f"读入台账“{dataset.title.zh}”{made.n_rows} 行，待写入",
        area_path=area.depth_path, dataset=dataset.id, sha256=file.sha256,
        n_rejected=made.n_rejected,
    )  # fmt: skip
    return made


def _counts(placed: Sequence[_Placed], sheets: Sequence[ReadSheet]) -> dict[str, int]:
    """The account of a file: every row is new, changed, the same or given back."""
    fates = [one.fate for one in placed]
    n_rejected = sum(sheet.n_rejected for sheet in sheets)
    return {
        "n_rows": len(placed) + n_rejected,
        "n_created": fates.count(RowFate.NEW),
        "n_updated": fates.count(RowFate.CHANGED),
        "n_unchanged": fates.count(RowFate.SAME),
        "n_rejected": n_rejected,
        "n_skipped": sum(sheet.n_skipped for sheet in sheets),
        "n_warnings": sum(sheet.n_warnings for sheet in sheets),
        "header_row": sheets[0].header_row if sheets else 0,
    }


def _keep_rows(made: LedgerImport, placed: Sequence[_Placed]) -> None:
    ImportRow.objects.bulk_create(
        (
            ImportRow(
                account=made,
                sheet=one.sheet.sheet,
                row=one.number,
                fate=one.fate,
                key=one.row.key,
                values=one.row.values,
                area=one.row.area,
                entry=one.entry,
                seen_version=one.entry.version if one.entry else 0,
            )
            for one in placed
        ),
        batch_size=500,
    )


def _placed(
    actor: Actor, campaign: Campaign, dataset: DataSet, sheets: Sequence[ReadSheet]
) -> list[_Placed]:
    """The rows that may be written; every other is given back to its sheet with a reason."""
    reader = Reader(actor, campaign, dataset)
    every = Entry.objects.for_system("a row stands once in a ledger, wherever it is kept")
    there = {
        one.key: one
        for one in every.filter(county=campaign.area, dataset=dataset.id).select_related("area")
    }
    found: dict[str, list[_Placed]] = {}
    for sheet in sheets:
        good, sheet.rows = sheet.rows, []
        for number, values in good:
            try:
                one = _Placed(sheet, number, _row(reader, there, values))
                _match(actor, dataset, one, there.get(one.row.key))
            except Wrong as wrong:
                column = dataset.by_name.get(wrong.column)
                _give_back(sheet, number, column.label if column else "", wrong.refused)
            else:
                found.setdefault(one.row.key, []).append(one)
    return [one for group in found.values() for one in _without_contradiction(dataset, group)]


def _row(reader: Reader, there: dict[str, Entry], values: dict[str, object]) -> Row:
    row = reader.row(values)
    known = there.get(row.key)
    if known is None:
        _demand_required(reader.dataset, row)
        return row
    merged = {**known.values, **row.values}
    place = queries.kept_of(reader.dataset).place
    area = row.area if place and row.values.get(place) else known.area
    return Row(merged, key_of(reader.dataset, merged), area)


def _demand_required(dataset: DataSet, row: Row) -> None:
    for column in dataset.columns:
        if column.required and column.name not in row.values:
            raise Wrong(column.name, Refused("REQUIRED", label=column.label))


def _match(actor: Actor, dataset: DataSet, one: _Placed, known: Entry | None) -> None:
    if known is None:
        return
    if known.ended_at is not None or not queries.may_keep(actor, dataset, known.area):
        raise Wrong("", refusal_of_double(actor, dataset, known))
    one.entry = known
    is_same = not difference(dataset, known.values, one.row.values)
    one.fate = RowFate.SAME if is_same else RowFate.CHANGED


def _without_contradiction(dataset: DataSet, group: list[_Placed]) -> list[_Placed]:
    """Rows of one key: if they say the same the later ones change nothing, else all come back."""
    first = group[0]
    if all(one.row.values == first.row.values for one in group):
        for one in group[1:]:
            one.fate = RowFate.SAME
        return group
    rows = "、".join(str(one.number) for one in group)
    for one in group:
        refused = Refused("LEDGER_TWICE_IN_FILE", rows=rows, columns=key_labels(dataset))
        _give_back(one.sheet, one.number, "", refused)
    return []


def _give_back(sheet: ReadSheet, number: int, label: str, refused: Refused) -> None:
    problem = CellProblem(refused.code, label, refused.sentence(), refused.remedy(), "")
    sheet.rejects.append((number, problem))


@use_case("ledger.keep")
def write_import(actor: Actor, code: str, *, at: datetime) -> LedgerImport:
    """Write a staged import into its ledger.

    Raises Refused: LEDGER_IMPORT_DONE, LEDGER_IMPORT_STALE when an entry was changed, or a row
    entered, since the file was read.
    """
    one, dataset = _staged(actor, code)
    campaign = one.campaign
    rows = list(one.rows.exclude(fate=RowFate.SAME).select_related("area", "entry__area"))
    every = Entry.objects.for_system("whether a row was entered since")
    taken = set(
        every.filter(county=campaign.area, dataset=dataset.id).values_list("key", flat=True)
    )
    new = [row for row in rows if row.fate == RowFate.NEW]
    changed = [(row, row.entry) for row in rows if row.entry is not None]
    n_stale = sum(row.key in taken for row in new) + sum(
        entry.version != row.seen_version or entry.ended_at is not None for row, entry in changed
    )
    if n_stale:
        raise Refused("LEDGER_IMPORT_STALE", n=n_stale, code=code)
    stamp = Stamp(actor, at, f"导入“{one.file.name}”"[:300], one.code)
    create(campaign, dataset, [Row(row.values, row.key, row.area) for row in new], stamp)
    change(dataset, [(entry, Row(row.values, row.key, row.area)) for row, entry in changed], stamp)
    _decide(one, ImportState.WRITTEN, at)
    record(
        "ledger_import", code,
        f"写入台账“{dataset.title.zh}”：新增 {len(new)}，更新 {len(changed)}",
        area_path=one.area.depth_path, dataset=dataset.id,
    )  # fmt: skip
    return one


@use_case("ledger.keep")
def drop_import(actor: Actor, code: str, *, at: datetime) -> LedgerImport:
    """Drop a staged import; the ledger stays as it is."""
    one, dataset = _staged(actor, code)
    _decide(one, ImportState.DROPPED, at)
    record(
        "ledger_import", code, f"放弃写入台账“{dataset.title.zh}”", area_path=one.area.depth_path,
        dataset=dataset.id,
    )  # fmt: skip
    return one


def _staged(actor: Actor, code: str) -> tuple[LedgerImport, DataSet]:
    """The import, if it still waits; nobody else writes into the county's ledgers meanwhile."""
    one, dataset = queries.import_for(actor, code)
    hold(one.campaign.area)
    one.refresh_from_db(fields=["state"])
    if one.state != ImportState.STAGED:
        raise Refused("LEDGER_IMPORT_DONE", code=code, state=str(ImportState(one.state).label))
    for area in Area.objects.filter(pk__in=one.rows.values("area")):
        if not queries.may_keep(actor, dataset, area):
            raise Refused("NOT_ALLOWED", verb=f"登记“{dataset.title.zh}”")
    return one, dataset


def _decide(one: LedgerImport, state: ImportState, at: datetime) -> None:
    one.state, one.decided_at = state, at
    one.save(update_fields=["state", "decided_at"])


def export_returned_rows(actor: Actor, code: str, *, at: datetime) -> tuple[str, bytes]:
    """File name and workbook of the rows that an import gave back, whole, with their reasons."""
    one, dataset = queries.import_for(actor, code)
    rejects = list(ImportReject.objects.filter(account=one))
    content = returned_rows(
        [(path_of(one.file.sha256), one.file.name, reasons_of(rejects))],
        [_asked(dataset)],
        one.campaign.pack.opened().codes,
        made_at=at,
        mappings=mappings_for(one.campaign, [dataset]),
    )
    _write_down_return(actor, one)
    return f"{dataset.id} {one.code}退回数据.xlsx", content


@use_case("ledger.keep")
def _write_down_return(actor: Actor, one: LedgerImport) -> None:  # noqa: ARG001 - asked for
    record(
        "ledger_import", one.code, f"下载退回的 {one.n_rejected} 行",
        area_path=one.area.depth_path, n_rows=one.n_rejected,
    )  # fmt: skip
