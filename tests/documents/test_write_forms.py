"""Rejects and templates: what goes out can come back."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from huitoukan.documents.tables import read_table
from huitoukan.documents.write_forms import Reject, write_rejects, write_template
from tests.documents.samples import ALIVE, CODES, DEATHS, PAYROLL, save_workbook

MOMENT = datetime(2026, 11, 22, 8, 30)  # noqa: DTZ001


def test_rejects_go_back_as_they_came_with_a_red_reason(tmp_path: Path) -> None:
    rows = [
        ["身份证号", "姓名", "死亡日期"],
        [990101199003077751, "=1+1", date(2026, 1, 2)],
        [ALIVE, "张三", date(2026, 1, 2)],
    ]
    table = read_table(save_workbook(tmp_path / "a.xlsx", {"一": rows}), DEATHS, CODES)
    rejects = [
        Reject(row.number, row.cells, tuple(problem.sentence for problem in row.problems))
        for row in table
        if row.problems
    ]
    write_rejects(
        tmp_path / "b.xlsx", [str(cell) for cell in table.head[-1].cells], rejects, made_at=MOMENT
    )
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx").active
    assert sheet.max_row == 2
    assert [cell.value for cell in sheet[1]] == [*rows[0], "错误原因", "原行号"]
    assert sheet["B2"].value == "=1+1"
    assert sheet["B2"].data_type == "s"
    assert sheet["D2"].value == "证件号码被存成了数字，后几位已丢失，不能猜补。"
    assert sheet["D2"].font.color.rgb == "FFB92B22"
    assert sheet["E2"].value == 2


def test_a_lost_number_is_still_lost_when_the_rejects_come_back(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    cells = [990101199003077751, "张三", date(2026, 1, 2)]
    write_rejects(
        path, ["身份证号", "姓名", "死亡日期"], [Reject(2, cells, ("x",))], made_at=MOMENT
    )
    (row,) = read_table(path, DEATHS, CODES)
    assert [problem.code for problem in row.problems] == ["ID_PRECISION_LOST"]


def test_rejects_put_right_are_read_again(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    cells = [ALIVE, "张三", date(2026, 1, 2)]
    write_rejects(
        path, ["身份证号", "姓名", "死亡日期"], [Reject(2, cells, ("x",))], made_at=MOMENT
    )
    table = read_table(path, DEATHS, CODES)
    (row,) = table
    assert not row.problems
    assert table.layout.unknown == ("错误原因", "原行号")


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "模板.xlsx"
    write_template(path, PAYROLL, CODES, made_at=MOMENT)
    return path


def test_the_example_row_of_a_template_is_not_data(template: Path) -> None:
    table = read_table(template, PAYROLL, CODES)
    assert list(table) == []
    assert [skipped.why for skipped in table.skipped] == ["示例行"]
    assert set(table.layout.columns) == {column.name for column in PAYROLL.columns}


def test_a_filled_template_is_read(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    book["填报"].append([1, ALIVE, "张三", "在职", "在职、退休", 5000, "是", "2020-01"])
    book.save(template)
    (row,) = read_table(template, PAYROLL, CODES)
    assert not row.problems
    assert row.values["kinds"] == "在职、退休"


def test_a_template_offers_lists_and_says_how_to_fill_it(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    lists = {
        str(rule.sqref).split(":")[0]: rule.formula1
        for rule in book["填报"].data_validations.dataValidation
    }
    assert lists == {"D2": '"在职,退休,临聘"', "G2": '"是,否"'}
    assert book["填报"]["B1"].value == "公民身份号码（必填）"
    assert book["填报"]["F1"].value == "月工资（元）"
    assert book["填报"].column_dimensions["B"].width > 12
    assert book["说明"]["C5"].value == "可填多项，用顿号分开：在职、退休、临聘"
    assert book["代码"].sheet_state == "hidden"


def test_equal_templates_have_equal_bytes(template: Path) -> None:
    stream = BytesIO()
    write_template(stream, PAYROLL, CODES, made_at=MOMENT)
    assert stream.getvalue() == template.read_bytes()
