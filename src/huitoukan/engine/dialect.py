"""What SQL looks like here: names, values and types in DuckDB's words, and where others differ.

Another engine gets the same steps through sqlglot; the pack's language leaves out what sqlglot
translates wrongly (rules/conditions).
"""

from __future__ import annotations

import datetime as dt
import re

from sqlglot import exp

ENGINE = "duckdb"

TYPES = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "id_no": "VARCHAR",
    "month": "VARCHAR",
    "int": "BIGINT",
    "year": "BIGINT",
    "decimal": "DOUBLE",
    "bool": "BOOLEAN",
    "date": "DATE",
}

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def name(word: str) -> str:
    """A table or column name for SQL; anything but a plain word is a ValueError, never SQL."""
    if not _NAME.fullmatch(word):
        raise ValueError(f"not a name: {word!r}")
    return word


def column(table: str, column_name: str) -> str:
    """`table.column`. After the dot, reserved words are names too, so nothing needs quotes."""
    return f"{name(table)}.{name(column_name)}"


def alias(words: str) -> str:
    """A quoted output name such as "D07.died_on"."""
    return '"' + words.replace('"', '""') + '"'


def literal(value: object) -> exp.Expr:
    """A value as a node of the tree: values never pass through text."""
    if isinstance(value, dt.date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date")
    return exp.convert(value)


def text(value: str) -> str:
    """A text value as SQL."""
    return exp.Literal.string(value).sql(ENGINE)
