"""What a step writes into a problem besides its state, and the dates and objects it refuses."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from huitoukan.apps.campaigns.queries import deadline
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.problems import queries
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.queries.deadlines import rectified_by
from huitoukan.apps.problems.services.filled import Filled
from huitoukan.domain.problems import Action, State
from huitoukan.domain.refusals import Refused
from huitoukan.domain.requests import milestones_of


def refuse_wrong_date(problem: Problem, action: Action, filled: Filled, on: date) -> None:
    """A plan ends on a day to come, never after the last day set for the rectification.

    When that last day has passed already, it stays the only date: an overdue problem can still be
    planned, and stays overdue.
    """
    if action is not Action.PLAN or filled.due_on is None:
        return
    latest = problem.due_on or problem.campaign.ends_on
    if filled.due_on < min(on, latest):
        raise Refused("DUE_IN_PAST", due_on=filled.due_on)
    if filled.due_on > latest:
        raise Refused("DUE_TOO_LATE", due_on=filled.due_on, latest=latest)


def apply(problem: Problem, actor: Actor, action: Action, filled: Filled, at: datetime) -> None:
    """What a step writes into the problem besides its state."""
    today = timezone.localtime(at).date()
    if action in {Action.ACCEPT, Action.PLAN, Action.SUBMIT, Action.FIX_ON_SPOT}:
        problem.add_rectifier(actor.code)
    for write in (_handed_over, _worked_on, _judged, _ended):
        write(problem, actor, action, filled, at)
    _aside(problem, action, filled, today)


def _handed_over(
    problem: Problem, _actor: Actor, action: Action, filled: Filled, at: datetime
) -> None:
    campaign = problem.campaign
    if action is Action.ASSIGN:
        problem.unit, problem.person = filled.unit, filled.person
        problem.due_on = rectified_by(campaign, problem.area, at)
    elif action is Action.ACCEPT:
        # S003: five days from the receipt of the list; accepting is the receipt.
        problem.plan_due_on = deadline(campaign, "plan", at)
        problem.due_on = rectified_by(campaign, problem.area, at)
        problem.calendar = campaign.calendar.version


def _worked_on(
    problem: Problem, _actor: Actor, action: Action, filled: Filled, _at: datetime
) -> None:
    if action is Action.PLAN:
        problem.measure, problem.due_on = filled.measure, filled.due_on
        problem.person = filled.person or problem.person
    elif action in {Action.SUBMIT, Action.FIX_ON_SPOT, Action.CORRECT}:
        problem.result = filled.result
        problem.is_on_spot = problem.is_on_spot or action is Action.FIX_ON_SPOT


def _judged(problem: Problem, actor: Actor, action: Action, filled: Filled, at: datetime) -> None:
    if action is Action.APPROVE_PLAN:
        problem.planned_by_name = actor.name
    elif action is Action.RETURN_PLAN:
        problem.n_returned += 1
        problem.plan_due_on = deadline(problem.campaign, "plan", at)
    elif action is Action.PASS_REVIEW:
        problem.reviewer, problem.reviewer_name = actor.code, actor.name
    elif action is Action.RETURN:
        problem.n_returned += 1
        problem.reviewer = problem.reviewer_name = ""
        _back(problem, filled.back_to, at)


def _ended(problem: Problem, actor: Actor, action: Action, filled: Filled, at: datetime) -> None:
    today = timezone.localtime(at).date()
    if action is Action.CLOSE:
        problem.signer_name, problem.closed_on = actor.name, today
    elif action is Action.REOPEN:
        if today > problem.campaign.ends_on:
            raise Refused("REOPEN_OTHER_ROUND", code=problem.code)
        problem.round += 1
        problem.closed_on, problem.signer_name = None, ""
        problem.reviewer = problem.reviewer_name = ""
        problem.due_on = rectified_by(problem.campaign, problem.area, at)
    elif action is Action.MERGE:
        problem.merged_into = other_for_merge(actor, problem, filled.into)


def _back(problem: Problem, back_to: str, at: datetime) -> None:
    """Planning again has its own term; whoever is assigned anew is named anew."""
    if back_to == State.ACCEPTED:
        problem.plan_due_on = deadline(problem.campaign, "plan", at)
    elif back_to == State.CONFIRMED:
        problem.unit = problem.person = ""


def _aside(problem: Problem, action: Action, filled: Filled, today: date) -> None:
    """A pause and its end, a long term, a transfer: the days they move, and what was set."""
    if action is Action.PAUSE:
        problem.paused_on, problem.paused_until = today, filled.due_on
    elif action is Action.RESUME:
        if problem.due_on and problem.paused_on:
            problem.due_on += today - problem.paused_on
        problem.paused_on = problem.paused_until = None
    elif action is Action.DEFER and filled.due_on is not None:
        problem.measure = filled.measure or problem.measure
        problem.due_on = filled.due_on
        problem.milestones = [
            {"on": one.on.isoformat(), "what": one.what}
            for one in milestones_of(filled.milestones, last=filled.due_on)
        ]
    elif action is Action.TRANSFER:
        problem.transferred_to = filled.to


def other_for_merge(actor: Actor, problem: Problem, code: str) -> Problem:
    """The problem that takes this one in: another open one of the same object and type."""
    other = queries.problem_for(actor, code.strip().upper())
    names = {"code": problem.code, "into": other.code}
    if other.pk == problem.pk:
        raise Refused("MERGE_OTHER", why="这是同一条问题", **names)
    if not other.is_open:
        raise Refused("MERGE_OTHER", why="那一条已经办结", **names)
    if (other.campaign_id, other.type) != (problem.campaign_id, problem.type):
        raise Refused("MERGE_OTHER", why="类型不同", **names)
    if (other.area_id, other.household_no) != (problem.area_id, problem.household_no):
        raise Refused("MERGE_OTHER", why="对象不同", **names)
    return other
