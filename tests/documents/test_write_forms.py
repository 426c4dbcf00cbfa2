"""Rejects and templates: what goes out can come back."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitoukan.documents.characters import clean_text
from huitoukan.documents.columns import Cell, Value
from huitoukan.documents.tables import read_table
from huitoukan.documents.write_forms import Reject, write_rejects, write_template
from huitoukan.rules.load import load_pack
from huitoukan.rules.shapes.tables import Column, DataSet
from tests.documents.samples import ALIVE, BORN_1985, CODES, DEATHS, PAYROLL, save_workbook

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
    assert [skipped.why for skipped in table.skipped] == ["填写要求行", "示例行"]
    assert table.question is None
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
    assert lists == {"D4": "代码!$A$1:$A$3", "G4": "代码!$B$1:$B$2"}
    assert [cell.value for cell in book["代码"]["A"]] == ["在职", "退休", "临聘"]
    assert book["代码"].sheet_state == "hidden"
    form = book["填报"]
    assert (form["B1"].value, form["F1"].value) == ("公民身份号码", "月工资（元）")
    assert form["B2"].value == "※必填：文本，18 位，末位可为 X；不能存成数字"
    assert form["B1"].fill.fgColor.rgb != form["D1"].fill.fgColor.rgb, "required ones are coloured"
    assert "也认得：身份证号、证件号码" in form["B1"].comment.text
    assert form.column_dimensions["B"].width > 12
    assert book["填写说明"]["C5"].value == "可填多项，用顿号分开：在职、退休、临聘"


def test_numbers_of_persons_are_text_in_a_template(template: Path) -> None:
    form = openpyxl.load_workbook(template)["填报"]
    assert form.column_dimensions["B"].number_format == "@"
    assert form.column_dimensions["F"].number_format == "General"


def test_equal_templates_have_equal_bytes(template: Path) -> None:
    stream = BytesIO()
    write_template(stream, PAYROLL, CODES, made_at=MOMENT)
    assert stream.getvalue() == template.read_bytes()


# --- a template filled in is read as it was filled in ---

_TEXTS = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"], exclude_characters="\ufffd·"),
    min_size=1,
    max_size=20,
).filter(lambda text: text == clean_text(text) and not text.startswith("#") and "锟" not in text)
_VALUES = {
    "text": st.one_of(_TEXTS, st.sampled_from(["=1+1", "+1", "-1", "@SUM(1)", "001", "1.50", "—"])),
    "id_no": st.sampled_from([ALIVE, BORN_1985]),
    "int": st.integers(-10_000, 10**9),
    "decimal": st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 2)),
    "bool": st.booleans(),
    "date": st.dates(date(1900, 3, 1), date(2099, 12, 31)),
    "month": st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(lambda day: f"{day:%Y-%m}"),
    "year": st.integers(1900, 2099),
}
PACK = load_pack("national-2026")
TABLES = {**PACK.fields, **PACK.sources}


def _value(column: Column) -> st.SearchStrategy[Value]:
    if column.type != "code":
        filled = _VALUES[column.type]
    else:
        labels = [value.zh for value in PACK.codes[column.codes or ""].values]
        several = st.lists(st.sampled_from(labels), min_size=1, max_size=3, unique=True)
        joined = several.map(lambda some: "、".join(sorted(some, key=labels.index)))
        filled = joined if column.many else st.sampled_from(labels)
    return filled if column.required else st.one_of(st.none(), filled)  # type: ignore[return-value]


@st.composite
def _filled(draw: st.DrawFn) -> tuple[DataSet, list[dict[str, Value]]]:
    dataset = TABLES[draw(st.sampled_from(sorted(TABLES)))]
    row = st.fixed_dictionaries({column.name: _value(column) for column in dataset.columns})
    return dataset, draw(st.lists(row, min_size=1, max_size=3))


def _written(value: Value) -> Cell:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else value


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_filled())
def test_a_template_filled_in_is_read_as_it_was_filled_in(
    filled: tuple[DataSet, list[dict[str, Value]]],
) -> None:
    dataset, rows = filled
    with TemporaryDirectory() as folder:
        path = Path(folder) / "模板.xlsx"
        write_template(path, dataset, PACK.codes, made_at=MOMENT)
        book = openpyxl.load_workbook(path)
        form = book["填报"]
        for line, row in enumerate(rows, 4):
            form.cell(line, 1, line - 3)
            for place, column in enumerate(dataset.columns, 2):
                value = _written(row[column.name])
                if value is None:
                    continue
                cell = form.cell(line, place, value)
                if isinstance(value, str):
                    cell.data_type = "s"  # openpyxl would make a formula of =1+1
        book.save(path)
        table = read_table(path, dataset, PACK.codes)
        read = list(table)
    assert [row.values for row in read] == rows
    assert not any(row.problems or row.warnings for row in read)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_of_the_pack_has_a_template_that_needs_no_question(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / "模板.xlsx"
    write_template(path, TABLES[name], PACK.codes, made_at=MOMENT)
    table = read_table(path, TABLES[name], PACK.codes)
    assert list(table) == []
    assert table.question is None
    assert set(table.layout.columns) == {column.name for column in TABLES[name].columns}
    assert table.layout.unknown == ("序号",)
