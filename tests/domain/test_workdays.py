"""Deadlines: refusals first, then the days around a long holiday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.domain.refusals import Refused
from huitoukan.domain.workdays import Calendar, due_on

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range(365)]
# October 2026: the holiday from the 1st to the 7th, the Saturday of the 10th is worked.
OFF = {day for day in EVERY_DAY if day.isoweekday() > 5} | {date(2026, 10, n) for n in range(1, 8)}
CALENDAR = Calendar("2026", FIRST, LAST, frozenset(OFF - {date(2026, 10, 10)}))


def test_a_working_day_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        due_on(date(2026, 12, 30), 3, "working", CALENDAR)
    assert refusal.value.code == "CALENDAR_SHORT"
    assert "2027" in str(refusal.value)


def test_rolling_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(Refused):
        due_on(date(2026, 12, 30), 5, "natural", CALENDAR, roll=True)


def test_a_negative_term_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="-1"):
        due_on(FIRST, -1, "natural", CALENDAR)


def test_counting_begins_on_the_day_after_the_receipt() -> None:
    assert due_on(date(2026, 11, 2), 3, "working", CALENDAR) == date(2026, 11, 5)
    assert due_on(date(2026, 11, 2), 3, "natural", CALENDAR) == date(2026, 11, 5)


def test_a_term_of_no_days_ends_on_the_day_of_the_receipt() -> None:
    assert due_on(date(2026, 10, 1), 0, "working", CALENDAR) == date(2026, 10, 1)


def test_working_days_skip_holidays_and_count_a_worked_saturday() -> None:
    # 30 September, then 8, 9 and the worked Saturday, 10 October.
    assert due_on(date(2026, 9, 30), 3, "working", CALENDAR) == date(2026, 10, 10)
    assert due_on(date(2026, 9, 30), 4, "working", CALENDAR) == date(2026, 10, 12)


def test_a_natural_deadline_on_a_day_off_stays_unless_it_may_roll() -> None:
    assert due_on(date(2026, 9, 28), 5, "natural", CALENDAR) == date(2026, 10, 3)
    assert due_on(date(2026, 9, 28), 5, "natural", CALENDAR, roll=True) == date(2026, 10, 8)


@given(st.sampled_from(EVERY_DAY[:300]), st.integers(1, 30))
def test_the_term_holds_as_many_working_days_as_it_names(start: date, days: int) -> None:
    due = due_on(start, days, "working", CALENDAR)
    between = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    assert sum(map(CALENDAR.is_working, between)) == days
    assert CALENDAR.is_working(due)
