"""Tallies of a rule: shares with their intervals, medians, and when a rule should be changed."""

from __future__ import annotations

import pytest

from huitoukan.domain.scorecards import Tally, added


def test_before_any_verdict_nothing_is_claimed() -> None:
    tally = Tally(n_waiting=5, n_gone=2)
    assert (tally.n_hits, tally.n_judged) == (7, 0)
    assert (tally.share, tally.median_days, tally.is_mostly_dismissed) == (None, None, False)


def test_the_share_confirmed_comes_with_the_interval_of_wilson() -> None:
    share = Tally(n_confirmed=8, n_dismissed=1, n_data_errors=1).share
    assert share == pytest.approx((0.8, 0.4902, 0.9433), abs=1e-4)


@pytest.mark.parametrize(
    ("dismissed", "confirmed", "change"),
    [(1, 0, False), (3, 0, False), (4, 0, True), (6, 4, False), (70, 50, False), (80, 40, True)],
)
def test_a_rule_is_to_be_changed_only_when_it_is_surely_dismissed_in_most_cases(
    dismissed: int, confirmed: int, change: bool
) -> None:
    tally = Tally(n_dismissed=dismissed, n_confirmed=confirmed)
    assert tally.is_mostly_dismissed is change


def test_places_add_up() -> None:
    one = Tally(n_confirmed=1, n_dismissed=2, reasons={"a": 2}, days=(1.0, 3.0), n_steps=4)
    other = Tally(n_data_errors=1, n_gone=1, reasons={"a": 1, "b": 1}, days=(8.0,), n_steps=1)
    whole = added([one, other])
    assert (whole.n_hits, whole.n_judged, whole.n_steps) == (5, 4, 5)
    assert whole.reasons == {"a": 3, "b": 1}
    assert whole.median_days == 3.0
    assert added([]) == Tally()
