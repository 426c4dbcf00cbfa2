"""Rows without a usable number: reading them, and giving them the key of a linked person.

What a person decided about a row is added beside the delivery, never into it: the linked rows
stand in a further file of the same table, with the key that the link gives them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from huitoukan.engine import dialect
from huitoukan.engine.on_duckdb import Limits, Session
from huitoukan.engine.plan import Step

KEY = "person_key"


def unkeyed_rows(path: Path, most: int, names: Collection[str] = ()) -> list[dict[str, Any]]:
    """The rows of a file that have no person key, in their order, `most` at the most.

    With `names` also the rows of these names that have a key.
    """
    if KEY not in pq.read_schema(path).names:
        return []
    asked = f"{dialect.column('t', KEY)} IS NULL"
    if names:
        listed = ", ".join(dialect.text(name) for name in names)
        asked += f" OR {dialect.column('t', 'name')} IN ({listed})"
    return _rows(path, f"{asked} ORDER BY row_no LIMIT {int(most)}")


def keyed_sample(path: Path, most: int) -> list[dict[str, Any]]:
    """Some rows that have a person key, the first ones: what the weights of links learn from."""
    return _rows(path, f"{dialect.column('t', KEY)} IS NOT NULL ORDER BY row_no LIMIT {int(most)}")


def rows_at(path: Path, numbers: Collection[int]) -> list[dict[str, Any]]:
    """The rows with these row numbers."""
    listed = ", ".join(str(int(number)) for number in numbers) or "NULL"
    return _rows(path, f"row_no IN ({listed})")


def _rows(path: Path, condition: str) -> list[dict[str, Any]]:
    select = f"SELECT * FROM read_parquet({dialect.text(str(path))}) AS t WHERE {condition}"  # noqa: S608 - plain names, escaped texts
    with Session(Limits()) as session:
        session.keep(Step("asked", select, (), ""))
        names, rows = session.rows("asked", "row_no")
    return [dict(zip(names, row, strict=True)) for row in rows]


def write_linked(source: Path, target: Path, rows: Sequence[tuple[Mapping[str, Any], int]]) -> None:
    """Write rows of a delivery's file once more, each with the key of its linked person."""
    schema = pq.read_schema(source)
    keyed = [{**row, KEY: key} for row, key in rows]
    pq.write_table(pa.Table.from_pylist(keyed, schema=schema), target)


def write_keyed_members(source: Path, target: Path, keys: Mapping[str, int]) -> None:
    """Write the registry's members with the keys (by person_no) that links give to some."""
    table = pq.read_table(source)
    given = pa.array([keys.get(number) for number in table["person_no"].to_pylist()], pa.int64())
    at = table.schema.get_field_index(KEY)
    merged = pc.coalesce(table[KEY], given)
    pq.write_table(table.set_column(at, KEY, merged), target, compression="zstd")
