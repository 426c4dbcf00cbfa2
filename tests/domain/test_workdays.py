"""Deadlines: refusals first, then the days around a long holiday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.domain.refusals import Refused
from huitoukan.domain.workdays import (
    Calendar,
    DayChange,
    day_changes_of,
    due_on,
    still_changing,
    with_changes,
)

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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("下周一 休息 县政府通知", "CALENDAR_LINE"),
        ("2026-02-30 休息 县政府通知", "CALENDAR_LINE"),
        ("2026-12-31 放假 县政府通知", "CALENDAR_LINE"),
        ("2026-12-31 休息", "CALENDAR_BASIS"),
        ("2026-12-31 休息 通知\n2026-12-31 上班 通知", "CALENDAR_TWICE"),
    ],
)
def test_a_line_of_the_countys_table_is_refused_with_the_line_or_the_day(
    text: str, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        day_changes_of(text)
    assert refusal.value.code == code
    assert text.split(maxsplit=1)[0] in str(refusal.value)


def test_a_day_outside_the_calendar_or_already_so_is_refused() -> None:
    for day, code in ((date(2027, 1, 4), "CALENDAR_SHORT"), (date(2026, 11, 7), "CALENDAR_SAME")):
        with pytest.raises(Refused) as refusal:
            with_changes(CALENDAR, [DayChange(day, False, "县通知")], "v2")
        assert refusal.value.code == code


def test_the_countys_days_are_counted_and_the_calendar_they_are_made_of_stays() -> None:
    text = "2026-11-04 休息 县政办发〔2026〕5号\n\n2026-11-07，上班，县政办发〔2026〕5号"
    changes = day_changes_of(text)
    assert [(one.day.day, one.is_working) for one in changes] == [(4, False), (7, True)]
    own = with_changes(CALENDAR, changes, "2026+1")
    assert own.version == "2026+1"
    assert due_on(date(2026, 11, 2), 3, "working", own) == date(2026, 11, 6)
    assert due_on(date(2026, 11, 2), 5, "working", own) == date(2026, 11, 9)
    assert due_on(date(2026, 11, 2), 3, "working", CALENDAR) == date(2026, 11, 5)
    assert still_changing(own, changes) == ()
    assert still_changing(CALENDAR, changes) == changes
