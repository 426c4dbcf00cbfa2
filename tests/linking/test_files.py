"""Lists as files: what is refused, and every form that is read alike."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from huitoukan.domain.refusals import Refused
from huitoukan.linking.files import read_people
from tests.linking.rows import number, row

PEOPLE = [row("田光明", number(), "石门村"), row("仇秀英", "", "上河村")]
ROWS = [["田光明", number(), "石门村"], ["仇秀英", "", "上河村"]]


def _csv(folder: Path, rows: list[list[str]], encoding: str = "utf-8", end: str = "\n") -> Path:
    path = folder / "list.csv"
    path.write_bytes(end.join(",".join(cells) for cells in rows).encode(encoding))
    return path


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_people(tmp_path / "list.csv")
    assert refused.value.code == "FILE_MISSING"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE_TYPE"),
        (b"\n\n", "FILE_TYPE"),
        (b"name,idno\nA,1", "LINK_COLUMNS"),
        ("姓名,村\n王,石门村".encode(), "LINK_COLUMNS"),
        (b"name,name,idno,village\nA,B,1,C", "HEADER_DUP"),
        (b"name,idno,village\n\xff\xff\n\xff\xff\n", "FILE_ENCODING"),
        (b'name,idno,village\n"A,1,B', "FILE_CORRUPT"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        read_people(path)
    assert refused.value.code == code
    assert "〔" not in str(refused.value)


def test_the_missing_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="缺少关联要用的列：证件号码、村。"):
        read_people(_csv(tmp_path, [["name", "birth"], ["田光明", "1980-01-01"]]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize(
    "head",
    [
        ["name", "idno", "village"],
        ["姓名", "身份证号码", "所在村"],
        ["姓名（必填）", "身份证件号", "行政村"],
    ],
)
def test_encodings_and_headings_are_read_alike(
    tmp_path: Path, encoding: str, head: list[str]
) -> None:
    assert read_people(_csv(tmp_path, [head, *ROWS], encoding, "\r\n")).people == PEOPLE


def test_columns_stand_in_any_order_and_others_are_not_read(tmp_path: Path) -> None:
    rows = [["err", "village", "pid", "idno", "name"]]
    rows += [["idsub", village, "7", idno, name] for name, idno, village in ROWS]
    assert read_people(_csv(tmp_path, rows)).people == PEOPLE


def test_birth_dates_are_read_in_the_forms_of_the_other_readers(tmp_path: Path) -> None:
    days = ["1980-01-01", "19800101", "1980年1月1日", "1980/1/1", "不详", ""]
    rows = [["name", "idno", "village", "birth"], *(["田光明", "", "石门村", day] for day in days)]
    read = [one.birth for one in read_people(_csv(tmp_path, rows)).people]
    assert [str(day) for day in read] == ["1980-01-01"] * 4 + ["None"] * 2


def test_a_blank_row_keeps_its_place_and_a_title_moves_none(tmp_path: Path) -> None:
    rows = [["全县名单"], ["name", "idno", "village"], ROWS[0], ["", "", ""], ROWS[1]]
    read = read_people(_csv(tmp_path, rows))
    assert [one.name.whole for one in read.people] == ["田光明", "", "仇秀英"]
    assert read.first_row == 3


def test_a_cell_that_cannot_be_read_counts_as_blank(tmp_path: Path) -> None:
    """A number that a table program rounded is no number; its row may still be found by name."""
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["name", "idno", "village"])
        sheet.write_row(1, 0, ["田光明", 990123198001010110, "石门村"])
        sheet.write_row(2, 0, ROWS[0])
    rounded, whole = read_people(path).people
    assert rounded.number.text == ""
    assert whole == PEOPLE[0]
