"""Error values of .xls workbooks: they arrive as their text, wherever the stream lies."""

from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path
from struct import pack

import pytest
import xlwt

from huitoukan.documents.read import read_workbook
from huitoukan.documents.read.old_errors import error_cells
from huitoukan.domain.refusals import Refused

NO_TEXT = bytes.fromhex("030000000000ffff")  # what a formula without a result holds
FAILED = bytes.fromhex("02002a000000ffff")
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def old_book() -> bytes:
    """Two sheets; error values in the first as a value, in the second by a formula."""
    book, out = xlwt.Workbook(), BytesIO()
    first, second = book.add_sheet("一"), book.add_sheet("二")
    first.row(1).set_cell_error(0, 0x2A)
    first.row(1).set_cell_text(1, "甲")
    second.write(0, 0, "乙")
    second.write(0, 2, xlwt.Formula("1/0"))
    book.save(out)
    data = out.getvalue()
    assert data.count(NO_TEXT) == 1
    return data.replace(NO_TEXT, FAILED)


def in_small_sectors(stream: bytes) -> bytes:
    """A compound file that holds the workbook in sectors of 64 bytes, as short streams are."""
    n_small = -(-len(stream) // 64)
    body = stream.ljust(-(-n_small * 64 // 512) * 512, b"\0")
    n_body = len(body) // 512
    chain = [TABLE, END, END, *range(4, 3 + n_body), END]
    small = [*range(1, n_small), END]
    assert n_small <= 128

    def sector(numbers: list[int]) -> bytes:
        return pack("<128I", *numbers, *[FREE] * (128 - len(numbers)))

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        text = (name + "\0").encode("utf-16-le")
        links = pack("<BBIII", kind, 1, FREE, FREE, child)
        return text.ljust(64, b"\0") + pack("<H", len(text)) + links + bytes(36) + pack(
            "<IIQ"[:3], first, size
        ) + bytes(4)  # fmt: skip

    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + pack(
        "<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 2, 1, END, 0, 0
    )  # fmt: skip
    head = head[:-4] + pack("<109I", 0, *[FREE] * 108)
    directory = entry("Root Entry", 5, 1, 3, len(body)) + entry("Workbook", 2, FREE, 0, len(stream))
    return head + sector(chain) + directory.ljust(512, b"\0") + sector(small) + body


def test_bytes_that_are_no_compound_file_have_no_errors(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    for data in (b"", b"\xd0\xcf\x11\xe0", bytes(4096)):
        path.write_bytes(data)
        assert error_cells(path) == []


def test_a_damaged_workbook_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    chance = random.Random(9)  # noqa: S311 - the same faults every time
    for _ in range(300):
        data = bytearray(old_book()[: chance.choice([6000, 10_000])])
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.choice([0, 0xFF, chance.randrange(256)])
        path.write_bytes(data)
        assert isinstance(error_cells(path), list)
    path.write_bytes(old_book()[:3000])
    with pytest.raises(Refused):
        [list(sheet.rows) for sheet in read_workbook(path)]


def test_error_values_arrive_as_their_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(old_book())
    assert [[row.cells for row in sheet.rows] for sheet in read_workbook(path)] == [
        [["#N/A", "甲"]],
        [["乙", None, "#N/A"]],
    ]


def test_a_workbook_in_small_sectors_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    stream = old_book()[512:]
    end = stream.rindex(b"\x0a\x00\x00\x00") + 4
    path.write_bytes(in_small_sectors(stream[:end][:4095]))
    assert error_cells(path) == [{1: {0: "#N/A"}}, {0: {2: "#N/A"}}]
