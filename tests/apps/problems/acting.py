"""Acting on the ledger in its tests: a finding, somebody with two posts, and every trace left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse

from huitoukan.apps.campaigns.models import Gate
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.journal.services import use_case
from huitoukan.apps.problems.models import Problem, ProblemEvent
from huitoukan.apps.problems.services.requests import ask, settle
from huitoukan.apps.problems.services.steps import Filled, Finding, open_problem
from huitoukan.domain.problems import Action, State
from huitoukan.domain.requests import Kind
from tests.cast import AT, VILLAGE_1, Cast
from tests.factories import ROAD, Maker

FILLED = {action: filled for _, action, _, filled in ROAD}
EVERYTHING = Filled(
    opinion="意见",
    seal_no="1号",
    reason="理由",
    unit="单位",
    person="某人",
    measure="措施",
    result="结果",
    due_on=date(2026, 11, 20),
    household_word="满意",
)


@use_case("hit.judge")
def find(
    actor: Actor, cast: Cast, code: str = "", area: str = VILLAGE_1, type_: str = "", *,
    at: datetime = AT, **more: Any,
) -> Problem:  # fmt: skip
    """Open a problem as a stage that found something does."""
    kinds = cast.pack.problem_types
    kind = kinds[type_] if type_ else next(iter(kinds.values()))
    finding = Finding(
        type=kind,
        area=cast.area(area),
        title="两处数据不一致",
        origin_kind="tests",
        origin_code=code,
        department="civil-affairs",
        severity="B",
        **more,
    )
    return open_problem(actor, cast.campaign, finding, at=at)


WAY = (State.REGISTERED, State.CONFIRMED, State.ASSIGNED, State.ACCEPTED, State.PLANNED,
       State.RECTIFYING,
       State.UNDER_REVIEW, State.REVIEWED, State.CLOSED)  # fmt: skip


def in_every_state(make: Maker) -> dict[State, Problem]:
    """A problem of village 1 in each state of the road, and in those beside it."""
    found = {state: make.problem(state=state) for state in WAY}
    found[State.RETURNED] = make.step(make.problem(state=State.UNDER_REVIEW), Action.RETURN, "qiao")
    found[State.REJECTED] = make.step(make.problem(), Action.REJECT, "min", EVERYTHING)
    found[State.DATA_FIX] = make.step(make.problem(), Action.REPORT_DATA_ERROR, "min", EVERYTHING)
    found[State.ARCHIVED] = make.step(
        make.problem(state=State.CLOSED), Action.ARCHIVE, "qiao", EVERYTHING
    )
    for state, kind in (
        (State.PAUSED, Kind.PAUSE),
        (State.DEFERRED, Kind.LONG_TERM),
        (State.TRANSFERRED, Kind.TRANSFER),
    ):
        found[state] = granted(make, make.problem(state=State.RECTIFYING), kind)
    into = found[State.REGISTERED]
    twin = find(make.cast.rui, make.cast, type_=into.type, household_no=into.household_no)
    merging = Filled(reason="同一问题", into=into.code)
    found[State.MERGED] = make.step(twin, Action.MERGE, "rui", merging)
    return found


ASKED = Filled(
    reason="需等冬季过后施工",
    due_on=date(2026, 12, 15),
    measure="分两期施工",
    milestones="2026-12-01 完成地基\n2026-12-10 封顶",
    to="县纪委监委",
    amount=Decimal("12000.50"),
)
"""Everything that any request asks for."""


def granted(make: Maker, problem: Problem, kind: Kind) -> Problem:
    """The problem after this was asked for in the village and granted by the county's lead."""
    request = ask(make.cast.ping, problem.code, kind, ASKED, at=AT)
    settle(make.cast.lei, problem.code, request.seq, is_granted=True, opinion="同意", at=AT)
    return stored(problem)


def address_of(problem: Problem) -> str:
    return reverse("problems:detail", args=[problem.code])


def step_of(problem: Problem, action: Action) -> str:
    return reverse("problems:step", args=[problem.code, action.value])


def stored(problem: Problem) -> Problem:
    return Problem.objects.for_system("tests").get(pk=problem.pk)


def traces(problem: Problem) -> tuple[Any, ...]:
    """Everything that a step could have written."""
    row = Problem.objects.for_system("tests").filter(pk=problem.pk).values().get()
    return (
        row,
        list(ProblemEvent.objects.filter(problem=problem).values()),
        Entry.objects.count(),
        list(Gate.objects.values()),
    )


def as_somebody_with(cast: Cast, account: str, *others: str) -> Actor:
    """The person, with the appointments of others as well: rights that no post unites."""
    actor = cast.actor(account)
    grants = [grant for name in (account, *others) for grant in cast.actor(name).grants]
    return replace(actor, grants=tuple(grants))
