"""Department deliveries of any size, made from a seed by DuckDB; the values mean nothing.

Shaped like real ones where it matters for speed: types, code lists, and how many rows meet a person
of the registry. For deliveries that tell a story, see huitoukan.simulate.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from huitoukan.engine.api import Tables
from huitoukan.rules.pack import Column, DataSet, Pack

HOUSEHOLD_SIZE = 4
# Invented area 980122; a key is the first 17 digits of an ID number (no check digit).
FIRST_KEY = 98012219500101001
# One row in ten meets a registered person, as when a county's register of 300,000 is compared.
STRANGERS = 10


def _value(column: Column, pack: Pack, salt: int) -> str:
    """SQL for a column's value in row `n`, the same for the same seed."""
    draw = f"hash(n + {salt})"
    if column.codes and not column.many:
        values = ", ".join(f"'{value.zh}'" for value in pack.codes[column.codes].values)
        listed = f"[{values}]"
        return f"{listed}[1 + ({draw} % len({listed}))::INT]"
    match column.type:
        case "date":
            return f"DATE '2016-01-01' + ({draw} % 4300)::INT"
        case "month":
            return f"strftime(DATE '2020-01-01' + ({draw} % 2400)::INT, '%Y-%m')"
        case "year":
            return f"(2015 + {draw} % 12)::BIGINT"
        case "int":
            return f"({draw} % 40)::BIGINT"
        case "decimal":
            return f"({draw} % 60000)::DOUBLE"
        case "bool":
            return f"{draw} % 20 <> 0"
        case _:
            return f"'v' || ({draw} % 5000)"


def _select(dataset: DataSet, pack: Pack, seed: int) -> str:
    """SQL for the columns of a table whose rows are numbered `n` and belong to person `p`."""
    keys = {
        "id_no": f"({FIRST_KEY} + p)::VARCHAR || '0'",
        "household_no": f"'H' || (p // {HOUSEHOLD_SIZE})",
        "village_code": "'980122100' || lpad((p // 4000)::VARCHAR, 3, '0')",
        "person_no": "'P' || p",
    }
    shown = [
        f'{keys.get(column.name) or _value(column, pack, seed + 7919 * number)} AS "{column.name}"'
        for number, column in enumerate(dataset.columns)
    ]
    if dataset.object == "person":
        shown.append(f"({FIRST_KEY} + p)::BIGINT AS person_key")
    return ", ".join([*shown, "n::INTEGER AS row_no"])


def make(folder: Path, pack: Pack, *, n_persons: int, n_rows: int, seed: int = 2026) -> Tables:
    """A registry of `n_persons` and `n_rows` rows of each data set, as Parquet files."""
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    sizes = {"household": n_persons // HOUSEHOLD_SIZE, "member": n_persons, "village": 1}
    for number, (table, dataset) in enumerate({**pack.fields, **pack.sources}.items()):
        n = sizes.get(table, n_rows)
        if table == "household":
            person = f"n * {HOUSEHOLD_SIZE}"
        elif table in sizes:
            person = "n"
        else:
            person = f"(hash(n + {number}) % {n_persons * STRANGERS})::BIGINT"
        columns = _select(dataset, pack, seed + number)
        if table in ("household", "member"):
            columns += ", '980122100' || lpad((p // 4000)::VARCHAR, 3, '0') AS village_code"
        path = folder / f"{table}.parquet"
        connection.execute(
            f"COPY (SELECT {columns} FROM (SELECT n, {person} AS p FROM range({n}) t(n)))"
            f" TO '{path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)"
        )
    connection.close()
    return Tables(folder, {name: (folder / f"{name}.parquet",) for name in pack.sources})
