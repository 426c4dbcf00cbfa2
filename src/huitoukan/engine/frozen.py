"""Reading the tables of a snapshot: some of its rows, a page of them, how many in each village."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from huitoukan.engine import dialect
from huitoukan.engine.on_duckdb import Limits, Session
from huitoukan.engine.plan import Step

PLACE: Final = "village_code"
"""The column of every table that says in which village a row stands."""


def frozen_rows(
    path: Path, column: str, values: Collection[str], wanted: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """The rows in which a column has one of the values, in the order of the file.

    With `wanted` only those columns and the asked one; what the file does not have is left out.
    """
    present = pq.read_schema(path).names
    if not values or column not in present:
        return []
    shown = [name for name in present if wanted is None or name in {*wanted, column}]
    listed = ", ".join(dialect.text(value) for value in values)
    select = (
        f"SELECT {', '.join(dialect.column('t', name) for name in shown)}"  # noqa: S608 - plain names, escaped texts
        f" FROM read_parquet({dialect.text(str(path))}) AS t"
        f" WHERE {dialect.column('t', column)} IN ({listed})"
    )
    with Session(Limits()) as session:
        session.keep(Step("asked", select, (), ""))
        names, rows = session.rows("asked")
    return [dict(zip(names, row, strict=True)) for row in rows]


def frozen_page(
    path: Path,
    column: str,
    places: Collection[str],
    *,
    words: str = "",
    searched: Collection[str] = (),
    wanted: Collection[str],
    start: int,
    most: int,
) -> tuple[int, list[dict[str, Any]]]:
    """How many rows stand in these villages, and some of them in order of village and `column`.

    With `words` only rows that contain them in one of the `searched` columns.
    """
    present = pq.read_schema(path).names
    listed = ", ".join(dialect.text(place) for place in places) or "NULL"
    asked = [f"{PLACE} IN ({listed})"]
    if words:
        tests = [
            f"contains({dialect.column('t', name)}, {dialect.text(words)})"
            for name in searched
            if name in present
        ]
        asked.append(f"({' OR '.join(tests) or 'FALSE'})")
    shown = ", ".join(
        dialect.column("t", name) for name in present if name in {*wanted, column, PLACE}
    )
    order = f"{PLACE}, {dialect.name(column)}"
    source = f"FROM read_parquet({dialect.text(str(path))}) AS t WHERE {' AND '.join(asked)}"
    page = (
        f"SELECT *, row_number() OVER (ORDER BY {order}) AS nth FROM"  # noqa: S608 - plain names, escaped texts
        f" (SELECT {shown} {source} ORDER BY {order} LIMIT {int(most)} OFFSET {int(start)})"
    )
    with Session(Limits()) as session:
        session.keep(Step("counted", f"SELECT count(*) AS n {source}", (), ""))
        session.keep(Step("asked", page, (), ""))
        ((n,),) = session.rows("counted")[1]
        names, rows = session.rows("asked", "nth")
    return int(n), [dict(zip(names, row, strict=True)) for row in rows]


def rows_by_place(path: Path, column: str = PLACE) -> dict[str, int]:
    """How many rows a table has for each village code."""
    codes = pq.read_table(path, columns=[column])[column]
    return {each["values"]: each["counts"] for each in codes.value_counts().to_pylist()}


def row_count(path: Path) -> int:
    """How many rows a table has; only its foot is read."""
    return int(pq.read_metadata(path).num_rows)
