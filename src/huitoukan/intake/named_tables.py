"""Database tables that the server's owner has named, read as text; never written to.

The list is a YAML file on the server (setting HUITOUKAN_TABLES):

    - name: 低保系统
      dataset: D14
      database: postgresql://reader@10.0.0.5/dibao   # or sqlite:///data/a.db, duckdb:///data/b.duckdb
      table: public.dibao_2026

What is read becomes a UTF-8 file with the column names as headings, and is then a file like any
other: the same checks, the same account, the same hash.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import duckdb
import psycopg

from huitoukan.domain.refusals import Refused
from huitoukan.rules.yaml_lines import BadYaml, read_yaml

AT_A_TIME: Final = 20_000
SCHEMES: Final = ("postgresql", "sqlite", "duckdb")
_NAME: Final = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)?")
_KEYS: Final = ("name", "dataset", "database", "table")
_CONNECT_SECONDS: Final = 10

Rows = Iterator[Sequence[Any]]


@dataclass(frozen=True)
class NamedTable:
    """A table of a database under the name by which people choose it."""

    name: str
    dataset: str
    database: str
    table: str


def named_tables(path: str) -> dict[str, NamedTable]:
    """The tables of the list, by name; empty without a list. Raises Refused TABLES_INVALID."""
    if not path:
        return {}
    try:
        listed, _ = read_yaml(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeError, BadYaml) as error:
        raise Refused("TABLES_INVALID", n=0, why="文件读不出来") from error
    found: dict[str, NamedTable] = {}
    for n, one in enumerate(listed if isinstance(listed, list) else [None], start=1):
        if not isinstance(one, dict) or set(one) != set(_KEYS):
            raise Refused("TABLES_INVALID", n=n, why=f"应当有且只有 {'、'.join(_KEYS)}")
        table = NamedTable(*(str(one[key]) for key in _KEYS))
        if urlsplit(table.database).scheme not in SCHEMES:
            raise Refused("TABLES_INVALID", n=n, why=f"地址应以 {'、'.join(SCHEMES)} 开头")
        if not _NAME.fullmatch(table.table):
            raise Refused("TABLES_INVALID", n=n, why="表名不是名称")
        found[table.name] = table
    return found


def write_text(table: NamedTable, path: Path, tell: Callable[[int], None]) -> int:
    """Write all rows of the table as CSV with its column names; returns how many there were.

    Raises Refused TABLE_UNREADABLE; its reason never quotes the address.
    """
    n_rows = 0
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for row in _rows_of(table):
                writer.writerow(["" if value is None else _text(value) for value in row])
                n_rows += 1
                if n_rows % AT_A_TIME == 0:
                    tell(n_rows)
    except (sqlite3.Error, duckdb.Error, psycopg.Error) as error:
        why = type(error).__name__
        raise Refused("TABLE_UNREADABLE", name=table.name, why=why) from error
    return n_rows - 1


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    # An exporting program pads numbers and texts; a time of midnight is a day.
    text = str(value)
    return text.removesuffix(" 00:00:00") if hasattr(value, "isoformat") else text


def _rows_of(table: NamedTable) -> Rows:
    address = urlsplit(table.database)
    quoted = ".".join(f'"{part}"' for part in table.table.split("."))
    select = f"SELECT * FROM {quoted}"  # noqa: S608 - a plain name, from the server's own list
    if address.scheme == "postgresql":
        yield from _of_postgres(table.database, select)
        return
    path = Path(address.path)
    if not path.is_file():
        raise Refused("TABLE_UNREADABLE", name=table.name, why="没有这个文件")
    if address.scheme == "sqlite":
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            yield from _walk(database.execute(select))
    else:
        with duckdb.connect(str(path), read_only=True) as database:
            yield from _walk(database.execute(select))


def _of_postgres(address: str, select: str) -> Rows:
    """With a cursor on the server, so that no table is ever held whole."""
    with (
        psycopg.connect(
            address,
            connect_timeout=_CONNECT_SECONDS,
            options="-c default_transaction_read_only=on",
        ) as database,
        database.cursor(name="huitoukan") as cursor,
    ):
        cursor.execute(select.encode())
        first = cursor.fetchmany(AT_A_TIME)
        yield [column.name for column in cursor.description or ()]
        while first:
            yield from first
            first = cursor.fetchmany(AT_A_TIME)


def _walk(cursor: Any) -> Rows:
    yield [column[0] for column in cursor.description]
    while rows := cursor.fetchmany(AT_A_TIME):
        yield from rows
