"""Two numbers of which one may be spoiled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.linking.numbers import NumberMatch, compare_numbers, distance, number_of
from tests.linking.rows import number

WHOLE = number("19851102", "012")


def _match(one: str, other: str) -> NumberMatch:
    return compare_numbers(number_of(one), number_of(other))


@pytest.mark.parametrize(
    "nothing", ["", "无", "/", "9.90123E+17", "9.90123E17", "000000000000000000", "12345", "户口本"]
)
def test_what_is_no_number_is_compared_with_nothing(nothing: str) -> None:
    assert _match(WHOLE, nothing) is NumberMatch.UNKNOWN


def test_two_valid_numbers_that_differ_are_two_persons_however_near_they_are() -> None:
    assert _match(number(order="011"), number(order="012")) is NumberMatch.FAR


def test_three_wrong_places_are_another_number() -> None:
    assert _match(WHOLE, f"999{WHOLE[3:8]}99{WHOLE[10:]}") is NumberMatch.FAR


@pytest.mark.parametrize("written", [f" {WHOLE} ", f"'{WHOLE}", f'="{WHOLE}"', f"\u200b{WHOLE}"])
def test_noise_around_a_number_does_not_count(written: str) -> None:
    assert _match(WHOLE, written) is NumberMatch.EQUAL


def test_a_small_or_foreign_x_is_an_x() -> None:
    ends_in_x = next(n for n in (number(order=f"{k:03}") for k in range(99)) if n.endswith("X"))
    for x in "xХ×ｘⅩ":
        assert _match(ends_in_x, ends_in_x[:-1] + x) is NumberMatch.EQUAL


@pytest.mark.parametrize(
    ("spoiled", "match"),
    [
        (f"{WHOLE[:3]}9{WHOLE[4:]}", NumberMatch.ONE),
        (WHOLE[:4] + WHOLE[5:], NumberMatch.ONE),
        (f"{WHOLE[:9]}7{WHOLE[9:]}", NumberMatch.ONE),
        (f"{WHOLE[:11]}{WHOLE[12]}{WHOLE[11]}{WHOLE[13:]}", NumberMatch.ONE),
        (f"{WHOLE[:15]}9{WHOLE[16:]}", NumberMatch.ONE_IN_TAIL),
        (f"{WHOLE[:2]}9{WHOLE[3:8]}0{WHOLE[9:]}", NumberMatch.TWO),
        (f"{WHOLE[:14]}99{WHOLE[16:]}", NumberMatch.TWO_IN_TAIL),
        (f"{WHOLE[:15]}000", NumberMatch.ROUNDED),
        (WHOLE[:6] + WHOLE[8:17], NumberMatch.EQUAL),
        (f"{WHOLE[:6]}********{WHOLE[14:]}", NumberMatch.MASKED),
    ],
)
def test_each_kind_of_spoiling_is_told(spoiled: str, match: NumberMatch) -> None:
    assert _match(WHOLE, spoiled) is match
    assert _match(spoiled, WHOLE) is match


def test_fifteen_digits_fit_somebody_born_after_1999_too() -> None:
    young = number("20120305", "017")
    assert _match(young, young[:6] + young[8:17]) is NumberMatch.FIFTEEN


def test_a_masked_number_that_shows_other_digits_is_another() -> None:
    assert _match(WHOLE, f"{WHOLE[:6]}********9999") is NumberMatch.FAR


def test_a_disability_card_is_compared_by_the_number_inside() -> None:
    assert _match(WHOLE, f"{WHOLE}43") is NumberMatch.EQUAL
    assert _match(WHOLE, f"{WHOLE[:3]}9{WHOLE[4:]}43") is NumberMatch.ONE


@given(st.text("01", max_size=7), st.text("01", max_size=7))
def test_the_distance_is_the_same_both_ways_and_nothing_only_for_the_same(a: str, b: str) -> None:
    assert distance(a, b) == distance(b, a)
    assert (distance(a, b) == 0) == (a == b)
