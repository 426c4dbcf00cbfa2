"""Whether three sides agree: a table of cases, and what must hold for any values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.domain.agreement import (
    BLANK,
    UNSEEN,
    Entry,
    Equality,
    Judge,
    Plain,
    Seen,
    Side,
    Standing,
    Verdict,
    is_same,
    judge,
    worst,
    written,
)

EXACT = Equality(Judge.EXACT)
S, B, O = Side  # noqa: E741 - system, booklet, observed


def sides(system: object, booklet: object, observed: object) -> dict[Side, Entry]:
    def entry(value: object) -> Entry:
        return value if isinstance(value, Entry) else Entry.of(value)  # type: ignore[arg-type]

    return {S: entry(system), B: entry(booklet), O: entry(observed)}


@pytest.mark.parametrize(
    ("how", "one", "other", "expected"),
    [
        # exact: white space and the kind of number do not matter, everything else does
        (EXACT, "因病", "因病", True),
        (EXACT, "因病", "因残", False),
        (EXACT, "龙潭 一组", "龙潭一组", True),
        (EXACT, 4, 4.0, True),
        (EXACT, 4, 5, False),
        (EXACT, True, False, False),
        (EXACT, 2019, "2019", True),
        # numbers: the tolerance itself still agrees, a hair more does not
        (Equality(Judge.NUMBER, 1), 3200.1, 3201.1, True),
        (Equality(Judge.NUMBER, 1), 3200.1, 3201.2, False),
        (Equality(Judge.NUMBER, 0), 0.1 + 0.2, 0.3, False),
        (Equality(Judge.NUMBER, 0), 5, 5.0, True),
        (Equality(Judge.NUMBER, 0.5), 10, 9.5, True),
        # months: the day does not matter, the month does
        (Equality(Judge.MONTH), "2019-03", "2019-03-31", True),
        (Equality(Judge.MONTH), "2019-03", "2019-04", False),
        # sets: the order does not matter, the number of times does
        (Equality(Judge.SET), "因病、因残", "因残、因病", True),
        (Equality(Judge.SET), "因病", "因病、因残", False),
        (Equality(Judge.SET), "因病、因病", "因病", False),
        # names: every middle dot is one, compatibility characters are folded
        (Equality(Judge.NAME), "买买提·艾山", "买买提•艾山", True),
        (Equality(Judge.NAME), "王 小花", "王小花", True),
        (Equality(Judge.NAME), "王小花", "王小华", False),
    ],
)
def test_two_values_are_found_equal_in_the_way_of_their_field(
    how: Equality, one: Plain, other: Plain, expected: bool
) -> None:
    assert is_same(how, one, other) is expected
    assert is_same(how, other, one) is expected


@pytest.mark.parametrize(
    ("given_sides", "verdict", "apart"),
    [
        ((4, 4, 4), Verdict.AGREE, ()),
        ((4, 5, 4), Verdict.DIFFER, (B,)),
        ((4, 5, 5), Verdict.DIFFER, (S,)),
        ((4, 4, 5), Verdict.DIFFER, (O,)),
        ((4, 5, 6), Verdict.DIFFER, (S, B, O)),
        # not looked at: nothing is said of it, but what was seen may differ already
        ((4, UNSEEN, UNSEEN), Verdict.CANNOT_TELL, ()),
        ((4, 4, UNSEEN), Verdict.CANNOT_TELL, ()),
        ((4, UNSEEN, 4), Verdict.CANNOT_TELL, ()),
        ((4, 5, UNSEEN), Verdict.DIFFER, (S, B)),
        ((4, UNSEEN, 5), Verdict.DIFFER, (S, O)),
        # a blank was looked at: it is not the same as a value, and not the same as unseen
        ((4, BLANK, 4), Verdict.DIFFER, (B,)),
        ((4, BLANK, UNSEEN), Verdict.DIFFER, (S, B)),
        ((BLANK, BLANK, BLANK), Verdict.AGREE, ()),
        ((BLANK, BLANK, UNSEEN), Verdict.CANNOT_TELL, ()),
        ((None, 4, 4), Verdict.DIFFER, (S,)),
        (("", BLANK, 4), Verdict.DIFFER, (O,)),
    ],
)
def test_the_verdict_names_the_sides_that_stand_apart(
    given_sides: tuple[object, object, object], verdict: Verdict, apart: tuple[Side, ...]
) -> None:
    found = judge(EXACT, sides(*given_sides))
    assert (found.verdict, found.apart) == (verdict, apart)


def test_a_tolerance_that_two_sides_share_names_the_pair_that_exceeds_it() -> None:
    found = judge(Equality(Judge.NUMBER, 1), sides(10, 11, 12))
    assert (found.verdict, found.apart) == (Verdict.DIFFER, (S, O))


values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=12)
)
entries = st.one_of(st.just(UNSEEN), st.just(BLANK), values.map(Entry.of))
ways = st.builds(Equality, st.sampled_from(Judge), st.integers(0, 5))


@given(ways, values, values)
def test_equality_is_symmetric_and_every_value_equals_itself(
    how: Equality, one: Plain, other: Plain
) -> None:
    assert is_same(how, one, one)
    assert is_same(how, one, other) == is_same(how, other, one)


@given(ways, entries, entries, entries)
def test_agreement_needs_three_looks_and_a_mismatch_needs_two(
    how: Equality, system: Entry, booklet: Entry, observed: Entry
) -> None:
    given_sides = {S: system, B: booklet, O: observed}
    found = judge(how, given_sides)
    n_seen = sum(entry.seen is not Seen.UNSEEN for entry in given_sides.values())
    if found.verdict is Verdict.AGREE:
        assert n_seen == 3
    if found.verdict is Verdict.DIFFER:
        assert n_seen >= 2
        assert found.apart
        assert all(given_sides[side].seen is not Seen.UNSEEN for side in found.apart)
    else:
        assert found.apart == ()


@given(ways, entries, entries, entries)
def test_looking_at_more_never_makes_a_mismatch_disappear(
    how: Equality, system: Entry, booklet: Entry, observed: Entry
) -> None:
    before = judge(how, {S: system, B: booklet, O: UNSEEN})
    after = judge(how, {S: system, B: booklet, O: observed})
    assert before.verdict is not Verdict.DIFFER or after.verdict is Verdict.DIFFER


def test_a_household_stands_where_its_worst_field_stands() -> None:
    assert worst([]) is Standing.CANNOT_TELL
    assert worst([Verdict.AGREE]) is Standing.AGREE
    assert worst([Verdict.AGREE, Verdict.CANNOT_TELL]) is Standing.CANNOT_TELL
    assert worst([Verdict.CANNOT_TELL, Verdict.DIFFER]) is Standing.DIFFER


@pytest.mark.parametrize(
    ("text", "entry", "rest"),
    [
        ("", UNSEEN, ""),
        ("  ", UNSEEN, ""),
        ("/", BLANK, ""),
        ("／", BLANK, ""),
        ("=", Entry.of(4), ""),
        ("＝", Entry.of(4), ""),
        ("同", Entry.of(4), ""),
        (" 5 ", None, "5"),
        ("同学", None, "同学"),
    ],
)
def test_a_cell_is_read_as_it_is_written_on_paper(
    text: str, entry: Entry | None, rest: str
) -> None:
    found = written(text, Entry.of(4))
    assert (found.entry, found.text) == (entry, rest)
