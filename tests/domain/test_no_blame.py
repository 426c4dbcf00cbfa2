"""The window without blame: every cell of who found it, when, and what had been said before."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

from huitoukan.domain.no_blame import MARK_WORDS, Finding, Mark, mark_of

FREEZE = date(2026, 11, 20)


def test_without_a_freeze_point_nothing_is_said() -> None:
    for outside, known, declared in product((False, True), repeat=3):
        assert mark_of(Finding(FREEZE, outside, known, declared), None) is None


def test_every_cell_of_the_window() -> None:
    for days, outside, known, declared in product((-1, 0, 1), *[(False, True)] * 3):
        mark = mark_of(Finding(FREEZE + timedelta(days=days), outside, known, declared), FREEZE)
        if not outside:
            assert mark is (Mark.OWN_IN_TIME if days <= 0 else Mark.OWN_LATE)
        elif days <= 0:
            assert mark is None
        elif known:
            assert mark is Mark.KNOWN, "reported in time stands above everything"
        else:
            assert mark is (Mark.MISSED if declared else Mark.NOT_ASKED), "no word is no blame"


def test_each_mark_has_its_words() -> None:
    assert set(MARK_WORDS) == set(Mark)
