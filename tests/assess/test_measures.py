"""Poverty measures against reference values, and what cannot be measured."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.assess.measures import alkire_foster, fgt, share_near, shocked, watts
from huitoukan.domain.refusals import Refused

INCOME = (2100.0, 3900, 4600, 2950, 3300, 8000, 12000, 5100, 3750, 2500)
WEIGHTS = (4.0, 3, 5, 2, 6, 3, 4, 2, 1, 5)
# Alkire and Foster's textbook case.
ROWS = ((13.1, 14, 4, 1), (15.2, 7, 5, 0), (12.5, 10, 1, 0), (20.0, 11, 3, 1))
CUTOFFS = (13.0, 12, 3, 1)


def near(value: float) -> object:
    return pytest.approx(value, abs=1e-9, rel=1e-9)


@pytest.mark.parametrize(
    ("income", "weights", "line"),
    [((), (), 1), ((1.0,), (1.0, 2.0), 1), ((math.nan,), (1.0,), 1), ((1.0,), (-1.0,), 1),
     ((1.0,), (0.0,), 1), ((1.0,), (1.0,), 0), ((1.0,), (1.0,), math.inf)],
)  # fmt: skip
def test_what_cannot_be_measured_is_refused(
    income: tuple[float, ...], weights: tuple[float, ...], line: float
) -> None:
    for measure in (lambda: fgt(income, weights, line, 0), lambda: watts(income, weights, line)):
        with pytest.raises(Refused, match="贫困测度"):
            measure()


def test_dimensions_that_do_not_fit_are_refused() -> None:
    for rows, cutoffs, k in ((((1.0,),), (1.0, 2.0), 1), (ROWS, CUTOFFS, 0), (((),), (), 1)):
        with pytest.raises(Refused):
            alkire_foster(rows, cutoffs, k)
    with pytest.raises(Refused):
        watts((0.0, 1.0), (1.0, 1.0), 2)
    with pytest.raises(Refused):
        shocked((1.0,), (), 0.2)


# P₀ and P₁ … are given to ten decimals in statistics.md C; exactly they are these fractions.
def test_fgt_and_watts_are_the_reference_values() -> None:
    assert fgt(INCOME, WEIGHTS, 4000, 0) == near(0.6)
    assert fgt(INCOME, WEIGHTS, 4000, 1) == near(0.1567857143)
    assert fgt(INCOME, WEIGHTS, 4000, 2) == near(0.0552276786)
    assert watts(INCOME, WEIGHTS, 4000) == near(0.1951756541)


def test_alkire_foster_is_the_reference_case() -> None:
    made = alkire_foster(ROWS, CUTOFFS, 2)
    assert (made.headcount, made.intensity, made.m0) == (near(0.5), near(0.75), near(0.375))
    assert (made.m1, made.m2) == (near(0.2055288462), near(0.1654570390))
    assert made.contributions == tuple(map(near, (1 / 6, 1 / 3, 1 / 6, 1 / 3)))


def test_the_share_near_the_line_includes_the_line_and_ten_percent() -> None:
    assert share_near((4000.0, 4400, 4400.01, 3999.99), (1.0,) * 4, 4000) == 0.5


def test_a_shock_tells_how_many_would_fall_below() -> None:
    wages = (0.0, 500, 3000, 0, 0, 0, 0, 4000, 0, 0)
    after = shocked(INCOME, wages, 0.2)
    assert fgt(after, WEIGHTS, 4000, 0) == near(0.6)
    assert share_near(after, WEIGHTS, 4000) == near(7 / 35)


@given(st.lists(st.floats(1, 1e6), min_size=1, max_size=30), st.floats(100, 1e5))
def test_gaps_shrink_with_each_power_and_contributions_sum_to_one(
    income: list[float], line: float
) -> None:
    weights = [1.0] * len(income)
    powers = [fgt(income, weights, line, alpha) for alpha in (0, 1, 2)]
    assert powers == sorted(powers, reverse=True)
    made = alkire_foster([(y, 1 / y) for y in income], (line, 0.5), 1)
    assert sum(made.contributions) == near(1 if made.m0 else 0)
    assert made.m0 == near(made.headcount * made.intensity)
