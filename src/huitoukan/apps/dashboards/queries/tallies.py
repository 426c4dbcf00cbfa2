"""Counts households on the borders of a day: each in the village where that day's borders put it.

A household was put into its area at its last change, by the borders known then. One that a split
or a merger leaves undecided keeps all villages that it may lie in; a township that holds them all
still counts it for certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Sum

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.places.models import Area, AreaSpell
from huitoukan.apps.places.queries import history
from huitoukan.apps.registry.models import Household
from huitoukan.apps.registry.queries import households_for
from huitoukan.domain.areas import Level, contains
from huitoukan.domain.borders import Borders, Standing
from huitoukan.domain.counts import SUMMANDS, Part, Tally
from huitoukan.rules.pack import Pack

Sums = dict[Part, tuple[int, int]]
UNKNOWN = Part.ALL
"""Under the whole are kept those whose kind is not known: they may belong to any part."""


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
            total += tally_of(self.certain.get(village, {}), part)
        for where, sums in self.doubtful.items():
            if where and where <= inside:
                total += tally_of(sums, part)
            elif where & inside:
                total += _undecided(sums, part)
        return total

    def everything(self, part: Part = Part.ALL) -> Tally:
        """All households that were counted, wherever they lie."""
        total = Tally()
        for sums in (*self.certain.values(), *self.doubtful.values()):
            total += tally_of(sums, part)
        return total

    @property
    def n_unplaced(self) -> int:
        """Households of which not even the possible villages are among those of the day."""
        there = {spell.area_id for spell in self.villages}
        lost = [sums for area, sums in self.certain.items() if area not in there]
        lost += [sums for where, sums in self.doubtful.items() if not where & there]
        return sum(n for sums in lost for n, _persons in sums.values())

    def in_township(self, township: int) -> list[AreaSpell]:
        """The villages that lay in a township on the day."""
        return [spell for spell in self.villages if spell.parent_id == township]


def tally_of(sums: Sums, part: Part) -> Tally:
    """Households of a part, with those of which it is not known."""
    wanted = [sums.get(each, (0, 0)) for each in (SUMMANDS if part is Part.ALL else (part,))]
    unknown = sums.get(UNKNOWN, (0, 0))[0]
    return Tally(sum(n for n, _m in wanted), sum(m for _n, m in wanted), unknown)


def _undecided(sums: Sums, part: Part) -> Tally:
    tally = tally_of(sums, part)
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
    rows = whole.values_list("area_id", "household_type", "exit_status").annotate(
        n=Count("pk"), persons=Sum("n_members")
    )
    for area, kind, status, n, persons in rows:
        counted.add(frozenset({area}), parts.of(kind, status), n, persons or 0)
    for where, _group, part, persons in _walked(
        inside.filter(area__in=borders.touched), borders, on, parts
    ):
        counted.add(where, part, 1, persons)
    return counted


def groups_on(actor: Actor, campaign: Campaign, village: int, on: date) -> dict[str, Sums]:
    """Households and persons by villagers' group and part, of those that lie in the village."""
    parts = _parts(campaign.pack.opened())
    borders = history.borders()
    inside = households_for(actor).filter(area__path__startswith=campaign.area.depth_path)
    found: dict[str, Sums] = {}
    walked = _walked(inside.filter(area__in=borders.touched | {village}), borders, on, parts)
    for where, group, part, persons in walked:
        if where == {village}:
            sums = found.setdefault(group, {})
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


@dataclass(frozen=True)
class _Parts:
    """Stored kinds of household and exit statuses to the parts that the pack counts them as."""

    kinds: dict[str, Part]
    statuses: dict[str, Part]

    def of(self, kind: str, status: str) -> Part:
        """The part of a household: its kind decides, without one its exit status."""
        return self.kinds.get(kind) or self.statuses.get(status) or UNKNOWN


def _parts(pack: Pack) -> _Parts:
    def of_column(name: str) -> dict[str, Part]:
        codes = pack.fields["household"].column(name).codes
        values = pack.codes[codes].values if codes else ()
        return {value.zh: Part(value.counts_as) for value in values if value.counts_as}

    return _Parts(of_column("household_type"), of_column("exit_status"))


def _walked(
    households: ScopedQuerySet[Household], borders: Borders, on: date, parts: _Parts
) -> Iterator[tuple[frozenset[int], str, Part, int]]:
    """Each household's possible villages on the day, its group, part and persons."""
    columns = (
        "area_id", "natural_group", "household_no", "household_type", "exit_status", "n_members",
        "changed_at",
    )  # fmt: skip
    rows = households.order_by().values_list(*columns)
    for area, group, number, kind, status, persons, changed_at in rows.iterator(chunk_size=2000):
        part = parts.of(kind, status)
        place = borders.place_on(Standing(area, changed_at, group, number), on)
        if place is not None:
            yield frozenset({place}), group, part, persons
            continue
        where = frozenset(borders.possible(area, on))
        # One possible village that is not certain is as good as none.
        yield where if len(where) > 1 else frozenset(), group, part, persons
