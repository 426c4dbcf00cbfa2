"""Where the cells of a sheet stand, told while the sheet's XML goes by.

The parser keeps the later of two cells of one place and says nothing; which one was meant, nobody
can tell. No table program writes such a file. Two cells far apart make it ask for the memory of all
cells between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

# As table programs write it: a literal beginning is found three times as fast.
_USUAL: Final = re.compile(rb'<c r="([A-Z]+[0-9]+)"')
_ANY: Final = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^<>]*?\s)?r\s*=\s*["']([A-Za-z]{1,3}[0-9]{1,7})["']"""
)
_USUAL_ROW: Final = re.compile(rb'<row r="([0-9]+)"')
# Two letters or more, or a row number of seven digits or more: candidates only.
_USUAL_FAR: Final = re.compile(rb'<c r="(?:[A-Z][A-Z]|[A-Z][0-9]{7})')
_FAR: Final = re.compile(rb"""\sr\s*=\s*["'](?:([A-Za-z]{2,})(\d+)|[A-Za-z]?(\d{7,}))["']""")
_ROW: Final = re.compile(rb"""<(?:\w+:)?row\s(?:[^<>]*?\s)?r\s*=\s*["']([0-9]{1,7})["']""")
_NEAR_ROW: Final = 6  # digits
_LONGEST_NUMBER: Final = 7
_LONGEST_ROW: Final = 32 << 20  # 512 cells of 32,767 characters in UTF-8, and their tags


def far_references(text: bytes) -> Iterator[tuple[bytes, int]]:
    """Letters and row number of the cells and rows that may be far away; no letters: column A–Z."""
    for letters, row, long_row in _FAR.findall(text):
        yield letters, int(row or long_row)


class CellPlaces:
    """Fed with a sheet piece by piece; `twice` is a cell or row that came twice, or None."""

    def __init__(self) -> None:
        self.twice: str | None = None
        self.far: list[tuple[bytes, int]] = []
        """What `far_references` found in the newest piece."""
        self._rest = b""
        self._seen = bytearray()

    def feed(self, piece: bytes) -> None:
        """Looks at the rows that end in this piece."""
        text = self._rest + piece
        end = max(text.rfind(b"</row>"), text.rfind(b":row>")) + 1
        self._rest = text[end:] if len(text) - end <= _LONGEST_ROW else b""
        self.far = []
        if self.twice is None and end:
            self._rows(text[:end])

    def finish(self) -> None:
        """Looks at what stands behind the last row that has ended."""
        self.far = list(far_references(self._rest))

    def _rows(self, rows: bytes) -> None:
        places, numbers = _USUAL.findall(rows), _USUAL_ROW.findall(rows)
        is_usual = (
            len(places) == rows.count(b"<c ")
            and len(numbers) == rows.count(b"<row")
            and b":c " not in rows
            and b":row" not in rows
        )
        if not is_usual:
            places, numbers = _ANY.findall(rows), _ROW.findall(rows)
        if not is_usual or _USUAL_FAR.search(rows) or max(map(len, numbers), default=0) > _NEAR_ROW:
            self.far = list(far_references(rows))
        if len(set(places)) != len(places):
            self.twice = next(p for p in places if places.count(p) > 1).decode()
        for found in numbers:
            if len(found) > _LONGEST_NUMBER:  # it is among the far ones
                continue
            at, bit = divmod(int(found), 8)
            if at >= len(self._seen):
                self._seen.extend(bytes(at + 4096 - len(self._seen)))
            if self._seen[at] >> bit & 1 and self.twice is None:
                self.twice = f"第 {int(found)} 行"
            self._seen[at] |= 1 << bit
