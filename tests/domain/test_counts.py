"""Reconciling counts: what cannot be told, then differences, and S004's own figures."""

from __future__ import annotations

import pytest

from huitoukan.domain.counts import (
    PART_WORDS,
    SUMMANDS,
    Amount,
    Difference,
    Part,
    Tally,
    against_count,
    within_report,
)

S004 = {
    Part.ALL: Amount(1535, 4326),
    Part.LIFTED: Amount(1005, 2918),
    Part.NOT_LIFTED: Amount(535, 1408),
}
"""A township's report: all registered households, those lifted, those still to be lifted."""


def test_a_count_with_households_in_doubt_has_no_difference() -> None:
    difference = against_count(Amount(10, 30), Tally(10, 30, undecided=1))
    assert difference == Difference(None, None)
    assert not difference.is_any


@pytest.mark.parametrize("missing", list(S004))
def test_a_report_without_the_whole_or_a_part_is_not_compared_with_itself(missing: Part) -> None:
    assert within_report({part: a for part, a in S004.items() if part is not missing}) is None


def test_persons_that_were_not_said_have_no_difference() -> None:
    assert against_count(Amount(10), Tally(9, 30)) == Difference(1, None)
    found = within_report({**S004, Part.LIFTED: Amount(1005)})
    assert found == (Amount(1540), Difference(-5, None))


def test_the_source_texts_own_households_do_not_add_up_and_its_persons_do() -> None:
    found = within_report(S004)
    assert found is not None
    total, difference = found
    assert total == Amount(1540, 4326)
    assert difference == Difference(-5, 0)
    assert difference.is_any


def test_what_is_reported_is_compared_with_what_is_counted() -> None:
    assert against_count(Amount(1535, 4326), Tally(1535, 4326)) == Difference(0, 0)
    assert against_count(Amount(1535, 4326), Tally(1530, 4330)) == Difference(5, -4)


def test_every_part_has_its_words_and_ordinary_households_are_no_summand() -> None:
    assert set(PART_WORDS) == set(Part)
    assert Part.ORDINARY not in SUMMANDS
