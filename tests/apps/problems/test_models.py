"""What the database itself holds of a problem, whatever the code above it does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from huitoukan.apps.problems.models import Problem, ProblemEvent
from huitoukan.domain.problems import DATED_STATES, State
from tests.apps.problems.acting import find
from tests.cast import Cast
from tests.factories import Maker


@pytest.mark.parametrize(
    "change",
    [
        {"state": "forgotten"},
        {"state": "closed"},
        {"state": "closed", "closed_on": date(2026, 11, 2)},
        {"state": "closed", "reviewer": "qiao"},
        {"version": -1},
    ],
    ids=str,
)
def test_the_database_refuses_what_cannot_be(change: dict[str, object], cast: Cast) -> None:
    problem = find(cast.rui, cast)
    rows = Problem.objects.for_system("tests").filter(pk=problem.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**change)


def test_a_closed_problem_keeps_its_day_and_reviewer(make: Maker) -> None:
    problem = make.problem(state=State.CLOSED)
    for change in ({"closed_on": None}, {"reviewer": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Problem.objects.for_system("tests").filter(pk=problem.pk).update(**change)


def test_two_events_cannot_have_the_same_number(make: Maker) -> None:
    event = ProblemEvent.objects.get(problem=make.problem())
    event.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save(force_insert=True)


def test_rectifiers_are_a_set_of_accounts_of_which_none_is_part_of_another() -> None:
    problem = Problem()
    assert problem.rectifiers == frozenset()
    for account in ("tang", "ping", "tang", "ping2"):
        problem.add_rectifier(account)
    assert problem.rectifiers == {"ping", "ping2", "tang"}
    assert problem.rectifier_names == " ping ping2 tang "
    assert " pin " not in problem.rectifier_names


def test_each_step_has_its_own_date() -> None:
    confirm, plan, due = date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)
    problem = Problem(confirm_due_on=confirm, plan_due_on=plan, due_on=due)
    for state in State:
        problem.state = state
        expected = {State.REGISTERED: confirm, State.ACCEPTED: plan}.get(state, due)
        assert problem.next_due_on == (expected if state in DATED_STATES else None), state
        day = timedelta(days=1)
        assert problem.is_overdue(expected + day) is (state in DATED_STATES)
        assert not problem.is_overdue(expected)
