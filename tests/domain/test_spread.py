"""Common, local or individual; the intervals against published ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.domain.spread import Spread, SpreadLimits, VillageCases, state_spread, wilson

LIMITS = SpreadLimits(share=0.2, concentration=0.5)


def _villages(*cases: int, townships: int = 2) -> list[VillageCases]:
    return [VillageCases(f"V{at}", f"T{at % townships}", n) for at, n in enumerate(cases)]


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5), (0, 0)])
def test_a_share_that_cannot_be_is_an_error(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="of"):
        wilson(k, n)


def test_a_village_twice_or_less_than_no_case_is_an_error() -> None:
    for wrong in (_villages(1) * 2, _villages(-1)):
        with pytest.raises(ValueError, match="village"):
            state_spread(wrong, LIMITS)


# Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
@pytest.mark.parametrize(
    ("k", "n", "lower", "upper"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_are_those_of_the_literature(k: int, n: int, lower: float, upper: float) -> None:
    assert wilson(k, n) == pytest.approx((lower, upper), abs=5e-5)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_mirrors(pair: tuple[int, int]) -> None:
    k, n = pair
    lower, upper = wilson(k, n)
    assert 0 <= lower <= k / n <= upper <= 1
    assert (1 - upper, 1 - lower) == pytest.approx(wilson(n - k, n))


def test_without_a_checked_village_nothing_can_be_told() -> None:
    told = state_spread([], LIMITS)
    assert (told.spread, told.lower, told.upper) == (Spread.CANNOT_TELL, 0.0, 1.0)


def test_checked_and_none_found_is_its_own_answer() -> None:
    assert state_spread(_villages(0, 0, 0), LIMITS).spread is Spread.NONE_FOUND


def test_three_villages_in_two_townships_are_common() -> None:
    told = state_spread(_villages(1, 1, 1, *[0] * 97), LIMITS)
    assert told.lower < LIMITS.share
    assert told.spread is Spread.COMMON


def test_three_villages_of_one_township_are_common_only_when_the_share_is_sure() -> None:
    assert (
        state_spread(_villages(1, 1, 1, *[0] * 97, townships=1), LIMITS).spread is Spread.INDIVIDUAL
    )
    assert state_spread(_villages(1, 1, 1, 0, townships=1), LIMITS).spread is Spread.COMMON


def test_twenty_cases_in_one_village_are_local() -> None:
    assert state_spread(_villages(20, 0, 0, 0), LIMITS).spread is Spread.LOCAL
    told = state_spread(_villages(20, 1, 1, 1), LIMITS)
    assert told.concentration == pytest.approx(403 / 529)
    assert told.spread is Spread.LOCAL


def test_one_case_is_individual() -> None:
    assert state_spread(_villages(1, 0, 0, 0), LIMITS).spread is Spread.INDIVIDUAL
