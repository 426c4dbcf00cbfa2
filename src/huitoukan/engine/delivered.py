"""Questions about tables that were delivered: unusable numbers, persons paid after their death."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from huitoukan.engine import dialect
from huitoukan.engine.on_duckdb import numbers
from huitoukan.engine.tables import id_column
from huitoukan.rules.shapes.tables import DataSet, Payments


def n_repeated(path: Path, row_key: Sequence[str]) -> int:
    """How many rows of a table repeat the row key of an earlier row; 0 without a row key.

    Rows are told apart by a 64-bit hash of the key: among ten million rows two different keys meet
    with a chance of about one in 400,000.
    """
    if not row_key:
        return 0
    key = ", ".join(dialect.name(column) for column in row_key)
    (found,) = numbers(
        f"SELECT count(*) - count(DISTINCT hash({key})) FROM {_table([path])}"  # noqa: S608 - plain names
    )
    return found


def n_unusable_numbers(paths: Sequence[Path], dataset: DataSet) -> int | None:
    """Rows whose ID number is there and not valid; None for tables that are not about persons."""
    person = id_column(dataset)
    if person is None:
        return None
    asked = f"{dialect.name(person)} IS NOT NULL AND person_key IS NULL"
    (found,) = numbers(f"SELECT count(*) FILTER (WHERE {asked}) FROM {_table(paths)}")  # noqa: S608
    return found


def n_paid_after_death(
    paths: Sequence[Path],
    dataset: DataSet,
    payments: Payments,
    deaths: Mapping[str, tuple[str, Sequence[Path]]],
    on: dt.date,
) -> int:
    """Rows that say that a person was paid in a month after the one in which the person died.

    Args:
        paths: the tables of the delivery.
        dataset: their columns.
        payments: which column says until when a row pays.
        deaths: lists of deaths by data set: the column of the day, and their tables.
        on: the day of the delivery, until which an entitlement without an end runs.
    """
    column = dialect.name(payments.on or payments.until)
    month = column if dataset.column(column).type == "month" else f"strftime({column}, '%Y-%m')"
    if payments.until:
        month = f"COALESCE({month}, {dialect.text(f'{on:%Y-%m}')})"
    lists = " UNION ALL ".join(
        f"SELECT person_key, {dialect.name(day)} AS died_on FROM {_table(tables)}"  # noqa: S608
        for day, tables in deaths.values()
    )
    (found,) = numbers(
        f"WITH dead AS (SELECT person_key, min(died_on) AS died_on FROM ({lists})"  # noqa: S608
        " WHERE person_key IS NOT NULL AND died_on IS NOT NULL GROUP BY person_key)"
        f" SELECT count(*) FROM {_table(paths)} AS paid JOIN dead USING (person_key)"
        f" WHERE {month} > strftime(dead.died_on, '%Y-%m')"
    )
    return found


def _table(paths: Sequence[Path]) -> str:
    return f"read_parquet([{', '.join(dialect.text(str(path)) for path in paths)}])"
