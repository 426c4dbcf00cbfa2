"""A large text file to a Parquet table, column by column.

Plain lines become columns at once; the others go, one by one, through the careful reader, which
also says what is wrong with them. So a quick table has the same rows, the same rows given back and
the same counts as a careful one (tests/intake holds the two together). A file that is not plain as
a whole is left to the careful reader altogether.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from huitoukan.documents.columns import CodeLists
from huitoukan.documents.mapping import Mappings
from huitoukan.documents.questions import Question
from huitoukan.documents.read.book import Limits, Row
from huitoukan.documents.read.delimited import delimiter_of
from huitoukan.documents.tables import Table, look_through
from huitoukan.domain.refusals import Refused
from huitoukan.intake.blocks import (
    Lines,
    NotPlain,
    blocks_of,
    cells_of,
    head_of,
    lines_of,
)
from huitoukan.intake.pieces import Piece, PieceReader
from huitoukan.intake.taking import Taken, Taking
from huitoukan.rules.shapes.tables import DataSet

HEAD_LINES: Final = 64
AHEAD: Final = 4
"""Blocks that may be under way at a time."""
THREADS: Final = 2

Tell = Callable[[int, int, str], None]


@dataclass
class QuickTable:
    """A text file that can be read in columns; walk `pieces` once."""

    table: Table
    dataset: DataSet
    pieces: Iterator[Piece]

    def take(self, target: Path) -> Taken | None:
        """Write the table; None, and nothing written, where it proves to be no plain text."""
        try:
            with Taking(target, self.dataset, name=self.table.name) as taking:
                taking.add_pieces(self.pieces)
        except NotPlain:
            return None
        return taking.taken


def open_quickly(
    path: Path,
    name: str,
    datasets: Sequence[DataSet],
    codes: CodeLists,
    work: Path,
    *,
    limits: Limits,
    mappings: Mappings | None = None,
    tell: Tell = lambda *_: None,
) -> QuickTable | None:
    """The table of a plain text file, or None where the careful reader must read the whole file.

    Walking the pieces may end in NotPlain: nothing of them may be kept then.
    """
    try:
        raw, encoding = head_of(path, HEAD_LINES)
        text = raw.decode(encoding).removeprefix("\ufeff")
        lines = text.splitlines(keepends=True)
        delimiter = delimiter_of(lines[:20])
        if delimiter == "，" or text[:4].lower() == "sep=":
            return None
        for line in lines:
            cells_of(line, delimiter)
        table = _table_of_head(raw, name, datasets, codes, work / "head.txt", mappings=mappings)
    except (NotPlain, Refused):
        return None
    if table is None or "\r" in text.replace("\r\n", ""):
        return None
    dataset = next(one for one in datasets if one.id == table.dataset.id)
    reader = _Reader(table, dataset, codes, delimiter, limits)
    is_ascii = raw.isascii()
    bom = 3 if raw.startswith(b"\xef\xbb\xbf") else 0
    return QuickTable(table, dataset, reader.pieces(path, encoding, bom, tell, is_ascii=is_ascii))


def _table_of_head(
    raw: bytes,
    name: str,
    datasets: Sequence[DataSet],
    codes: CodeLists,
    head: Path,
    *,
    mappings: Mappings | None,
) -> Table | None:
    """What the careful reader makes of the first lines; None when it has something to ask."""
    head.write_bytes(raw)
    try:
        for found in look_through(head, datasets, codes, name=name, mappings=mappings):
            if isinstance(found, Question) or found.question is not None:
                return None
            return found
    finally:
        head.unlink(missing_ok=True)
    return None


class _Reader:
    """Reads the blocks of one file as one table."""

    def __init__(
        self, table: Table, dataset: DataSet, codes: CodeLists, delimiter: str, limits: Limits
    ) -> None:
        self._table, self._delimiter, self._limits = table, delimiter, limits
        self._width = 0
        self._pieces = PieceReader(table, dataset, codes)

    def pieces(
        self, path: Path, encoding: str, skip: int, tell: Tell, *, is_ascii: bool
    ) -> Iterator[Piece]:
        try:
            yield from self._walk(path, encoding, skip, tell)
        except NotPlain:
            if not (is_ascii and encoding == "utf-8" and not self._width):
                raise
            # The head was in no encoding in particular; nothing of the file has been used yet.
            yield from self._walk(path, "gb18030", skip, tell)

    def _walk(self, path: Path, encoding: str, skip: int, tell: Tell) -> Iterator[Piece]:
        size = path.stat().st_size
        under_way: deque[Future[Piece]] = deque()
        first = 1
        with ThreadPoolExecutor(THREADS) as pool:
            try:
                for block, done in blocks_of(path, encoding, skip=skip):
                    n_lines = block.count(b"\n")
                    under_way.append(pool.submit(partial(self._piece, block, first)))
                    if not self._width:  # the first block says how wide the table is
                        under_way[0].result()
                    first += n_lines
                    tell(done, size, f"读取“{self._table.sheet}”第 {first - 1:,} 行")
                    if first > self._limits.rows:
                        raise NotPlain
                    if len(under_way) >= AHEAD:
                        yield under_way.popleft().result()
                while under_way:
                    yield under_way.popleft().result()
            finally:
                for waiting in under_way:
                    waiting.cancel()

    def _piece(self, block: bytes, first: int) -> Piece:
        lines = lines_of(block, self._delimiter.encode())
        if not self._width:
            self._width = int(np.bincount(np.minimum(lines.n_cells, 4096)).argmax())
            if self._width < self._pieces.wanted or self._width > self._limits.columns:
                raise NotPlain
        numbers = np.arange(first, first + len(lines.doubtful))
        plain = ~lines.doubtful & (lines.n_cells == self._width)
        below = numbers > self._table.layout.header_row
        plain &= below
        at = np.flatnonzero(plain)
        table, doubtful = self._pieces.typed(self._parsed(lines.only(plain), len(at)), numbers[at])
        care = below & ~plain
        care[at[doubtful]] = True
        rows = (self._row(lines, int(line), first) for line in np.flatnonzero(care))
        return self._pieces.piece(table, filter(None, rows))

    def _parsed(self, body: bytes, n: int) -> list[pa.StringArray]:
        names = [str(place) for place in range(self._width)]
        if not n:
            return [pa.array([], pa.string()) for _ in names]
        try:
            found = pa_csv.read_csv(
                pa.BufferReader(body),
                pa_csv.ReadOptions(use_threads=False, column_names=names, block_size=len(body) + 1),
                pa_csv.ParseOptions(delimiter=self._delimiter, double_quote=False),
                pa_csv.ConvertOptions(
                    check_utf8=False,
                    column_types=dict.fromkeys(names, pa.string()),
                    null_values=[""],
                    strings_can_be_null=True,
                    quoted_strings_can_be_null=True,
                ),
            )
        except pa.ArrowInvalid as error:
            raise NotPlain from error
        if found.num_rows != n:
            raise NotPlain
        found = found.combine_chunks()
        return [column.chunk(0) for column in found.columns]

    def _row(self, lines: Lines, line: int, first: int) -> Row | None:
        cells = cells_of(lines.text(line), self._delimiter)
        if len(cells) > self._limits.columns and any(
            map(str.strip, itertools.islice(cells, self._limits.columns, None))
        ):
            raise NotPlain
        return Row(first + line, list(cells)) if any(cells) else None
