"""Every word of the language of rules gives the same value on DuckDB and on Spark.

The rows are awkward on purpose: nothing, spaces of all kinds, half numbers, the last of a month.
"""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huitoukan.engine import api, on_duckdb
from huitoukan.engine.conditions import to_sql
from huitoukan.engine.examples import invented_id
from huitoukan.engine.keys import person_key_sql
from huitoukan.rules.conditions import (
    AGGREGATES,
    FUNCTIONS,
    OUR_FUNCTIONS,
    Scope,
    parse_condition,
)

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]

SCOPE = Scope(
    tables={
        "t": {"a": "text", "b": "text", "x": "decimal", "n": "int", "d": "date", "yes": "bool"}
    },
    params=frozenset({"on", "months", "word"}),
    default="t",
    aggregates=True,
)
VALUES: dict[str, object] = {"on": dt.date(2026, 10, 31), "months": 5, "word": "^a.*$"}

ONE_BY_ONE = [
    "lower(a) = upper(b)", "trim(a)", "length(a)", "substr(a, 1, 2)", "substr(a, 2)", "left(a, 2)",
    "right(a, 1)", "replace(a, '、', '')", "starts_with(a, b)", "contains(a, b)", "concat(a, n, b)",
    "a || b", "a like '%\\_%'", "a not like 'a%'", "regexp_matches(a, 'a.c')",
    "regexp_matches(a, '^[^、]+$')", "regexp_matches(a, :word)", "regexp_extract(a, '[0-9]+')",
    "regexp_extract(a, '^(.)(.)', 2)", "coalesce(a, b, '无')", "nullif(a, b)", "greatest(x, n)",
    "least(a, b)", "abs(x)", "abs(n)", "round(x)", "round(x, 2)", "round(n / 3, 1)", "floor(x)",
    "ceil(x)", "floor(n)", "year(d)", "month(d)", "day(d)", "make_date(2024, month(d), 1)",
    "date_diff('day', d, :on)", "date_diff('month', d, :on)", "date_diff('year', d, :on)",
    "date_trunc('month', d)", "date_trunc('quarter', d)", "last_day(d)", "strftime(d, '%Y-%m')",
    "strftime(d, '%Y年%m月%d日')", "add_months(d, :months)", "add_months(d, -12 * :months)",
    "add_months(d, n)", "age(d, :on)", "month_of(d)", "school_year(d)", "id_valid(a)", "has(a, b)",
    "d + 3", "d - 3", "x / nullif(n, 0)", "1 / nullif(x, 0)", "n // 7", "n % 7", "-n",
    "x * 1.5 + n", "n * 0.1", "n - 0.5", "cast(least(x, 99) as int)", "cast(x as bigint)",
    "try_cast(a as int)",
    "try_cast(a as double)", "cast(n as text)", "cast(d as text)", "cast(yes as text)",
    "cast(n as double)", "cast(yes as int)", "a is distinct from b", "a < b", "x > n", "x = n",
    "x is null or yes", "not yes", "yes is not true", "n in (1, 2, null)", "n not in (1, 2)",
    "d between date '2024-02-29' and :on", "case when x > 1 then a else b end",
]  # fmt: skip
TOGETHER = [
    "count(*)", "count(x)", "count(distinct a)", "sum(x)", "sum(n)", "sum(x) filter (where n > 0)",
    "min(a)", "max(a)", "min(d)", "max(x)", "bool_or(yes)", "bool_and(yes)", "sum(x) > 1.5",
    "round(100.0 * count(*) filter (where yes) / nullif(count(*), 0))",
]  # fmt: skip

TEXTS = [
    None, "", " ", "a", "A", "abc", "ab\n", "a\nc", "a\rc", "a\u2028c", "\u3000全 角\xa0", "a_b",
    "a\\_b", "甲、乙", "乙", "𠮷野", "1", "-7", " 12 ", "1.5", "2.5", "-2.5", "1e3", "12 岁",
    invented_id(1), invented_id(2) + "43", "990101800101001", "99010119800101001", "0,5",
    "990101198001010016", "990101198002300019", "99010119800101001X",
]  # fmt: skip
FLOATS = [
    None, 0.0, -0.0, 0.5, 1.5, 2.5, -0.5, -2.5, 1.005, 2.675, 0.1, 1e15, 12345678.9, -1.00005,
    1.00005, 0.00005, 33.335, 1 / 3, 99999.99995,
]  # fmt: skip
DAYS = [
    None, dt.date(2024, 2, 29), dt.date(2026, 1, 31), dt.date(2026, 8, 31), dt.date(2026, 9, 1),
    dt.date(1949, 10, 1), dt.date(2026, 10, 31), dt.date(2026, 12, 31), dt.date(1900, 1, 1),
]  # fmt: skip


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    count = len(TEXTS) * 6
    table = {
        "i": pa.array(range(count), pa.int64()),
        "a": [TEXTS[i % len(TEXTS)] for i in range(count)],
        "b": [TEXTS[i * 7 % len(TEXTS)] for i in range(count)],
        "x": pa.array([FLOATS[i % len(FLOATS)] for i in range(count)], pa.float64()),
        "n": pa.array([None if i % 11 == 0 else i % 23 - 9 for i in range(count)], pa.int64()),
        "d": pa.array([DAYS[i % len(DAYS)] for i in range(count)], pa.date32()),
        "yes": [None if i % 5 == 0 else i % 2 == 0 for i in range(count)],
    }
    path = tmp_path_factory.mktemp("words") / "t[1] {甲}.parquet"  # no pattern, only a name
    pq.write_table(pa.table(table), path)
    return path


def _both(spark: api.Spark, path: Path, select: str) -> tuple[Any, Any]:
    read = f"SELECT * FROM read_parquet('{path}') AS file"  # noqa: S608 - a path of the test
    found = []
    for engine in (on_duckdb.Session, spark.session):
        with engine(api.Limits(seconds=120)) as session:
            session.keep(api.Step("t", read, (), ""))
            session.lock()
            session.keep(api.Step("asked", select, ("t",), ""))
            found.append(session.rows("asked"))
    return found[0], found[1]


def _sql(expression: str) -> str:
    return to_sql(parse_condition(expression, SCOPE), VALUES)


def _alike(one: object, other: object) -> bool:
    """The same type and value; the sign of a zero, which a hit does not show, may differ."""
    if isinstance(one, float) and isinstance(other, float):
        return one == other or (math.isnan(one) and math.isnan(other))
    return type(one) is type(other) and str(one) == str(other)


def _differences(
    spark: api.Spark, rows: Path, words: list[str], of: str
) -> dict[str, tuple[object, ...]]:
    """Of each expression the last row in which the engines differ, with both values."""
    named = ", ".join(f"{_sql(one)} AS v{i}" for i, one in enumerate(words))
    select = f"SELECT {of} AS k, {named} FROM t GROUP BY ALL"  # noqa: S608 - of this file
    (names, here), (also, there) = _both(spark, rows, select)
    assert names == also
    assert len(here) == len(there)
    found = dict(zip([row[0] for row in there], there, strict=True))
    return {
        words[i]: (row[0], row[i + 1], found[row[0]][i + 1])
        for row in here
        for i in range(len(words))
        if not _alike(row[i + 1], found[row[0]][i + 1])
    }


def test_every_function_of_the_language_is_asked() -> None:
    said = " ".join((*ONE_BY_ONE, *TOGETHER))
    assert [one for one in (*FUNCTIONS, *OUR_FUNCTIONS, *AGGREGATES) if f"{one}(" not in said] == []


def test_every_word_gives_the_same_value_row_by_row(spark: api.Spark, rows: Path) -> None:
    assert _differences(spark, rows, ONE_BY_ONE, "i") == {}


def test_every_measure_gives_the_same_value(spark: api.Spark, rows: Path) -> None:
    assert _differences(spark, rows, TOGETHER, "n") == {}


def test_a_person_has_the_same_key(spark: api.Spark, rows: Path) -> None:
    select = f"SELECT i, {person_key_sql('t.a')} AS k FROM t"  # noqa: S608 - ours
    here, there = _both(spark, rows, select)
    assert sorted(here[1]) == sorted(there[1])
    assert len({key for _, key in here[1]}) == 4  # three persons and nobody
