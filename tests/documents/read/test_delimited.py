"""Delimited text: encodings, delimiters, rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from huitoukan.documents.read import Limits, read_workbook
from huitoukan.domain.refusals import Refused
from tests.documents.samples import save_text

HEAD = ["姓名", "住址"]
ROWS = [HEAD, ["张三", "龙潭镇核桃村"], ["李四", "龙潭镇花岩村"]]


def rows_of(path: Path, **limits: int) -> list[tuple[int, list[object]]]:
    (sheet,) = read_workbook(path, limits=Limits(**limits))
    return [(row.number, list(row.cells)) for row in sheet.rows]


def refusal_of(path: Path, **limits: int) -> Refused:
    with pytest.raises(Refused) as refusal:
        [list(sheet.rows) for sheet in read_workbook(path, limits=Limits(**limits))]
    return refusal.value


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
def test_bytes_of_another_encoding_are_refused_with_their_row(
    tmp_path: Path, encoding: str
) -> None:
    path = save_text(tmp_path / "a.csv", [HEAD] + [["张三", "核桃村"]] * 6000, encoding)
    data = path.read_bytes().splitlines(keepends=True)
    data[4999:] = [line[:-2] + b"\xff\r\n" for line in data[4999:]]
    path.write_bytes(b"".join(data))
    refusal = refusal_of(path)
    assert refusal.code == "FILE_ENCODING"
    assert refusal.details["row"] == 5000


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
def test_one_bad_byte_costs_its_cell_and_no_other(tmp_path: Path, encoding: str) -> None:
    path = save_text(tmp_path / "a.csv", [HEAD] + [["张三", "核桃村"]] * 6000, encoding)
    data = path.read_bytes().splitlines(keepends=True)
    data[4999] = data[4999][:-2] + b"\xff\r\n"
    path.write_bytes(b"".join(data))
    rows = rows_of(path)
    assert [number for number, cells in rows if cells[1] == "核桃村\ufffd"] == [5000]
    assert sum(cells == ["张三", "核桃村"] for _, cells in rows) == 5999


def test_a_utf_16_file_cut_in_half_a_character_is_refused(tmp_path: Path) -> None:
    path = save_text(tmp_path / "a.csv", ROWS, "utf-16")
    path.write_bytes(path.read_bytes()[:-1])
    assert refusal_of(path).code == "FILE_ENCODING"


def test_a_quotation_mark_that_never_closes_is_refused(tmp_path: Path) -> None:
    path = save_text(tmp_path / "a.csv", [HEAD, ['"张三', "核桃村"], ["李四", "花岩村"]])
    assert refusal_of(path).code == "FILE_CORRUPT"


def test_a_cell_without_end_is_refused(tmp_path: Path) -> None:
    path = save_text(tmp_path / "a.csv", [HEAD, ["张" * 200_000, ""]])
    assert refusal_of(path).code == "FILE_CORRUPT"


def test_too_many_rows_or_columns_are_refused(tmp_path: Path) -> None:
    path = save_text(tmp_path / "a.csv", ROWS)
    assert refusal_of(path, rows=2).code == "FILE_TOO_LONG"
    assert refusal_of(path, columns=1).code == "FILE_TOO_WIDE"
    assert len(rows_of(path, rows=3, columns=2)) == 3


def test_commas_without_end_behind_a_row_are_no_columns(tmp_path: Path) -> None:
    path = save_text(tmp_path / "a.csv", [HEAD + [""] * 200, ["张三", "村"]])
    assert len(rows_of(path, columns=2)) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_every_usual_encoding_and_delimiter_is_read(
    tmp_path: Path, encoding: str, mark: str
) -> None:
    path = save_text(tmp_path / "a.txt", ROWS, encoding, mark)
    assert [cells for _, cells in rows_of(path)] == ROWS


def test_rare_characters_of_four_bytes_are_read(tmp_path: Path) -> None:
    path = save_text(tmp_path / "a.csv", [HEAD, ["㛃𣲘", "村"]], "gb18030")
    assert rows_of(path)[1] == (2, ["㛃𣲘", "村"])


def test_blank_lines_are_left_out_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("姓名,住址\n\n,\n张三,村\n".encode())
    assert rows_of(path) == [(1, ["姓名", "住址"]), (4, ["张三", "村"])]


def test_lines_inside_quotation_marks_are_one_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes('姓名,住址\n"张\n三","说""好""的"\n李四,村\n'.encode())
    assert rows_of(path)[1:] == [(2, ["张\n三", '说"好"的']), (3, ["李四", "村"])]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_every_line_end_is_read(tmp_path: Path, end: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(end.join(["姓名,住址", "张三\u2028,村"]).encode())
    assert rows_of(path)[1] == (2, ["张三\u2028", "村"])


def test_the_separator_line_of_excel_is_obeyed_and_not_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("sep=;\r\n姓名;住址,组\r\n".encode())
    assert rows_of(path) == [(1, ["姓名", "住址,组"])]
