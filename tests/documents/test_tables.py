"""Files to typed rows: every row of the file is a row, a refused row, or a skipped one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from huitoukan.documents.read import read_workbook
from huitoukan.documents.tables import read_table, read_tables, which_dataset
from huitoukan.domain.refusals import Refused
from tests.documents.samples import (
    ALIVE,
    BORN_1985,
    CODES,
    CREMATIONS,
    DEATHS,
    PAYROLL,
    save_text,
    save_workbook,
)

HEAD = ["身份证号", "姓名", "死亡日期", "注销原因"]
ROW = [ALIVE, "张三", "2026-01-02", "病故"]


def test_a_text_file_named_xlsx_is_read_for_what_it_is(tmp_path: Path) -> None:
    path = save_text(tmp_path / "a.xlsx", [HEAD, ROW], "gb18030")
    assert [row.values["name"] for row in read_table(path, DEATHS, CODES)] == ["张三"]


def test_missing_columns_are_told_of_the_sheet_that_comes_nearest(tmp_path: Path) -> None:
    path = save_workbook(
        tmp_path / "a.xlsx", {"说明": [["甲"]], "名单": [["姓名", "身份证号"], ["张三", ALIVE]]}
    )
    with pytest.raises(Refused) as refusal:
        read_table(path, DEATHS, CODES)
    assert refusal.value.code == "HEADER_MISSING"
    assert refusal.value.details["sheet"] == "名单"
    assert refusal.value.details["columns"] == "死亡日期"


def test_duplicate_headings_are_refused_by_name(tmp_path: Path) -> None:
    path = save_text(tmp_path / "a.csv", [[*HEAD, "证件号码"], [*ROW, ALIVE]])
    with pytest.raises(Refused) as refusal:
        read_table(path, DEATHS, CODES)
    assert refusal.value.code == "HEADER_DUP"


def test_a_workbook_without_rows_has_no_sheet(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read_table(save_workbook(tmp_path / "a.xlsx", {"一": []}), DEATHS, CODES)
    assert refusal.value.code == "SHEET_NONE"


def test_a_file_that_is_none_of_the_data_sets_is_refused(tmp_path: Path) -> None:
    path = save_text(tmp_path / "a.csv", [["甲", "乙"], ["1", "2"]])
    with pytest.raises(Refused) as refusal:
        list(read_tables(path, [DEATHS, PAYROLL], CODES))
    assert refusal.value.code == "DATASET_UNKNOWN"
    assert which_dataset(path, [DEATHS, PAYROLL]) is None


def test_a_refused_cell_refuses_its_row_and_no_other(tmp_path: Path) -> None:
    path = save_workbook(
        tmp_path / "a.xlsx", {"一": [HEAD, [990101199003077751, "李四", "2026-13-01"], ROW]}
    )
    bad, good = read_table(path, DEATHS, CODES)
    assert [problem.code for problem in bad.problems] == ["ID_PRECISION_LOST", "DATE_FORMAT"]
    assert bad.number == 2
    assert not good.problems
    assert good.values == {
        "id_no": ALIVE,
        "name": "张三",
        "died_on": date(2026, 1, 2),
        "reason": "病故",
    }


def test_a_wrong_number_keeps_its_row_with_a_warning(tmp_path: Path) -> None:
    path = save_text(tmp_path / "a.csv", [HEAD, ["990101199003077752", "李四", "2026-01-02"]])
    (row,) = read_table(path, DEATHS, CODES)
    assert not row.problems
    assert [warning.code for warning in row.warnings] == ["ID_CHECKSUM"]
    assert row.values["id_no"] == "990101199003077752"


def test_cells_behind_the_last_heading_are_a_doubt(tmp_path: Path) -> None:
    path = save_text(tmp_path / "a.csv", [HEAD, [*ROW, "3组"], ROW])
    cut, whole = read_table(path, DEATHS, CODES)
    assert [warning.code for warning in cut.warnings] == ["CELL_OUTSIDE"]
    assert "3组" in cut.warnings[0].sentence
    assert not cut.problems
    assert not whole.warnings


def test_columns_that_were_not_delivered_are_nothing(tmp_path: Path) -> None:
    path = save_text(tmp_path / "a.csv", [HEAD[:3], ROW[:3]])
    (row,) = read_table(path, DEATHS, CODES)
    assert row.values["reason"] is None


def test_what_is_no_data_is_skipped_and_listed_with_its_row(tmp_path: Path) -> None:
    title = ["2026年死亡人员名单"]
    second = [BORN_1985, "合小红", "2026-02-03", ""]
    path = save_text(
        tmp_path / "a.csv",
        [
            title,
            ["填报单位：县公安局"],
            HEAD,
            ROW,
            ["小 计", "1"],
            [],
            title,
            HEAD,
            second,
            ["合计：2人"],
            ["填表人：王丽", "审核人：", "联系电话：0850-1"],
            ["备注：数据截至10月"],
        ],
    )
    table = read_table(path, DEATHS, CODES)
    assert [(row.number, row.values["name"]) for row in table] == [(4, "张三"), (9, "合小红")]
    assert [(skipped.number, skipped.why) for skipped in table.skipped] == [
        (5, "合计行"),
        (7, "重复的标题或表头"),
        (8, "重复的标题或表头"),
        (10, "合计行"),
        (11, "填表人、说明等表尾"),
        (12, "填表人、说明等表尾"),
    ]


def test_every_row_below_the_header_is_accounted_for(tmp_path: Path) -> None:
    path = save_text(tmp_path / "a.csv", [HEAD, ROW, ["合计"], ["x", "", "坏"], ROW, HEAD])
    table = read_table(path, DEATHS, CODES)
    n_rows = sum(1 for _ in table)
    (sheet,) = read_workbook(path)
    assert n_rows + len(table.skipped) == sum(row.number > 1 for row in sheet.rows)


def test_a_two_row_header_in_row_3_is_read(tmp_path: Path) -> None:
    path = save_workbook(
        tmp_path / "a.xlsx",
        {
            "一": [
                ["死亡人员名单"],
                [],
                ["序号", "人员", None, "死亡日期"],
                [None, "姓名", "身份证号"],
                [1, "张三", ALIVE, date(2026, 1, 2)],
            ]
        },
    )
    (row,) = read_table(path, DEATHS, CODES)
    assert (row.number, row.values["died_on"]) == (5, date(2026, 1, 2))


def test_hidden_sheets_are_left_alone_unless_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    for name, person in (("旧", "李四"), ("新", "张三")):
        sheet = book.create_sheet(name)
        sheet.append(HEAD)
        sheet.append([ALIVE, person, *ROW[2:]])
    book["旧"].sheet_state = "hidden"
    book.save(path)
    taken = [read_table(path, DEATHS, CODES, sheet=name) for name in (None, "旧")]
    assert [[row.values["name"] for row in table] for table in taken] == [["张三"], ["李四"]]


def test_further_sheets_that_were_not_read_are_named(tmp_path: Path) -> None:
    path = save_workbook(
        tmp_path / "a.xlsx", {"封面": [["x"]], "一": [HEAD, ROW], "二": [HEAD, ROW]}
    )
    table = read_table(path, DEATHS, CODES)
    assert len(list(table)) == 1
    assert table.unread_sheets == ["封面", "二"]


def test_every_sheet_finds_its_data_set(tmp_path: Path) -> None:
    pay = [["姓名", "证件号码", "人员类别"], ["张三", ALIVE, "在岗"]]
    path = save_workbook(tmp_path / "a.xlsx", {"一": [HEAD, ROW], "封面": [["x"]], "二": pay})
    read = [
        (table.sheet, table.dataset.id, [row.values["name"] for row in table])
        for table in read_tables(path, [PAYROLL, DEATHS], CODES)
    ]
    assert read == [("一", "D07", ["张三"]), ("二", "D04", ["张三"])]


def test_tables_may_be_left_unwalked(tmp_path: Path) -> None:
    path = save_workbook(tmp_path / "a.xlsx", {"一": [HEAD] + [ROW] * 2000, "二": [HEAD, ROW]})
    assert [table.sheet for table in read_tables(path, [DEATHS], CODES)] == ["一", "二"]


def test_the_data_set_of_a_file_is_told(tmp_path: Path) -> None:
    path = save_text(tmp_path / "D12.csv", [HEAD[:3], ROW[:3]])
    found = which_dataset(path, [DEATHS, CREMATIONS])
    assert found is not None
    assert (found[0].id, found[1]) == ("D12", "D12")


def test_codes_amounts_and_months_come_typed(tmp_path: Path) -> None:
    head = ["身份证号", "姓名", "人员类别", "历任类别", "月工资（元）", "是否在编", "进入月份"]
    path = save_text(
        tmp_path / "a.csv", [head, [ALIVE, "张三", "02", "退休、在职", "5000.5", "是", "202001"]]
    )
    (row,) = read_table(path, PAYROLL, CODES)
    assert list(row.values.values()) == [
        ALIVE, "张三", "退休", "在职、退休", 5000.5, True, "2020-01",
    ]  # fmt: skip
