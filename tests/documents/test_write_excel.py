"""Ledgers: read back cell by cell, and drawn as the offices know them."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell import MergedCell

from huitoukan.documents.write_excel import Ledger, LedgerColumn, rows_hash, write_ledger

MOMENT = datetime(2026, 11, 22, 8, 30)  # noqa: DTZ001
FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "=cmd|' /C calc'!A0", "http://example.org/", "＝1"]
LEDGER = Ledger(
    title="云岭县2026年问题台账",
    organ="云岭县“回头看”专班",
    as_of=MOMENT,
    filled_on=date(2026, 11, 22),
    made_at=MOMENT,
    made_by="王丽&李四",
    columns=(
        LedgerColumn("序号", "number", 5),
        LedgerColumn("户主", "text", 9, "农户"),
        LedgerColumn("户编号", "text", 12, "农户"),
        LedgerColumn("问题", "paragraph", 30),
        LedgerColumn("程度", "text", 7, "", ("重大", "一般")),
        LedgerColumn("金额", "amount", 10),
        LedgerColumn("时限", "date", 11),
        LedgerColumn("备注", "text", 12),
    ),
    rows=[
        [1, "张国强", "000123456789012345", "渗漏", "重大", 1234.5, date(2026, 11, 18), "逾期4天"],
        [2, "罗兴贵", "2", "未到账", "一般", None, None, ""],
        *([n, text, "", "", "", None, None, text] for n, text in enumerate(FORMULAS, 3)),
    ],
    notes=("一户一条。", "请勿改动。"),
    criteria=(("乡镇", "龙潭镇"),),
    pack="national-2026 第1版",
    alarms=frozenset({"逾期"}),
)


def written(ledger: Ledger) -> bytes:
    stream = BytesIO()
    write_ledger(stream, ledger)
    return stream.getvalue()


@pytest.fixture(scope="module")
def book() -> Any:
    return openpyxl.load_workbook(BytesIO(written(LEDGER)))


@pytest.fixture
def sheet(book: Any) -> Any:
    return book["台账"]


def test_a_value_of_another_kind_than_its_column_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="时限"):
        written(replace(LEDGER, rows=[[1, "", "", "", "", None, "2026-11-18", ""]]))


def test_equal_input_gives_equal_bytes(tmp_path: Path) -> None:
    write_ledger(tmp_path / "a.xlsx", LEDGER)
    assert (tmp_path / "a.xlsx").read_bytes() == written(LEDGER)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_ledger_read_back_is_the_ledger(sheet: Any) -> None:
    read = [[cell.value for cell in row] for row in sheet.iter_rows(5, 4 + len(LEDGER.rows))]
    expected = [
        [
            None if cell == "" else datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001
            if isinstance(cell, date) else cell
            for cell in row
        ]
        for row in LEDGER.rows
    ]  # fmt: skip
    assert read == expected


def test_strings_never_become_formulas_or_links(sheet: Any) -> None:
    cells = [row[1] for row in sheet.iter_rows(7, 6 + len(FORMULAS))]
    assert [cell.value for cell in cells] == FORMULAS
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_numbers_of_households_are_text(sheet: Any) -> None:
    assert (sheet["C5"].value, sheet["C5"].number_format) == ("000123456789012345", "@")
    assert sheet["G5"].number_format == "yyyy-mm-dd"


def test_the_head_has_a_title_a_line_and_two_rows(sheet: Any) -> None:
    assert sheet["A1"].value == LEDGER.title
    assert sheet["A1"].font.name == "方正小标宋简体"
    line = "".join(str(cell.value or "") for cell in sheet[2])
    assert "填报单位（盖章）：云岭县“回头看”专班" in line
    assert "数据截止：2026年11月22日 08:30" in line
    assert [cell.value for cell in sheet[3]][:4] == ["序号", "农户", None, "问题"]
    assert [cell.value for cell in sheet[4]][:4] == [None, "户主", "户编号", None]
    assert {"A3:A4", "B3:C3", "D3:D4"} <= {str(area) for area in sheet.merged_cells.ranges}


def test_every_cell_of_head_and_data_has_all_borders(sheet: Any) -> None:
    for row in sheet.iter_rows(3, 4 + len(LEDGER.rows)):
        for cell in row:
            if isinstance(cell, MergedCell):
                continue
            sides = (cell.border.left, cell.border.right, cell.border.top, cell.border.bottom)
            assert {side.style for side in sides} == {"thin"}, cell.coordinate


def test_no_cells_are_merged_inside_the_data(sheet: Any) -> None:
    last = 4 + len(LEDGER.rows)
    assert not [area for area in sheet.merged_cells.ranges if 4 < area.min_row <= last]


def test_the_page_is_lying_a4_with_repeated_head(sheet: Any) -> None:
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.freeze_panes == "D5"
    assert sheet.auto_filter.ref == f"A4:H{4 + len(LEDGER.rows)}"
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"


def test_lists_are_offered_where_there_is_a_choice(sheet: Any) -> None:
    (rule,) = sheet.data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ('"重大,一般"', f"E5:E{4 + len(LEDGER.rows)}")


def test_below_the_table_stand_signatures_and_notes(sheet: Any) -> None:
    foot, notes = 5 + len(LEDGER.rows), 6 + len(LEDGER.rows)
    assert "单位负责人（签字）：" in [cell.value for cell in sheet[foot]]
    assert sheet.cell(notes, 1).value == "填表说明：1. 一户一条。2. 请勿改动。"


def test_the_second_sheet_says_how_the_ledger_was_made(book: Any) -> None:
    about = {row[0].value: row[1].value for row in book["说明"].iter_rows()}
    assert about["乡镇"] == "龙潭镇"
    assert about["数据时间"] == "2026-11-22 08:30"
    assert about["规则包"] == "national-2026 第1版"
    assert about["行数"] == str(len(LEDGER.rows))
    assert about["内容校验值（SHA-256）"] == rows_hash(LEDGER.columns, LEDGER.rows)


def test_the_hash_changes_with_any_cell() -> None:
    changed = [list(row) for row in LEDGER.rows]
    changed[1][3] = "已到账"
    assert rows_hash(LEDGER.columns, changed) != rows_hash(LEDGER.columns, LEDGER.rows)


def test_a_ledger_without_rows_is_still_a_ledger() -> None:
    empty = openpyxl.load_workbook(BytesIO(written(replace(LEDGER, rows=[]))))
    assert empty["台账"]["A1"].value == LEDGER.title
