"""Reading the ledger: one problem through an actor's eyes, lists, counts, open steps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Count, F, Q

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.places.models import Area
from huitoukan.apps.problems.models import Problem, ProblemRequest
from huitoukan.domain import problems as life
from huitoukan.domain.problems import Facts, Offer, State
from huitoukan.domain.refusals import Refused


def problems_for(
    actor: Actor, campaign: Campaign | None = None, verb: str = "problem.see"
) -> ScopedQuerySet[Problem]:
    """The problems that the actor may see (or take a step of, with that step's verb)."""
    related = ("area__parent", "campaign__area")
    if campaign is None:
        return Problem.objects.visible_to(actor, verb).select_related(*related)
    if _holds_whole(actor, campaign, verb):
        everything = Problem.objects.for_system("the actor's area holds the whole campaign")
    else:
        everything = Problem.objects.visible_to(actor, verb)
    return everything.filter(campaign=campaign).select_related(*related)


def _holds_whole(actor: Actor, campaign: Campaign, verb: str) -> bool:
    """Whether the verb is held for all of the campaign's area and departments.

    Then no row needs to be joined with its area: of a million that is most of the time.
    """
    return any(
        verb in grant.verbs
        and not grant.department
        and campaign.area.depth_path.startswith(grant.path)
        for grant in actor.grants
    )


def areas_within(actor: Actor, campaign: Campaign) -> Q:
    """The ids of the areas that the actor's posts are for, as a condition beside the scope.

    It leaves no row out; with ids in hand the database begins with the index of areas, while by
    paths it reads the campaign. Of the whole campaign there is nothing to say.
    """
    paths = {grant.path for grant in actor.grants}
    if actor.is_system or any(campaign.area.depth_path.startswith(path) for path in paths):
        return Q()
    inside = Q(pk__in=[])
    for path in paths:
        inside |= Q(path__startswith=path)
    return Q(area__in=list(Area.objects.filter(inside).values_list("pk", flat=True)))


def problem_for(
    actor: Actor, code: str, *, verb: str = "problem.see", lock: bool = False
) -> Problem:
    """The problem, or "not found": the same answer when it is absent and when it is another's.

    With `lock`, its row stays locked until the transaction ends.
    """
    rows = Problem.objects.visible_to(actor, verb).filter(code=code)
    if lock:
        rows = rows.select_for_update(of=("self",))
    problem = (
        rows.select_related("area", "campaign__area", "campaign__pack")
        .defer("campaign__pack__content")
        .first()
    )
    if problem is None:
        raise Refused("NOT_FOUND", what="问题", code=code)
    return problem


def levels_of(actor: Actor, problem: Problem, verb: str = "problem.sign_off") -> frozenset[str]:
    """The levels at which the actor holds the verb for this problem."""
    if actor.is_system:
        return frozenset(life.SIGN_LEVELS)
    return frozenset(
        grant.level
        for grant in actor.grants
        if verb in grant.verbs and problem.area.depth_path.startswith(grant.path)
    )


def asker_of(problem: Problem, number: str) -> str:
    """Who made the request with this number; "" when there is none."""
    found = ProblemRequest.objects.filter(problem=problem, seq=number or 0).first()
    return found.asked_by if found else ""


def facts_of(
    problem: Problem, actor: Actor, present: Iterable[str] = (), *, asker: str = ""
) -> Facts:
    """What the domain needs to know about who did what before, and who asks now."""
    return Facts(
        actor=actor.code,
        finder=problem.found_by,
        rectifiers=problem.rectifiers,
        reviewer=problem.reviewer,
        in_village_team=any(problem.area.depth_path.startswith(path) for path in actor.own_areas),
        present=frozenset(present),
        asker=asker,
        sign_level=problem.sign_level,
        levels=levels_of(actor, problem),
    )


def may_here(actor: Actor, problem: Problem, verb: str) -> bool:
    """Whether the actor holds the verb for this very problem: its area and its department."""
    if actor.is_system:
        return True
    return any(
        verb in grant.verbs
        and problem.area.depth_path.startswith(grant.path)
        and grant.department in ("", problem.department)
        for grant in actor.grants
    )


def offers_for(actor: Actor, problem: Problem) -> tuple[Offer, ...]:
    """The steps that the actor may take now, each with what stands in its way."""
    return life.offers(
        problem.stands, lambda verb: may_here(actor, problem, verb), facts_of(problem, actor)
    )


def open_states() -> list[str]:
    """The states in which somebody still has something to do, as stored."""
    return [state.value for state in State if state in life.OPEN_STATES]


def overdue(on: date) -> Q:
    """The condition of an overdue problem: open, and the date of its present step has passed.

    The same dates as `Problem.next_due_on`; a test compares the two.
    """
    # Said of the blank ones too, so that "not overdue" holds of a problem without a date.
    return Q(step_due_on__isnull=False, step_due_on__lt=on)


def urgent_first(problems: ScopedQuerySet[Problem]) -> ScopedQuerySet[Problem]:
    """The problems by the date of their present step; those without a date last.

    The same dates as `Problem.next_due_on`; a test compares the two.
    """
    # The databases disagree on where an absent date stands; we say it.
    return problems.order_by(F("step_due_on").asc(nulls_last=True), "code")


def overdue_problems(actor: Actor, campaign: Campaign, on: date) -> ScopedQuerySet[Problem]:
    """Overdue problems, the longest overdue first."""
    inside = areas_within(actor, campaign)
    return urgent_first(problems_for(actor, campaign).filter(inside, overdue(on)))


def counts_by_state(problems: ScopedQuerySet[Problem]) -> dict[str, int]:
    """How many of the given problems stand in each state."""
    # Counting rows, not ids: the index that holds the state is all that is read.
    rows = problems.order_by().values("state").annotate(n=Count("*")).values_list("state", "n")
    return dict(rows)


BESIDE: Final = frozenset(
    {
        *(life.Action.REJECT, life.Action.REPORT_DATA_ERROR, life.Action.FIX_ON_SPOT),
        *(life.Action.RETURN, life.Action.RETURN_PLAN, life.Action.REOPEN, life.Action.MERGE),
        *(life.Action.RESUME, life.Action.ARCHIVE),
    }
)
"""Steps that are choices beside another one, not work that waits."""


def steps_for(
    actor: Actor, campaign: Campaign
) -> list[tuple[life.Transition, ScopedQuerySet[Problem]]]:
    """For each step, the problems in which the actor can take it now, the most urgent first.

    The separation of persons and the level that signs off are part of the query, the same as in
    the domain; a test compares.
    """
    found = []
    inside = areas_within(actor, campaign)
    for row in life.TRANSITIONS:
        if row.action in BESIDE or row.by_request or not actor.may(row.verb):
            continue
        rows = problems_for(actor, campaign, row.verb).filter(
            inside, state__in=[state.value for state in row.sources]
        )
        found.append((row, urgent_first(_apart(rows, actor, campaign, row))))
    return found


def _apart(
    rows: ScopedQuerySet[Problem], actor: Actor, campaign: Campaign, row: life.Transition
) -> ScopedQuerySet[Problem]:
    if "finder" in row.apart_from:
        rows = rows.exclude(found_by=actor.code)
    if "reviewer" in row.apart_from:
        rows = rows.exclude(reviewer=actor.code)
    if "rectifier" in row.apart_from:
        rows = rows.exclude(rectifier_names__contains=f" {actor.code} ")
    closes = row.action is life.Action.CLOSE
    if "village_team" in row.apart_from:
        for path in actor.own_areas:
            own = Q(area__path__startswith=path)
            rows = rows.exclude(own & ~Q(sign_level="village") if closes else own)
    return rows.filter(_signed_by(actor, campaign)) if closes and not actor.is_system else rows


def _signed_by(actor: Actor, campaign: Campaign) -> Q:
    """The problems that somebody of the actor's levels signs off, area by area."""
    found = Q(pk__in=[])
    for grant in actor.grants:
        if "problem.sign_off" not in grant.verbs:
            continue
        levels = [
            needed for needed in life.SIGN_LEVELS if life.may_sign(frozenset({grant.level}), needed)
        ]
        is_whole = campaign.area.depth_path.startswith(grant.path)
        here = Q() if is_whole else Q(area__path__startswith=grant.path)
        found |= here & Q(sign_level__in=levels)
    return found


def unissued_problems(actor: Actor, campaign: Campaign) -> ScopedQuerySet[Problem]:
    """Problems handed over that stand in no issued list yet, in order of number."""
    handed_over = [
        state.value
        for state in State
        if state
        not in {
            *(State.REGISTERED, State.CONFIRMED, State.REJECTED, State.DATA_FIX, State.CORRECTED),
            *(State.MERGED, State.TRANSFERRED),
        }
    ]
    return (
        problems_for(actor, campaign, "problem.see")
        .filter(state__in=handed_over, bulletins__isnull=True)
        .order_by("code")
    )
