"""A step in the words of Spark: what has none is refused, what would differ is said otherwise."""

from __future__ import annotations

import pytest

from huitoukan.engine.spark_words import NoWords, java_pattern, to_spark


def _words(select: str) -> str:
    return to_spark(select, {"member", "D07"}, lambda path: f"file_{len(path)}")


@pytest.mark.parametrize(
    "select",
    [
        "SELECT 1; SELECT 2",
        "DROP TABLE member",
        "SELECT * FROM secrets",
        "SELECT * FROM parquet.member",
        "SELECT * FROM read_text('/x')",
        "SELECT * FROM '/x.parquet'",
        "SELECT reflect('java.lang.System', 'exit') FROM member",
        "SELECT member.a + INTERVAL 1 HOUR FROM member",
        "SELECT date_diff('week', a, b) FROM member",
        "SELECT a LIKE b FROM member",
        "SELECT regexp_matches(a, b) FROM member",
    ],
)
def test_what_has_no_words_on_spark_is_refused(select: str) -> None:
    with pytest.raises(NoWords):
        _words(select)


def test_a_file_is_read_as_the_table_it_is_known_by() -> None:
    assert _words("SELECT file.a FROM read_parquet('/x y') AS file") == (
        "SELECT file.a FROM file_4 AS file"
    )


def test_a_name_of_the_select_itself_is_no_foreign_table() -> None:
    assert "FROM own" in _words("WITH own AS (SELECT name FROM member) SELECT name FROM own")


@pytest.mark.parametrize(
    ("duckdb", "spark"),
    [
        ("date_diff('month', a, b)", "(YEAR(b) - YEAR(a)) * 12 + MONTH(b) - MONTH(a)"),
        ("a LIKE '\\_%'", r"LIKE '\\\\_%'"),
        ("CAST(a + INTERVAL (-12 * 3) MONTH AS DATE)", "ADD_MONTHS(a, CAST((-12 * 3) AS INT))"),
        ("regexp_matches(a, '^[0-9]$')", r"RLIKE '(?d)^[0-9]\\z'"),
        ("row_number() OVER (ORDER BY a)", "ORDER BY a NULLS LAST"),
        ("a IN (SELECT b FROM D07)", "EXISTS(SELECT 1 FROM (SELECT b AS among_key FROM D07)"),
        ("a / 2", "CAST((a) AS DOUBLE) / CAST((2) AS DOUBLE)"),
    ],
)
def test_what_would_mean_something_else_is_said_otherwise(duckdb: str, spark: str) -> None:
    assert spark in _words(f"SELECT {duckdb} AS x FROM member")  # noqa: S608 - ours


@pytest.mark.parametrize(
    ("pattern", "java"),
    [
        ("^a$", r"(?d)^a\z"),
        ("(a$|b$)", r"(?d)(a\z|b\z)"),
        (r"a\$", r"(?d)a\$"),
        ("[$a]", "(?d)[$a]"),
        (r"[^\]$]$", r"(?d)[^\]$]\z"),
    ],
)
def test_the_end_of_a_pattern_is_the_end_of_the_text(pattern: str, java: str) -> None:
    assert java_pattern(pattern) == java
