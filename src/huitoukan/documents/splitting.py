"""Where a table that is too long for one import should be cut: between townships or households."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

_TOWNSHIP: Final = "township"
_UNITS: Final = (_TOWNSHIP, "household_no")
"""The columns whose equal values stay together, the first that a row has."""
_NAMED: Final = 3


@dataclass
class Part:
    """Rows that fit into one file: the numbers of the first and the last, and how many."""

    first: int
    last: int
    n: int = 0
    townships: Counter[str] = field(default_factory=Counter)
    """Rows by township, where the table names them."""

    def sentence(self) -> str:
        """The part in words."""
        where = f"第 {self.first}–{self.last} 行"
        names = list(self.townships)
        if not names:
            return where
        more = f"等 {len(names)} 个乡镇" if len(names) > _NAMED else ""
        return f"{where}（{'、'.join(names[:_NAMED])}{more}）"


class Splitter:
    """Watches the rows of a sheet go by and keeps the parts of at most `limit` rows.

    A part ends where a township ends, or a household in tables that name no township; it is cut
    inside one only if that is longer than the limit.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.n = 0
        self.parts: list[Part] = []
        self._unit = Part(0, 0)
        """The township or household that goes by."""
        self._before = 0
        """The number of the last row before it."""
        self._key = ""

    def watch(self, number: int, values: Mapping[str, Any]) -> None:
        """One row, by its number in the sheet and its values by column."""
        last = self.parts[-1].last if self.parts else 0
        key = next((str(values[name]) for name in _UNITS if values.get(name)), "")
        if not self.parts:
            self.parts.append(Part(number, number))
        if key != self._key or not key:
            self._key, self._unit, self._before = key, Part(number, number), last
        if self.parts[-1].n == self.limit:
            self._cut(number, last)
        self.n += 1
        for counted in (self.parts[-1], self._unit):
            counted.last = number
            counted.n += 1
            if township := values.get(_TOWNSHIP):
                counted.townships[str(township)] += 1

    def _cut(self, number: int, last: int) -> None:
        """Begins a part with the present unit, or with this row if the unit fills one alone."""
        full = self.parts[-1]
        if self._unit.first == full.first:
            self._unit, self._before = Part(number, number), last
        unit = self._unit
        full.last = self._before
        full.n -= unit.n
        full.townships -= unit.townships
        self.parts.append(Part(unit.first, unit.last, unit.n, Counter(unit.townships)))
