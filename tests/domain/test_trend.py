"""The trend by date: periods, and standings added up from steps."""

from __future__ import annotations

from datetime import date

from huitoukan.domain.problem_words import State
from huitoukan.domain.reconciliation import PARTS, Standing
from huitoukan.domain.trend import Pace, ends_of, points_of, standing_of, states_of


def test_every_state_belongs_to_one_part_and_found_holds_all() -> None:
    parts = [state for part in PARTS if part != "found" for state in states_of(part)]
    assert sorted(parts) == sorted(State)
    assert states_of("found") == tuple(State)


def test_days_end_each_day_and_weeks_on_sunday_the_last_with_today() -> None:
    first, last = date(2026, 10, 15), date(2026, 11, 4)
    days = ends_of(first, last, Pace.DAY)
    assert (days[0], days[-1], len(days)) == (first, last, 21)
    assert ends_of(first, last, Pace.WEEK) == (
        date(2026, 10, 18), date(2026, 10, 25), date(2026, 11, 1), last,
    )  # fmt: skip
    assert len(ends_of(date(2020, 1, 1), last, Pace.DAY)) == 31
    assert ends_of(date(2027, 1, 1), last, Pace.DAY) == (last,), "before the campaign begins"


def test_what_is_signed_off_and_reopened_goes_and_comes_back() -> None:
    monday = date(2026, 11, 2)
    flows = [
        (date(2026, 10, 20), "", "registered", 5),
        (monday, "reviewed", "closed", 3),
        (monday, "", "registered", 2),
        (date(2026, 11, 3), "closed", "rectifying", 1),
        (date(2026, 11, 3), "registered", "rejected", 1),
        (date(2026, 11, 3), "closed", "archived", 2),
    ]
    ends = (monday, date(2026, 11, 3))
    first, second = points_of(flows, ends, Pace.DAY)
    assert (first.standing, first.new) == (Standing(7, 3, 0, 0, 4), 2)
    assert (second.standing, second.new) == (Standing(7, 2, 1, 0, 4), 0)
    assert second.standing == standing_of(flows)
    assert all(one.standing.found == one.standing.sum_of_parts for one in (first, second))
