"""Reading filled-in sheets back: every row has a place, the same file again changes nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from django.utils import timezone

from huitoukan.apps.agreement import queries
from huitoukan.apps.agreement.models import Sheet, SheetAccount, SheetBatch, SheetReject
from huitoukan.apps.agreement.queries.lines import SIDES, Key, Line, demand_fields, lines_again
from huitoukan.apps.agreement.services.rounds import (
    Frozen,
    Looked,
    entries_of,
    refuse_own_village,
    save_round,
)
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.intake import ReadSheet, Tell, keep_rejects, read_sheets
from huitoukan.apps.files.services.keeping import keep_file, pieces_of
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.queries import widest_area
from huitoukan.apps.registry.models import Household
from huitoukan.domain.agreement import Entry, Seen, Side
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import Column, DataSet
from huitoukan.rules.shapes.words import Text

T = TypeVar("T")


def _column(name: str, label: str, kind: str = "text", *, required: bool = False) -> Column:
    return Column(name=name, label=label, also=(), type=kind, required=required)


SHEET_BACK: Final = DataSet(
    id="agreement_sheet",
    title=Text("三方核对表", "Three-way sheet"),
    department="",
    object="household",
    key="household_no",
    row_key=("sheet", "household_no", "person_no", "field"),
    purpose="三方核对",
    basis="系统自己打印的核对表",
    retention_months=24,
    period="event",
    columns=(
        _column("sheet", "表号", required=True),
        _column("household_no", "户编号", required=True),
        _column("person_no", "人编号"),
        _column("field", "项目", required=True),
        _column("booklet", "手册值"),
        _column("observed", "实际值"),
        _column("taken_by", "核查人"),
        _column("on", "核查日期", "date"),
    ),
)
"""The columns of a sheet that are read back; what was printed beside them is not."""


def read_book(path: Path, name: str, tell: Tell) -> list[ReadSheet]:
    """Every sheet of the workbook that is a filled-in 三方核对表; nothing is written."""
    return read_sheets(path, name, [SHEET_BACK], {}, tell)


@use_case("agreement.record")
def import_sheets(
    actor: Actor,
    campaign: Campaign,
    path: Path,
    *,
    name: str,
    sheets: Sequence[ReadSheet],
    at: datetime,
    fence: Callable[[], None] = lambda: None,
) -> SheetBatch:
    """Write what `read_book` read; all of it or nothing. Rows nobody filled in change nothing.

    A row with an unknown number or field, of the reader's own village, or with a word that is no
    value of its field is given back with its reason; the others are saved.
    """
    pack = demand_fields(campaign)
    fence()
    area = widest_area(actor, campaign.area)
    file = keep_file(actor, pieces_of(path), name=name, kind="agreement", area=area, at=at)
    batch = SheetBatch.objects.create(
        code=f"HR-{secrets.token_hex(4)}",
        campaign=campaign,
        area=area,
        file=file,
        imported_by=actor.code,
        imported_name=actor.name,
        imported_at=at,
    )
    n_rounds = 0
    for sheet in sheets:
        intake = _Intake(actor, campaign, pack, sheet, at)
        intake.take()
        n_rounds += intake.n_rounds
        account = SheetAccount.objects.create(
            batch=batch,
            sheet=sheet.sheet,
            n_rows=intake.n_taken + sheet.n_rejected,
            n_created=intake.n_created,
            n_updated=intake.n_updated,
            n_unchanged=intake.n_unchanged,
            n_rejected=sheet.n_rejected,
            n_skipped=sheet.n_skipped,
            n_warnings=sheet.n_warnings,
            header_row=sheet.header_row,
        )
        keep_rejects(SheetReject, account, sheet.sheet, sheet.rejects)
    record(
        "agreement-import",
        batch.code,
        f"导入三方核对表“{name}”：{n_rounds} 户有变化",
        area_path=area.depth_path,
        campaign=campaign.code,
        sha256=file.sha256,
        sheets={s.sheet: [len(s.rows), s.n_rejected] for s in sheets},
    )
    return batch


@dataclass(frozen=True)
class _Printed:
    """A household as a sheet printed it: its lines by person and heading."""

    household: Household
    sheet: Sheet
    row_hash: str
    lines: Mapping[tuple[str, str], Line]


@dataclass
class _Visit:
    """The filled-in rows of one person's look at one household on one day."""

    printed: _Printed
    looked: Looked
    entries: dict[Key, dict[Side, Entry]] = field(default_factory=dict)
    rows: dict[Key, int] = field(default_factory=dict)


class _Intake:
    """Takes the rows of one sheet: each is saved, found unchanged, or given back."""

    def __init__(
        self, actor: Actor, campaign: Campaign, pack: Pack, sheet: ReadSheet, at: datetime
    ) -> None:
        self.actor, self.campaign, self.pack, self.sheet, self.at = actor, campaign, pack, sheet, at
        self.today = timezone.localtime(at).date()
        self.n_created = self.n_updated = self.n_unchanged = self.n_rounds = 0
        self.sheets: dict[str, Sheet | None] = {}
        self.printed: dict[tuple[str, str], _Printed | Refused] = {}
        self.visits: dict[tuple[str, str, str, date], _Visit] = {}
        self.takers: dict[tuple[str, str], set[str]] = {}
        self.days: dict[tuple[str, str], set[date]] = {}

    @property
    def n_taken(self) -> int:
        """Rows that were not given back."""
        return self.n_created + self.n_updated + self.n_unchanged

    def take(self) -> None:
        """Sort the rows into visits, then save each visit."""
        for _number, values in self.sheet.rows:
            near = (values["sheet"], values["household_no"])
            if values["taken_by"]:
                self.takers.setdefault(near, set()).add(values["taken_by"])
            if values["on"]:
                self.days.setdefault(near, set()).add(values["on"])
        for number, values in self.sheet.rows:
            try:
                self._row(number, values)
            except Refused as refused:
                label = str(refused.details.get("label", ""))
                self.sheet.reject(number, label, refused.code, **refused.details)
        for visit in self.visits.values():
            self._save(visit)

    def _row(self, number: int, values: Mapping[str, Any]) -> None:
        code, household_no = values["sheet"], values["household_no"]
        printed = self._printed(code, household_no)
        line = printed.lines.get((values["person_no"] or "", values["field"]))
        if line is None:
            raise Refused("AGREEMENT_FIELD", field=values["field"])
        texts = {side: values[side.value] or "" for side in SIDES}
        if not any(texts.values()):
            self.n_unchanged += 1
            return
        # Who and when need to stand only once for a household.
        near = (code, household_no)
        taken_by = values["taken_by"] or _only(self.takers.get(near))
        on = values["on"] or _only(self.days.get(near))
        looked = self._looked(printed, taken_by, on)
        entries, problems = entries_of(line, texts, self.pack)
        if problems:
            self.sheet.rejects.extend((number, problem) for problem in problems)
            return
        who = (code, household_no, looked.taken_by_name, looked.on)
        visit = self.visits.setdefault(who, _Visit(printed, looked))
        if line.key in visit.rows:
            raise Refused("DUP_ROW", first_row=visit.rows[line.key], what="户、人和项目")
        visit.rows[line.key] = number
        # A cell left empty says nothing; it takes nothing back that was recorded before.
        visit.entries[line.key] = {
            side: entry for side, entry in entries.items() if entry.seen is not Seen.UNSEEN
        }

    def _looked(self, printed: _Printed, taken_by: str | None, on: date | None) -> Looked:
        if not taken_by:
            raise Refused("REQUIRED", label="核查人")
        if on is None:
            raise Refused("REQUIRED", label="核查日期")
        if not printed.sheet.campaign.starts_on <= on <= self.today:
            raise Refused("DATE_RANGE", label="核查日期", value=on)
        if len(taken_by) > 64:
            raise Refused("TOO_LONG", label="核查人", limit=64)
        looked = Looked(on, taken_by)
        refuse_own_village(self.actor, printed.household.area, looked)
        return looked

    def _printed(self, code: str, household_no: str) -> _Printed:
        key = (code, household_no)
        if key not in self.printed:
            try:
                self.printed[key] = self._find(code, household_no)
            except Refused as refused:
                self.printed[key] = refused
        found = self.printed[key]
        if isinstance(found, Refused):
            raise found
        return found

    def _find(self, code: str, household_no: str) -> _Printed:
        if code not in self.sheets:
            self.sheets[code] = queries.sheet_for(self.actor, self.campaign, code)
        sheet = self.sheets[code]
        if sheet is None:
            raise Refused("SHEET_UNKNOWN", sheet=code)
        kept = sheet.frozen.get(household_no)
        if kept is None:
            raise Refused("SHEET_WITHOUT", sheet=code, household_no=household_no)
        household = queries.household_in(
            self.actor, self.campaign, household_no, "agreement.record"
        )
        lines = lines_again(kept["lines"], self.pack)
        return _Printed(
            household,
            sheet,
            kept["row_hash"],
            {(line.person_no, line.column.label): line for line in lines},
        )

    def _save(self, visit: _Visit) -> None:
        printed = visit.printed
        frozen = Frozen(
            list(printed.lines.values()), printed.row_hash, printed.sheet.snapshot, printed.sheet
        )
        saved = save_round(
            self.actor,
            self.campaign,
            printed.household,
            frozen=frozen,
            looked=visit.looked,
            entries=visit.entries,
            at=self.at,
        )
        keys = set(visit.rows)
        self.n_created += len(keys & saved.created)
        self.n_updated += len(keys & saved.updated)
        self.n_unchanged += len(keys - saved.created - saved.updated)
        self.n_rounds += bool(saved.created or saved.updated)


def _only(found: set[T] | None) -> T | None:
    """The one value of a set, nothing when there are several or none."""
    return next(iter(found)) if found and len(found) == 1 else None
