"""`rows_stay`: the step of a migration after which rows of a table can only be added.

The database itself refuses, on SQLite and on PostgreSQL, whoever asks.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def rows_stay(
    table: str, why: str, *, columns: str = "", when: str = "", again: bool = False
) -> migrations.RunPython:
    """Refuse to alter and delete rows of a table.

    Args:
        table: its name in the database.
        why: the sentence of the database's error.
        columns: the only columns that stay, with commas between; left out, all of them.
        when: SQL about OLD; rows of which it is not true may still be altered and deleted.
        again: an earlier migration has said so, but SQLite has made the table anew since, and the
            triggers went with the old one.
    """
    event = f"UPDATE OF {columns}" if columns else "UPDATE"
    only = f"WHEN ({when}) " if when else ""
    sqlite = [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{name} BEFORE {what} ON {table} {only}"
        f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
        for name, what in (("update", event), ("delete", "DELETE"))
    ]
    function = (
        f"CREATE OR REPLACE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{why}'; END $$"
    )
    trigger = (
        f"CREATE OR REPLACE TRIGGER {table}_stays BEFORE {event} OR DELETE ON {table} "
        f"FOR EACH ROW {only}EXECUTE FUNCTION {table}_stays()"
    )

    def put(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        _execute(schema_editor, sqlite, [function, trigger])

    def remove(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        _execute(
            schema_editor,
            [f"DROP TRIGGER IF EXISTS {table}_no_{name}" for name in ("update", "delete")],
            [
                f"DROP TRIGGER IF EXISTS {table}_stays ON {table}",
                f"DROP FUNCTION IF EXISTS {table}_stays()",
            ],
        )

    return migrations.RunPython(put, migrations.RunPython.noop if again else remove)


def _execute(
    schema_editor: BaseDatabaseSchemaEditor, sqlite: list[str], postgresql: list[str]
) -> None:
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in sqlite if is_sqlite else postgresql:
        schema_editor.execute(statement)
