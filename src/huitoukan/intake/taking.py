"""`Taking`: rows or whole columns on their way into one Parquet table, counted and profiled.

A table is written beside its place and moved there when it is whole. Rows given back are spooled,
so that memory follows neither the rows nor their faults.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from huitoukan.documents.cells import CellProblem
from huitoukan.documents.tables import TypedRow
from huitoukan.domain.refusals import Refused
from huitoukan.engine import api as engine
from huitoukan.intake.pieces import Piece
from huitoukan.rules.shapes.tables import DataSet

ROWS_PER_GROUP: Final = 100_000
_SAMPLE: Final = 10_000
DISK_FULL: Final = frozenset({errno.EFBIG, errno.ENOSPC, errno.EDQUOT})
"""What the system says when a file may not grow."""
_SPANNED: Final = ("date", "month", "year", "int", "decimal")


@dataclass
class ColumnProfile:
    """What a column holds: blank cells; the least and the greatest of days, months and numbers.

    Days are ISO texts.
    """

    blank: int = 0
    low: Any = None
    high: Any = None


@dataclass
class Taken:
    """A table as it was taken: where it is, what became of each row, what its columns hold.

    `n_kept` + `n_rejected` are the rows of data of the source; `n_unkeyed` of those kept cannot be
    matched; `n_duplicates` of those kept repeat the row key of an earlier one.
    """

    path: Path
    n_kept: int = 0
    n_rejected: int = 0
    n_warnings: int = 0
    n_unkeyed: int = 0
    n_duplicates: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    """Label of a column to the cells for which rows were given back."""
    codes: dict[str, int] = field(default_factory=dict)
    """Code of a problem to how often it was found."""
    columns: dict[str, ColumnProfile] = field(default_factory=dict)

    @property
    def n_rows(self) -> int:
        """Rows of data of the source."""
        return self.n_kept + self.n_rejected

    @property
    def _spool(self) -> Path:
        return self.path.with_suffix(".rejects")

    def rejects(self) -> Iterator[tuple[int, CellProblem]]:
        """Row number and what is wrong with one of its cells, in the order of the rows."""
        if not self._spool.exists():
            return
        with self._spool.open(encoding="utf-8") as file:
            for line in file:
                row, problem = json.loads(line)
                yield row, CellProblem(**problem)

    def profile(self) -> dict[str, dict[str, Any]]:
        """The columns' profile as plain JSON."""
        return {name: asdict(column) for name, column in self.columns.items()}


class Taking:
    """Writes one table; leaving it by an exception leaves nothing behind."""

    def __init__(self, path: Path, dataset: DataSet, *, name: str) -> None:
        self._dataset, self._name = dataset, name
        self._schema = engine.schema_of(dataset)
        self._part = path.with_suffix(".part")
        self.taken = Taken(path, columns={c.name: ColumnProfile() for c in dataset.columns})
        self._spool: IO[str] | None = None
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> Taking:
        self.taken.path.parent.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._open(self._schema.empty_table()).close()
            elif self._writer is not None:
                self._writer.close()
            if self._spool is not None:
                self._spool.close()
        except OSError as full:
            error = error or full
            kind = kind or type(full)
        if error is None:
            self._part.replace(self.taken.path)
            self.taken.n_duplicates = engine.n_repeated(self.taken.path, self._dataset.row_key)
            return
        for left in (self._part, self.taken._spool):
            left.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in DISK_FULL:
            raise Refused("DISK_FULL", name=self._name) from error
        if kind is not type(error):
            raise error

    def add(self, table: pa.Table) -> None:
        """Write rows that are typed and keyed, and look at what their columns hold."""
        self._open(table).write_table(table)
        self.taken.n_kept += table.num_rows
        if "person_key" in self._schema.names:
            self.taken.n_unkeyed += table["person_key"].null_count
        for column in self._dataset.columns:
            held, values = self.taken.columns[column.name], table[column.name]
            held.blank += values.null_count
            if column.type in _SPANNED and not column.many and values.null_count < len(values):
                span = pc.min_max(values).as_py()
                low, high = _plain(span["min"]), _plain(span["max"])
                held.low = low if held.low is None else min(held.low, low)
                held.high = high if held.high is None else max(held.high, high)

    def _open(self, first: pa.Table) -> pq.ParquetWriter:
        """The writer; columns of which most values differ are not looked up in a dictionary."""
        if self._writer is None:
            sample = first.slice(0, _SAMPLE)
            repeated = [
                name
                for name in self._schema.names
                if name not in {"row_no", "person_key"}
                and 2 * pc.count_distinct(sample[name]).as_py() <= sample.num_rows
            ]
            self._writer = pq.ParquetWriter(
                self._part,
                self._schema,
                compression="zstd",
                use_dictionary=repeated,
                column_encoding={"row_no": "DELTA_BINARY_PACKED"},
            )
        return self._writer

    def reject(self, rejects: Iterable[tuple[int, CellProblem]], n_rows: int) -> None:
        """Give `n_rows` rows back, with what is wrong with their cells."""
        self.taken.n_rejected += n_rows
        for row, problem in rejects:
            if self._spool is None:
                self._spool = self.taken._spool.open("w", encoding="utf-8")
            for count, key in (
                (self.taken.refused, problem.label),
                (self.taken.codes, problem.code),
            ):
                count[key] = count.get(key, 0) + 1
            self._spool.write(json.dumps([row, asdict(problem)], ensure_ascii=False) + "\n")

    def warn(self, n: int) -> None:
        """Values that were kept although something about them is wrong."""
        self.taken.n_warnings += n

    def add_pieces(self, pieces: Iterable[Piece]) -> None:
        """Write what was read in columns, a group of rows at a time."""
        waiting: list[pa.Table] = []
        for piece in pieces:
            waiting.append(piece.table)
            self.reject(piece.rejects, piece.n_rejected)
            self.warn(piece.n_warnings)
            if sum(table.num_rows for table in waiting) >= ROWS_PER_GROUP:
                self.add(pa.concat_tables(waiting))
                waiting = []
        if waiting:
            self.add(pa.concat_tables(waiting))

    def add_rows(self, rows: Iterable[TypedRow]) -> None:
        """Write what the careful reader hands over, a group of rows at a time."""
        sound: list[dict[str, Any]] = []
        for typed in rows:
            if typed.problems:
                self.reject(((typed.number, problem) for problem in typed.problems), 1)
                continue
            self.taken.n_warnings += len(typed.warnings)
            sound.append({**typed.values, "row_no": typed.number})
            if len(sound) == ROWS_PER_GROUP:
                self.add(engine.table_of(self._dataset, sound))
                sound = []
        if sound:
            self.add(engine.table_of(self._dataset, sound))


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
