"""Names, villages and numbers are taken out before texts are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.classify.masking import LONGEST, masked


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("石门村三组李凤英家屋顶漏雨", "家屋顶漏雨"),
        ("欧阳建国之子辍学", "之子辍学"),
        ("刘丽，身份证号录入错误", "身份证号录入错误"),
        ("分红1,500.50元未发放", "分红 元未发放"),
        ("分红１５００元未发放", "分红 元未发放"),
        ("某某村张某家漏雨", "家漏雨"),
        ("號碼980101199001010018重複登記", "号码 重复登记"),
        ("貧困戶沒有參加醫保🏥", "贫困户没有参加医保"),
    ],
)
def test_who_where_and_how_much_are_taken_out(text: str, left: str) -> None:
    assert masked(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "村卫生室没有村医",
        "驻村工作队不在岗",
        "非贫困村没有文化广场",
        "户主不知道政策",
        "高血压病人没有随访",
    ],
)
def test_what_only_looks_like_a_name_or_a_village_stays(text: str) -> None:
    assert masked(text) == text


@given(st.text())
def test_any_text_becomes_clauses_of_letters(text: str) -> None:
    found = masked(text)
    assert found == found.strip()
    assert "  " not in found
    assert all(part.isalnum() for part in found.split())


def test_only_the_beginning_of_a_very_long_text_is_looked_at() -> None:
    assert masked("漏" * 1_000_000) == "漏" * LONGEST
