"""Questions that photographs raise; what they do not tell raises none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from huitoukan.domain.photographs import (
    Against,
    Mark,
    Seen,
    are_far_apart,
    bands_of,
    centre_of,
    differing_bits,
    is_far,
    kilometres,
    marks_of,
    near_band,
)

DAY = date(2026, 11, 2)
HERE, THERE = (33.0, 108.0), (33.5, 108.0)
FINE = Seen(is_after=True, taken_on=DAY, sent_on=DAY, place=HERE)
AGAINST = Against(found_on=DAY, centre=HERE, far_km=10)


@pytest.mark.parametrize(
    ("photo", "marks"),
    [
        (FINE, ()),
        (replace(FINE, taken_on=None, place=None), ()),
        (replace(FINE, taken_on=date(2026, 11, 1)), (Mark.BEFORE_FOUND,)),
        (replace(FINE, taken_on=date(2026, 11, 1), is_after=False), ()),
        (replace(FINE, taken_on=date(2026, 11, 3)), (Mark.CLOCK_AHEAD,)),
        (replace(FINE, place=THERE), (Mark.FAR_FROM_VILLAGE,)),
        (replace(FINE, others=3), (Mark.USED_ELSEWHERE,)),
        (replace(FINE, is_both=True), (Mark.BEFORE_IS_AFTER,)),
    ],
)
def test_a_photograph_raises_just_the_questions_that_it_gives_cause_for(
    photo: Seen, marks: tuple[Mark, ...]
) -> None:
    assert marks_of(photo, AGAINST) == marks


def test_without_a_limit_or_a_known_village_no_place_is_far() -> None:
    for against in (replace(AGAINST, far_km=None), replace(AGAINST, centre=None)):
        assert marks_of(replace(FINE, place=THERE), against) == ()
    assert not is_far(None, HERE, 10)
    assert not are_far_apart([], [HERE], 10)
    assert not are_far_apart([HERE, THERE], [THERE], 10)
    assert are_far_apart([HERE], [THERE], 10)


def test_where_a_village_is_needs_enough_photographs_and_one_astray_does_not_move_it() -> None:
    assert centre_of([HERE] * 4, 5) is None
    assert centre_of([HERE] * 5, None) is None
    assert centre_of([HERE] * 5 + [(0.0, 0.0)], 5) == HERE


def test_distances_are_those_of_the_sphere() -> None:
    assert kilometres(HERE, HERE) == 0
    assert kilometres((0.0, 0.0), (1.0, 0.0)) == pytest.approx(111.195, abs=0.001)
    assert kilometres((0.0, 0.0), (0.0, 180.0)) == pytest.approx(20015.1, abs=0.1)


def test_whatever_seven_bits_differ_one_band_is_found() -> None:
    one = 0x1234_5678_9ABC_DEF
    for step in range(1, 9):
        other = one
        for place in range(7):
            other ^= 1 << (place * step % 63)
        assert differing_bits(one, other) <= 7
        near = zip(bands_of(one), bands_of(other), strict=True)
        assert any(theirs in near_band(ours) for ours, theirs in near)
