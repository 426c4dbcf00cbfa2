"""Looks through a workbook's zip before anything parses it; runs inside the child process.

Every part is inflated piece by piece with its own counter: what the zip's headers promise is
compared, never believed. Finds the cells with error values and the formulas without a stored
result on the way, because the parser hands both over as empty cells; cells that stand in the file
twice, of which the parser would take one; and the rows with comments, which are not data.
"""

from __future__ import annotations

import html
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from struct import unpack_from
from typing import BinaryIO, Final

from huitoukan.documents.characters import UNCACHED
from huitoukan.documents.read.book import MIB, Limits
from huitoukan.documents.read.places import CellPlaces, far_references
from huitoukan.domain.refusals import Refused

_PIECE: Final = 1 << 18
_OVERLAP: Final = 16_384  # longer than any cell that is looked for: a formula has 8,192 characters
_LOCAL_HEAD: Final = 30
_LOCAL_MARK: Final = b"PK\x03\x04"
_ENCRYPTED_FLAG: Final = 0x1
_METHODS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# Short parts of one repeated cell compress far beyond the ratio without being dangerous.
_RATIO_FROM: Final = 4 * MIB
_MOST_ERRORS: Final = 100_000
_LETTERS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_UTF16: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_DECLARATION: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ERROR_TYPE: Final = re.compile(rb"""\st\s*=\s*["']e["']""")
_REFERENCE: Final = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3}\d{1,7})["']""")
_CELL_VALUE: Final = re.compile(rb"<(?:\w+:)?v>([^<]{1,20})<")

# A formula and behind it the end of the cell, or a value that is empty.
_NO_RESULT: Final = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\s[^<>]*/>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>\s*|<(?:\w+:)?v>\s*</(?:\w+:)?v>\s*)?</(?:\w+:)?c>"
)
# Shared text number -1, for which the parser takes the first one; no table program writes it.
_TEXT_BEFORE_THE_FIRST: Final = b't="s"><v>-'
_TEXT_RESULT: Final = re.compile(rb"""\st\s*=\s*["']str["']""")  # then an empty value is a text

_COMMENT: Final = re.compile(
    rb"""<(?:\w+:)?comment\s[^<>]*?ref\s*=\s*["']([A-Z]{1,3}\d{1,7})["']"""
)
_COMMENTS: Final = "xl/comments"
_SHEETS: Final = "xl/worksheets/"
_SHEET_RELATIONS: Final = "xl/worksheets/_rels/"

_WORKBOOK: Final = "xl/workbook.xml"
_WORKBOOK_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_MACROS: Final = re.compile(r"(?:^|/)vbaproject\.bin$|^xl/macrosheets/", re.IGNORECASE)


# Row to column to an error value such as #N/A, or UNCACHED; both counted from 0.
ErrorCells = dict[int, dict[int, str]]


@dataclass
class Scan:
    """What the look-through found out."""

    errors: dict[str, ErrorCells] = field(default_factory=dict)
    """Sheet name to the cells of that sheet that hold an error value or no result."""
    comments: dict[str, list[int]] = field(default_factory=dict)
    """Sheet name to the rows, from 1, of its cells with a comment."""


def scan(path: Path, name: str, limits: Limits) -> Scan:
    """Refuses what must not be parsed (FILE_*), in this order: names, sizes, contents."""
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            members = archive.infolist()
            _judge_members(members, name, limits)
            return _Look(file, name, limits).through(members)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as broken:
        raise Refused("FILE_CORRUPT", name=name, why="压缩包不完整") from broken


def _corrupt(name: str, why: str) -> Refused:
    return Refused("FILE_CORRUPT", name=name, why=why)


def _judge_members(members: list[zipfile.ZipInfo], name: str, limits: Limits) -> None:
    if len(members) > limits.entries:
        raise Refused("FILE_BOMB", name=name, why=f"有 {len(members)} 个部件")
    names = [member.filename for member in members]
    if any(map(_MACROS.search, names)):
        raise Refused("FILE_MACRO", name=name)
    if _WORKBOOK not in names:
        raise Refused("FILE_TYPE", name=name, found=_other_archive(set(names)))
    if len({part.casefold() for part in names}) != len(names):
        raise _corrupt(name, "有重名的部件")
    for member in members:
        part = member.filename
        if part.startswith(("/", "\\")) or ":" in part or ".." in re.split(r"[/\\]", part):
            raise _corrupt(name, "部件的路径指向文件之外")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise _corrupt(name, "含有链接")
        if member.flag_bits & _ENCRYPTED_FLAG:
            raise Refused("FILE_ENCRYPTED", name=name)
        if member.compress_type not in _METHODS:
            raise _corrupt(name, "压缩方式不是表格软件所用")
    end = 0
    for member in sorted(members, key=lambda each: each.header_offset):
        if member.header_offset < end:
            raise Refused("FILE_BOMB", name=name, why="部件互相重叠")
        end = member.header_offset + _LOCAL_HEAD + member.compress_size


def _other_archive(names: set[str]) -> str:
    for part, found in (
        ("xl/workbook.bin", "xlsb 二进制工作簿"),
        ("word/document.xml", "Word 文档"),
        ("content.xml", "ODS 表格"),
    ):
        if part in names:
            return found
    return "压缩包"


class _Look:
    """One pass over the bytes of every part."""

    def __init__(self, file: BinaryIO, name: str, limits: Limits) -> None:
        self._file = file
        self._name = name
        self._limits = limits
        self._total = 0
        self._n_errors = 0
        self._errors: dict[str, ErrorCells] = {}
        self._kept: dict[str, bytes] = {}
        self._comments: dict[str, set[bytes]] = {}

    def through(self, members: list[zipfile.ZipInfo]) -> Scan:
        for member in members:
            self._part(member)
        if not self._errors and not self._comments:
            return Scan()
        parts = dict(
            _sheet_parts(self._kept.get(_WORKBOOK, b""), self._kept.get(_WORKBOOK_RELATIONS, b""))
        )
        errors = {sheet: self._errors[p] for sheet, p in parts.items() if p in self._errors}
        comments = {sheet: rows for sheet, p in parts.items() if (rows := self._commented(p))}
        return Scan(errors, comments)

    def _commented(self, sheet: str) -> list[int]:
        """The rows of the sheet's cells with comments, which lie in a part of their own."""
        relations = self._kept.get(f"{_SHEET_RELATIONS}{PurePosixPath(sheet).name}.rels", b"")
        targets = {PurePosixPath(each.get("Target", "")).name for each in _relations(relations)}
        cells = [
            cell
            for part, found in self._comments.items()
            if PurePosixPath(part).name in targets
            for cell in found
        ]
        return sorted(int(cell.lstrip(_LETTERS)) for cell in cells)

    def _part(self, member: zipfile.ZipInfo) -> None:
        keep = member.filename in {_WORKBOOK, _WORKBOOK_RELATIONS} or member.filename.startswith(
            _SHEET_RELATIONS
        )
        is_sheet = member.filename.startswith(_SHEETS) and member.filename.endswith(".xml")
        places = CellPlaces() if is_sheet else None
        size = crc = 0
        tail = b""
        for piece in self._inflated(member):
            if not size and piece.startswith(_UTF16):
                raise _corrupt(self._name, "部件不是 UTF-8 编码")
            size += len(piece)
            self._total += len(piece)
            crc = zlib.crc32(piece, crc)
            self._judge_size(member, size)
            window = tail + piece
            self._judge_text(member.filename, window)
            if places is not None:
                places.feed(piece)
            self._judge_far(places.far if places is not None else far_references(window))
            if keep:
                self._kept[member.filename] = self._kept.get(member.filename, b"") + piece
            tail = window[-_OVERLAP:]
        if places is not None:
            places.finish()
            self._judge_far(places.far)
        if places is not None and places.twice:
            raise _corrupt(self._name, f"{places.twice}写了两次")
        if size != member.file_size or crc != member.CRC:
            raise _corrupt(self._name, "部件的大小或校验值不符")

    def _judge_size(self, member: zipfile.ZipInfo, size: int) -> None:
        limits = self._limits
        if size > limits.part:
            raise Refused("FILE_BOMB", name=self._name, why=f"一个部件超过 {limits.part // MIB} MB")
        if self._total > limits.inflated:
            raise Refused("FILE_BOMB", name=self._name, why=f"超过 {limits.inflated // MIB} MB")
        if size > _RATIO_FROM and size > member.compress_size * limits.ratio:
            raise Refused("FILE_BOMB", name=self._name, why=f"压缩比超过 {limits.ratio}")

    def _inflated(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        self._file.seek(member.header_offset)
        head = self._file.read(_LOCAL_HEAD)
        if len(head) < _LOCAL_HEAD or not head.startswith(_LOCAL_MARK):
            raise EOFError
        name_length, extra_length = unpack_from("<HH", head, 26)
        self._file.seek(name_length + extra_length, 1)
        left = member.compress_size
        inflate = zlib.decompressobj(-15) if member.compress_type else None
        while left and not (inflate and inflate.eof):
            packed = self._file.read(min(left, _PIECE))
            if not packed:
                raise EOFError
            left -= len(packed)
            while packed:
                if inflate is None:
                    yield packed
                    break
                if piece := inflate.decompress(packed, _PIECE):
                    yield piece
                packed = inflate.unconsumed_tail
        if inflate is not None and (rest := inflate.flush()):
            yield rest

    def _judge_text(self, part: str, window: bytes) -> None:
        if _DECLARATION.search(window):
            raise Refused("FILE_DTD", name=self._name)
        # Most sheets have no error values and no formulas.
        if b'"e"' in window or b"'e'" in window:
            for found in _ERROR_TYPE.finditer(window):
                self._note_error(part, window, found)
        if part.startswith(_COMMENTS):
            self._comments.setdefault(part, set()).update(_COMMENT.findall(window))
        if b"<f" in window or b":f" in window:
            for found in _NO_RESULT.finditer(window):
                self._note_uncached(part, window, found)
        if _TEXT_BEFORE_THE_FIRST in window:
            raise _corrupt(self._name, "单元格指向不存在的文字")

    def _judge_far(self, found: Iterable[tuple[bytes, int]]) -> None:
        for letters, row in found:
            if letters and (len(letters) > 3 or _column(letters) >= self._limits.columns):
                raise Refused("FILE_TOO_WIDE", name=self._name, limit=self._limits.columns)
            if row > self._limits.rows:
                raise _corrupt(self._name, f"行号超过 {self._limits.rows}")

    def _note_error(self, part: str, window: bytes, found: re.Match[bytes]) -> None:
        """Remembers the error value of one cell; a tag cut by the window comes again whole."""
        start = window.rfind(b"<", 0, found.start())
        open_end = window.find(b">", found.end())
        reference = _REFERENCE.search(window, start, open_end) if 0 <= start < open_end else None
        value = _CELL_VALUE.search(window, open_end, open_end + 1024) if reference else None
        if reference is not None and value is not None:
            self._note(part, reference[1], value[1].decode("ascii", "replace"))

    def _note_uncached(self, part: str, window: bytes, found: re.Match[bytes]) -> None:
        tag = _tag_before(window, found.start())
        reference = _REFERENCE.search(tag)
        if reference is not None and not _TEXT_RESULT.search(tag):
            self._note(part, reference[1], UNCACHED)

    def _note(self, part: str, reference: bytes, value: str) -> None:
        letters = reference.rstrip(b"0123456789")
        row = int(reference[len(letters) :]) - 1
        cells = self._errors.setdefault(part, {}).setdefault(row, {})
        self._n_errors += _column(letters) not in cells
        cells[_column(letters)] = value
        if self._n_errors > _MOST_ERRORS:  # Beyond them cells would pass as empty.
            raise _corrupt(self._name, f"有 {_MOST_ERRORS} 格以上是错误值或没有结果的公式")


def _tag_before(window: bytes, place: int) -> bytes:
    """The tag of the cell around this place, or nothing when it lies before the window."""
    start = max(window.rfind(b"<c", 0, place), window.rfind(b":c ", 0, place))
    return window[start : window.find(b">", start)] if start >= 0 else b""


def _column(letters: bytes) -> int:
    """The column of a reference, counted from 0: A is 0, AA is 26."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return column - 1


_TAG: Final = re.compile(r"<(?:\w+:)?(sheet|Relationship)\s([^>]*)>")
_ATTRIBUTE: Final = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def _sheet_parts(workbook: bytes, relations: bytes) -> Iterator[tuple[str, str]]:
    """Pairs of (sheet name, part in the zip), from the workbook part and its relations."""
    targets = {each.get("Id"): each.get("Target", "") for each in _relations(relations)}
    for each in _tags(workbook, "sheet"):
        relation = next((each[key] for key in each if key.endswith(":id")), None)
        target = targets.get(relation, "")
        yield each.get("name", ""), target[1:] if target.startswith("/") else f"xl/{target}"


def _relations(part: bytes) -> Iterator[dict[str, str]]:
    return _tags(part, "Relationship")


def _tags(part: bytes, wanted: str) -> Iterator[dict[str, str]]:
    for tag, attributes in _TAG.findall(part.decode("utf-8", "replace")):
        if tag == wanted:
            yield {
                key: html.unescape(double or single)
                for key, double, single in _ATTRIBUTE.findall(attributes)
            }
