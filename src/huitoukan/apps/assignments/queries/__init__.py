"""Reading assignments through an actor's eyes: one, its doubts, what waits, what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from huitoukan.apps.assignments.models import UNDER_WAY, AssignedHit, Assignment
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.comparison.models import HitState
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.places.queries import full_name
from huitoukan.domain import assignments as domain
from huitoukan.domain.assignments import VILLAGE_TEAM, Addressee, State
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.words import Reason

UNJUDGED = Q(hit__state=HitState.NEW)
UNANSWERED = Q(state__in=[state.value for state in domain.OPEN]) & UNJUDGED
"""Doubts that those who were asked still have to answer."""
ANSWERED = Q(state=State.ANSWERED.value) & UNJUDGED
"""Doubts whose answer waits for the county."""


def assignments_for(
    actor: Actor, campaign: Campaign, verb: str = "assignment.see"
) -> ScopedQuerySet[Assignment]:
    """The campaign's assignments to areas and departments of the actor, newest first."""
    found = Assignment.objects.visible_to(actor, verb).filter(campaign=campaign)
    return found.select_related("area__parent")


def assignment_for(
    actor: Actor, code: str, verb: str = "assignment.see", *, lock: bool = False
) -> Assignment:
    """The assignment, or "not found", the same for absent and for another addressee's."""
    rows = Assignment.objects.visible_to(actor, verb).filter(code=code)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = (
        rows.select_related("area__parent", "campaign__area", "campaign__pack")
        .defer("campaign__pack__content")
        .first()
    )
    if found is None:
        raise Refused("NOT_FOUND", what="交办单", code=code)
    return found


def lines_for(
    actor: Actor, campaign: Campaign, verb: str = "assignment.see"
) -> ScopedQuerySet[AssignedHit]:
    """The doubts in the assignments that the actor may see (or act on, with that verb)."""
    rows = AssignedHit.objects.visible_to(actor, verb).filter(assignment__campaign=campaign)
    return rows.select_related("hit__area__parent", "assignment__area")


def line_for(
    actor: Actor, code: str, verb: str = "assignment.see", *, lock: bool = False
) -> AssignedHit:
    """One doubt of an assignment, or "not found"."""
    rows = AssignedHit.objects.visible_to(actor, verb).filter(code=code)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = (
        rows.select_related(
            "hit__area__parent", "hit__first_run", "assignment__area__parent",
            "assignment__campaign__area", "assignment__campaign__pack",
        )
        .defer("assignment__campaign__pack__content", "hit__first_run__plan")
        .first()
    )  # fmt: skip
    if found is None:
        raise Refused("NOT_FOUND", what="交办的疑点", code=code)
    return found


def lines_of(assignment: Assignment) -> ScopedQuerySet[AssignedHit]:
    """The doubts of an assignment that was loaded in the actor's scope."""
    rows = AssignedHit.objects.for_system("the assignment was loaded in scope")
    return rows.filter(assignment=assignment).select_related("hit__area__parent")


def other_side(line: AssignedHit) -> AssignedHit | None:
    """The same doubt with the other side, while it is under way there."""
    rows = AssignedHit.objects.for_system("what the other side said belongs to the doubt")
    others = rows.filter(hit_id=line.hit_id, state__in=UNDER_WAY).exclude(side=line.side)
    return others.select_related("assignment__area__parent", "hit").first()


def waiting_for(actor: Actor, campaign: Campaign) -> list[tuple[str, ScopedQuerySet[AssignedHit]]]:
    """What waits for this person: doubts to answer, answers to settle; the next due first.

    Those whom the pack bars from answering still see them in the assignment, not as their work.
    """
    found = []
    if actor.may("assignment.answer") and not actor.is_system:
        barred = [
            code
            for code, handling in campaign.pack.opened().handling.items()
            if VILLAGE_TEAM in handling.not_by
        ]
        rows = lines_for(actor, campaign, "assignment.answer").filter(UNANSWERED)
        for path in actor.own_areas:
            rows = rows.exclude(hit__severity__in=barred, hit__area__path__startswith=path)
        found.append(("answer", rows.order_by("due_on", "id")))
    if actor.may("hit.judge"):
        rows = lines_for(actor, campaign, "hit.judge").filter(ANSWERED)
        found.append(("settle", rows.order_by("due_on", "id")))
    return found


def overdue(on: date) -> Q:
    """Unanswered doubts whose day has passed."""
    return UNANSWERED & Q(due_on__lt=on)


@dataclass(frozen=True)
class Clock:
    """When an open doubt turns soon, yellow, red; from the pack's deadlines, in natural days."""

    soon: int
    red: int

    @classmethod
    def of(cls, pack: Pack) -> Clock:
        """The clock of a pack."""
        days = pack.deadlines
        return cls(-(days["overdue_reminder"].days or 0), days["overdue_red"].days or 0)

    def alarm(self, due_on: date, on: date) -> domain.Alarm:
        """How urgent an unanswered doubt is."""
        return domain.alarm(due_on, on, soon=self.soon, red=self.red)

    def red_before(self, on: date) -> date:
        """Doubts that were due on this day or before are red."""
        return on - timedelta(days=self.red)


def may_here(actor: Actor, assignment: Assignment, verb: str) -> bool:
    """Whether the actor holds the verb for this very assignment: its area and department."""
    if actor.is_system:
        return True
    return any(
        verb in grant.verbs
        and assignment.area.depth_path.startswith(grant.path)
        and grant.department in ("", assignment.department)
        for grant in actor.grants
    )


def is_blind(actor: Actor, line: AssignedHit) -> bool:
    """Whether the other side's answer is kept from this person, who has yet to answer.

    Two sides are asked so that two look; whoever saw the first answer would repeat it.
    """
    if line.stands not in domain.OPEN or actor.is_system:
        return False
    return may_here(actor, line.assignment, "assignment.answer")


def is_barred(actor: Actor, line: AssignedHit, pack: Pack) -> bool:
    """Whether the actor belongs to the village's own team and the pack says that it may not judge.

    Domain reference 10.2: who works in a village does not check it (S000).
    """
    handling = pack.handling.get(line.hit.severity)
    if handling is None or VILLAGE_TEAM not in handling.not_by:
        return False
    return any(line.hit.area.depth_path.startswith(path) for path in actor.own_areas)


def reasons_of(pack: Pack) -> dict[str, Reason]:
    """The pack's reasons for "not so", by code."""
    return {reason.code: reason for reason in pack.reasons["hit_dismissed"].values}


def addressee_name(assignment: Assignment, departments: dict[str, str]) -> str:
    """To whom it went, in words: 龙潭镇, 龙潭镇核桃村, 县民政局."""
    if assignment.to == Addressee.DEPARTMENT:
        return departments.get(assignment.department, assignment.department)
    return full_name(assignment.area)
