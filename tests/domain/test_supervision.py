"""Reminder, yellow, red, talk: every day belongs to one stage at most, and none is left out."""

from __future__ import annotations

from datetime import date, timedelta

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
