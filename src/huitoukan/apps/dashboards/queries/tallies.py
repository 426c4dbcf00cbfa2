"""Counts households on the borders of a day: each in the village where that day's borders put it.

A household stands in its area as of the day of its last change. One that a split or a merger
leaves undecided keeps all villages that it may lie in; a township that holds them all still
counts it for certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Sum
from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.places.models import Area, AreaSpell
from huitoukan.apps.places.queries import history
from huitoukan.apps.registry.queries import households_for
from huitoukan.domain.areas import Level, contains
from huitoukan.domain.borders import Borders, Standing
from huitoukan.domain.counts import Part, Tally
from huitoukan.rules.pack import Pack

Sums = dict[Part, tuple[int, int]]
UNKNOWN = Part.ALL
"""Households whose exit status belongs to no part are kept under the whole."""


@dataclass
class CountOn:
    """The villages of a day with their townships' names of that day, and what was counted."""

    on: date
    villages: list[AreaSpell]
    townships: dict[int, AreaSpell]
    paths: tuple[str, ...] = ("",)
    """Where the actor sees the registry; "" is everywhere."""
    certain: dict[int, Sums] = field(default_factory=dict)
    doubtful: dict[frozenset[int], Sums] = field(default_factory=dict)

    def add(self, where: frozenset[int], part: Part, households: int, persons: int) -> None:
        """Count households that lie in one of these villages."""
        if len(where) == 1:
            sums = self.certain.setdefault(next(iter(where)), {})
        else:
            sums = self.doubtful.setdefault(where, {})
        n, m = sums.get(part, (0, 0))
        sums[part] = (n + households, m + persons)

    def sees(self, area: Area) -> bool:
        """Whether the actor sees the whole area."""
        return any(contains(path, area.depth_path) for path in self.paths)

    def tally(self, villages: Iterable[int], part: Part = Part.ALL) -> Tally:
        """Households of a part in these villages together."""
        inside = frozenset(villages)
        total = Tally()
        for village in inside:
            total += _tally(self.certain.get(village, {}), part)
        for where, sums in self.doubtful.items():
            if where and where <= inside:
                total += _tally(sums, part)
            elif where & inside:
                total += _undecided(sums, part)
        return total

    def everything(self, part: Part = Part.ALL) -> Tally:
        """All households that were counted, wherever they lie."""
        total = Tally()
        for sums in (*self.certain.values(), *self.doubtful.values()):
            total += _tally(sums, part)
        return total

    @property
    def n_unplaced(self) -> int:
        """Households of which not even the possible villages are among those of the day."""
        there = {spell.area_id for spell in self.villages}
        lost = [sums for area, sums in self.certain.items() if area not in there]
        lost += [sums for where, sums in self.doubtful.items() if not where & there]
        return sum(_tally(sums, Part.ALL).households for sums in lost)

    def in_township(self, township: int) -> list[AreaSpell]:
        """The villages that lay in a township on the day."""
        return [spell for spell in self.villages if spell.parent_id == township]


def _tally(sums: Sums, part: Part) -> Tally:
    if part is Part.ALL:
        every = list(sums.values())
        return Tally(sum(one[0] for one in every), sum(one[1] for one in every))
    households, persons = sums.get(part, (0, 0))
    return Tally(households, persons, sums.get(UNKNOWN, (0, 0))[0])


def _undecided(sums: Sums, part: Part) -> Tally:
    tally = _tally(sums, part)
    return Tally(0, 0, tally.households + tally.undecided)


def count_on(actor: Actor, campaign: Campaign, on: date) -> CountOn:
    """The campaign's households as the actor sees them, on the borders of a day.

    About ten queries; only villages whose ground ever changed are walked household by household.
    """
    counted = places_on(actor, campaign, on)
    parts = _parts(campaign.pack.opened())
    borders = history.borders()
    inside = households_for(actor).filter(area__path__startswith=campaign.area.depth_path)
    whole = inside.order_by().exclude(area__in=borders.touched)
    rows = whole.values_list("area_id", "exit_status").annotate(
        n=Count("pk"), persons=Sum("n_members")
    )
    for area, status, n, persons in rows:
        counted.add(frozenset({area}), parts.get(status, UNKNOWN), n, persons or 0)
    for where, _group, status, persons in _walked(
        inside.filter(area__in=borders.touched), borders, on
    ):
        counted.add(where, parts.get(status, UNKNOWN), 1, persons)
    return counted


def groups_on(actor: Actor, campaign: Campaign, village: int, on: date) -> dict[str, Sums]:
    """Households and persons by villagers' group and part, of those that lie in the village."""
    parts = _parts(campaign.pack.opened())
    borders = history.borders()
    inside = households_for(actor).filter(area__path__startswith=campaign.area.depth_path)
    found: dict[str, Sums] = {}
    walked = _walked(inside.filter(area__in=borders.touched | {village}), borders, on)
    for where, group, status, persons in walked:
        if where == {village}:
            sums, part = found.setdefault(group, {}), parts.get(status, UNKNOWN)
            n, m = sums.get(part, (0, 0))
            sums[part] = (n + 1, m + persons)
    return found


def places_on(actor: Actor, campaign: Campaign, on: date) -> CountOn:
    """The villages and townships of a day that the actor may see, nothing counted yet."""
    spells = history.spells_on(on, inside=campaign.area).order_by("code")
    villages = spells.filter(area__level=Level.VILLAGE)
    townships = spells.filter(area__level=Level.TOWNSHIP)
    paths = tuple(
        grant.path
        for grant in actor.grants
        if "registry.see" in grant.verbs and not grant.department
    )
    counted = CountOn(
        on,
        [],
        {spell.area_id: spell for spell in townships},
        ("",) if actor.is_system else paths,
    )
    counted.villages = [spell for spell in villages if counted.sees(spell.area)]
    return counted


def _walked(
    households: object, borders: Borders, on: date
) -> Iterator[tuple[frozenset[int], str, str, int]]:
    """Each household's possible villages on the day, group, exit status and persons."""
    columns = ("area_id", "natural_group", "household_no", "exit_status", "n_members", "changed_at")
    rows = households.order_by().values_list(*columns)  # type: ignore[attr-defined]
    for area, group, number, status, persons, changed_at in rows.iterator(chunk_size=2000):
        since = timezone.localtime(changed_at).date()
        place = borders.place_on(Standing(area, since, group, number), on)
        if place is not None:
            yield frozenset({place}), group, status, persons
            continue
        possible = borders.successors if since <= on else borders.predecessors
        where = frozenset(possible(area, on))
        # One possible village that is not certain is as good as none.
        yield where if len(where) > 1 else frozenset(), group, status, persons


def _parts(pack: Pack) -> dict[str, Part]:
    """Stored exit status to the part that it counts as."""
    codes = pack.fields["household"].column("exit_status").codes
    values = pack.codes[codes].values if codes else ()
    return {value.zh: Part(value.counts_as) for value in values if value.counts_as}
