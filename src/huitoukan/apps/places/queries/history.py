"""Areas through time: what one was called on a day, what became of it, and the borders of a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from huitoukan.apps.core.showing import language
from huitoukan.apps.places.models import Area, AreaChange, AreaChangePart, AreaShare, AreaSpell
from huitoukan.domain.areas import LENGTHS, Level, place_name
from huitoukan.domain.borders import KIND_WORDS, Borders, Change, ChangeKind
from huitoukan.domain.refusals import Refused


def in_force(on: date) -> Q:
    """The condition on spells (or areas) that were in force on a day."""
    begun = Q(first_day__isnull=True) | Q(first_day__lte=on)
    return begun & (Q(last_day__isnull=True) | Q(last_day__gte=on))


def spells_on(on: date, *, inside: Area | None = None) -> QuerySet[AreaSpell]:
    """What areas were called on a day, with area and parent; those now `inside` an area."""
    found = AreaSpell.objects.filter(in_force(on)).select_related("area", "parent")
    return found.filter(area__path__startswith=inside.depth_path) if inside else found


def area_as_of(words: str, on: date, *, inside: Area | None = None) -> Area:
    """The area that had this code, or this name, on a day; refused when none or several had."""
    code = words if words.isascii() and words.isdigit() else ""
    for length in LENGTHS.values() if len(code) == 12 else ():
        if set(code[length:]) == {"0"}:
            code = code[:length]
            break
    known = spells_on(on, inside=inside)
    found = list(known.filter(code=code) if code else known.filter(name=place_name(words)))
    if len(found) > 1:
        candidates = tuple(f"{spell.name}（{spell.code}）" for spell in found)
        raise Refused("REGION_AMBIGUOUS", township="", village=words, candidates=candidates)
    if not found:
        raise Refused("AREA_UNKNOWN", code=words)
    return found[0].area


def county_code(name: str, listed: Iterable[tuple[str, str]] = ()) -> str:
    """The code of the county of this name, among those listed and those that are there."""
    found = dict(listed)
    there = Area.objects.filter(level=Level.COUNTY, name=name, last_day__isnull=True)
    found.update(there.values_list("code", "name"))
    if len(found) > 1:
        candidates = tuple(f"{name}（{code}）" for code, name in sorted(found.items()))
        raise Refused("REGION_AMBIGUOUS", township="", village=name, candidates=candidates)
    if not found:
        raise Refused("AREA_UNKNOWN", code=name)
    return next(iter(found))


def borders() -> Borders:
    """All recorded changes as the domain knows them; three queries."""
    changes = list(AreaChange.objects.filter(kind__in=[kind.value for kind in ChangeKind]))
    sides: dict[tuple[int, str], list[int]] = {}
    for change, side, area in AreaChangePart.objects.values_list("change_id", "side", "area_id"):
        sides.setdefault((change, side), []).append(area)
    groups: dict[int, dict[str, int]] = {}
    numbers: dict[int, dict[str, int]] = {}
    for share in AreaShare.objects.all():
        if share.natural_group:
            groups.setdefault(share.change_id, {})[share.natural_group] = share.area_id
        else:
            numbers.setdefault(share.change_id, {})[share.household_no] = share.area_id
    return Borders(
        Change(
            ChangeKind(change.kind),
            change.on,
            tuple(sides.get((change.pk, AreaChangePart.OLD), ())),
            tuple(sides.get((change.pk, AreaChangePart.NEW), ())),
            groups.get(change.pk, {}),
            numbers.get(change.pk, {}),
            change.recorded_at,
        )
        for change in changes
    )


def successors(area: Area, on: date) -> list[Area]:
    """The areas of a day that the area's ground belongs to; itself while it is there."""
    return _by_ids(borders().successors(area.pk, on))


def predecessors(area: Area, on: date) -> list[Area]:
    """The areas of a day of whose ground the area was made; itself when it was there already."""
    return _by_ids(borders().predecessors(area.pk, on))


def _by_ids(ids: Iterable[int]) -> list[Area]:
    return list(Area.objects.filter(pk__in=list(ids)))


def change_word(kind: ChangeKind) -> str:
    """The kind of a change in the language of the page."""
    return KIND_WORDS[kind][1 if language().startswith("en") else 0]


@dataclass(frozen=True)
class Ending:
    """How an area ended: the change, its day, and the areas that came after it."""

    on: date
    kind: ChangeKind
    successors: tuple[Area, ...]

    @property
    def word(self) -> str:
        """The change in words."""
        return change_word(self.kind)


def endings(areas: Iterable[Area]) -> dict[int, Ending]:
    """How those of the areas ended that are no more; three queries."""
    gone = [area.pk for area in areas if area.last_day is not None]
    parts = AreaChangePart.objects.filter(area__in=gone, side=AreaChangePart.OLD)
    changes = {
        part.area_id: part.change
        for part in parts.select_related("change").order_by("change__on", "change_id")
        if part.change.kind in {ChangeKind.MERGED, ChangeKind.SPLIT, ChangeKind.ABOLISHED}
    }
    new: dict[int, list[Area]] = {}
    come = AreaChangePart.objects.filter(change__in=changes.values(), side=AreaChangePart.NEW)
    for part in come.select_related("area__parent"):
        new.setdefault(part.change_id, []).append(part.area)
    return {
        pk: Ending(change.on, ChangeKind(change.kind), tuple(new.get(change.pk, ())))
        for pk, change in changes.items()
    }


def merged_into() -> dict[int, int]:
    """Where each merged area lies today: its id to that of the last successor. One query."""
    direct = dict(
        Area.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into_id")
    )
    last = {}
    for area, into in direct.items():
        while into in direct:
            into = direct[into]  # noqa: PLW2901 - up the chain
        last[area] = into
    return last


def groups_in(village: Area) -> QuerySet[Area]:
    """The villagers' groups of a village that are there, in order of number."""
    inside = Area.objects.filter(level=Level.GROUP, path__startswith=village.depth_path)
    return inside.filter(last_day__isnull=True)
