"""Typed rows to the Parquet tables the comparison reads: one schema for registry and deliveries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from huitoukan.domain.identity import person_key
from huitoukan.rules.shapes.tables import REGISTRY, Column, DataSet

ARROW_TYPES: Final[dict[str, pa.DataType]] = {
    "text": pa.string(),
    "code": pa.string(),
    "id_no": pa.string(),
    "int": pa.int64(),
    "year": pa.int64(),
    "decimal": pa.float64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "month": pa.string(),
}
ROWS_PER_GROUP: Final = 100_000


def arrow_type(column: Column) -> pa.DataType:
    """The Parquet type of a column; several values in one cell are one text."""
    return pa.string() if column.many else ARROW_TYPES[column.type]


def id_column(dataset: DataSet) -> str | None:
    """The column whose ID number identifies the person a row is about, if there is one."""
    if dataset.object != "person":
        return None
    return dataset.key


def schema_of(dataset: DataSet) -> pa.Schema:
    """The columns of a delivery's table: the data set's, `row_no`, and for persons the key."""
    types = {column.name: arrow_type(column) for column in dataset.columns}
    types["row_no"] = pa.int32()
    if id_column(dataset) is not None:
        types["person_key"] = pa.int64()
    return pa.schema(types)


def table_of(dataset: DataSet, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Some typed rows of a delivery as they stand in its table."""
    schema = schema_of(dataset)
    written = _Written({field.name: field.type for field in schema}, id_column(dataset))
    for row in rows:
        written.add(row)
    return written.table()


def write_table(
    path: Path,
    dataset: DataSet,
    rows: Iterable[Mapping[str, Any]],
    *,
    extra: Sequence[tuple[str, pa.DataType]] = (),
) -> int:
    """Write typed rows as one Parquet file and return how many had no usable person key.

    Each row maps column names to typed values; `row_no` and the `extra` columns are taken from it
    as well. A table of persons gets `person_key`; a row whose ID number is unusable keeps a null
    key, so that it is counted and never matched. An optional column of the registry that not one
    row fills is left out, with its block: nobody delivered it, and a blank is then no answer.
    """
    types = {column.name: arrow_type(column) for column in dataset.columns}
    types.update(dict(extra))
    types["row_no"] = pa.int32()
    id_name = id_column(dataset)
    if id_name is not None:
        types["person_key"] = pa.int64()
    written = _Written(types, id_name)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    if dataset.id in REGISTRY:
        for row in rows:
            written.add(row)
        for name in _undelivered(dataset, written.values):
            del types[name]
        pq.write_table(written.table(), part, compression="zstd", row_group_size=ROWS_PER_GROUP)
    else:  # of any length: never held whole
        with pq.ParquetWriter(part, pa.schema(types), compression="zstd") as writer:
            for number, row in enumerate(rows, start=1):
                written.add(row)
                if number % ROWS_PER_GROUP == 0:
                    writer.write_table(written.table())
            writer.write_table(written.table())
    part.replace(path)
    return written.n_unkeyed


class _Written:
    """Rows on their way into a table, column by column, each person with the key."""

    def __init__(self, types: Mapping[str, pa.DataType], id_name: str | None) -> None:
        self.n_unkeyed = 0
        self._types, self._id_name = types, id_name
        self._plain = [name for name in types if name != "person_key"]
        self.values: dict[str, list[Any]] = {name: [] for name in types}

    def add(self, row: Mapping[str, Any]) -> None:
        """Take one row."""
        for name in self._plain:
            self.values[name].append(row.get(name))
        if self._id_name is not None:
            key = person_key(row.get(self._id_name) or "")
            self.n_unkeyed += key is None
            self.values["person_key"].append(key)

    def table(self) -> pa.Table:
        """The rows so far; they are forgotten here."""
        columns = {
            name: pa.array(self.values[name], type=kind) for name, kind in self._types.items()
        }
        self.values = {name: [] for name in self.values}
        return pa.table(columns)


def _undelivered(dataset: DataSet, values: Mapping[str, Sequence[Any]]) -> list[str]:
    """The optional columns that no row fills, nor any column exported together with them.

    Of a table without rows nothing is known, so all its columns stay.
    """
    if not values[dataset.key]:
        return []
    filled = {c.name for c in dataset.columns if any(v is not None for v in values[c.name])}
    blocks = {c.block for c in dataset.columns if c.name in filled and c.block}
    keys = {dataset.key, *dataset.row_key}
    return [
        c.name
        for c in dataset.columns
        if c.name not in filled | keys and not c.required and c.block not in blocks
    ]


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
