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
    is_zone_name,
    level_of,
    parent_code,
    place_name,
    short_code,
    stated_code,
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


@pytest.mark.parametrize(
    "text", ["5.2E+11", "520122.0", "10101001001", "98012210020", "五二", "9801 22", ""]
)
def test_a_code_that_a_spreadsheet_spoiled_is_refused_never_mended(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        stated_code(text)
    assert refusal.value.code == "REGION_CODE"


def test_a_code_of_another_level_is_refused_where_one_is_asked_for() -> None:
    with pytest.raises(Refused):
        stated_code("980122100", Level.VILLAGE)
    with pytest.raises(Refused):
        stated_code("980000000000", Level.VILLAGE)
    assert stated_code("980122000000", Level.COUNTY) == "980122"


def test_a_group_is_numbered_inside_its_village() -> None:
    code = "98012210020103"
    assert level_of(code) is Level.GROUP
    assert parent_code(code) == "980122100201"
    assert short_code(code) == code


@pytest.mark.parametrize(
    ("office", "place"),
    [
        ("核桃村委会", "核桃村"),
        ("核桃村村民委员会", "核桃村"),
        ("核桃村民委员会", "核桃村"),
        ("东于社区居委会", "东于社区"),
        ("多福巷社区居民委员会", "多福巷社区"),
        ("横塘居委会", "横塘社区"),
        ("漓东街道办事处", "漓东街道"),
        ("龙潭镇人民政府", "龙潭镇"),
        ("核 桃 村", "核桃村"),
        ("核桃村", "核桃村"),
        ("敦达乌苏嘎查", "敦达乌苏嘎查"),
    ],
)
def test_the_office_of_a_place_and_the_place_have_one_name(office: str, place: str) -> None:
    assert place_name(office) == place


@pytest.mark.parametrize(
    ("name", "is_zone"),
    [
        ("石家庄高新技术产业开发区", True),
        ("唐山市汉沽管理区", True),
        ("国营红星农场", True),
        ("北戴河新区", True),
        ("云岭县", False),
        ("新区村", False),
        ("龙潭镇", False),
    ],
)
def test_a_zone_is_told_by_its_name(name: str, is_zone: bool) -> None:
    assert is_zone_name(name) is is_zone
