"""Importing lists of areas: village tables, statistical lists, groups, changes; each row accounted.

Files are read by `lists`; here they are written in one transaction, from top to bottom.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.services import (
    AsOf,
    PlaceRow,
    Putting,
    refuse_foreign,
    rows_of_villages,
    with_parents,
)
from huitoukan.apps.places.services.changes import AskedChange, Stated, record_change
from huitoukan.apps.places.services.figures import Reported, keep_figure
from huitoukan.apps.places.services.lists import (
    CHANGES,
    DIVISION,
    GROUPS,
    REPORTED,
    ListFile,
    ListSheet,
    several,
)
from huitoukan.apps.places.services.spells import establish
from huitoukan.domain.areas import Level, level_of, place_name, short_code, stated_code
from huitoukan.domain.borders import KIND_WORDS, ChangeKind
from huitoukan.domain.counts import PART_WORDS
from huitoukan.domain.refusals import Refused

MOST_GROUPS: Final = 99
LATER: Final = frozenset({GROUPS.id, CHANGES.id, REPORTED.id})
"""The kinds of sheets that need the areas of the others to be there."""


@dataclass(frozen=True)
class Imported:
    """What an import did: areas made and changed, changes recorded, and who was not listed.

    `absent` are areas in force that the list should name and does not; they were left as they are.
    """

    n_areas_created: int
    n_areas_updated: int
    n_changes: int
    counties: tuple[tuple[str, str], ...]
    absent: tuple[tuple[str, str], ...]


@use_case("places.import")
def import_places(
    actor: Actor, files: Sequence[ListFile], *, county: str, as_of: date | None, at: datetime
) -> Imported:
    """Write the rows of all files; the sheets' accounts are filled in place.

    The same files again change nothing. Nothing is deleted: what is absent is told.
    """
    source = "、".join(file.name for file in files)
    basis = AsOf(as_of, source, actor, at) if as_of else None
    sheets = [sheet for file in files for sheet in file.sheets]
    lists = [sheet for sheet in sheets if sheet.kind == DIVISION.id]
    if county and lists and not any(sheet.rows or sheet.errors for sheet in lists):
        raise Refused("PLACES_NONE", name=source, county=county)
    placed = _Placed(actor, basis, county)
    placed.take([sheet for sheet in sheets if sheet.kind not in LATER])
    n_groups = sum(_take_groups(actor, s, as_of) for s in sheets if s.kind == GROUPS.id)
    n_changes = sum(_take_changes(actor, s, at) for s in sheets if s.kind == CHANGES.id)
    for sheet in sheets:
        if sheet.kind == REPORTED.id:
            _take_reported(actor, sheet, at)
    created = [code for code, word in placed.done.items() if word == "created"]
    updated = [code for code, word in placed.done.items() if word == "updated"]
    result = Imported(
        len(created) + n_groups, len(updated), n_changes, placed.counties(), placed.absent()
    )
    accounts = {f"{sheet.file}/{sheet.sheet}": list(sheet.account.values()) for sheet in sheets}
    record(
        "places",
        "areas",
        f"从“{source}”导入区划",
        created=result.n_areas_created,
        updated=result.n_areas_updated,
        changes=n_changes,
        sha256=[file.sha256 for file in files],
        sheets=accounts,
    )
    return result


class _Placed:
    """Areas of village tables and statistical lists, put from top to bottom, each code once."""

    def __init__(self, actor: Actor, as_of: AsOf | None, county: str) -> None:
        self.actor, self.as_of, self.county = actor, as_of, county
        self.done: dict[str, str] = {}
        self.named: dict[str, str] = {}
        self.listed: dict[str, str] = {}

    def take(self, sheets: Sequence[ListSheet]) -> None:
        """Put every row; one that cannot be put is given back with its reason."""
        rows = sorted(
            ((places, sheet, number) for sheet in sheets for number, places in self._stated(sheet)),
            key=lambda row: (len(row[0][-1].code), row[0][-1].code),
        )
        self.listed = {p.code: p.name for places, *_ in rows for p in places}
        putting = Putting(self.as_of, self.listed)
        everything = with_parents(p for places, *_ in rows for p in places)
        unnamed = [row for row in everything if row.code not in self.listed]
        for places, sheet, number in rows:
            while unnamed and len(unnamed[0].code) < len(places[-1].code):
                above = unnamed.pop(0)
                self.done[above.code] = putting.put(above)
            try:
                sheet.outcomes[number] = self._put(putting, places)
            except Refused as refused:
                sheet.reject(number, "区划代码", refused)

    def _stated(self, sheet: ListSheet) -> Iterable[tuple[int, list[PlaceRow]]]:
        """The areas that each row names, from the top down; broken and foreign rows go back."""
        first: dict[str, int] = {}
        for number, values in sheet.rows:
            try:
                if sheet.kind == DIVISION.id:
                    places = [_division_row(values)]
                else:
                    for column, level in _CODES.items():
                        values[column] = stated_code(str(values[column]), level)
                    places = rows_of_villages([values])
                own = places[-1]
                refuse_foreign(self.actor, own)
                if own.code in first:
                    raise Refused("DUP_ROW", first_row=first[own.code], what="区划代码")
                first[own.code] = number
                for place in places:
                    said = self.named.setdefault(place.code, place.name)
                    if place_name(said) != place_name(place.name):
                        raise Refused(
                            "REGION_MISMATCH", code=place.code, named=said, village=place.name
                        )
            except Refused as refused:
                sheet.reject(number, "区划代码", refused)
                continue
            yield number, places

    def _put(self, putting: Putting, places: Sequence[PlaceRow]) -> str:
        """What became of a row: of its own area, or of one above that it is the first to name."""
        fresh = []
        for place in places:
            if place.code not in self.done:
                self.done[place.code] = putting.put(place)
                fresh.append(self.done[place.code])
        own = self.done[places[-1].code]
        return "updated" if own == "unchanged" and set(fresh) - {"unchanged"} else own

    def counties(self) -> tuple[tuple[str, str], ...]:
        """Codes and names of the counties that the lists name."""
        found = {code: name for code, name in self.listed.items() if len(code) == 6}
        return tuple(sorted(found.items()))

    def absent(self) -> tuple[tuple[str, str], ...]:
        """Areas in force in the listed counties, of the listed levels, that no row names."""
        levels = {level_of(code) for code in self.listed} & {Level.TOWNSHIP, Level.VILLAGE}
        inside = {code[:6] for code in self.listed if len(code) >= 6}
        there = Area.objects.filter(level__in=levels, last_day__isnull=True)
        return tuple(
            (code, name)
            for code, name in there.values_list("code", "name")
            if code not in self.listed and code[:6] in inside
        )


_CODES: Final = {
    "county_code": Level.COUNTY,
    "township_code": Level.TOWNSHIP,
    "village_code": Level.VILLAGE,
}


def _division_row(values: Mapping[str, Any]) -> PlaceRow:
    code = stated_code(str(values["code"]))
    names = ("above", "street", "area", "city", "province")
    above = next((str(values[name]) for name in names if values.get(name)), "")
    name = place_name(str(values["name"]))
    return PlaceRow(
        code,
        name,
        parent=stated_code(above) if above else "",
        is_zone=bool(values.get("zone")),
    )


# --- villagers' groups ---


def _take_groups(actor: Actor, sheet: ListSheet, as_of: date | None) -> int:
    """Put the groups of each village under it, numbered in the order of the sheet."""
    villages = {a.code: a for a in Area.objects.filter(level=Level.VILLAGE, last_day__isnull=True)}
    known: dict[str, dict[str, str]] = {}
    for group in Area.objects.filter(level=Level.GROUP):
        known.setdefault(group.code[:12], {})[group.name] = group.code
    first: dict[tuple[str, str], int] = {}
    n_made = 0
    for number, values in sheet.rows:
        name = "".join(str(values["group"]).split())
        try:
            code = stated_code(str(values["village_code"]), Level.VILLAGE)
            village = villages.get(code)
            if village is None:
                raise Refused("AREA_UNKNOWN", code=code)
            refuse_foreign(actor, PlaceRow(code, village.name))
            if (code, name) in first:
                raise Refused("DUP_ROW", first_row=first[code, name], what="村民小组")
            there = known.setdefault(code, {})
            if name not in there and len(there) >= MOST_GROUPS:
                raise Refused("CODE_TAKEN", code=f"{code}{MOST_GROUPS}", name=village.name)
        except Refused as refused:
            sheet.reject(number, "村民小组", refused)
            continue
        first[code, name] = number
        if name in there:
            sheet.outcomes[number] = "unchanged"
            continue
        there[name] = f"{code}{len(there) + 1:02}"
        establish(there[name], name, village, on=as_of)
        sheet.outcomes[number] = "created"
        n_made += 1
    return n_made


# --- changes ---


def _take_changes(actor: Actor, sheet: ListSheet, at: datetime) -> int:
    """Record the changes of a sheet in the order of their days; rows of one change go together."""
    together: dict[tuple[object, ...], list[tuple[int, Mapping[str, Any]]]] = {}
    for number, values in sheet.rows:
        together.setdefault(_change_of(number, values), []).append((number, values))
    n_made = 0
    for rows in sorted(together.values(), key=lambda rows: (rows[0][1]["on"], rows[0][0])):
        try:
            _, is_new = record_change(actor, _asked(rows), at=at)
        except Refused as refused:
            for number, _values in rows:
                sheet.reject(number, "变更类型", refused)
            continue
        n_made += is_new
        for number, _values in rows:
            sheet.outcomes[number] = "created" if is_new else "unchanged"
    return n_made


def _change_of(number: int, values: Mapping[str, Any]) -> tuple[object, ...]:
    """What rows of one change share: those of a merger its result, those of a split its origin."""
    kind = str(values["kind"]).strip()
    head = (kind, values["on"], values["basis"])
    if kind == KIND_WORDS[ChangeKind.MERGED][0]:
        return (*head, values.get("new_code"))
    if kind == KIND_WORDS[ChangeKind.SPLIT][0]:
        return (*head, values.get("old_code") or values.get("old_name"))
    return (*head, number)


def _asked(rows: Sequence[tuple[int, Mapping[str, Any]]]) -> AskedChange:
    first = rows[0][1]
    words = {zh: kind for kind, (zh, _en) in KIND_WORDS.items()}
    kind = words.get(str(first["kind"]).strip())
    if kind is None:
        raise Refused("ENUM_UNKNOWN", label="变更类型", value=first["kind"], codes="、".join(words))
    old: dict[tuple[str, str], Stated] = {}
    new: dict[tuple[str, str], Stated] = {}
    groups: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for _number, values in rows:
        before = Stated(_code(values, "old_code"), str(values.get("old_name") or ""))
        after = Stated(
            _code(values, "new_code"),
            str(values.get("new_name") or ""),
            _code(values, "new_parent"),
        )
        if before.code or before.name:
            old.setdefault((before.code, before.name), before)
        if after.code or after.name:
            new.setdefault((after.code, after.name), after)
        one = (before if kind is ChangeKind.MERGED else after).code
        groups |= dict.fromkeys(several(values.get("groups")), one)
        numbers |= dict.fromkeys(several(values.get("numbers")), one)
    return AskedChange(
        kind,
        first["on"],
        str(first["basis"]),
        tuple(old.values()),
        tuple(new.values()),
        str(first.get("note") or ""),
        groups,
        numbers,
    )


# --- reported counts ---


def _take_reported(actor: Actor, sheet: ListSheet, at: datetime) -> None:
    words = {zh: part for part, (zh, _en) in PART_WORDS.items()}
    for number, values in sheet.rows:
        try:
            part = words.get(str(values["part"]))
            if part is None:
                raise Refused(
                    "ENUM_UNKNOWN", label="口径", value=values["part"], codes="、".join(words)
                )
            said = Reported(
                str(values["code"]),
                values["on"],
                part,
                values["households"],
                values.get("persons"),
                str(values["source"]),
            )
            sheet.outcomes[number] = keep_figure(actor, said, at=at)
        except Refused as refused:
            sheet.reject(number, "口径", refused)


def _code(values: Mapping[str, Any], name: str) -> str:
    text = str(values.get(name) or "")
    return short_code(stated_code(text)) if text else ""
