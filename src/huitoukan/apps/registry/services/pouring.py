"""Many new rows of a table at once, as plain values: objects would cost several times as much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db import connection, models
from django.db.models import Max, Min, QuerySet

MOVED_AT_ONCE: Final = 20_000


def parts_of(rows: QuerySet[Any]) -> Iterator[tuple[int, int]]:
    """Ranges of keys, from a first one to before a last, that hold all of these rows.

    For statements that write many rows: our SQLite keeps what one of them collects or sorts in
    memory, whatever its size.
    """
    ends = rows.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is not None:
        for start in range(ends["first"], ends["last"] + 1, MOVED_AT_ONCE):
            yield start, start + MOVED_AT_ONCE


def pour(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows, given as the values of these columns of the table; JSON as text.

    COPY on PostgreSQL, one prepared statement on SQLite. Inside the caller's transaction.
    """
    if not rows:
        return
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608


def measure(*models_: type[models.Model]) -> None:
    """Tell PostgreSQL anew how these tables look, after many of their rows were written.

    Its own counting comes only after the transaction; until then its plans think of the tables as
    they were, empty at a first import, and join hundreds of thousands of rows one by one.
    """
    if connection.vendor != "postgresql":
        return
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in models_:
            cursor.execute(f"ANALYZE {quote(model._meta.db_table)}")
