"""Changing areas and departments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.models import Area, Department
from huitoukan.domain.areas import level_of, parent_code, short_code
from huitoukan.domain.refusals import Refused


@dataclass(frozen=True)
class PlaceRow:
    """One area as it is to be: code (12 digits or short), name, and for a village its kind."""

    code: str
    name: str
    village_kind: str = ""


@dataclass(frozen=True)
class PlaceCounts:
    """What an import of places did."""

    created: int
    updated: int
    unchanged: int


@use_case("places.import")
def put_places(actor: Actor, rows: Sequence[PlaceRow], *, source: str) -> PlaceCounts:
    """Create or rename areas from top to bottom; a missing parent is created under its code.

    Nothing is ever deleted: an area that is absent from `rows` stays. A person imports the places
    of the own area (and those that it lies in), not the neighbour's.
    """
    _refuse_foreign(actor, rows)
    known = {area.code: area for area in Area.objects.all()}
    created = updated = unchanged = 0
    wanted = {short_code(row.code): row for row in rows}
    for code in list(wanted):
        above = parent_code(code)
        while above is not None:
            wanted.setdefault(above, PlaceRow(above, above))
            above = parent_code(above)
    for code in sorted(wanted, key=lambda c: (len(c), c)):
        row, area = wanted[code], known.get(code)
        if area is None:
            above = parent_code(code)
            parent = known[above] if above else None
            area = Area(
                code=code,
                name=row.name,
                level=level_of(code),
                parent=parent,
                village_kind=row.village_kind,
            )
            area.save()
            area.path = f"{parent.depth_path if parent else ''}{area.pk}."
            area.save(update_fields=["path"])
            known[code] = area
            created += 1
        elif row.name != code and (area.name, area.village_kind) != (
            row.name,
            row.village_kind or area.village_kind,
        ):
            area.name, area.village_kind = row.name, row.village_kind or area.village_kind
            area.save(update_fields=["name", "village_kind"])
            updated += 1
        else:
            unchanged += 1
    record(
        "places", "areas", f"从“{source}”导入区划 {len(rows)} 行", created=created, updated=updated
    )
    return PlaceCounts(created, updated, unchanged)


def _refuse_foreign(actor: Actor, rows: Sequence[PlaceRow]) -> None:
    if actor.is_system:
        return
    own = [grant.area_code for grant in actor.grants if "places.import" in grant.verbs]
    for row in rows:
        code = short_code(row.code)
        if not any(code.startswith(area) or area.startswith(code) for area in own):
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
