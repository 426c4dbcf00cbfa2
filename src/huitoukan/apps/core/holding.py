"""Rows whose text holds a word: on PostgreSQL by an index of neighbouring characters.

A Chinese word is two characters long, too short for the database's own index of three. So an index
keeps each character and each pair of neighbours: it finds the rows that have all pairs of a word,
and the word itself is looked for in those. SQLite reads all rows once.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

from django.db import connections, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import BooleanField, F, Func, Model, Q, Value

from huitoukan.apps.core.scope import ScopedQuerySet

_M = TypeVar("_M", bound=Model)

LISTED: Final = 10_000
"""Up to so many rows are found once and then asked for by their ids. Of more, whoever asks for some
meets them soon in any order, and the index would only be in the way."""

_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION huitoukan_pairs(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(substr(words, n, 2)), string_to_array(words, NULL))
  FROM generate_series(1, length(words) - 1) AS n
$$
"""


class _HasPairs(Func):
    """Whether columns (all expressions but the last) have all pairs of a word (the last).

    A word of one character is its own pair.
    """

    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:  # noqa: ARG002
        """The expression of the index, as the migration writes it."""
        *columns, word = self.get_source_expressions()
        names = [compiler.compile(column)[0] for column in columns]
        sql, params = compiler.compile(word)
        return f"({_parts(names)}) @> huitoukan_pairs(upper(({sql})::text))", params


def _parts(columns: list[str]) -> str:
    words = "upper({})".format(" || ' ' || ".join(f"{name}::text" for name in columns))
    return f"huitoukan_pairs({words}) || string_to_array({words}, NULL)"


def holding(rows: ScopedQuerySet[_M], columns: tuple[str, ...], word: str) -> ScopedQuerySet[_M]:
    """The rows that have the word in one of the columns, in capitals or not.

    Args:
        rows: of a table whose pairs are indexed (`pairs_indexed`).
        columns: the same as there.
        word: without blanks, since the index puts blanks between the columns.
    """
    found = Q()
    for column in columns:
        found |= Q(**{f"{column}__icontains": word})
    matching = narrowed = rows.filter(found)
    if connections[rows.db].vendor == "postgresql":
        narrowed = matching.filter(_HasPairs(*(F(column) for column in columns), Value(word)))
    ids = list(narrowed.order_by().values_list("pk", flat=True)[: LISTED + 1])
    # Asked for with an order, the database may walk through all rows in it: it cannot know how
    # many hold the word.
    return rows.filter(pk__in=ids) if len(ids) <= LISTED else matching


def pairs_indexed(table: str, columns: tuple[str, ...]) -> migrations.RunPython:
    """The step of a migration that makes the index, on PostgreSQL.

    None of the columns may be NULL: the pairs of the others would be lost with it.
    """
    index = f"{table}_by_words"

    def put(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(_FUNCTION)
            schema_editor.execute(
                f"CREATE INDEX {index} ON {table} USING gin (({_parts([*columns])}))"
            )

    def remove(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS {index}")

    return migrations.RunPython(put, remove)
