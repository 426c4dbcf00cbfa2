"""Headers of every shape, read as openpyxl, another reader, says that they stand in the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import openpyxl
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitoukan.documents.tables import read_table
from tests.documents.samples import ALIVE, BORN_1985, CODES, column, dataset

HOUSES = dataset(
    "D90",
    "住房与耕地",
    column("household_no", "户编号", required=True),
    column("head_name", "户主姓名", also=("户主",), required=True),
    column("house_area", "住房面积", "decimal", unit="平方米"),
    column("house_grade", "住房等级"),
    column("farmland", "耕地面积", "decimal", unit="亩"),
    column("id_no", "户主证件号码", "id_no"),
)
# The groups of a header of two rows, and the headings below each; a single one stands alone.
GROUPS = (
    ("", ("户编号",)),
    ("户主", ("姓名", "证件号码")),
    ("住房", ("面积", "等级")),
    ("耕地", ("面积",)),
)
VALUES = {
    "户编号": "H1",
    "户主姓名": "张三",
    "户主证件号码": ALIVE,
    "住房面积": 80.5,
    "住房等级": "B",
    "耕地面积": 2,
}
DRESSES = ("{}", "{}（必填）", "※{}", " {} ", "{}\n", "{}：")


class Drawn(NamedTuple):
    """A header: title rows above, blank columns before, groups in an order, one row or two."""

    n_titles: int
    first_column: int
    groups: Sequence[tuple[str, tuple[str, ...]]]
    n_rows: int
    dress: str


drawn = st.builds(
    Drawn,
    st.integers(0, 4),
    st.integers(0, 2),
    st.permutations(GROUPS),
    st.sampled_from([1, 2]),
    st.sampled_from(DRESSES),
)


def write(path: Path, header: Drawn, rows: Sequence[dict[str, object]]) -> int:
    """Write a header with real merged cells, and rows; returns the number of the header's row."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("名单")
        middle = book.add_format({"align": "center"})
        width = header.first_column + 6
        for number in range(header.n_titles):
            sheet.merge_range(number, 0, number, width, f"云岭县名单第{number}行", middle)
        top, at = header.n_titles, header.first_column
        last = top + header.n_rows - 1
        for group, below in header.groups:
            if header.n_rows == 2 and group:
                if len(below) > 1:
                    sheet.merge_range(top, at, top, at + len(below) - 1, group, middle)
                else:
                    sheet.write_string(top, at, group)
            for offset, text in enumerate(below):
                heading = header.dress.format(text if header.n_rows == 2 else group + text)
                if header.n_rows == 2 and not group:
                    sheet.merge_range(top, at, last, at, heading, middle)
                else:
                    sheet.write_string(last, at + offset, heading)
                for line, row in enumerate(rows, last + 1):
                    sheet.write(line, at + offset, row[group + text])
            at += len(below)
    return last + 1


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn)
def test_a_header_of_any_shape_is_read_where_openpyxl_finds_the_values(header: Drawn) -> None:
    rows = [VALUES, {**VALUES, "户编号": "H2", "户主证件号码": BORN_1985}]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        last = write(path, header, rows)
        table = read_table(path, HOUSES, CODES)
        read = list(table)
        oracle = openpyxl.load_workbook(path).active
        assert table.layout.header_row == last
        assert len(read) == 2
        assert table.layout.unknown == ()
        for row in read:
            assert not row.problems
            for name, place in table.layout.columns.items():
                assert row.values[name] == oracle.cell(row.number, place + 1).value, name
    assert set(table.layout.columns) == {each.name for each in HOUSES.columns}
