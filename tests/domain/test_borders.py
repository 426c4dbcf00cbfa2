"""Borders through time: what cannot be told first, then mergers, splits and their chains."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.domain.borders import GROUND, KIND_WORDS, Borders, Change, ChangeKind, Standing

MERGED, SPLIT = ChangeKind.MERGED, ChangeKind.SPLIT
EARLY, DAY, LATE = date(2020, 1, 1), date(2023, 7, 1), date(2026, 1, 1)
A, B, C, D = 1, 2, 3, 4
MERGER = Change(MERGED, DAY, (A, B), (C,))
ABSORPTION = Change(MERGED, DAY, (A, B), (A,))
DIVISION = Change(SPLIT, DAY, (C,), (A, B), {"1组": A, "2组": B}, {"H9": B})


def at(area: int, since: date, **told: str) -> Standing:
    return Standing(area, datetime.combine(since, time(12), UTC), **told)


@pytest.mark.parametrize(
    ("change", "stands", "on"),
    [
        (DIVISION, at(C, EARLY), LATE),
        (DIVISION, at(C, EARLY, group="9组"), LATE),
        (MERGER, at(C, LATE), EARLY),
        (ABSORPTION, at(A, LATE), EARLY),
        (Change(ChangeKind.ABOLISHED, DAY, (A,), ()), at(A, EARLY), LATE),
        (Change(ChangeKind.ESTABLISHED, DAY, (), (A,)), at(A, LATE), EARLY),
    ],
    ids=["split", "another group", "merged back", "absorbed back", "abolished", "established"],
)
def test_what_no_record_tells_cannot_be_told(change: Change, stands: Standing, on: date) -> None:
    assert Borders([change]).place_on(stands, on) is None


@pytest.mark.parametrize(
    ("change", "stands", "on", "place"),
    [
        (MERGER, at(A, EARLY), LATE, C),
        (MERGER, at(A, EARLY), DAY, C),
        (MERGER, at(A, EARLY), date(2023, 6, 30), A),
        (MERGER, at(A, LATE), EARLY, A),
        (ABSORPTION, at(B, LATE), LATE, A),
        (ABSORPTION, at(A, EARLY), EARLY, A),
        (DIVISION, at(A, LATE), EARLY, C),
        (DIVISION, at(C, EARLY, group="2组"), LATE, B),
        (DIVISION, at(C, EARLY, group="1组", household_no="H9"), LATE, B),
        (Change(MERGED, DAY, (A, B), (C,), {"1组": A}), at(C, LATE, group="1组"), EARLY, A),
        (MERGER, at(D, EARLY), LATE, D),
    ],
)
def test_a_household_stands_where_the_borders_of_the_day_put_it(
    change: Change, stands: Standing, on: date, place: int
) -> None:
    assert Borders([change]).place_on(stands, on) == place


def test_what_was_put_into_an_area_before_the_change_was_recorded_stands_by_the_old_borders() -> (
    None
):
    learned = datetime(2026, 2, 1, tzinfo=UTC)
    goes_on = Change(SPLIT, DAY, (A,), (A, B), {"2组": B}, recorded_at=learned)
    borders = Borders([goes_on])
    for since, place in ((LATE, None), (date(2026, 3, 1), A)):
        assert borders.place_on(at(A, since, group="7组"), date(2026, 4, 1)) == place
    assert borders.place_on(at(A, LATE, group="2组"), date(2026, 4, 1)) == B
    assert borders.place_on(at(A, LATE, group="7组"), EARLY) == A
    assert borders.possible(A, date(2026, 4, 1)) == (A, B)


def test_changes_are_followed_in_the_order_of_their_days_whatever_order_they_come_in() -> None:
    later = Change(MERGED, LATE, (C, D), (D,))
    borders = Borders([later, MERGER])
    assert borders.place_on(at(A, EARLY), LATE) == D
    assert borders.successors(A, LATE) == (D,)
    assert borders.successors(A, DAY) == (C,)
    assert borders.successors(A, EARLY) == (A,)
    assert set(borders.predecessors(D, EARLY)) == {A, B, D}


def test_an_area_is_in_force_from_its_first_to_its_last_day() -> None:
    borders = Borders([MERGER])
    assert [borders.is_in_force(A, day) for day in (EARLY, DAY)] == [True, False]
    assert [borders.is_in_force(C, day) for day in (EARLY, DAY)] == [False, True]
    assert borders.touched == {A, B, C}


def test_a_new_name_or_code_does_not_touch_the_ground() -> None:
    renamed = Change(ChangeKind.RENAMED, DAY, (A,), (A,))
    assert Borders([renamed]).touched == frozenset()
    assert ChangeKind.RENAMED not in GROUND


def test_every_kind_has_its_words() -> None:
    assert set(KIND_WORDS) == set(ChangeKind)
    assert len({zh for zh, _ in KIND_WORDS.values()}) == len(ChangeKind)


days = st.dates(date(2019, 1, 1), date(2026, 12, 31))


@given(since=days, on=days, area=st.sampled_from([A, B]))
def test_what_goes_forward_through_a_merger_never_leaves_the_ground(
    since: date, on: date, area: int
) -> None:
    borders = Borders([MERGER])
    place = borders.place_on(at(area, since), on)
    assert place is not None
    assert borders.is_in_force(place, on)
    assert place in borders.successors(area, on)
