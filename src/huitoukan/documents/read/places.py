"""Whether every cell of a sheet stands in one place only, told while the sheet's XML goes by.

The parser keeps the later of two cells of one place and says nothing; which one was meant, nobody
can tell. No table program writes such a file.
"""

from __future__ import annotations

import re
from typing import Final

# As table programs write it: a literal beginning is found three times as fast.
_USUAL: Final = re.compile(rb'<c r="([A-Z]+[0-9]+)"')
_ANY: Final = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^<>]*?\s)?r\s*=\s*["']([A-Za-z]{1,3}[0-9]{1,7})["']"""
)
_ROW: Final = re.compile(rb"""<(?:\w+:)?row\s(?:[^<>]*?\s)?r\s*=\s*["']([0-9]{1,7})["']""")
_LONGEST_ROW: Final = 32 << 20  # 512 cells of 32,767 characters in UTF-8, and their tags


class CellPlaces:
    """Fed with a sheet piece by piece; `twice` is a cell or row that came twice, or None."""

    def __init__(self) -> None:
        self.twice: str | None = None
        self._rest = b""
        self._seen = bytearray()

    def feed(self, piece: bytes) -> None:
        """Looks at the rows that end in this piece."""
        text = self._rest + piece
        end = max(text.rfind(b"</row>"), text.rfind(b":row>")) + 1
        self._rest = text[end:] if len(text) - end <= _LONGEST_ROW else b""
        if self.twice is None and end:
            self._rows(text[:end])

    def _rows(self, rows: bytes) -> None:
        places = _USUAL.findall(rows)
        if len(places) != rows.count(b"<c ") or b":c " in rows:
            places = _ANY.findall(rows)
        if len(set(places)) != len(places):
            self.twice = next(p for p in places if places.count(p) > 1).decode()
        for found in _ROW.findall(rows):
            at, bit = divmod(int(found), 8)
            if at >= len(self._seen):
                self._seen.extend(bytes(at + 4096 - len(self._seen)))
            if self._seen[at] >> bit & 1 and self.twice is None:
                self.twice = f"第 {int(found)} 行"
            self._seen[at] |= 1 << bit
