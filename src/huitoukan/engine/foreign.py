"""Parquet files of other programs: used as they are when they fit, else written anew, typed, keyed.

A file fits when its columns have the pack's names and types, its rows are numbered, and a table of
persons has the person key. Anything else is rewritten once; a row with a value that is not of the
column's type is rejected and counted, never read as empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from huitoukan.domain.refusals import Refused
from huitoukan.engine import dialect, keys
from huitoukan.engine.on_duckdb import Limits, numbers, write_parquet
from huitoukan.engine.tables import arrow_type, id_column
from huitoukan.rules.shapes.tables import Column, DataSet

NameOf = Callable[[str], str | None]
"""The column that a heading stands for; None when it is none."""


@dataclass(frozen=True)
class Account:
    """What became of the rows of one file; `rows_in` are keyed, unkeyed or rejected."""

    rows_in: int
    unkeyed: int
    rejected: int = 0

    @property
    def keyed(self) -> int:
        """Rows that can be matched."""
        return self.rows_in - self.unkeyed - self.rejected


def take_parquet(
    path: Path, dataset: DataSet, name_of: NameOf, target: Path
) -> tuple[Path, Account]:
    """The file to compare with, `path` itself or `target`, and what became of its rows.

    Raises Refused FILE_CORRUPT, TABLE_COLUMNS.
    """
    try:
        schema, n_rows = pq.read_schema(path), pq.read_metadata(path).num_rows
    except (pa.ArrowInvalid, OSError) as error:
        why = str(error).splitlines()[0][:80]
        raise Refused("FILE_CORRUPT", name=path.name, why=why) from error
    headings = _headings(path, dataset, schema, name_of)
    if _fits(dataset, schema, headings):
        return path, Account(n_rows, _n_unkeyed(path, dataset))
    _rewrite(path, dataset, schema, headings, target)
    kept = pq.read_metadata(target).num_rows
    return target, Account(n_rows, _n_unkeyed(target, dataset), n_rows - kept)


def _headings(path: Path, dataset: DataSet, schema: pa.Schema, name_of: NameOf) -> dict[str, str]:
    """The file's column behind each declared one; an exact name goes before a heading."""
    found: dict[str, str] = {}
    for heading in schema.names:
        if heading in dataset.by_name:
            found[heading] = heading
    for heading in schema.names:
        name = name_of(heading)
        if name is not None:
            found.setdefault(name, heading)
    missing = [c.label for c in dataset.columns if c.required and c.name not in found]
    if missing:
        raise Refused("TABLE_COLUMNS", table=dataset.id, name=path.name, columns="、".join(missing))
    return found


def _fits(dataset: DataSet, schema: pa.Schema, headings: Mapping[str, str]) -> bool:
    if any(name != heading for name, heading in headings.items()):
        return False
    names = set(schema.names)
    if "row_no" not in names or (id_column(dataset) and "person_key" not in names):
        return False
    return all(schema.field(name).type == arrow_type(dataset.by_name[name]) for name in headings)


def _rewrite(
    path: Path, dataset: DataSet, schema: pa.Schema, headings: Mapping[str, str], target: Path
) -> None:
    source = f"read_parquet({dialect.text(str(path))}, file_row_number=true) AS file"
    shown, sound = [], []
    for column in dataset.columns:
        wanted = dialect.TYPES["text" if column.many else column.type]
        if column.name not in headings:
            shown.append(f"CAST(NULL AS {wanted}) AS {dialect.name(column.name)}")
            continue
        given = f"file.{dialect.alias(headings[column.name])}"
        value = _typed(column, given, schema.field(headings[column.name]).type, wanted)
        shown.append(f"{value} AS {dialect.name(column.name)}")
        sound.append(f"({given} IS NULL OR {value} IS NOT NULL)")
    person = id_column(dataset)
    if person is not None:
        key = "NULL"
        if person in headings:
            given = f"upper(trim(file.{dialect.alias(headings[person])}))"
            key = keys.person_key_sql("file.id_no").replace("file.id_no", given)
        shown.append(f"CAST({key} AS BIGINT) AS person_key")
    shown.append("CAST(file.file_row_number + 1 AS INTEGER) AS row_no")
    where = " AND ".join(sound) or "TRUE"
    write_parquet(f"SELECT {', '.join(shown)}\nFROM {source}\nWHERE {where}", target, Limits())


def _typed(column: Column, given: str, kind: pa.DataType, wanted: str) -> str:
    if column.type == "bool" and pa.types.is_string(kind):
        yes, no = f"{given} IN ('是', 'true')", f"{given} IN ('否', 'false')"
        return f"CASE WHEN {yes} THEN TRUE WHEN {no} THEN FALSE END"
    if column.type == "month" and (pa.types.is_date(kind) or pa.types.is_timestamp(kind)):
        return f"strftime({given}, '%Y-%m')"
    return f"TRY_CAST({given} AS {wanted})"


def _n_unkeyed(path: Path, dataset: DataSet) -> int:
    """Rows without a usable key, from the file's own statistics where it has them."""
    key = "person_key" if id_column(dataset) else dataset.key
    metadata = pq.read_metadata(path)
    at = metadata.schema.to_arrow_schema().get_field_index(key)
    groups = [metadata.row_group(i).column(at).statistics for i in range(metadata.num_row_groups)]
    if all(one is not None and one.has_null_count for one in groups):
        return sum(one.null_count for one in groups)
    source = f"read_parquet({dialect.text(str(path))})"
    (found,) = numbers(f"SELECT count(*) FILTER (WHERE {key} IS NULL) FROM {source}")  # noqa: S608
    return found
