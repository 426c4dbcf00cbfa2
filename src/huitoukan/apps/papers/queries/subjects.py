"""Which copies of a paper are asked for: its objects in a place, each with its own problems."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import campaigns_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.papers.queries import may_make
from huitoukan.apps.papers.queries.values import Making, Subject
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import departments_of
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.queries import problems_for, unissued_problems
from huitoukan.apps.registry.models import Household
from huitoukan.apps.registry.queries import households_for
from huitoukan.domain.areas import Level
from huitoukan.domain.papers import ABOUT_WORDS, About
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.campaign import PaperKind

MOST_AT_ONCE: Final = 2000
_LEVEL: Final = {About.VILLAGE: Level.VILLAGE, About.TOWNSHIP: Level.TOWNSHIP}
_BETWEEN: Final = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True)
class Wanted:
    """What is asked for: a kind, a place, objects by number (all of the place without), the fields.

    `is_every`: every household of the place, not only those that have a problem.
    """

    kind: str
    place: str = ""
    objects: tuple[str, ...] = ()
    is_every: bool = False
    asks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Copy:
    """One copy: what it is about, and the problems that stand in it."""

    subject: Subject
    problems: tuple[Problem, ...]


def arguments_of(campaign: Campaign, wanted: Wanted) -> dict[str, Any]:
    """What a job needs to know of it, as plain values."""
    return {
        "campaign": campaign.code,
        "paper": wanted.kind,
        "place": wanted.place,
        "objects": list(wanted.objects),
        "is_every": wanted.is_every,
        "asks": dict(wanted.asks),
    }


def numbers_in(text: str) -> tuple[str, ...]:
    """Numbers that were typed into one field."""
    return tuple(dict.fromkeys(part for part in _BETWEEN.split(text) if part))


def copies_of(making: Making, wanted: Wanted) -> list[Copy]:
    """The copies that are asked for; Refused when there is none, too many, or not the actor's.

    An object is found as the actor may see it; one of another area reads like an absent one.
    """
    kind, place = making.kind, place_of(making.actor, making.campaign, making.kind, wanted.place)
    _demand_asks(kind, wanted.asks)
    found = _ways()[About(kind.about)](making, wanted, place)
    if not found:
        raise Refused("PAPER_NOTHING", title=kind.title.zh)
    if len(found) > MOST_AT_ONCE:
        raise Refused("PAPER_TOO_MANY", most=MOST_AT_ONCE, n=len(found))
    for one in found:
        if not may_make(making.actor, kind, one.subject.area):
            raise Refused("NOT_FOUND", what="区划", code=one.subject.area.code)
    return found


def place_of(actor: Actor, campaign: Campaign, kind: PaperKind, code: str) -> Area:
    """The place that was chosen; without one the widest of the campaign that the actor may use."""
    city = campaign.area.parent
    if About(kind.about) is About.CITY and city is not None:
        return city
    if code:
        inside = Area.objects.select_related("parent").filter(code=code)
        found = inside.filter(path__startswith=campaign.area.depth_path).first()
        if found is None:
            raise Refused("NOT_FOUND", what="区划", code=code)
        return found
    for area in (campaign.area, *_own_places(actor, campaign)):
        if may_make(actor, kind, area):
            return area
    raise Refused("PAPER_PLACE", title=kind.title.zh, about=ABOUT_WORDS[About(kind.about)].zh)


def _own_places(actor: Actor, campaign: Campaign) -> list[Area]:
    paths = [grant.path for grant in actor.grants if "paper.issue" in grant.verbs]
    found = Area.objects.filter(path__in=paths, path__startswith=campaign.area.depth_path)
    return list(found.select_related("parent"))


def _demand_asks(kind: PaperKind, asks: Mapping[str, str]) -> None:
    missing = [ask.name for ask in kind.asks if ask.required and not asks.get(ask.name, "").strip()]
    if missing:
        raise Refused("PAPER_ASKS", title=kind.title.zh, missing=tuple(missing))


def _problems(making: Making, place: Area) -> ScopedQuerySet[Problem]:
    """The problems of the place that may stand in such a paper, in order of number."""
    rows = problems_for(making.actor, making.campaign)
    rows = rows.filter(area__path__startswith=place.depth_path)
    return _chosen(making, rows).select_related("area__parent", "campaign__area").order_by("code")


def _chosen(making: Making, rows: ScopedQuerySet[Problem]) -> ScopedQuerySet[Problem]:
    """Those in the states and from the sources that such a paper is about."""
    if making.kind.states:
        rows = rows.filter(state__in=making.kind.states)
    if making.kind.sources:
        rows = rows.filter(origin_kind__in=making.kind.sources)
    return rows


def _of_county(making: Making, wanted: Wanted, _place: Area) -> list[Copy]:
    if making.kind.is_issued:
        rows = unissued_problems(making.actor, making.campaign)
        rows = rows.filter(code__in=wanted.objects) if wanted.objects else rows
        found = tuple(rows.select_related("area__parent", "campaign__area"))
        return [Copy(Subject(making.campaign.area), found)] if found else []
    return [Copy(Subject(making.campaign.area), tuple(_problems(making, making.campaign.area)))]


def _of_city(making: Making, _wanted: Wanted, place: Area) -> list[Copy]:
    """The city's own sum over the newest campaign of each county that the actor sees."""
    newest: dict[int, Campaign] = {}
    for campaign in campaigns_for(making.actor):
        if campaign.area.depth_path.startswith(place.depth_path):
            newest.setdefault(campaign.area_id, campaign)
    rows = problems_for(making.actor).filter(campaign__in=list(newest.values()))
    found = _chosen(making, rows).select_related("area__parent", "campaign__area").order_by("code")
    counties = sorted(newest.values(), key=lambda one: one.area.code)
    return [Copy(Subject(place, campaigns=tuple(counties)), tuple(found))]


def _of_places(making: Making, wanted: Wanted, place: Area) -> list[Copy]:
    level = _LEVEL[About(making.kind.about)]
    areas = Area.objects.filter(path__startswith=place.depth_path, level=level)
    areas = areas.filter(merged_into__isnull=True).select_related("parent").order_by("code")
    if wanted.objects:
        areas = areas.filter(code__in=wanted.objects)
    problems = list(_problems(making, place))
    found = []
    for area in areas:
        own = tuple(p for p in problems if p.area.depth_path.startswith(area.depth_path))
        if own:
            found.append(Copy(Subject(area), own))
    return found


def _of_departments(making: Making, wanted: Wanted, place: Area) -> list[Copy]:
    rows: dict[str, list[Problem]] = {}
    for problem in _problems(making, place):
        rows.setdefault(problem.department, []).append(problem)
    known = departments_of(making.campaign.area)
    return [
        Copy(Subject(making.campaign.area, department=code), tuple(rows[code]))
        for code in sorted(rows)
        if code in known and (not wanted.objects or code in wanted.objects)
    ]


def _of_problems(making: Making, wanted: Wanted, place: Area) -> list[Copy]:
    rows = _problems(making, place)
    if wanted.objects:
        rows = rows.filter(code__in=[code.upper() for code in wanted.objects])
    elif not wanted.place:
        raise Refused("PAPER_PLACE", title=making.kind.title.zh, about="问题编号或一个村")
    return [Copy(Subject(one.area, problem=one), (one,)) for one in rows]


def _of_households(making: Making, wanted: Wanted, place: Area) -> list[Copy]:
    if not wanted.objects and not wanted.place:
        raise Refused("PAPER_PLACE", title=making.kind.title.zh, about="户编号或一个村")
    problems: dict[str, list[Problem]] = {}
    for problem in _problems(making, place).exclude(household_no=""):
        problems.setdefault(problem.household_no, []).append(problem)
    homes = households_for(making.actor).filter(area__path__startswith=place.depth_path)
    if wanted.objects:
        homes = homes.filter(household_no__in=wanted.objects)
    elif not wanted.is_every:
        homes = homes.filter(household_no__in=list(problems))
    return [
        Copy(Subject(home.area, household=home), tuple(problems.get(home.household_no, ())))
        for home in _in_order(homes)
    ]


def _in_order(homes: ScopedQuerySet[Household]) -> Sequence[Household]:
    return list(homes.order_by("area__code", "household_no")[: MOST_AT_ONCE + 1])


def _ways() -> Mapping[About, Callable[[Making, Wanted, Area], list[Copy]]]:
    return {
        About.PROBLEM: _of_problems,
        About.HOUSEHOLD: _of_households,
        About.VILLAGE: _of_places,
        About.TOWNSHIP: _of_places,
        About.DEPARTMENT: _of_departments,
        About.COUNTY: _of_county,
        About.CITY: _of_city,
    }
