"""The tree of places beside the list, with the counts that the tallies keep.

A place below the township is read only when its township is open: a province has half a million.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Crumb, PlaceNode
from huitoukan.apps.core.showing import address
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import areas_held
from huitoukan.domain.areas import Level, contains
from huitoukan.domain.refusals import Refused


@dataclass(frozen=True)
class Total:
    """What the tallies say of a place: households, persons, villages with households, monitored."""

    n_households: int = 0
    n_persons: int = 0
    n_villages: int = 0
    n_monitored: int = 0

    @classmethod
    def of(cls, totals: Iterable[Total]) -> Total:
        """The sum."""
        found = list(totals)
        return cls(
            sum(total.n_households for total in found),
            sum(total.n_persons for total in found),
            sum(total.n_villages for total in found),
            sum(total.n_monitored for total in found),
        )


@dataclass(frozen=True)
class Places:
    """What an actor sees of a county: townships, the villages of the open one, and the chosen."""

    root: Area
    chosen: Area
    towns: tuple[Area, ...]
    villages: tuple[Area, ...]
    totals: Mapping[int, Total]
    """By id of township, and of village where its township is open."""

    def total_of(self, area: Area) -> Total:
        """Of one of these places; of the county, what its townships have together."""
        if area.pk in self.totals:
            return self.totals[area.pk]
        return Total.of(self.totals[town.pk] for town in self.towns)

    @property
    def below(self) -> tuple[Area, ...]:
        """The places directly under the chosen one; a village stands for itself."""
        if self.chosen.level == Level.VILLAGE:
            return (self.chosen,)
        is_top = self.chosen.level == Level.COUNTY
        return self.towns if is_top else self.villages


def places_of(actor: Actor, campaign: Campaign, code: str, verb: str = "registry.see") -> Places:
    """The places of a campaign in which the actor holds the verb; `code` chooses one.

    A place outside them is "not found". The top is the county, or the one township in which the
    actor sees anything.
    """
    villages = areas_held(actor, verb, campaign.area).filter(level=Level.VILLAGE)
    totals = _totals(villages, "parent_id")
    towns = tuple(Area.objects.filter(pk__in=totals))
    root = towns[0] if len(towns) == 1 else campaign.area
    chosen = root
    if code and code != root.code:
        own = [town for town in towns if town.code == code]
        own += [] if own else villages.filter(code=code)[:1]
        if not own:
            raise Refused("NOT_FOUND", what="区划", code=code)
        chosen = own[0]
    opened = {Level.TOWNSHIP: chosen.pk, Level.VILLAGE: chosen.parent_id}.get(Level(chosen.level))
    under: tuple[Area, ...] = ()
    if opened is not None:
        here = villages.filter(parent=opened)
        under = tuple(here.order_by("code"))
        totals |= _totals(here, "pk")
    return Places(root, chosen, towns, under, totals)


def _totals(villages: QuerySet[Area], by: str) -> dict[int, Total]:
    rows = (
        villages.order_by()
        .values_list(by)
        .annotate(
            households=Sum("registry_tally__n_households", default=0),
            persons=Sum("registry_tally__n_persons", default=0),
            villages=Count("pk", filter=Q(registry_tally__n_households__gt=0)),
            monitored=Sum("registry_tally__n_monitored", default=0),
        )
    )
    return {area: Total(*counts) for area, *counts in rows}


def tree_of(places: Places, path: str, params: Mapping[str, str]) -> PlaceNode:
    """The top with what lies under it; a place is open when it is, or holds, the chosen one."""

    def node(area: Area) -> PlaceNode:
        is_open = contains(area.depth_path, places.chosen.depth_path)
        below: tuple[Area, ...] = ()
        if is_open and area.level == Level.COUNTY:
            below = places.towns
        elif is_open and area.level == Level.TOWNSHIP:
            below = places.villages
        return PlaceNode(
            code=area.code,
            name=area.name,
            href=address(path, params, place="" if area == places.root else area.code),
            n=places.total_of(area).n_households,
            is_current=area == places.chosen,
            is_open=is_open,
            children=tuple(node(each) for each in below),
        )

    return node(places.root)


def place_crumbs(places: Places, path: str, params: Mapping[str, str]) -> tuple[Crumb, ...]:
    """From the top down to the chosen place; nothing when that is the top."""
    chosen = places.chosen
    if chosen == places.root:
        return ()
    above = [town for town in places.towns if town.pk == chosen.parent_id and town != places.root]
    return tuple(
        Crumb(area.name, address(path, params, place="" if area == places.root else area.code))
        if area != chosen
        else Crumb(area.name)
        for area in (places.root, *above, chosen)
    )
