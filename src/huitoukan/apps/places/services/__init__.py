"""Changing areas and departments.

Here areas are put as a list has them; `changes` records a dated change, `imports` reads files,
`figures` keeps what offices report, `spells` holds the writes that all of them share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.utils.translation import pgettext_lazy

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.models import Area, AreaSpell, Department
from huitoukan.apps.places.queries.history import change_word, endings, in_force
from huitoukan.apps.places.services.spells import establish, keep_change, restate
from huitoukan.domain.areas import (
    is_zone_name,
    parent_code,
    place_name,
    short_code,
)
from huitoukan.domain.borders import ChangeKind
from huitoukan.domain.refusals import Refused

Outcome = Literal["created", "updated", "unchanged"]


@dataclass(frozen=True)
class PlaceRow:
    """One area as it is to be: code (12 digits or short), name, and for a village its kind.

    `parent` is the code of what it lies in where its own code does not say so (a zone).
    """

    code: str
    name: str
    village_kind: str = ""
    parent: str = ""
    is_zone: bool = False


@dataclass(frozen=True)
class PlaceCounts:
    """What an import of places did."""

    created: int
    updated: int
    unchanged: int


@dataclass(frozen=True)
class AsOf:
    """The day of a list of areas, and who says so: differences are recorded as changes then."""

    on: date
    basis: str
    by: Actor
    at: datetime


class Putting:
    """Puts areas one by one against all that are there; a row that cannot be put is refused.

    Without `as_of` another name corrects the one in force; with it the new name, or the new code of
    an area whose old code is not among `listed`, is recorded as a change of that day.
    """

    def __init__(self, as_of: AsOf | None = None, listed: Iterable[str] = ()) -> None:
        self.as_of, self.listed = as_of, frozenset(listed)
        self.known = {area.code: area for area in Area.objects.all()}
        self.named = {
            (area.parent_id, place_name(area.name)): area
            for area in self.known.values()
            if area.last_day is None
        }

    def put(self, row: PlaceRow) -> Outcome:
        """Create, change or leave the area of a row; its parent must be there."""
        code = short_code(row.code)
        area = self.known.get(code)
        if area is None:
            return self._come(row, code)
        if area.last_day is not None:
            return self._gone(row, area)
        is_placeholder = row.name == code
        is_same = is_placeholder or place_name(row.name) == place_name(area.name)
        kind = row.village_kind or area.village_kind
        if is_same and (kind, row.is_zone or area.is_zone) == (area.village_kind, area.is_zone):
            return "unchanged"
        area.village_kind, area.is_zone = kind, row.is_zone or area.is_zone
        area.save(update_fields=["village_kind", "is_zone"])
        if not is_same:
            self._rename(row, area)
        return "updated"

    def _come(self, row: PlaceRow, code: str) -> Outcome:
        above = short_code(row.parent) if row.parent else parent_code(code)
        parent = self.known.get(above) if above else None
        if above and parent is None:
            raise Refused("AREA_UNKNOWN", code=above)
        if parent is not None and parent.last_day is not None:
            raise retired(parent)
        key = (parent.pk if parent else None, place_name(row.name))
        other = self.named.get(key)
        if other is not None and parent is not None:
            if self.as_of is None or other.code in self.listed:
                raise Refused(
                    "REGION_NAME_TAKEN",
                    above=parent.name,
                    name=other.name,
                    code=other.code,
                    new=code,
                )
            self._recode(other, code, self.as_of)
            return "updated"
        area = establish(
            code,
            row.name,
            parent,
            village_kind=row.village_kind,
            is_zone=row.is_zone or is_zone_name(row.name),
        )
        self.known[code] = self.named[key] = area
        return "created"

    def _rename(self, row: PlaceRow, area: Area) -> None:
        self.named.pop((area.parent_id, place_name(area.name)), None)
        if self.as_of is None or area.name == area.code:
            restate(area, on=None, name=row.name)
        else:
            _refuse_earlier(row.name, area, self.as_of)
            restate(area, on=self.as_of.on, name=row.name)
            _keep(ChangeKind.RENAMED, area, self.as_of)
        self.named[area.parent_id, place_name(area.name)] = area

    def _recode(self, area: Area, code: str, said: AsOf) -> None:
        """The area and those below it have new codes; all of them are known under these now."""
        _refuse_earlier(area.name, area, said)
        restate(area, on=said.on, code=code)
        _keep(ChangeKind.RECODED, area, said)
        for each in Area.objects.filter(path__startswith=area.depth_path):
            self.known[each.code] = each

    def _gone(self, row: PlaceRow, area: Area) -> Outcome:
        """A retired code is unchanged in a list of its own time; later it is refused."""
        if self.as_of is not None:
            spells = AreaSpell.objects.filter(in_force(self.as_of.on), area=area, code=area.code)
            if any(place_name(spell.name) == place_name(row.name) for spell in spells):
                return "unchanged"
        raise retired(area)


def _keep(kind: ChangeKind, area: Area, said: AsOf) -> None:
    keep_change(kind, said.on, [area], [area], basis=said.basis, by=said.by, at=said.at)


def _refuse_earlier(name: str, area: Area, said: AsOf) -> None:
    """A list from before the last change does not change what came after it."""
    latest = AreaSpell.objects.get(area=area, last_day__isnull=True).first_day
    if latest is not None and latest > said.on:
        raise Refused("BORDERS_DAY", name=name, latest=latest, on=said.on)


def retired(area: Area) -> Refused:
    """The refusal of an area that is no more, naming what came after it."""
    ending = endings([area]).get(area.pk)
    return Refused(
        "REGION_RETIRED",
        village=area.name,
        on=ending.on if ending else area.last_day,
        what=ending.word if ending else change_word(ChangeKind.ABOLISHED),
        successors=tuple(f"{a.name}（{a.code}）" for a in ending.successors)
        if ending and ending.successors
        else pgettext_lazy("refusal", "没有后继区划"),
    )


@use_case("places.import")
def put_places(actor: Actor, rows: Sequence[PlaceRow], *, source: str) -> PlaceCounts:
    """Create or rename areas from top to bottom; a missing parent is created under its code.

    Nothing is ever deleted: an area that is absent from `rows` stays. A person imports the places
    of the own area (and those that it lies in), not the neighbour's.
    """
    for row in rows:
        refuse_foreign(actor, row)
    wanted = with_parents(rows)
    putting = Putting(listed=[row.code for row in wanted])
    outcomes = [putting.put(row) for row in wanted]
    counts = PlaceCounts(*(outcomes.count(word) for word in ("created", "updated", "unchanged")))
    record(
        "places",
        "areas",
        f"从“{source}”导入区划 {len(rows)} 行",
        created=counts.created,
        updated=counts.updated,
    )
    return counts


def with_parents(rows: Iterable[PlaceRow]) -> list[PlaceRow]:
    """The rows with those that they lie in, from top to bottom; the last row of a code counts."""
    wanted = {short_code(row.code): row for row in rows}
    for row in list(wanted.values()):
        above = short_code(row.parent) if row.parent else parent_code(short_code(row.code))
        while above is not None:
            wanted.setdefault(above, PlaceRow(above, above))
            above = parent_code(above)
    return [wanted[code] for code in sorted(wanted, key=lambda code: (len(code), code))]


def refuse_foreign(actor: Actor, row: PlaceRow) -> None:
    """An area that is neither in the actor's area nor one that it lies in is refused."""
    code = short_code(row.code)
    own = [grant.area_code for grant in actor.grants if "places.import" in grant.verbs]
    if actor.is_system or any(code.startswith(area) or area.startswith(code) for area in own):
        return
    raise Refused("REGION_OUT_OF_SCOPE", village=row.name)


def rows_of_villages(rows: Iterable[Mapping[str, Any]]) -> list[PlaceRow]:
    """The areas that a village table names, from the county (or above) down."""
    found: dict[str, PlaceRow] = {}
    for row in rows:
        county = str(row["county_code"])[:6]
        if row.get("province"):
            found[county[:2]] = PlaceRow(county[:2], row["province"])
        if row.get("city"):
            found[county[:4]] = PlaceRow(county[:4], row["city"])
        found[county] = PlaceRow(county, row["county"])
        township = str(row["township_code"])[:9]
        found[township] = PlaceRow(township, row["township"])
        village = str(row["village_code"])[:12]
        found[village] = PlaceRow(village, row["village"], row.get("village_kind") or "")
    return list(found.values())


def put_departments(county: Area, names: Mapping[str, tuple[str, str]]) -> None:
    """Make the county's departments equal to the pack's; called inside opening a campaign."""
    known = {d.code: d for d in Department.objects.filter(area=county)}
    for code, (zh, en) in names.items():
        if code not in known:
            Department.objects.create(area=county, code=code, name=zh, name_en=en)
