"""Titles are cut where a reader would cut them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.documents.letter import TITLE_WIDTH, TableBlock, balanced


def test_a_table_without_a_width_for_each_heading_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="width"):
        TableBlock(("甲", "乙"), (10,), [])


def test_a_short_title_is_one_line() -> None:
    assert balanced("关于报送整改情况的函") == ("关于报送整改情况的函",)


def test_a_quotation_stays_whole() -> None:
    lines = balanced("关于2026年脱贫质量“回头看”第3期问题清单的交办函")
    assert lines == ("关于2026年脱贫质量“回头看”", "第3期问题清单的交办函")


def test_a_word_of_titles_stays_whole() -> None:
    lines = balanced("关于印发云岭县2026年脱贫质量“回头看”工作实施方案的通知")
    assert any("脱贫质量" in line for line in lines)
    assert any("实施方案" in line for line in lines)


def test_a_year_stays_whole() -> None:
    assert all(
        "2026年" in line or "2026" not in line for line in balanced("甲" * 15 + "2026年" + "乙" * 9)
    )


@given(st.text(alphabet="关于的“”2026年问题，《》", min_size=1, max_size=80))
def test_no_title_loses_a_character(title: str) -> None:
    lines = balanced(title)
    assert "".join(lines) == title
    assert all(lines)
    assert len(lines) <= -(-len(title) // TITLE_WIDTH)
