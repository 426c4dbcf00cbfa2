"""Delimited text: the ladder of encodings, the delimiter, and rows as a stream.

The file is decoded piece by piece and never held whole.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Final

from huitoukan.documents.characters import LOST
from huitoukan.documents.read.book import MIB, Limits, Row, Sheet
from huitoukan.domain.refusals import Refused

_DELIMITERS: Final = ",\t;|"
_LAST_RESORT: Final = "，"  # A comma of running text, unless there is no other delimiter.
_LINES_TO_JUDGE: Final = 20
_FIELD_LIMIT: Final = 131_072  # csv's own default; a longer cell is an unclosed quotation mark
# So many CJK characters in valid UTF-8 do not come about in GBK text: the file is UTF-8 with a
# bad byte. Without this, gb18030 would "succeed" on it and hand over nonsense.
_SURELY_UTF8: Final = 8
# With more bad rows than this the file is in another encoding; fewer are faults of single rows.
_MOST_BAD_SHARE: Final = 0.1


def read_text(path: Path, name: str, limits: Limits) -> Iterator[Sheet]:
    """The one sheet of a text file; its name is the file's name without the ending."""
    yield Sheet(Path(name).stem, _rows(path, encoding_of(path, name), name, limits))


def encoding_of(path: Path, name: str) -> str:
    """The encoding of a text file: BOM, else UTF-8, else GB18030, the first that fits every byte.

    When none does, the first that fits all but a few rows; the readers of cells refuse those rows,
    because what does not decode becomes U+FFFD. Refused FILE_ENCODING names the first bad row.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        _try(path, name, ("utf-16",))
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8):
        _try(path, name, ("utf-8-sig",))
        return "utf-8-sig"
    return _try(path, name, ("utf-8", "gb18030"))


def _try(path: Path, name: str, encodings: Iterable[str]) -> str:
    row = 0
    for encoding in encodings:
        failed, surely = _first_bad_row(path, encoding)
        if failed is None:
            return encoding
        row = max(row, failed)
        last_chance = surely or encoding != "utf-8"
        # A byte lost from UTF-16 shifts all that follow: no row behind it can be trusted.
        if last_chance and encoding != "utf-16" and _few_bad_rows(path, encoding):
            return encoding
        if surely:
            break
    raise Refused("FILE_ENCODING", name=name, row=row)


def _few_bad_rows(path: Path, encoding: str) -> bool:
    n_rows = n_bad = 0
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        for line in file:
            n_rows += 1
            n_bad += LOST in line
    return n_bad <= max(1, n_rows * _MOST_BAD_SHARE)


def _first_bad_row(path: Path, encoding: str) -> tuple[int | None, bool]:
    """The row of the first byte that does not decode, and whether it is this encoding for sure."""
    decoder = codecs.getincrementaldecoder(encoding)()
    row, cjk = 1, 0
    with path.open("rb") as file:
        while True:
            block = file.read(MIB)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as bad:
                before = bad.object[: bad.start].decode(encoding, "ignore")
                cjk += _cjk(before) if cjk < _SURELY_UTF8 else 0
                return row + _line_ends(before), encoding != "gb18030" and cjk >= _SURELY_UTF8
            if not block:
                return None, True
            row += _line_ends(text)
            if cjk < _SURELY_UTF8:
                cjk += _cjk(text)


def _line_ends(text: str) -> int:
    return text.count("\n") or text.count("\r")


def _cjk(text: str) -> int:
    return sum("\u4e00" <= character <= "\u9fff" for character in text)


def _rows(path: Path, encoding: str, name: str, limits: Limits) -> Iterator[Row]:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        first = list(islice(file, _LINES_TO_JUDGE))
        delimiter = delimiter_of(first)
        if first and first[0].lower().startswith("sep=") and len(first[0].strip()) == 5:
            delimiter = first.pop(0)[4]
        # A blank line is a row for Excel and an empty list for csv: both count it.
        reader = csv.reader(chain(first, file), delimiter=delimiter, strict=True)
        number = 0
        try:
            for number, cells in enumerate(reader, 1):
                if number > limits.rows:
                    raise Refused(
                        "FILE_TOO_LONG", name=name, sheet=Path(name).stem, limit=limits.rows
                    )
                if len(cells) > limits.columns and any(map(str.strip, cells[limits.columns :])):
                    raise Refused("FILE_TOO_WIDE", name=name, limit=limits.columns)
                if any(cells):
                    yield Row(number, cells)  # type: ignore[arg-type]  # every str is a Cell
        except csv.Error as broken:
            why = f"第 {number + 1} 行的引号没有成对，或一格超过 {_FIELD_LIMIT} 个字符"
            raise Refused("FILE_CORRUPT", name=name, why=why) from broken


def delimiter_of(lines: list[str]) -> str:
    """The delimiter that stands in the most of the first lines; the comma when none does."""
    if not any(mark in line for line in lines for mark in _DELIMITERS):
        return _LAST_RESORT if any(_LAST_RESORT in line for line in lines) else ","
    return max(_DELIMITERS, key=lambda mark: sum(mark in line for line in lines))
