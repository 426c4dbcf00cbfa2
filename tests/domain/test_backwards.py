"""Reckoning backwards from the last day: paper-and-pencil cases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from huitoukan.domain.backwards import (
    Flow,
    Schedule,
    bottleneck,
    first_day_of,
    flows,
    week_of,
    weeks_since,
)
from huitoukan.domain.problems import State

ON = date(2026, 11, 2)


def schedule(n_open: int, finished: tuple[int, ...], days_left: int) -> Schedule:
    return Schedule(ON, ON + timedelta(days=days_left - 1), n_open, finished)


def test_without_any_pace_no_day_is_told() -> None:
    one = schedule(10, (0, 0, 0, 0), 14)
    assert (one.done_on, one.too_late_from, one.is_behind) == (None, None, True)
    assert one.needed == 5


def test_after_the_last_day_nothing_can_be_needed_a_week() -> None:
    one = Schedule(ON, ON - timedelta(days=3), 10, (2, 2, 2, 2))
    assert (one.days_left, one.needed, one.is_behind) == (0, None, True)


def test_nothing_open_asks_for_nothing() -> None:
    one = schedule(0, (0, 0, 0, 0), 14)
    assert (one.needed, one.done_on, one.is_behind) == (0, None, False)


@pytest.mark.parametrize(
    ("n_open", "finished", "days_left", "in_days"),
    [
        # 7 a week: 14 problems need 14 days; the 14th day is the last.
        (14, (7, 7, 7, 7), 14, (13, 1)),
        (14, (7, 7, 7, 7), 13, (13, 0)),
        # 28 in four weeks is one a day, however it fell
        (10, (28, 0, 0, 0), 20, (9, 11)),
        # one in four weeks
        (1, (0, 0, 0, 1), 28, (27, 1)),
    ],
)
def test_the_days_follow_from_the_pace(
    n_open: int, finished: tuple[int, ...], days_left: int, in_days: tuple[int, int]
) -> None:
    done_in, late_in = in_days
    one = schedule(n_open, finished, days_left)
    assert one.done_on == ON + timedelta(days=done_in)
    assert one.too_late_from == ON + timedelta(days=late_in)
    assert one.is_behind is (late_in <= 0)
    # as many begun a day before that day are finished on the last day exactly
    assert one.too_late_from is not None
    before = Schedule(one.too_late_from - timedelta(days=1), one.last_day, n_open, finished)
    assert before.done_on == one.last_day


def test_a_week_is_seven_days_that_end_today() -> None:
    assert [week_of(ON - timedelta(days=n), ON) for n in (0, 6, 7, 27, 28)] == [0, 0, 1, 3, None]
    assert week_of(ON + timedelta(days=1), ON) is None
    assert first_day_of(0, ON) == ON - timedelta(days=6)


def test_the_pace_is_taken_since_the_work_began_and_of_four_weeks_at_most() -> None:
    begun = [weeks_since(ON - timedelta(days=n), ON) for n in (-5, 0, 6, 7, 20, 21, 400)]
    assert begun == [1, 1, 1, 2, 3, 4, 4]
    assert schedule(10, (5, 5), 14).done_on == ON + timedelta(days=13)


def test_the_bottleneck_is_the_step_that_needs_most_weeks() -> None:
    found = flows(
        {State.ASSIGNED: 4, State.RECTIFYING: 40, State.UNDER_REVIEW: 10, State.CLOSED: 99},
        {State.ASSIGNED: 8, State.RECTIFYING: 40, State.UNDER_REVIEW: 2, State.PLANNED: 3},
    )
    assert State.CLOSED not in [one.state for one in found]
    assert bottleneck(found) == Flow(State.UNDER_REVIEW, 10, 2)
    stuck = (*found, Flow(State.RETURNED, 1, 0))
    assert bottleneck(stuck) == stuck[-1]
    assert bottleneck(()) is None
