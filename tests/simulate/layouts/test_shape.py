"""How values are spelled in cells."""

from __future__ import annotations

from datetime import date

from huitoukan.simulate.layouts import shape


def test_nothing_stays_an_empty_cell_in_every_spelling() -> None:
    for show in (
        shape.plain,
        shape.day_dashed,
        shape.day_compact,
        shape.day_chinese,
        shape.month_compact,
        shape.month_chinese,
        shape.grade_in_words,
    ):
        assert show(None) is None


def test_yes_and_no_are_written_in_chinese() -> None:
    assert shape.plain(True) == "是"
    assert shape.plain(False) == "否"
    assert shape.plain(0) == 0


def test_a_day_has_four_spellings() -> None:
    day = date(2026, 9, 5)
    assert shape.plain(day) == day
    assert shape.day_dashed(day) == "2026-09-05"
    assert shape.day_compact(day) == "20260905"
    assert shape.day_chinese(day) == "2026年9月5日"


def test_a_month_has_three_spellings() -> None:
    assert shape.plain("2026-09") == "2026-09"
    assert shape.month_compact("2026-09") == "202609"
    assert shape.month_chinese("2026-09") == "2026年09月"


def test_what_is_not_a_date_is_written_as_it_stands() -> None:
    assert shape.day_dashed("去年冬月") == "去年冬月"
    assert shape.month_chinese("长期") == "长期"


def test_the_headings_stand_below_the_titles() -> None:
    assert shape.Sheet("表", (), titles=("题", "单位")).header_row == 3
