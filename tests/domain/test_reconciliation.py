"""Counts of levels held against each other: what differs is named, what is missing cannot tell."""

from __future__ import annotations

import pytest

from huitoukan.domain.problems import ENDINGS, State
from huitoukan.domain.reconciliation import (
    AGAINST_WORDS,
    PART_WORDS,
    PARTS,
    Against,
    Standing,
    differences,
    sum_of,
)

TRUE = Standing(found=10, rectified=6, cancelled=1, passed_on=1, still_open=2)


@pytest.mark.parametrize("part", PARTS)
def test_each_number_that_differs_from_the_ledger_is_named(part: str) -> None:
    said = Standing(**{**vars(TRUE), part: getattr(TRUE, part) + 1})
    found = differences(said, TRUE, {})
    assert [(one.part, one.by) for one in found if one.against is Against.LEDGER] == [(part, 1)]
    inner = [one for one in found if one.against is Against.PARTS]
    assert [one.by for one in inner] == [1 if part == "found" else -1]


def test_a_report_is_held_against_the_sum_below_only_when_all_of_them_reported() -> None:
    half = Standing(found=5, rectified=3, still_open=1, passed_on=1)
    rest = Standing(found=5, rectified=3, still_open=1, cancelled=1)
    assert differences(TRUE, TRUE, {"甲": half, "乙": rest}) == ()
    assert differences(TRUE, TRUE, {"甲": half, "乙": None}) == ()
    below = differences(TRUE, TRUE, {"甲": half, "乙": half})
    assert {(one.part, one.reported, one.other) for one in below} == {
        ("cancelled", 1, 0), ("passed_on", 1, 2),
    }  # fmt: skip
    assert {one.against for one in below} == {Against.BELOW}
    assert sum_of([]) is None


def test_every_state_counts_once_and_deferred_or_transferred_never_as_rectified() -> None:
    for state in State:
        one = Standing.of(state)
        assert one.found == one.sum_of_parts == 1
        assert one.still_open == int(state not in ENDINGS)
    assert Standing.of(State.DEFERRED).passed_on == Standing.of(State.TRANSFERRED).passed_on == 1
    assert set(PART_WORDS) == set(PARTS)
    assert set(AGAINST_WORDS) == set(Against)
