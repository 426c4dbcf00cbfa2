"""The books of a month balance, whatever happened; the cases first, then every history."""

from __future__ import annotations

from datetime import date, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from huitoukan.domain.ledger_month import (
    Books,
    books_of,
    month_of,
    next_month,
    refuse_unbalanced,
)
from huitoukan.domain.problems import ENDINGS, State
from huitoukan.domain.refusals import Refused

NOVEMBER = date(2026, 11, 1)
S = State


def move(day: int, before: State | None, to: State, month: int = 11) -> tuple:
    return date(2026, month, day), before, to


def test_books_that_do_not_balance_are_refused_by_name() -> None:
    with pytest.raises(Refused) as refusal:
        refuse_unbalanced({"龙潭镇": Books(found=1), "石门乡": Books(found=1, closing=1)})
    assert refusal.value.code == "MONTH_UNBALANCED"
    assert "龙潭镇" in refusal.value.sentence()
    assert "石门乡" not in refusal.value.sentence()


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "十一月"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        month_of(text)
    assert refusal.value.code == "MONTH_FORMAT"


def test_a_month_ends_where_the_next_begins() -> None:
    assert month_of("2026-11") == NOVEMBER
    assert next_month(NOVEMBER) == date(2026, 12, 1)
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("moves", "books"),
    [
        ([move(3, None, S.REGISTERED)], Books(found=1, closing=1)),
        ([move(3, None, S.REGISTERED, 12)], Books()),
        ([move(3, None, S.REGISTERED, 10)], Books(opening=1, closing=1)),
        (
            [move(3, None, S.REGISTERED), move(9, S.REGISTERED, S.REJECTED)],
            Books(found=1, cancelled=1),
        ),
        (
            [move(3, None, S.REGISTERED, 10), move(9, S.REVIEWED, S.CLOSED)],
            Books(opening=1, rectified=1),
        ),
        (
            [move(3, None, S.REGISTERED, 10), move(9, S.REVIEWED, S.CLOSED, 10),
             move(2, S.CLOSED, S.RECTIFYING)],
            Books(reopened=1, closing=1),
        ),
        (
            [move(3, None, S.REGISTERED, 10), move(4, S.REVIEWED, S.CLOSED, 10),
             move(5, S.CLOSED, S.ARCHIVED)],
            Books(),
        ),
        (
            [move(3, None, S.REGISTERED, 10), move(4, S.RETURNED, S.DEFERRED),
             move(5, S.DEFERRED, S.UNDER_REVIEW), move(6, S.REVIEWED, S.CLOSED)],
            Books(opening=1, reopened=1, rectified=1, passed_on=1),
        ),
    ],
)  # fmt: skip
def test_each_history_has_its_flows(moves: list, books: Books) -> None:
    assert books_of(moves, NOVEMBER) == books
    assert books.difference == 0


@given(
    st.lists(st.tuples(st.integers(0, 100), st.sampled_from(list(State))), max_size=12),
    st.integers(8, 12),
)
def test_any_history_balances_and_one_month_opens_as_the_last_one_closed(
    steps: list[tuple[int, State]], month: int
) -> None:
    moves, before = [], None
    for days, state in sorted(steps, key=lambda one: one[0]):
        moves.append((date(2026, 9, 1) + timedelta(days=days), before, state))
        before = state
    first = date(2026, month, 1)
    now, after = books_of(moves, first), books_of(moves, next_month(first))
    assert now.difference == after.difference == 0
    assert now.closing == after.opening
    assert {now.opening, now.closing} <= {0, 1}


def test_every_ending_is_one_of_the_columns() -> None:
    assert {ending.value for ending in ENDINGS.values()} <= set(vars(Books()))
