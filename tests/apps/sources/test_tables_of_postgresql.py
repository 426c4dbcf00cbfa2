"""A named table of PostgreSQL: read as text, never written to, its address never told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from huitoukan.domain.refusals import Refused
from huitoukan.intake.named_tables import AT_A_TIME, NamedTable, write_text

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the tests' database is SQLite"),
]
TABLE = "named_by_the_owner"


@pytest.fixture
def address() -> Iterator[str]:
    """The tests' server, with a table of another program in it."""
    chosen = connection.settings_dict
    host, port = str(chosen["HOST"]), chosen["PORT"]
    name = chosen["NAME"]
    where = f"/{name}?host={host}" if host.startswith("/") else f"{host}:{port}/{name}"
    found = f"postgresql://{chosen['USER']}:{chosen['PASSWORD']}@{where}"
    with psycopg.connect(found, autocommit=True) as made:
        made.execute(f"DROP TABLE IF EXISTS {TABLE}".encode())
        made.execute(
            f'CREATE TABLE {TABLE} ("姓名" text, "金额" numeric(10, 2), "在编" boolean,'
            ' "起始日" date, "登记时间" timestamp)'.encode()
        )
        yield found
        made.execute(f"DROP TABLE {TABLE}".encode())


def fill(address: str, rows: str) -> None:
    with psycopg.connect(address, autocommit=True) as made:
        made.execute(f"INSERT INTO {TABLE} {rows}".encode())


def read(address: str, folder: Path, table: str = TABLE) -> tuple[int, list[str]]:
    path = folder / "read.csv"
    n = write_text(NamedTable("人社系统", "D20", address, table), path, lambda _: None)
    return n, path.read_text(encoding="utf-8").splitlines()


def test_a_table_that_is_not_there_is_said_without_its_address(
    address: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refused:
        read(address, tmp_path, "no_such_table")
    assert refused.value.code == "TABLE_UNREADABLE"
    assert "postgresql" not in str(refused.value)


def test_a_server_that_does_not_answer_is_said_without_its_address(
    address: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refused:
        read("postgresql://reader@127.0.0.1:1/none", tmp_path)
    assert refused.value.code == "TABLE_UNREADABLE"
    assert "127.0.0.1" not in str(refused.value)


def test_a_view_that_would_write_cannot(address: str, tmp_path: Path) -> None:
    with psycopg.connect(address, autocommit=True) as made:
        made.execute(b"CREATE SEQUENCE IF NOT EXISTS counted_by_a_view")
        made.execute(b"CREATE OR REPLACE VIEW writing AS SELECT nextval('counted_by_a_view')")
    try:
        with pytest.raises(Refused) as refused:
            read(address, tmp_path, "writing")
        assert refused.value.code == "TABLE_UNREADABLE"
    finally:
        with psycopg.connect(address, autocommit=True) as made:
            made.execute(b"DROP VIEW writing")
            made.execute(b"DROP SEQUENCE counted_by_a_view")


def test_an_empty_table_is_its_headings(address: str, tmp_path: Path) -> None:
    assert read(address, tmp_path) == (0, ["姓名,金额,在编,起始日,登记时间"])


def test_values_become_the_texts_that_a_person_would_write(address: str, tmp_path: Path) -> None:
    fill(
        address,
        "VALUES ('甲', 420.50, true, '2025-01-31', '2025-01-31 00:00'),"
        " (NULL, NULL, false, NULL, '2025-01-31 08:30')",
    )
    n, lines = read(address, tmp_path)
    assert n == 2
    assert lines[1:] == ["甲,420.50,是,2025-01-31,2025-01-31", ",,否,,2025-01-31 08:30:00"]


def test_a_long_table_is_read_in_parts_and_whole(address: str, tmp_path: Path) -> None:
    n_rows = 2 * AT_A_TIME + 1
    fill(address, f"SELECT '人' || n, n FROM generate_series(1, {n_rows}) AS made (n)")  # noqa: S608
    n, lines = read(address, tmp_path, f"public.{TABLE}")
    assert (n, len(lines)) == (n_rows, n_rows + 1)
    assert len(set(lines)) == len(lines)
