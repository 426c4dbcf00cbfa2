"""Area codes and paths: nonsense refused first, then levels, parents and containment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.domain.areas import (
    LENGTHS,
    LEVELS,
    Level,
    contains,
    level_of,
    parent_code,
    short_code,
)
from huitoukan.domain.refusals import Refused

# A village code whose parts never end in zero, so that padding is never ambiguous.
villages = st.text("123456789", min_size=12, max_size=12)


@pytest.mark.parametrize(
    "code",
    ["", "9", "980", "98012", "9801221", "98012210020", "9801221002011", "98012210020x", "云岭",
     "９８０１２２", "98 122", "-98012", "98.122", "٩٨٠١٢٢"],
)  # fmt: skip
def test_what_is_no_code_is_refused_by_its_own_words(code: str) -> None:
    for ask in (level_of, short_code, parent_code):
        with pytest.raises(Refused) as refusal:
            ask(code)
        assert refusal.value.code == "AREA_UNKNOWN"
        assert f"“{code}”" in refusal.value.sentence()


@pytest.mark.parametrize(
    ("code", "level", "short", "parent"),
    [
        ("98", Level.PROVINCE, "98", None),
        ("9801", Level.CITY, "9801", "98"),
        ("980122", Level.COUNTY, "980122", "9801"),
        ("980122100", Level.TOWNSHIP, "980122100", "980122"),
        ("980122100201", Level.VILLAGE, "980122100201", "980122100"),
        ("980000000000", Level.PROVINCE, "98", None),
        ("980100000000", Level.CITY, "9801", "98"),
        ("980122000000", Level.COUNTY, "980122", "9801"),
        ("980122100000", Level.TOWNSHIP, "980122100", "980122"),
        ("980122100200", Level.VILLAGE, "980122100200", "980122100"),
    ],
)
def test_a_code_has_its_level_and_parent_with_and_without_padding(
    code: str, level: Level, short: str, parent: str | None
) -> None:
    assert (level_of(code), short_code(code), parent_code(code)) == (level, short, parent)


@given(villages, st.sampled_from(LEVELS))
def test_padding_to_twelve_digits_changes_nothing(village: str, level: Level) -> None:
    short = village[: LENGTHS[level]]
    padded = short.ljust(12, "0")
    assert level_of(short) == level_of(padded) == level
    assert short_code(padded) == short
    assert parent_code(padded) == parent_code(short)


@given(villages)
def test_climbing_from_a_village_passes_every_level_once(village: str) -> None:
    climbed = [village]
    while (above := parent_code(climbed[-1])) is not None:
        assert climbed[-1].startswith(above)
        climbed.append(above)
    assert [level_of(code) for code in reversed(climbed)] == list(LEVELS)


def test_an_area_holds_itself_and_what_lies_below_it() -> None:
    assert contains("1.4.", "1.4.")
    assert contains("1.4.", "1.4.17.")


@pytest.mark.parametrize("inner", ["1.41.", "1.", "2.4.", "11.4."])
def test_an_area_does_not_hold_its_neighbour_with_a_like_number(inner: str) -> None:
    assert not contains("1.4.", inner)
