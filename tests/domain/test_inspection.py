"""A month held against its due dates, and what points and weights make of it."""

from __future__ import annotations

from datetime import date

import pytest

from huitoukan.domain.inspection import (
    Inspected,
    Timing,
    is_sent_back,
    score,
    timing_of,
    total,
)
from huitoukan.domain.problems import State

FIRST, AFTER = date(2026, 11, 1), date(2026, 12, 1)


@pytest.mark.parametrize(
    ("due", "ended", "timing"),
    [
        (None, None, None),
        (date(2026, 10, 31), None, None),
        (AFTER, None, None),
        (FIRST, None, Timing.UNDONE),
        (date(2026, 11, 30), date(2026, 11, 30), Timing.IN_TIME),
        (FIRST, date(2026, 10, 5), Timing.IN_TIME),
        (FIRST, date(2026, 11, 2), Timing.LATE),
    ],
)
def test_a_problem_is_due_in_its_month_only(
    due: date | None, ended: date | None, timing: Timing | None
) -> None:
    assert timing_of(due, ended, FIRST, AFTER) is timing


def test_a_plan_that_comes_back_is_sent_back_too() -> None:
    assert is_sent_back(State.UNDER_REVIEW, State.RETURNED)
    assert is_sent_back(State.PLANNED, State.ACCEPTED)
    assert not is_sent_back(State.ASSIGNED, State.ACCEPTED)


def test_points_are_taken_for_each_and_never_below_nothing() -> None:
    unit = Inspected(in_time=3, late=1, undone=2, overdue=9, returned=4)
    assert unit.due == 6
    assert score(unit, 100, {"undone": 2, "late": 0.5}) == 95.5
    assert score(unit, 5, {"returned": 2}) == 0
    assert (unit + unit).returned == 8


def test_a_total_is_told_only_when_every_weighted_share_is() -> None:
    percents = {"in_time": 80.0, "answered": None, "not_returned": 50.0}
    assert total(percents, {}) is None
    assert total(percents, {"in_time": 60, "answered": 40}) is None
    assert total(percents, {"in_time": 60, "not_returned": 40}) == 68
