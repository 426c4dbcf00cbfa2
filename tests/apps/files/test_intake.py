"""The sheets of a file: what is too long says where to cut, what is left unread is noted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from huitoukan.apps.files.services.intake import ReadSheet, read_sheets
from huitoukan.documents.questions import MappingNeeded
from huitoukan.domain.refusals import Refused
from huitoukan.rules.load import load_pack
from tests.factories import nothing_told

PACK = load_pack("national-2026")
HEAD = ("户编号", "乡镇", "行政村", "户主姓名")
MEMBERS = ("户编号", "人编号", "姓名")
Sheets = dict[str, Sequence[Sequence[object]]]


def households(*towns: tuple[str, int]) -> list[Sequence[object]]:
    named = [town for town, n in towns for _ in range(n)]
    return [HEAD, *((f"H{n}", town, "核桃村", "张三") for n, town in enumerate(named))]


def read(folder: Path, sheets: Sheets, *tables: str) -> list[ReadSheet]:
    path = folder / "名册.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    datasets = [PACK.fields[table] for table in tables or tuple(PACK.fields)]
    return read_sheets(path, path.name, datasets, PACK.codes, nothing_told)


def refusal_of(folder: Path, sheets: Sheets) -> Refused:
    with pytest.raises(Refused) as refusal:
        read(folder, sheets)
    return refusal.value


def test_a_sheet_that_is_too_long_says_where_to_cut_it(tmp_path: Path, settings: Any) -> None:
    settings.IMPORT_LARGEST_ROWS = 5
    refused = refusal_of(tmp_path, {"户": households(("龙潭镇", 3), ("石门乡", 3), ("茶山镇", 2))})
    assert refused.code == "SHEET_TOO_LONG"
    assert "有 8 行数据，一次最多 5 行" in refused.sentence()
    assert "2 个文件" in refused.remedy()
    assert "第 2–4 行（龙潭镇）、第 5–9 行（石门乡、茶山镇）" in refused.remedy()


def test_persons_are_cut_between_households(tmp_path: Path, settings: Any) -> None:
    settings.IMPORT_LARGEST_ROWS = 3
    rows = [MEMBERS, *((f"H{n // 2}", f"P{n}", "张三") for n in range(6))]
    assert "第 2–3 行、第 4–5 行、第 6–7 行" in refusal_of(tmp_path, {"人": rows}).remedy()


def test_as_many_rows_as_permitted_go_in_one(tmp_path: Path, settings: Any) -> None:
    settings.IMPORT_LARGEST_ROWS = 8
    (sheet,) = read(tmp_path, {"户": households(("龙潭镇", 8))})
    assert len(sheet.rows) == 8


def test_sheets_that_are_too_many_rows_together_are_to_be_parted(
    tmp_path: Path, settings: Any
) -> None:
    settings.IMPORT_LARGEST_ROWS = 5
    members = [MEMBERS, *(("H1", f"P{n}", "张三") for n in range(4))]
    refused = refusal_of(tmp_path, {"户": households(("龙潭镇", 4)), "人": members})
    assert refused.code == "BOOK_TOO_LONG"
    assert "“户”4 行、“人”4 行" in refused.remedy()


def test_rows_given_back_count_as_well(tmp_path: Path, settings: Any) -> None:
    settings.IMPORT_LARGEST_ROWS = 2
    rows = [HEAD, *(("", "龙潭镇", "核桃村", "张三") for _ in range(3))]
    assert refusal_of(tmp_path, {"户": rows}).code == "SHEET_TOO_LONG"


def test_nothing_is_taken_when_one_sheet_waits_for_its_headings(tmp_path: Path) -> None:
    members = [("户编号", "人编号", "名字"), ("H1", "P1", "张三")]
    with pytest.raises(MappingNeeded) as needed:
        read(tmp_path, {"户信息": households(("龙潭镇", 1)), "家庭成员信息": members})
    (question,) = needed.value.questions
    assert (question.table, question.missing) == ("member", ("姓名",))


def test_an_incomplete_copy_beside_the_table_is_noted_not_asked_about(tmp_path: Path) -> None:
    copy = [row[:3] for row in households(("龙潭镇", 2))]
    (sheet,) = read(tmp_path, {"副本": copy, "户": households(("龙潭镇", 2))}, "household")
    assert sheet.sheet == "户"
    assert "未读工作表“副本”：缺少必需的列" in sheet.notes


def test_headings_that_were_not_read_are_noted(tmp_path: Path) -> None:
    rows = [(*row, "x") for row in households(("龙潭镇", 1))]
    (sheet,) = read(tmp_path, {"户": [(*HEAD, "说明"), *rows[1:]]})
    assert "不认识、没有读取的表头：说明" in sheet.notes


def test_comments_are_counted_in_the_notes(tmp_path: Path) -> None:
    path = tmp_path / "批注.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("另一张", "户"):
            page: Any = book.add_worksheet(name)
            for number, row in enumerate(households(("龙潭镇", 2)) if name == "户" else []):
                page.write_row(number, 0, row)
            page.write_comment(0, 0, "表头上的批注")
            page.write_comment(1, 1, "这户已搬走")
            if name == "户":
                page.write_comment(2, 3, "口头核对")
    tables = list(PACK.fields.values())
    (sheet,) = read_sheets(path, path.name, tables, PACK.codes, nothing_told)
    assert "有 2 格带批注；批注和底色不作为数据读取" in sheet.notes
    assert len(sheet.rows) == 2
