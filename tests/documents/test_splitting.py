"""A long table is cut between townships or households, into parts that fit."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from huitoukan.documents.splitting import Part, Splitter


def parts(rows: list[dict[str, Any]], limit: int, first: int = 3) -> list[Part]:
    splitter = Splitter(limit)
    for number, row in enumerate(rows, first):
        splitter.watch(number, row)
    return splitter.parts


def towns(*counts: int) -> list[dict[str, Any]]:
    names = "甲乙丙丁"
    return [{"township": f"{names[n]}镇"} for n, count in enumerate(counts) for _ in range(count)]


def spans(found: list[Part]) -> list[tuple[int, int, int]]:
    return [(part.first, part.last, part.n) for part in found]


def test_a_table_that_fits_is_one_part() -> None:
    assert spans(parts(towns(4, 6), 10)) == [(3, 12, 10)]


def test_a_part_ends_with_a_township() -> None:
    found = parts(towns(4, 4, 4), 10)
    assert spans(found) == [(3, 10, 8), (11, 14, 4)]
    assert [list(part.townships) for part in found] == [["甲镇", "乙镇"], ["丙镇"]]
    assert found[0].sentence() == "第 3–10 行（甲镇、乙镇）"


def test_a_township_longer_than_a_part_is_cut_by_rows() -> None:
    assert spans(parts(towns(25), 10)) == [(3, 12, 10), (13, 22, 10), (23, 27, 5)]


def test_households_stay_together_where_no_township_is_named() -> None:
    rows = [{"household_no": f"H{n}"} for n in range(5) for _ in range(3)]
    assert spans(parts(rows, 7)) == [(3, 8, 6), (9, 14, 6), (15, 17, 3)]


def test_rows_that_name_nothing_are_cut_at_the_limit() -> None:
    assert spans(parts([{}] * 5, 2)) == [(3, 4, 2), (5, 6, 2), (7, 7, 1)]


def test_many_townships_are_counted_not_listed() -> None:
    (part,) = parts(towns(1, 1, 1, 1), 9)
    assert part.sentence().endswith("等 4 个乡镇）")


@given(st.lists(st.integers(0, 3), max_size=60), st.integers(1, 12))
def test_every_row_lies_in_one_part_and_no_part_is_too_long(keys: list[int], limit: int) -> None:
    rows = [{"township": f"{key}镇"} for key in keys]
    found = parts(rows, limit)
    assert sum(part.n for part in found) == len(rows)
    assert all(0 < part.n <= limit for part in found)
    numbers = [n for part in found for n in range(part.first, part.last + 1)]
    assert numbers == list(range(3, 3 + len(rows)))
    assert all(sum(part.townships.values()) == part.n for part in found)
