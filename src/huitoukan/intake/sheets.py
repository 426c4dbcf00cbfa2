"""A sheet of a workbook, or a Parquet file, to a Parquet table, column by column.

The same rows, the same rows given back and the same counts as with the careful reader
(documents.tables), cell by cell; tests/intake holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa

from huitoukan.documents.columns import CodeLists
from huitoukan.documents.read.batches import Batch
from huitoukan.documents.tables import Table
from huitoukan.intake.blocks import Mask, NotPlain, lines_of
from huitoukan.intake.columns import Cells
from huitoukan.intake.pieces import Piece, PieceReader, Texts
from huitoukan.rules.shapes.tables import DataSet

_NEVER: Final = b"\xff"
"""A delimiter that no UTF-8 holds: a cell is a whole line."""


def pieces_of(table: Table, dataset: DataSet, codes: CodeLists) -> Iterator[Piece]:
    """The rows of a table that has not been walked, in pieces."""
    reader = PieceReader(table, dataset, codes)
    for part in table.parts():
        if isinstance(part, Batch):
            piece = _piece(reader, part)
            piece.last_row = part.first + part.n - 1
            yield piece
        else:
            yield reader.piece(reader.nothing(), part)


def _piece(reader: PieceReader, batch: Batch) -> Piece:
    try:
        typed, care = _typed(reader, batch)
    except (NotPlain, UnicodeEncodeError):
        return reader.piece(reader.nothing(), batch.rows())
    return reader.piece(typed, batch.rows(care) if care else ())


def _typed(reader: PieceReader, batch: Batch) -> tuple[pa.Table, list[int]]:
    """The plain rows, and the places of those that need care."""
    texts, doubtful = _texts(batch, reader)
    numbers = np.arange(batch.first, batch.first + batch.n)
    at = np.flatnonzero(~doubtful)
    if len(at) < batch.n:
        plain = pa.array(at)
        texts = [
            Cells([one.cells[place] for place in at]) if isinstance(one, Cells) else one.take(plain)
            for one in texts
        ]
    typed, odd = reader.typed(texts, numbers[at])
    doubtful[at[odd]] = True
    return typed, np.flatnonzero(doubtful).tolist()


def _texts(batch: Batch, reader: PieceReader) -> tuple[list[Texts], Mask]:
    """The columns, and the rows in which the text of a column that is read is not plain."""
    n = batch.n
    found: list[Texts] = []
    doubtful = np.zeros(n, np.bool_)
    columns = [column for column in batch.columns if isinstance(column, str)]
    if columns:
        block = ("\n".join(columns) + "\n").encode()
        lines = lines_of(block, _NEVER)
        texts = _array_of(block, lines.starts)
    at = 0
    for place, column in enumerate(batch.columns):
        if isinstance(column, str):
            found.append(texts.slice(at * n, n))
            if place in reader.places:
                doubtful |= lines.doubtful[at * n : (at + 1) * n]
            at += 1
        else:
            found.append(Cells(column))
    found += [pa.nulls(n, pa.string())] * (reader.wanted - len(found))
    return found, doubtful


def _array_of(block: bytes, starts: np.typing.NDArray[np.int64]) -> pa.StringArray:
    """The lines of a block as texts without their ends; empty ones are null."""
    ends = starts - np.arange(len(starts))
    lengths = np.diff(ends)
    return pa.StringArray.from_buffers(
        len(lengths),
        pa.py_buffer(ends.astype(np.int32)),
        pa.py_buffer(block.replace(b"\n", b"")),
        pa.py_buffer(np.packbits(lengths > 0, bitorder="little")),
    )
