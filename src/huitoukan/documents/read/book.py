"""What every reader hands over: sheets with rows, and the limits that a file must keep.

Nothing is read here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from huitoukan.documents.columns import Cell

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """How much one file may ask of the reader (docs: reliability figures, import I5).

    Sizes in bytes, time in seconds of CPU. `memory` and `cpu_seconds` bind the child process
    that parses workbooks; the others are checked before anything is parsed.
    """

    file: int = 200 * MIB
    entries: int = 2_000
    inflated: int = 1024 * MIB
    part: int = 600 * MIB
    ratio: int = 200
    rows: int = 1_048_576
    columns: int = 512
    memory: int = 1536 * MIB
    cpu_seconds: int = 600


class Row(NamedTuple):
    """A row that is not blank; `number` counts from 1 as the table program shows it."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class Sheet:
    """One sheet; its rows can be walked once, and only before the next sheet is asked for."""

    name: str
    rows: Iterator[Row]
    hidden: bool = False
    commented: tuple[int, ...] = ()
    """The rows of cells with a comment, one entry for each; what they say is not read."""
