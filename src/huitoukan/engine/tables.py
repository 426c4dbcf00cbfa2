"""Typed rows to the Parquet tables the comparison reads: one schema for registry and deliveries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from huitoukan.domain.identity import person_key
from huitoukan.rules.pack import REGISTRY, Column, DataSet

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
    values: dict[str, list[Any]] = {name: [] for name in types}
    plain = [name for name in types if name != "person_key"]
    n_unkeyed = 0
    for row in rows:
        for name in plain:
            values[name].append(row.get(name))
        if id_name is not None:
            key = person_key(row.get(id_name) or "")
            n_unkeyed += key is None
            values["person_key"].append(key)
    if dataset.id in REGISTRY:
        for name in _undelivered(dataset, values):
            del types[name]
    table = pa.table({name: pa.array(values[name], type=kind) for name, kind in types.items()})
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    pq.write_table(table, part, compression="zstd", row_group_size=ROWS_PER_GROUP)
    part.replace(path)
    return n_unkeyed


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
