"""Asking for more time, a pause, a long term, a transfer or funds, and granting it or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import details_of, record, use_case
from huitoukan.apps.problems import queries
from huitoukan.apps.problems.models import Problem, ProblemRequest
from huitoukan.apps.problems.queries.deadlines import last_day_for
from huitoukan.apps.problems.queries.requests import bar_of
from huitoukan.apps.problems.services.filled import Filled
from huitoukan.apps.problems.services.steps import take_step, write_change
from huitoukan.domain import requests as domain
from huitoukan.domain.refusals import Refused
from huitoukan.domain.requests import KIND_WORDS, STANDING_WORDS, TERMS, Kind, Standing


@use_case("problem.request")
def ask(actor: Actor, code: str, kind: Kind, filled: Filled, *, at: datetime) -> ProblemRequest:
    """Ask for something; it changes nothing until somebody else grants it.

    Raises Refused: REQUEST_STATE, REQUEST_MISSING, REQUEST_DATE, REQUEST_MILESTONE,
    REQUEST_WAITING when the same thing waits already.
    """
    problem = queries.problem_for(actor, code, verb="problem.request", lock=True)
    domain.refuse_unfit(kind, problem.stands, filled.present())
    _refuse_dates(problem, kind, filled, timezone.localtime(at).date())
    if problem.requests.filter(kind=kind, state=Standing.ASKED).exists():
        raise Refused("REQUEST_WAITING", kind=KIND_WORDS[kind].zh)
    request = ProblemRequest.objects.create(
        problem=problem,
        seq=problem.requests.count() + 1,
        kind=kind,
        asked={name: filled.told()[name] for name in TERMS[kind].needs},
        asked_by=actor.code,
        asked_by_name=actor.name,
        asked_at=at,
    )
    record(
        "problem", problem.code, f"申请{KIND_WORDS[kind].zh}", area_path=problem.area.depth_path,
        **details_of(**request.asked),
    )  # fmt: skip
    return request


@use_case("problem.approve")
def settle(
    actor: Actor, code: str, seq: int, *, is_granted: bool, opinion: str, at: datetime
) -> ProblemRequest:
    """Grant a request or not, with an opinion; what is granted takes effect at once.

    Raises Refused: REQUEST_DECIDED when somebody was first, STEP_SAME_PERSON for who asked or
    takes part in the rectification, STEP_MISSING_FACTS without an opinion.
    """
    problem = queries.problem_for(actor, code, verb="problem.approve", lock=True)
    request = problem.requests.filter(seq=seq).first()
    if request is None:
        raise Refused("NOT_FOUND", what="申请", code=f"{code}-{seq}")
    if request.stands is not Standing.ASKED:
        raise Refused("REQUEST_DECIDED", decision=STANDING_WORDS[request.stands].zh)
    if why := bar_of(problem, request, actor):
        raise Refused("STEP_SAME_PERSON", why=why)
    if not opinion.strip():
        raise Refused("STEP_MISSING_FACTS", action="批准申请", missing=("意见",))
    request.state = Standing.GRANTED if is_granted else Standing.REFUSED
    request.decided_by_name, request.decided_at = actor.name, at
    request.opinion = opinion.strip()
    request.save()
    if is_granted:
        _grant(actor, problem, request, at=at)
    record(
        "problem", problem.code,
        f"{KIND_WORDS[request.wants].zh}：{STANDING_WORDS[request.stands].zh}",
        area_path=problem.area.depth_path, opinion=request.opinion,
    )  # fmt: skip
    return request


def _refuse_dates(problem: Problem, kind: Kind, filled: Filled, on: date) -> None:
    if "due_on" not in TERMS[kind].needs or filled.due_on is None:
        return
    latest = last_day_for(problem.campaign, problem.area)
    domain.refuse_date(kind, filled.due_on, now_due=problem.due_on, latest=latest, on=on)
    if kind is Kind.LONG_TERM:
        domain.milestones_of(filled.milestones, last=filled.due_on)


CHANGES: Final[dict[Kind, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    Kind.EXTEND: lambda asked: {"due_on": date.fromisoformat(asked["due_on"])},
    Kind.EXPEDITE: lambda _asked: {"is_expedited": True},
    Kind.FUND: lambda asked: {"county_funds": Decimal(asked["amount"])},
}
"""What a grant changes in the problem when it stays in its state."""


def _grant(actor: Actor, problem: Problem, request: ProblemRequest, *, at: datetime) -> None:
    """Let the grant take effect: a step of the table, or a date, a flag, a sum."""
    kind, asked = request.wants, dict(request.asked)
    domain.refuse_unfit(kind, problem.stands, frozenset(asked))
    asked["opinion"] = request.opinion
    if (action := TERMS[kind].action) is None:
        write_change(actor, problem, kind.value, asked, at=at, **CHANGES[kind](asked))
        return
    due = asked.pop("due_on", "")
    filled = replace(
        Filled(**asked),
        due_on=date.fromisoformat(due) if due else None,
        request=str(request.seq),
    )
    take_step(actor, problem.code, action, filled, at=at)
