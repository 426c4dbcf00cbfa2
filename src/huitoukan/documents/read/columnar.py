"""Parquet files as rows; runs inside the child process, like every parser of foreign bytes.

The names of the columns are the first row, so that the same headings, mappings and checks apply.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final

from huitoukan.documents.read import records
from huitoukan.documents.read.batches import FIRST_ROWS, batch_of, rows_of_a_batch
from huitoukan.documents.read.book import Limits
from huitoukan.domain.refusals import Refused

SHEET: Final = "数据"
_BATCH: Final = 32_768
_NAME: Final = ""  # the parent puts the name for people into the sentence
_FIRST_ROW: Final = 2


def parse_parquet(path: Path, limits: Limits, out: IO[bytes]) -> None:
    """Send the table as one sheet; Refused FILE_CORRUPT, FILE_TOO_LONG, FILE_TOO_WIDE."""
    # Imported under the limits: native code that reads what strangers wrote.
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            if len(names) > limits.columns:
                raise Refused("FILE_TOO_WIDE", name=_NAME, limit=limits.columns)
            if file.metadata.num_rows > limits.rows:
                raise Refused("FILE_TOO_LONG", name=_NAME, sheet=SHEET, limit=limits.rows)
            records.send(out, records.SHEET, {"name": SHEET, "hidden": False, "commented": []})
            records.send(out, records.ROWS, batch_of(1, [[name] for name in names]))
            number = _FIRST_ROW
            for table in _pieces(file.iter_batches(batch_size=_BATCH, use_threads=False)):
                columns = ([_cell(cell) for cell in column.to_pylist()] for column in table.columns)
                records.send(out, records.ROWS, batch_of(number, columns))
                number += table.num_rows
        records.send(out, records.END, None)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as broken:
        raise Refused("FILE_CORRUPT", name=_NAME, why="Parquet 的内容不完整") from broken


def _pieces(batches: Iterator[Any]) -> Iterator[Any]:
    """Batches that are short enough for one record; the first is small, see batches.FIRST_ROWS."""
    most = FIRST_ROWS
    for batch in batches:
        at = 0
        while at < batch.num_rows:
            yield batch.slice(at, most)
            at += most
            most = rows_of_a_batch(batch.num_columns)


def _cell(value: Any) -> Any:
    """A cell as other readers hand it over; what is no single value becomes its text."""
    if value is None or isinstance(value, str | bool | int | float | date | datetime | time):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
