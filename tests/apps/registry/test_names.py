"""What a household is found by: every reading of a surname, dotted names, ends of numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.apps.registry.names import (
    LONGEST_KEY,
    KeyKind,
    asked_for,
    initials,
    keys_of_household,
    keys_of_name,
    searchable,
)
from huitoukan.domain.surnames import OF_ONE_CHARACTER, OF_TWO_CHARACTERS
from tests.factories import id_no


def keys(name: str, kind: KeyKind) -> set[str]:
    return {key for found, key in keys_of_name(name) if found is kind}


@pytest.mark.parametrize("name", ["", " ", "·", "\u200b", "・ ·"])
def test_a_name_of_nothing_has_no_keys(name: str) -> None:
    assert keys_of_name(name) == ()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("单雄信", "sxx"), ("单雄信", "dxx"), ("查良镛", "zly"), ("仇英", "qy"), ("解缙", "xj"),
        ("曾国藩", "zgf"), ("区寄", "oj"), ("黑大山", "hds"), ("覃小兰", "qxl"),
        ("覃小兰", "txl"),
        ("朴永浩", "pyh"), ("欧阳修", "oyx"), ("司马光", "smg"), ("尉迟恭", "ycg"),
        ("单于飞", "cyf"),
        ("单于飞", "syf"),
        ("万俟雪", "mqx"), ("长孙无忌", "zswj"), ("王大山", "wds"),
    ],
)  # fmt: skip
def test_initials_count_in_every_reading_of_the_surname(name: str, wanted: str) -> None:
    assert wanted in initials(name)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("单雄信", "shanxiongxin"),
        ("吕布", "lvbu"),
        ("尉迟恭", "yuchigong"),
        ("曾小贤", "zengxiaoxian"),
    ],
)
def test_the_whole_pinyin_is_a_key(name: str, wanted: str) -> None:
    assert wanted in keys(name, KeyKind.PINYIN)


@pytest.mark.parametrize("dot", "·•‧∙⋅・･．.●")
def test_a_dotted_name_is_found_by_each_part_whatever_the_dot(dot: str) -> None:
    found = keys_of_name(f"阿卜杜拉{dot}买买提")
    assert (KeyKind.NAME, "阿卜杜拉买买提") in found
    assert (KeyKind.PART_OF_NAME, "买买提") in found
    assert (KeyKind.PINYIN, "maimaiti") in found
    assert [asked.word for asked in asked_for(f"阿卜杜拉{dot}买买提")] == ["阿卜杜拉买买提"]


def test_a_name_is_found_by_what_follows_a_surname_of_one_or_two_characters() -> None:
    assert keys("单雄信", KeyKind.PART_OF_NAME) == {"雄信"}
    assert keys("欧阳小明", KeyKind.PART_OF_NAME) == {"阳小明", "小明"}


def test_private_code_points_of_older_editions_are_the_characters_they_stand_for() -> None:
    assert searchable("\ue81e小明") == "\u9fb4小明"
    assert asked_for("\ue81e小明") == asked_for("\u9fb4小明")


def test_a_character_that_no_dictionary_reads_leaves_the_rest_findable() -> None:
    assert "xm" in keys("\U0003134a小明", KeyKind.INITIALS)


def test_only_the_end_of_a_number_becomes_a_key() -> None:
    number = id_no(7)
    found = keys_of_household("H-1", ["139 8765 4321"], [("王大山", number), ("无证", "")])
    assert {(KeyKind.LAST_OF_ID, number[-4:].lower()), (KeyKind.PHONE, "13987654321")} <= found
    assert (KeyKind.LAST_OF_PHONE, "4321") in found
    assert not any(number[:10] in key for _, key in found)


def test_a_disability_card_is_found_by_the_end_of_the_number_inside() -> None:
    number = id_no(7)
    found = keys_of_household("H-1", [], [("王大山", f"{number}43")])
    assert {key for kind, key in found if kind is KeyKind.LAST_OF_ID} == {number[-4:].lower()}


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("775X", {KeyKind.LAST_OF_ID, KeyKind.LAST_OF_PHONE, KeyKind.HOUSEHOLD_NO}),
        ("7751", {KeyKind.LAST_OF_ID, KeyKind.LAST_OF_PHONE, KeyKind.HOUSEHOLD_NO}),
        ("77", {KeyKind.HOUSEHOLD_NO}),
        ("１３９８７６５４３２１", {KeyKind.HOUSEHOLD_NO, KeyKind.PHONE}),
    ],
)
def test_digits_are_looked_for_where_they_can_stand(words: str, kinds: set[KeyKind]) -> None:
    (asked,) = asked_for(words)
    assert set(asked.kinds) == kinds
    assert asked.is_whole == (len(words) == 4)


@given(st.text(max_size=80))
def test_any_name_gives_keys_that_fit_and_any_words_can_be_asked(text: str) -> None:
    assert all(0 < len(key) <= LONGEST_KEY for _, key in keys_of_name(text))
    assert all(asked.word for asked in asked_for(text))


def test_the_tables_of_surnames_are_in_plain_letters() -> None:
    readings = [
        *OF_ONE_CHARACTER.values(),
        *(r for pair in OF_TWO_CHARACTERS.values() for r in pair),
    ]
    assert all(reading.isascii() and reading.islower() for reading in readings)
    assert all(len(pair) == 2 for pair in OF_TWO_CHARACTERS)
