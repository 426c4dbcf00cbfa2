"""Rows of a sheet in batches, column by column: how a table comes out of the child process.

A column of nothing but texts is one text with a line for each cell, which costs the two processes
a tenth of as many single values. Who reads row by row gets rows; who reads whole columns takes the
batches as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from huitoukan.documents.columns import Cell
from huitoukan.documents.read.book import Row

FIRST_ROWS: Final = 64
"""Rows of the first batch: those among which a header is looked for, one by one."""
_CELLS: Final = 65_536
_ROWS: Final = 4_096
_TEXTS: Final = frozenset({str, type(None)})

Column = str | list[Cell]


class Batch(NamedTuple):
    """Rows that follow each other; `columns` have one cell for each.

    A column is a list of cells (None: blank), or a text with `n` lines (an empty one: blank).
    """

    first: int
    n: int
    columns: list[Column]

    def rows(self, at: Iterable[int] | None = None) -> Iterator[Row]:
        """The rows, or those at some places from 0, without blank ones and blank ends."""
        columns = [
            [text or None for text in column.split("\n")] if isinstance(column, str) else column
            for column in self.columns
        ]
        places = range(self.n) if at is None else at
        if at is None:
            found: Iterable[Sequence[Cell]] = zip(*columns, strict=True)
        else:
            places = list(places)
            found = ([column[place] for column in columns] for place in places)
        for place, read in zip(places, found, strict=True):
            cells = list(read)
            while cells and cells[-1] is None:
                cells.pop()
            if cells:
                yield Row(self.first + place, cells)


def rows_of_a_batch(n_columns: int) -> int:
    """How many rows a further batch has: one record of it is not too long."""
    return max(1, min(_ROWS, _CELLS // max(1, n_columns)))


def batch_of(first: int, columns: Iterable[Sequence[Cell]]) -> Batch:
    """A batch of columns of equal length, of which there is at least one."""
    packed: list[Column] = []
    n = 0
    for cells in columns:
        n = len(cells)
        packed.append(_packed(cells))
    return Batch(first, n, packed)


def _packed(cells: Sequence[Cell]) -> Column:
    kinds = set(map(type, cells))
    if kinds <= _TEXTS:
        texts = cells if kinds == {str} else [cell or "" for cell in cells]
        text = "\n".join(texts)  # type: ignore[arg-type]
        if text.count("\n") == len(cells) - 1:
            return text
    return [None if cell == "" else cell for cell in cells]


def batch_from(body: object) -> Batch | None:
    """The batch that another process told as JSON, or None when it is no batch."""
    if not (isinstance(body, list) and len(body) == 3 and isinstance(body[2], list)):
        return None
    first, n, columns = body
    if not (isinstance(first, int) and isinstance(n, int) and first >= 1 and n >= 1 and columns):
        return None
    for column in columns:
        long = column.count("\n") + 1 if isinstance(column, str) else _length(column)
        if long != n:
            return None
    return Batch(first, n, columns)


def _length(column: object) -> int:
    return len(column) if isinstance(column, list) else -1


class Rows(Iterator[Row]):
    """The rows of batches; after some of them the batches that are left can be had whole."""

    def __init__(self, batches: Iterator[Batch]) -> None:
        self._batches = batches
        self._begun: Iterator[Row] = iter(())

    def __next__(self) -> Row:
        while (row := next(self._begun, None)) is None:
            self._begun = next(self._batches).rows()
        return row

    def parts(self) -> Iterator[Iterator[Row] | Batch]:
        """The rows left of the batch that has been begun, then each further batch."""
        yield self._begun
        yield from self._batches
