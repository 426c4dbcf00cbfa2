"""Reading registry files into the staging table, row by row: typed, placed, or given back.

Nothing of the registry changes here. Memory does not grow with the file: rows go to the database
a thousand at a time, each thousand in its own transaction, so that pages can be used meanwhile.
A reading that is cut off leaves a batch in the state "reading", which the next one takes away
(`holding`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.files.services.intake import (
    SheetStream,
    Tell,
    partial_note,
    walk_sheets,
    whole_sheets,
)
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries.finding import VillageFinder
from huitoukan.apps.registry.models import (
    Household,
    ImportBatch,
    ImportFile,
    ImportReject,
    ImportSheet,
    ListedPerson,
    Member,
    StagedRow,
)
from huitoukan.apps.registry.services.pouring import pour
from huitoukan.apps.registry.services.rows import overlong, plain, row_hash
from huitoukan.documents.cells import CellProblem
from huitoukan.documents.mapping import Mappings
from huitoukan.documents.questions import MappingNeeded
from huitoukan.documents.tables import TypedRow
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import DataSet

ROWS_AT_ONCE: Final = 1000
TABLES: Final = (
    "village",
    "household",
    "member",
    "cadre",
    "helper",
    "off_registry",
    "authorisation",
)
"""The tables of the registry in the order in which they are matched and written."""
LISTS: Final = TABLES[3:]
NOTES_SHOWN: Final = 10
STAGED: Final = (
    "account_id", "table", "row", "key", "verdict", "area_id", "household_no", "name", "id_no",
    "natural_group", "household_type", "exit_status", "monitor_category", "facts", "row_hash",
)  # fmt: skip
KEYS: Final = {"village": "village_code", "household": "household_no", "member": "person_no"}


@dataclass
class Incoming:
    """A file to be imported: where it lies, what it is called, its sheets, row by row.

    `read` fills with the sheets as they are walked.
    """

    path: Path
    name: str
    sheets: Callable[[Tell], Iterable[SheetStream]]
    read: list[SheetStream] = field(default_factory=list)


def incoming(
    path: Path, name: str, pack: Pack, *, table: str = "", mappings: Mappings | None = None
) -> Incoming:
    """A file of any registry tables, or of the one named; `mappings` of the county's sources."""
    tables = tables_of(pack, table)

    def walk(tell: Tell) -> Iterable[SheetStream]:
        try:
            yield from walk_sheets(path, name, tables, pack.codes, tell, mappings=mappings)
        except Refused as refused:
            if refused.code == "DATASET_UNKNOWN":
                raise Refused("REGISTRY_UNKNOWN", name=name) from None
            raise

    return Incoming(path, name, walk)


def tables_of(pack: Pack, table: str = "") -> list[DataSet]:
    """The registry's tables, or the one that is named."""
    return [pack.fields[table]] if table else list(pack.fields.values())


class Places:
    """Where rows belong: villages by code or by names, as they were called on the day of the list.

    `mapped` counts the rows that named a village of former times, by what they called it and where
    they went.
    """

    def __init__(self, campaign: Campaign, on: date) -> None:
        self._county = campaign.area
        self._finder = VillageFinder.of(campaign.area, on)
        self.mapped: Counter[tuple[str, str]] = Counter()

    def place(self, table: str, values: dict[str, Any]) -> Area | None:
        """Where a row belongs; a member's place is its household's. Raises Refused REGION_*."""
        if table == "member":
            return None
        township, village = values.get("township") or "", values.get("village") or ""
        code = str(values.get("village_code") or values.get("place_code") or "")
        if table in LISTS and not village and not code:
            return self._county
        found = self._finder.find(
            township,
            village,
            code,
            township_code=str(values.get("township_code") or "") if table != "village" else "",
            group=values.get("natural_group") or "",
            household_no=values.get("household_no") or "",
        )
        if found.refusal is not None:
            raise found.refusal
        if found.area is not None and found.mapped_from:
            self.mapped[found.mapped_from, found.area.name] += 1
        return found.area

    def notes(self) -> list[str]:
        """What is said of the villages of former times, once for each; then it is forgotten."""
        notes = [
            f"{n} 行的行政村写作“{called}”，按区划变更归到“{name}”"
            for (called, name), n in self.mapped.most_common(NOTES_SHOWN)
        ]
        self.mapped.clear()
        return notes


@dataclass
class _Sheet:
    """Puts the rows of one sheet into the database, a thousand at a time."""

    account: ImportSheet
    dataset: DataSet
    places: Places
    fence: Callable[[], None]
    staged: list[tuple[Any, ...]] = field(default_factory=list)
    rejects: list[ImportReject] = field(default_factory=list)
    rejected: int = 0
    warnings: int = 0

    def take(self, row: TypedRow) -> None:
        """Stage a row or give it back."""
        problems: Sequence[CellProblem] = row.problems
        if not problems:
            try:
                self.staged.append(self._staged(row))
                self.warnings += len(row.warnings)
            except Refused as refused:
                label = str(refused.details.get("column", self.label))
                problems = [
                    CellProblem(refused.code, label, refused.sentence(), refused.remedy(), "")
                ]
        if problems:
            self.rejected += 1
            self.rejects.extend(
                reject_of(self.account, row.number, problem) for problem in problems
            )
        if len(self.staged) + len(self.rejects) >= ROWS_AT_ONCE:
            self.flush()

    @property
    def label(self) -> str:
        """The heading under which a row's place or number stands."""
        return {"village": "行政村代码", "member": "人编号"}.get(self.dataset.id, "行政村")

    def _staged(self, row: TypedRow) -> tuple[Any, ...]:
        """The row as the values of STAGED."""
        table, values = self.dataset.id, row.values
        area = self.places.place(table, values)
        # A village is known by the code of today, whatever the file calls it.
        key = area.code if table == "village" and area else key_of(self.dataset, values)
        stored = plain(values)
        where = {"area": area.code} if area is not None else {}
        _refuse_overlong(table, values)
        return (
            self.account.pk, table, row.number, key, "", area.pk if area else None,
            *columns_of(table, values).values(),
            json.dumps(stored, ensure_ascii=False),
            row_hash({**stored, **where}),
        )  # fmt: skip

    def flush(self) -> None:
        """Write what has come together, while the job is still ours."""
        with transaction.atomic():
            self.fence()
            pour(StagedRow, STAGED, self.staged)
            ImportReject.objects.bulk_create(self.rejects)
        self.staged, self.rejects = [], []


def columns_of(table: str, facts: Mapping[str, Any]) -> dict[str, str]:
    """What the lists show of a row, from what it says; the last columns of STAGED but two."""
    is_household = table == "household"
    shown = (
        ("household_no", "household_no", True),
        ("name", "head_name" if is_household else "name", True),
        ("id_no", "id_no", True),
        ("natural_group", "natural_group", is_household),
        ("household_type", "household_type", is_household),
        ("exit_status", "exit_status", is_household),
        ("monitor_category", "monitor_category", is_household),
    )
    return {column: (facts.get(name) or "") if has else "" for column, name, has in shown}


def _refuse_overlong(table: str, values: dict[str, Any]) -> None:
    if table == "household":
        label, limit = overlong(
            Household, "household_no", "natural_group", "head_name", values=values
        )
    elif table == "member":
        label, limit = overlong(Member, "person_no", "name", "id_no", values=values)
        household_no = values.get("household_no") or ""
        most = Household._meta.get_field("household_no").max_length or 0
        if not label and len(household_no) > most:
            raise Refused("HOUSEHOLD_UNKNOWN", household_no=household_no[:60], column="户编号")
    else:
        label, limit = overlong(ListedPerson, "name", "id_no", "household_no", values=values)
    if label:
        raise Refused("TOO_LONG", label=label, limit=limit, column=label)


def key_of(dataset: DataSet, values: dict[str, Any]) -> str:
    """What makes a row of this table the same row again: its row key, joined."""
    columns = [KEYS[dataset.id]] if dataset.id in KEYS else list(dataset.row_key)
    limit = StagedRow._meta.get_field("key").max_length or 0
    return "|".join(str(values.get(name) or "") for name in columns)[:limit]


def reject_of(account: ImportSheet, row: int, problem: CellProblem) -> ImportReject:
    """A row that is given back; a sentence quotes the cell, and a cell may hold a whole letter."""
    return ImportReject(
        account=account,
        sheet=account.sheet,
        row=row,
        column=problem.label[:60],
        code=problem.code,
        sentence=problem.sentence[:300],
        remedy=problem.remedy[:300],
    )


def read_into(
    batch: ImportBatch,
    kept: StoredFile,
    source: Incoming,
    *,
    tell: Tell,
    fence: Callable[[], None],
) -> Refused | None:
    """Stage every registry sheet of one file; of a file that cannot be taken return the refusal.

    MappingNeeded is raised: people must say first which heading is which column.

    A sheet that has only some of the columns of another sheet of the file is not taken.
    """
    file = ImportFile.objects.create(batch=batch, file=kept)
    places = Places(batch.campaign, timezone.localdate(batch.imported_at))
    accounts: list[ImportSheet] = []
    said: list[list[str]] = []
    try:
        for stream in source.sheets(tell):
            source.read.append(stream)
            account = ImportSheet.objects.create(
                batch=batch,
                source=file,
                sheet=stream.sheet,
                table=stream.dataset.id,
                columns=sorted(stream.columns),
                header_row=stream.header_row,
            )
            sheet = _Sheet(account, stream.dataset, places, fence)
            for row in stream.rows:
                sheet.take(row)
            sheet.flush()
            n_staged = account.staged.count()
            account.n_rows = n_staged + sheet.rejected
            account.n_rejected, account.n_unchanged = sheet.rejected, n_staged
            account.n_warnings, account.n_skipped = sheet.warnings, stream.skipped()
            account.save()
            accounts.append(account)
            said.append(places.notes())
    except Refused as refused:
        if refused.code == "JOB_FENCED" or isinstance(refused, MappingNeeded):
            raise
        file.sheets.all().delete()
        file.refusal = {
            "code": refused.code, "message": refused.sentence(), "remedy": refused.remedy()
        }  # fmt: skip
        file.save(update_fields=["refusal"])
        return refused
    for account, stream, notes in zip(accounts, source.read, said, strict=True):
        account.notes = [*stream.notes, *notes]
        account.headings = {
            "changed": [asdict(change) for change in stream.changed],
            "unread": list(stream.layout.unknown) if stream.layout else [],
        }
        account.save(update_fields=["notes", "headings"])
    _drop_partial(accounts, [stream.columns for stream in source.read])
    return None


def _drop_partial(accounts: Sequence[ImportSheet], columns: Sequence[frozenset[str]]) -> None:
    sheets = [(account.table, has) for account, has in zip(accounts, columns, strict=True)]
    for account, fuller in zip(accounts, whole_sheets(sheets), strict=True):
        if fuller is not None:
            kept = accounts[fuller]
            kept.notes = [*kept.notes, partial_note(account.sheet)]
            kept.save(update_fields=["notes"])
            account.delete()


def discard(batch: ImportBatch) -> None:
    """Take a reading away with everything that it kept; nothing of the registry was touched."""
    kept = list(batch.files.values_list("file", flat=True))
    with transaction.atomic():
        batch.own_changes.filter(at=None).delete()
        batch.delete()
        StoredFile.objects.for_system("files of a reading that was cut off").filter(
            pk__in=kept
        ).delete()
