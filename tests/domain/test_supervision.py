"""Reminder, yellow, red, talk: every day belongs to one stage at most, and none is left out."""

from __future__ import annotations

from datetime import date, timedelta

from huitoukan.domain.common import Bounds, spread_of, wilson_low
from huitoukan.domain.supervision import Stage, Steps

DUE = date(2026, 11, 20)
STEPS = Steps(soon=2, red=3, talk=7)


def test_each_day_has_the_stage_of_the_reference() -> None:
    stages = {n: STEPS.stage_of(DUE, DUE + timedelta(days=n)) for n in range(-5, 30)}
    assert [n for n, s in stages.items() if s is None] == [-5, -4, -3]
    assert [n for n, s in stages.items() if s is Stage.SOON] == [-2, -1, 0]
    assert [n for n, s in stages.items() if s is Stage.YELLOW] == [1, 2]
    assert [n for n, s in stages.items() if s is Stage.RED] == [3, 4, 5, 6]
    assert [n for n, s in stages.items() if s is Stage.TALK] == list(range(7, 30))


def test_of_nothing_nothing_is_claimed() -> None:
    spread = spread_of({}, 0)
    assert (spread.low, spread.concentration, spread.is_local) == (0.0, 0.0, False)
    assert not spread.is_common(Bounds(3, 2, 0.1))


def test_the_lower_limit_is_wilsons() -> None:
    # 3 of 10: Wilson 95 % is 0.1078 to 0.6032 (R: binom::binom.wilson).
    assert round(wilson_low(3, 10), 4) == 0.1078
    assert wilson_low(0, 10) == 0.0


def test_twenty_cases_in_one_village_are_local_and_not_common() -> None:
    spread = spread_of({("t1", "v1"): 20}, 5)
    assert spread.is_local
    assert not spread.is_common(Bounds(3, 2, 0.03))


def test_three_villages_of_two_townships_are_common() -> None:
    bounds = Bounds(3, 2, 0.9)
    assert spread_of({("t1", "a"): 1, ("t1", "b"): 1, ("t2", "c"): 1}, 100).is_common(bounds)
    assert not spread_of({("t1", "a"): 1, ("t1", "b"): 1, ("t1", "c"): 1}, 100).is_common(bounds)
