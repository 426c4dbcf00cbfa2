"""Rows of one table in columns: typed values at once, and the rows that must be read with care.

Where whole columns come from (lines of a text file, batches of a workbook) is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from huitoukan.documents.cells import CellProblem
from huitoukan.documents.columns import CodeLists
from huitoukan.documents.read.book import Row
from huitoukan.documents.tables import Table, converted, headed_width, may_be_no_data
from huitoukan.engine import api as engine
from huitoukan.intake.blocks import Mask
from huitoukan.intake.columns import Cells, ColumnReader, begins_with
from huitoukan.rules.shapes.tables import DataSet

Texts: TypeAlias = pa.StringArray | Cells
Numbers = npt.NDArray[np.int64]


@dataclass
class Piece:
    """What became of some rows: those to be written, those given back, and counts."""

    table: pa.Table
    rejects: list[tuple[int, CellProblem]] = field(default_factory=list)
    n_rejected: int = 0
    n_warnings: int = 0
    last_row: int = 0
    """How far the sheet has been read, where that is told."""


class PieceReader:
    """Reads one table piece by piece; remembers what it has converted."""

    def __init__(self, table: Table, dataset: DataSet, codes: CodeLists) -> None:
        self.wanted = max(table.layout.columns.values()) + 1
        """How many columns the table has at least."""
        self.places = frozenset(table.layout.columns.values())
        """The columns that are read."""
        self._table, self._dataset, self._codes = table, dataset, codes
        self._schema = engine.schema_of(dataset)
        self._headed = headed_width(table)
        key = engine.id_column(dataset)
        self._columns = {
            column.name: ColumnReader(column, codes, is_key=column.name == key)
            for column in dataset.columns
            if column.name in table.layout.columns
        }
        firsts, self._is_no_data = may_be_no_data(table)
        self._beginnings = pa.array(sorted(firsts), pa.string())

    def typed(self, texts: Sequence[Texts], numbers: Numbers) -> tuple[pa.Table, Mask]:
        """The rows of these columns that are plain, and which of all rows need care.

        `numbers` are those of the rows. Blank rows are left out.
        """
        n = len(numbers)
        lead = _lead(texts)
        kept = np.ones(n, np.bool_) if not lead.null_count else ~np.asarray(lead.is_null())
        doubtful = self._no_data(lead)
        columns: dict[str, pa.Array] = {}
        for name, reader in self._columns.items():
            typed = reader.read(texts[self._table.layout.columns[name]])
            columns[name] = typed.values
            if typed.doubtful is not None:
                doubtful |= typed.doubtful
            if typed.keys is not None:
                columns["person_key"] = typed.keys
        for outside in map(_filled, texts[self._headed :]):
            doubtful |= outside
        columns["row_no"] = pa.array(numbers.astype(np.int32))
        for name in self._schema.names:
            if name not in columns:
                columns[name] = pa.nulls(n, self._schema.field(name).type)
        doubtful &= kept
        table = pa.table([columns[name] for name in self._schema.names], schema=self._schema)
        good = kept & ~doubtful
        return table if good.all() else table.filter(pa.array(good)), doubtful

    def nothing(self) -> pa.Table:
        """No rows."""
        return self._schema.empty_table()

    def piece(self, table: pa.Table, care: Iterable[Row]) -> Piece:
        """Plain rows, and among them those that are read one by one."""
        piece = Piece(table)
        sound: list[dict[str, Any]] = []
        for typed in converted(self._table, iter(care), self._codes):
            if typed.problems:
                piece.n_rejected += 1
                piece.rejects.extend((typed.number, problem) for problem in typed.problems)
            else:
                piece.n_warnings += len(typed.warnings)
                sound.append({**typed.values, "row_no": typed.number})
        if sound:
            added = engine.table_of(self._dataset, sound)
            piece.table = pa.concat_tables([table, added]).sort_by("row_no")
        return piece

    def _no_data(self, lead: pa.StringArray) -> Mask:
        """Rows that begin as totals, signatures and repeated headings do."""
        doubtful = begins_with(lead, self._beginnings)
        at = np.flatnonzero(doubtful)
        if len(at):
            begins = lead.take(pa.array(at)).to_pylist()
            doubtful[at] = [text is not None and self._is_no_data(text) for text in begins]
        return doubtful


def _lead(texts: Sequence[Texts]) -> pa.StringArray:
    """The first filled cell of each row."""
    first = _as_texts(texts[0])
    if not first.null_count:
        return first
    found = pc.coalesce(first, *map(_as_texts, texts[1:]))
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def _as_texts(texts: Texts) -> pa.StringArray:
    return texts.as_texts() if isinstance(texts, Cells) else texts


def _filled(texts: Texts) -> Mask:
    if isinstance(texts, Cells):
        return np.array([cell is not None for cell in texts.cells], np.bool_)
    return ~np.asarray(texts.is_null())
