"""Which doubts can be sent down, and how they are shared out among addressees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef

from huitoukan.apps.accounts.models import Appointment
from huitoukan.apps.accounts.queries import posts
from huitoukan.apps.assignments.models import UNDER_WAY, AssignedHit
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.comparison.models import Hit
from huitoukan.apps.comparison.queries import WAITING, hits_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.places.models import Area
from huitoukan.domain.areas import Level
from huitoukan.domain.assignments import Addressee, Side
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.campaign import Handling

OFFICE: Final = "专班"
"""The group of the pack's departments that is the county's task force."""


@dataclass(frozen=True)
class Wanted:
    """Which doubts are to be sent, and to whom; an empty value asks for all.

    `to` is an addressee for all of them; without it the pack proposes (`handling/`).
    """

    rule: str = ""
    severity: str = ""
    place: str = ""
    department: str = ""
    to: str = ""


@dataclass
class Share:
    """The doubts that would go to one addressee. `department` is empty for people in the field."""

    to: Addressee
    area: Area
    department: str = ""
    hits: list[int] = field(default_factory=list)
    severities: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)

    @property
    def key(self) -> str:
        """What tells it from the other shares."""
        return f"{self.to}.{self.department or self.area.code}"

    @property
    def n(self) -> int:
        """How many doubts."""
        return len(self.hits)


@dataclass(frozen=True)
class Split:
    """The doubts shared out, and how many have no addressee of the wanted kind."""

    shares: tuple[Share, ...]
    n_unplaced: int = 0

    def share(self, key: str) -> Share | None:
        """The share with this key."""
        return next((share for share in self.shares if share.key == key), None)


def split(actor: Actor, campaign: Campaign, wanted: Wanted) -> Split:
    """Share out the doubts that wait for a verdict and are with nobody on that side yet.

    A doubt may have a share on both sides: a household visit, and the department's confirmation.
    """
    pack = campaign.pack.opened()
    areas = {
        area.pk: area for area in Area.objects.filter(path__startswith=campaign.area.depth_path)
    }
    shares: dict[str, Share] = {}
    n_unplaced = 0
    sides: tuple[Side, ...] = ("field", "department")
    for side in sides:
        rows = sendable(actor, campaign, wanted, side).order_by("severity_rank", "rule", "code")
        for pk, area_id, department, severity, rule in rows.values_list(
            "pk", "area_id", "department", "severity", "rule"
        ):
            for to in addressees(pack, wanted, severity, rule, department):
                if to.side != side:
                    continue
                where = _place_of(to, areas[area_id], campaign.area)
                if where is None:
                    n_unplaced += 1
                    continue
                one = Share(to, where, department if side == "department" else "")
                share = shares.setdefault(one.key, one)
                share.hits.append(pk)
                share.severities[severity] += 1
                share.rules[rule] += 1
    order = {to: place for place, to in enumerate(Addressee)}
    found = sorted(shares.values(), key=lambda one: (order[one.to], one.area.code, one.department))
    return Split(tuple(found), n_unplaced)


def sendable(actor: Actor, campaign: Campaign, wanted: Wanted, side: Side) -> ScopedQuerySet[Hit]:
    """Doubts that wait for a verdict, fit what is wanted, and are with nobody on that side."""
    rows = hits_for(actor, campaign, "assignment.send").filter(WAITING)
    for name in ("rule", "severity", "department"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.place:
        place = Area.objects.filter(code=wanted.place).first()
        rows = rows.filter(area__path__startswith=place.depth_path) if place else rows.none()
    there = AssignedHit.objects.for_system("whether a doubt is under way").filter(
        hit=OuterRef("pk"), side=side, state__in=UNDER_WAY
    )
    return rows.filter(~Exists(there))


def addressees(
    pack: Pack, wanted: Wanted, severity: str, rule: str, department: str
) -> Iterator[Addressee]:
    """To whom a doubt goes: as wanted where its severity allows it, else as the pack proposes.

    The county's own office is no department that could answer itself: its doubts go to the field.
    """
    handling = pack.handling.get(severity)
    if handling is None:
        return
    if wanted.to:
        to = Addressee(wanted.to)
        if deadline_name(handling, to.side, is_urgent=False):
            yield to
        return
    found, owner = pack.rules.get(rule), pack.departments.get(department)
    is_office = owner is None or OFFICE in owner.groups
    is_between = found is not None and any(one in pack.sources for one in found.sources)
    for name in handling.between if is_between and not is_office else handling.inside:
        yield Addressee(name)


def deadline_name(handling: Handling, side: Side, *, is_urgent: bool) -> str:
    """The pack's deadline for this side; empty when such doubts do not go there."""
    usual = handling.department_deadline if side == "department" else handling.field_deadline
    return handling.urgent_deadline or usual if is_urgent and usual else usual


def _place_of(to: Addressee, area: Area, county: Area) -> Area | None:
    """Where the addressee is; None when the doubt is about no place of that kind."""
    if to is Addressee.DEPARTMENT:
        return county
    if area.level == Level.VILLAGE:
        return area if to is Addressee.VILLAGE else area.parent
    return area if area.level == Level.TOWNSHIP else None


def manned(shares: Iterable[Share], on: date) -> frozenset[str]:
    """The shares (by key) for which somebody holds the right to answer on that day.

    What is sent elsewhere would wait without anybody seeing it.
    """
    able = [name for name, post in posts().items() if "assignment.answer" in post.verbs]
    held = Appointment.objects.filter(post__in=able).select_related("area")
    here = [one for one in held if one.is_in_force(on)]
    departments = {one.department for one in here if one.department}
    paths = {one.area.depth_path for one in here if not one.department}
    found = set()
    for share in shares:
        if share.to is Addressee.DEPARTMENT:
            is_there = share.department in departments
        else:
            above = share.area.parent.depth_path if share.area.parent else ""
            is_township = share.to is Addressee.TOWNSHIP
            is_there = share.area.depth_path in paths or (not is_township and above in paths)
        if is_there:
            found.add(share.key)
    return frozenset(found)
