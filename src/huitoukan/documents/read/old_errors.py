"""The cells of an .xls workbook that hold an error value; runs inside the child process.

The parser hands them over as empty ones. Knows only as much of the compound file ([MS-CFB]) and of
its records ([MS-XLS]) as is needed to find them; whether the file is sound, the parser decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from struct import error, unpack_from
from typing import Final

from huitoukan.documents.read.archive import ErrorCells

# [MS-XLS] 2.5.10, BErr
_VALUES: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_BOUNDSHEET, _BOF, _EOF, _FORMULA, _BOOLERR = 0x85, 0x809, 0x0A, 0x06, 0x205
# One of these stands in every workbook with an error value; most have none and are not walked.
_CANDIDATE: Final = re.compile(
    rb"\x05\x02\x08\x00.{6}.\x01|\x06\x00.{8}\x02.[\x00-\x2a].{3}\xff\xff", re.DOTALL
)
_LAST_SECTOR: Final = 0xFFFFFFFA  # larger numbers are marks
_SHIFTS: Final = (9, 12)  # sectors of 512 or 4,096 bytes
_NAMES: Final = ("Workbook", "Book")


def error_cells(path: Path) -> list[ErrorCells]:
    """The error cells of each sheet, in the order of the workbook; nothing for a broken file."""
    try:
        stream = _Compound(path.read_bytes()).stream(_NAMES)
        if _CANDIDATE.search(stream) is None:
            return []
        sheets = [
            unpack_from("<I", body)[0] for kind, body in _records(stream, 0) if kind == _BOUNDSHEET
        ]
        return [_errors(stream, offset) for offset in sheets]
    except (error, IndexError, KeyError, ValueError):
        return []


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    """The records from a BOF to its EOF, with what is embedded between them."""
    depth = 0
    while True:
        kind, length = unpack_from("<HH", stream, offset)
        yield kind, stream[offset + 4 : offset + 4 + length]
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        offset += 4 + length


def _errors(stream: bytes, offset: int) -> ErrorCells:
    found: ErrorCells = {}
    for kind, body in _records(stream, offset):
        if kind == _BOOLERR and body[7] == 1:
            value = body[6]
        elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
            value = body[8]
        else:
            continue
        row, column = unpack_from("<HH", body)
        found.setdefault(row, {})[column] = _VALUES.get(value, "#VALUE!")
    return found


class _Compound:
    """A compound file: sectors in chains, a directory, and small streams inside a larger one."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift = unpack_from("<H", data, 0x1E)[0]
        if shift not in _SHIFTS:
            raise ValueError(shift)
        self._size = 1 << shift
        self._cutoff = unpack_from("<I", data, 0x38)[0]
        listed = list(unpack_from("<109I", data, 0x4C))
        further = unpack_from("<I", data, 0x44)[0]
        per_sector = self._size // 4
        for _ in range(len(data) // self._size):
            if further >= _LAST_SECTOR:
                break
            *numbers, further = unpack_from(f"<{per_sector}I", self._sector(further))
            listed += numbers
        self._next = self._numbers(each for each in listed if each < _LAST_SECTOR)
        self._next_small = self._numbers(self._chain(unpack_from("<I", data, 0x3C)[0], self._next))
        self._directory = self._joined(unpack_from("<I", data, 0x30)[0])

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _numbers(self, sectors: Iterator[int]) -> tuple[int, ...]:
        joined = b"".join(map(self._sector, sectors))
        return unpack_from(f"<{len(joined) // 4}I", joined)

    @staticmethod
    def _chain(first: int, following: tuple[int, ...]) -> Iterator[int]:
        for _ in range(len(following)):  # A chain that bites its tail ends, too.
            if first >= _LAST_SECTOR:
                return
            yield first
            first = following[first]

    def _joined(self, first: int) -> bytes:
        return b"".join(map(self._sector, self._chain(first, self._next)))

    def stream(self, names: tuple[str, ...]) -> bytes:
        """The first stream of one of these names, or KeyError."""
        for place in range(0, len(self._directory), 128):
            entry = self._directory[place : place + 128]
            length = unpack_from("<H", entry, 64)[0]
            if entry[: max(length - 2, 0)].decode("utf-16-le", "replace") in names:
                first, size = unpack_from("<II", entry, 116)
                if size >= self._cutoff:
                    return self._joined(first)[:size]
                small = self._joined(unpack_from("<I", self._directory, 116)[0])
                chain = self._chain(first, self._next_small)
                return b"".join(small[each * 64 : each * 64 + 64] for each in chain)[:size]
        raise KeyError(names)
