"""Workbooks: what is refused, that the parent lives, and what comes out of good ones."""

from __future__ import annotations

import os
import subprocess
import warnings
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from huitoukan.documents.read import Limits, read_workbook
from huitoukan.domain.refusals import Refused
from tests.documents import samples

CORNERS = (
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)
VBA = "xl/vbaProject.bin"
SHEET = "xl/worksheets/sheet1.xml"


def refusal_of(path: Path, **limits: int) -> Refused:
    with pytest.raises(Refused) as refusal:
        [list(sheet.rows) for sheet in read_workbook(path, limits=Limits(**limits))]
    return refusal.value


def rows_of(path: Path) -> list[tuple[int, list[object]]]:
    return [(row.number, list(row.cells)) for each in read_workbook(path) for row in each.rows]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return samples.save_workbook(tmp_path / "a.xlsx", {"一": [["姓名", "年龄"], ["张三", 40]]})


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "a.xlsx").code == "FILE_MISSING"


def test_a_file_over_the_limit_is_refused_unread(book: Path) -> None:
    refusal = refusal_of(book, file=book.stat().st_size - 1)
    assert refusal.code == "FILE_TOO_BIG"


@pytest.mark.parametrize("kept", [0.3, 0.5, 0.95])
def test_a_truncated_workbook_is_refused(book: Path, kept: float) -> None:
    data = book.read_bytes()
    book.write_bytes(data[: int(len(data) * kept)])
    assert refusal_of(book).code == "FILE_CORRUPT"


def test_random_bytes_behind_a_zip_signature_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04" + os.urandom(4000))
    assert refusal_of(path).code == "FILE_CORRUPT"


def test_the_refusal_names_the_file_as_the_person_knows_it(book: Path) -> None:
    book.write_bytes(book.read_bytes()[:100])
    with pytest.raises(Refused) as refusal:
        list(read_workbook(book, name="龙潭镇名册.xlsx"))
    assert "龙潭镇名册.xlsx" in refusal.value.sentence()


def test_cells_in_both_corners_are_refused_and_the_parent_lives(tmp_path: Path) -> None:
    path = samples.save_parts(tmp_path / "a.xlsx", samples.parts(CORNERS))
    assert refusal_of(path).code == "FILE_TOO_WIDE"


def test_the_parser_that_dies_of_the_corners_is_a_refusal(tmp_path: Path) -> None:
    """The same workbook with the look-through told to let it pass: the child aborts."""
    path = samples.save_parts(tmp_path / "a.xlsx", samples.parts(CORNERS))
    assert refusal_of(path, columns=16384).code == "READER_LIMIT"


def test_a_parser_out_of_time_is_a_refusal(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 800_000))
    path = samples.save_parts(tmp_path / "a.xlsx", samples.parts(rows))
    assert refusal_of(path, cpu_seconds=1).code == "READER_LIMIT"


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    rows = b"<row><c><v>1</v></c></row>" * 2_000_000
    contents = samples.parts("@")
    contents[SHEET] = contents[SHEET].replace(b"@", rows)
    assert refusal_of(samples.save_parts(tmp_path / "a.xlsx", contents)).code == "FILE_BOMB"


def test_more_inflated_bytes_than_permitted_are_refused(book: Path) -> None:
    assert refusal_of(book, inflated=2000).code == "FILE_BOMB"
    assert refusal_of(book, part=500).code == "FILE_BOMB"


def test_too_many_parts_are_refused(book: Path) -> None:
    assert refusal_of(book, entries=3).code == "FILE_BOMB"


def test_a_size_that_the_directory_lies_about_is_refused(book: Path) -> None:
    data = bytearray(book.read_bytes())
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    book.write_bytes(data)
    assert refusal_of(book).code == "FILE_CORRUPT"


@pytest.mark.parametrize("part", ["../../x.xml", "/etc/x.xml", "C:\\x.xml", "xl\\..\\..\\x"])
def test_a_path_out_of_the_file_is_refused(tmp_path: Path, part: str) -> None:
    path = samples.save_parts(tmp_path / "a.xlsx", {**samples.parts(), part: b"<x/>"})
    assert refusal_of(path).code == "FILE_CORRUPT"


def test_the_same_part_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        path.write_bytes(samples.zipped([*samples.parts().items(), (SHEET, b"<x/>")]))
    assert refusal_of(path).code == "FILE_CORRUPT"


@pytest.mark.parametrize("where", [SHEET, "xl/sharedStrings.xml", "xl/styles.xml"])
def test_a_document_type_declaration_is_refused(tmp_path: Path, where: str) -> None:
    hostile = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    contents = samples.parts()
    contents[where] = hostile + contents.get(where, b"<sst/>")
    path = samples.save_parts(tmp_path / "a.xlsx", contents)
    assert refusal_of(path).code == "FILE_DTD"


def test_a_declaration_hidden_by_utf_16_is_refused(tmp_path: Path) -> None:
    contents = samples.parts()
    contents[SHEET] = contents[SHEET].decode().encode("utf-16")
    assert refusal_of(samples.save_parts(tmp_path / "a.xlsx", contents)).code == "FILE_CORRUPT"


def test_a_workbook_with_macros_is_refused(tmp_path: Path) -> None:
    path = samples.save_parts(tmp_path / "a.xlsx", {**samples.parts(), VBA: b"\x00"})
    assert refusal_of(path).code == "FILE_MACRO"


@pytest.mark.parametrize(
    ("part", "found"),
    [("word/document.xml", "Word"), ("xl/workbook.bin", "xlsb"), ("a.txt", "压缩包")],
)
def test_other_zip_files_are_named(tmp_path: Path, part: str, found: str) -> None:
    path = samples.save_parts(tmp_path / "a.xlsx", {part: b"<x/>"})
    refusal = refusal_of(path)
    assert refusal.code == "FILE_TYPE"
    assert found in refusal.sentence()


def test_an_empty_zip_is_refused(tmp_path: Path) -> None:
    assert refusal_of(samples.save_parts(tmp_path / "a.xlsx", {})).code == "FILE_TYPE"


def test_a_missing_sheet_part_is_refused(tmp_path: Path) -> None:
    contents = samples.parts()
    del contents[SHEET]
    assert refusal_of(samples.save_parts(tmp_path / "a.xlsx", contents)).code == "FILE_CORRUPT"


def test_no_child_process_is_left_when_the_caller_stops_early(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []

    class Remembered(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            started.append(self.pid)

    monkeypatch.setattr(subprocess, "Popen", Remembered)
    sheets = read_workbook(book)
    next(sheets)
    sheets.close()  # type: ignore[attr-defined]
    (pid,) = started
    # Other tests have children, too (a browser): only this one is asked for.
    with pytest.raises(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def test_cells_keep_their_kind_and_their_place(tmp_path: Path) -> None:
    path = samples.save_workbook(
        tmp_path / "a.xlsx",
        {"一": [[], [None, "甲", 3, 2.5, True, date(2024, 2, 29)], [], [None, "乙"]]},
    )
    assert rows_of(path) == [
        (2, [None, "甲", 3, 2.5, True, date(2024, 2, 29)]),
        (4, [None, "乙"]),
    ]


def test_error_values_arrive_as_their_text(tmp_path: Path) -> None:
    cells = (
        '<row r="2"><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C2"><v>1</v></c></row>'
        '<row r="3"><c r="C3" t="e"><v>#N/A</v></c></row>'
    )
    path = samples.save_parts(tmp_path / "a.xlsx", samples.parts(cells))
    assert rows_of(path) == [(2, [None, "#DIV/0!", 1]), (3, [None, None, "#N/A"])]


def test_every_sheet_comes_in_order_and_says_whether_it_is_hidden(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["甲"])
    hidden = book.create_sheet("代码")
    hidden.append(["乙"])
    hidden.sheet_state = "veryHidden"
    book.save(path)
    assert [(each.name, each.hidden) for each in read_workbook(path)] == [
        ("Sheet", False),
        ("代码", True),
    ]


def test_an_old_workbook_is_read_whatever_its_name(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("一")
    sheet.write(0, 0, "姓名")
    sheet.write(1, 0, 45.5)
    sheet.write(2, 0, datetime(2024, 2, 9), xlwt.easyxf(num_format_str="yyyy-mm-dd"))  # noqa: DTZ001
    book.save(str(tmp_path / "a.xlsx"))
    assert rows_of(tmp_path / "a.xlsx") == [(1, ["姓名"]), (2, [45.5]), (3, [date(2024, 2, 9)])]


def test_a_workbook_named_csv_is_read_as_a_workbook(book: Path) -> None:
    renamed = book.rename(book.with_suffix(".csv"))
    assert rows_of(renamed) == [(1, ["姓名", "年龄"]), (2, ["张三", 40])]
