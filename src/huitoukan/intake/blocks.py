"""A text file in blocks of whole lines, and which of the lines must be read with care.

The careful reader (documents.tables) looks at every cell on its own. Here a block is looked at as
one piece of memory: a line is plain when nothing in it could be read otherwise than it stands. It
is never decided here what a doubtful line means.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

BLOCK: Final = 8 << 20
"""Bytes read at a time: large enough for whole columns, small enough for any memory."""
LONGEST: Final = 2_000
"""Bytes of a line above which it is read with care; no text cell may be longer."""
TWICE_LOST: Final = "锟斤拷".encode()

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_NEWLINE, _DELIMITER, _RETURN, _QUOTE, _EDGE, _ODD, _LEAD = range(1, 8)
_FIRST_OF_SEVERAL: Final = (0xC2, 0xD8, 0xE1, 0xE2, 0xE3, 0xEF)


class NotPlain(Exception):  # noqa: N818 - an answer: read this file with care
    """The file as a whole must be read with care."""


@cache
def _kinds(delimiter: bytes) -> bytes:
    """For each byte what it may be the beginning of; 0 for what is always itself."""
    kinds = bytearray(256)
    kinds[:32] = bytes([_ODD]) * 32
    kinds[0x7F] = kinds[0xEE] = _ODD  # delete; the private use area
    for byte in b" '=#":
        kinds[byte] = _EDGE
    for byte in _FIRST_OF_SEVERAL:
        kinds[byte] = _LEAD
    kinds[ord("\n")], kinds[ord("\r")], kinds[ord('"')] = _NEWLINE, _RETURN, _QUOTE
    kinds[delimiter[0]] = _DELIMITER
    return bytes(kinds)


@dataclass(frozen=True)
class Lines:
    """A block and its lines: line i is `block[starts[i]:starts[i + 1]]`, its end included."""

    block: bytes
    starts: Places
    n_cells: npt.NDArray[np.int64]
    """Cells of each line; meaningless where the line is doubtful because of its quotation marks."""
    doubtful: Mask

    def text(self, line: int) -> str:
        """One line."""
        return self.block[self.starts[line] : self.starts[line + 1]].decode()

    def only(self, wanted: Mask) -> bytes:
        """The wanted lines, one after another."""
        if wanted.all():
            return self.block
        turns = np.flatnonzero(np.diff(np.concatenate(([False], wanted, [False])).view(np.int8)))
        view = memoryview(self.block)
        return b"".join(
            view[self.starts[first] : self.starts[last]]
            for first, last in zip(turns[::2], turns[1::2], strict=True)
        )


def lines_of(block: bytes, delimiter: bytes) -> Lines:
    """The lines of a block of UTF-8 that ends with a line end; NotPlain for a lone return."""
    bytes_ = np.frombuffer(block, np.uint8)
    kinds = np.frombuffer(block.translate(_kinds(delimiter)), np.uint8)
    at = np.flatnonzero(kinds != 0)
    kind = kinds[at]
    is_end = kind == _NEWLINE
    ends = at[is_end]
    starts = np.concatenate(([0], ends + 1))
    returns = at[kind == _RETURN]
    if len(returns) and (bytes_[np.minimum(returns + 1, len(block) - 1)] != ord("\n")).any():
        raise NotPlain
    doubtful = np.diff(starts) > LONGEST
    is_delimiter = kind == _DELIMITER
    quotes = at[kind == _QUOTE]
    if len(quotes):
        inside = np.cumsum(kind == _QUOTE) % 2 == 1
        _doubt_quotes(bytes_, quotes, ends, delimiter, doubtful)
        is_delimiter &= ~inside
        if inside[is_end].any():  # an odd line turns inside and outside round for all that follow
            doubtful[np.searchsorted(ends, quotes)] = True
    counted = np.cumsum(is_delimiter)[is_end]
    n_cells = np.diff(counted, prepend=0) + 1
    odd = [at[kind == _ODD], _at_edges(bytes_, at[kind == _EDGE], delimiter)]
    odd.append(_odd_characters(bytes_, at[kind == _LEAD]))
    odd.append(_lost_twice(block))
    for places in odd:
        if len(places):
            doubtful[np.searchsorted(ends, places)] = True
    return Lines(block, starts, n_cells, doubtful)


def _doubt_quotes(
    bytes_: Bytes, quotes: Places, ends: Places, delimiter: bytes, doubtful: Mask
) -> None:
    """A line is plain when its quotation marks open at a cell's begin and close at its end."""
    line = np.searchsorted(ends, quotes)
    first = np.flatnonzero(np.diff(line, prepend=-1))
    rank = np.arange(len(quotes)) - np.repeat(first, np.diff(np.append(first, len(quotes))))
    opens = rank % 2 == 0
    before, behind = _neighbours(bytes_, quotes)
    good = np.where(opens, np.isin(before, (*delimiter, 10)), np.isin(behind, (*delimiter, 10, 13)))
    doubtful[line[~good]] = True
    alone = np.bincount(line, minlength=len(ends)) % 2 == 1
    doubtful[alone] = True


def _neighbours(bytes_: Bytes, at: Places) -> tuple[Bytes, Bytes]:
    before = np.where(at > 0, bytes_[at - 1], 10)
    return before, bytes_[np.minimum(at + 1, len(bytes_) - 1)]


def _at_edges(bytes_: Bytes, at: Places, delimiter: bytes) -> Places:
    """White space at either end of a cell, and marks that a cell may not begin with as they are."""
    if not len(at):
        return at
    edges = np.frombuffer(b'\n\r"' + delimiter, np.uint8)
    before, behind = _neighbours(bytes_, at)
    found = np.isin(before, edges) | (np.isin(behind, edges) & (bytes_[at] == ord(" ")))
    return np.asarray(at[found], np.int64)


def _odd_characters(bytes_: Bytes, at: Places) -> Places:
    """Characters that clean_text removes, replaces or refuses, and white space of other kinds."""
    if not len(at):
        return at
    last = len(bytes_) - 1
    one, two, three = bytes_[at], bytes_[np.minimum(at + 1, last)], bytes_[np.minimum(at + 2, last)]
    found = (one == 0xC2) & ((two <= 0xA0) | (two == 0xAD))
    found |= (one == 0xD8) & (two == 0x9C)
    found |= (one == 0xE1) & (((two == 0x9A) | (two == 0xA0)) & (three <= 0x8E))
    found |= (one == 0xE2) & (
        ((two == 0x80) & ((three <= 0x8F) | ((three >= 0xA8) & (three <= 0xAF))))
        | ((two == 0x81) & (three >= 0x9F) & (three <= 0xAF))
    )
    found |= (one == 0xE3) & (two == 0x80) & (three == 0x80)
    found |= (one == 0xEF) & (
        (two <= 0xA3) | ((two == 0xBB) & (three == 0xBF)) | ((two == 0xBF) & (three == 0xBD))
    )
    return np.asarray(at[found], np.int64)


def _lost_twice(block: bytes) -> Places:
    places, at = [], block.find(TWICE_LOST)
    while at >= 0:
        places.append(at)
        at = block.find(TWICE_LOST, at + 1)
    return np.array(places, np.int64)


def blocks_of(path: Path, encoding: str, *, skip: int) -> Iterator[tuple[bytes, int]]:
    """The file from byte `skip` on as UTF-8 in blocks of whole lines, with the bytes read so far.

    Raises NotPlain when a byte does not decode.
    """
    done = skip
    with path.open("rb") as file:
        file.seek(skip)
        while piece := file.read(BLOCK):
            if not piece.endswith(b"\n"):
                piece += file.readline(BLOCK) or b"\n"
            if not piece.endswith(b"\n"):  # the last line of a file may have no end
                if file.read(1):
                    raise NotPlain
                piece += b"\n"
            done = file.tell()
            yield _as_utf8(piece, encoding), done


def _as_utf8(raw: bytes, encoding: str) -> bytes:
    try:
        if encoding == "utf-8":
            ends = pa.array([0, len(raw)], pa.int32()).buffers()[1]
            whole = pa.StringArray.from_buffers(1, ends, pa.py_buffer(raw))
            whole.validate(full=True)  # looks at every byte, and lets other threads work meanwhile
            return raw
        return raw.decode(encoding).encode()
    except (UnicodeError, pa.ArrowInvalid) as bad:
        raise NotPlain from bad


def head_of(path: Path, n_lines: int) -> tuple[bytes, str]:
    """The first lines as they stand, and their encoding; NotPlain where it is neither of two."""
    with path.open("rb") as file:
        raw = b"".join(
            line
            for line, _ in zip(
                iter(lambda: file.readline(BLOCK), b""), range(n_lines), strict=False
            )
        )
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or len(raw) > BLOCK:
        raise NotPlain
    for encoding in ("utf-8", "gb18030"):
        try:
            raw.decode(encoding)
        except UnicodeError:
            continue
        return raw, encoding
    raise NotPlain


def cells_of(text: str, delimiter: str) -> list[str]:
    """The cells of one line; NotPlain when the line does not end where it seems to."""
    try:
        rows = list(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise NotPlain from error
    if len(rows) > 1:
        raise NotPlain
    return rows[0] if rows else []
