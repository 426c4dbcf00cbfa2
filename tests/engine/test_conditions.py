"""Conditions as SQL: our functions give on DuckDB what they promise, and values stay values."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.domain.identity import check_character, id_valid
from huitoukan.engine.conditions import MACROS, to_sql
from huitoukan.rules.conditions import OUR_FUNCTIONS, Scope, parse_condition

SCOPE = Scope(
    tables={"t": {"day": "date", "text": "text", "money": "decimal"}},
    params=frozenset({"on", "n", "word"}),
    aggregates=True,
)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


def _value(
    condition: str,
    day: dt.date | None = None,
    text: str | None = None,
    values: dict[str, object] | None = None,
) -> Any:
    sql = to_sql(parse_condition(condition, SCOPE), values or {})
    row = "SELECT CAST(? AS DATE) AS day, CAST(? AS VARCHAR) AS text, CAST(1.5 AS DOUBLE) AS money"
    select = f"SELECT {sql} FROM ({row}) AS t"  # noqa: S608 - the expression under test
    found = duckdb.execute(select, [day, text]).fetchone()
    assert found is not None
    return found[0]


def test_a_hostile_value_of_a_parameter_stays_a_value() -> None:
    hostile = "x'; DROP TABLE t; --"
    assert _value("t.text = :word", text=hostile, values={"word": hostile}) is True


def test_every_function_of_the_language_is_expanded() -> None:
    assert set(MACROS) == set(OUR_FUNCTIONS)
    assert {name: len(names) for name, (names, _) in MACROS.items()} == OUR_FUNCTIONS


@given(DAYS, DAYS)
def test_age_is_the_number_of_completed_years(birth: dt.date, day: dt.date) -> None:
    years = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
    assert _value("age(t.day, :on)", birth, values={"on": day}) == years


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        ("2010-09-01", "2026-09-01", 16),
        ("2010-09-02", "2026-09-01", 15),
        ("2008-02-29", "2026-02-28", 17),
    ],
)
def test_age_changes_on_the_birthday(birth: str, on: str, years: int) -> None:
    day = dt.date.fromisoformat(on)
    assert _value("age(t.day, :on)", dt.date.fromisoformat(birth), values={"on": day}) == years


@pytest.mark.parametrize(
    ("day", "n", "moved"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-10-31", -1, "2026-09-30"),
        ("2026-01-15", 36, "2029-01-15"),
    ],
)
def test_months_are_added_to_the_last_day_at_most(day: str, n: int, moved: str) -> None:
    values: dict[str, object] = {"n": n}
    found = _value("add_months(t.day, :n)", dt.date.fromisoformat(day), values=values)
    assert found == dt.date.fromisoformat(moved)


@pytest.mark.parametrize(
    ("day", "start"), [("2026-08-31", "2025-09-01"), ("2026-09-01", "2026-09-01")]
)
def test_the_school_year_begins_on_the_first_of_september(day: str, start: str) -> None:
    found = _value("school_year(t.day)", dt.date.fromisoformat(day))
    assert found == dt.date.fromisoformat(start)


@pytest.mark.parametrize(
    ("text", "is_there"),
    [("残疾", True), ("健康、残疾", True), ("残疾人家属", False), ("健康", False), (None, None)],
)
def test_has_looks_for_whole_values(text: str | None, is_there: bool | None) -> None:
    assert _value("has(t.text, '残疾')", text=text) is is_there


def test_month_of_is_text_that_sorts() -> None:
    assert _value("month_of(t.day)", dt.date(2026, 9, 1)) == "2026-09"


def test_our_functions_may_stand_inside_each_other() -> None:
    day = dt.date(2010, 8, 31)
    values: dict[str, object] = {"on": dt.date(2026, 10, 31)}
    assert _value("age(t.day, school_year(add_months(:on, -2)))", day, values=values) == 15


def test_a_sum_is_exact_inside_a_filter_too() -> None:
    sql = to_sql(parse_condition("sum(t.money) filter (where t.money > 0) > 1", SCOPE), {})
    assert "CAST(SUM(CAST(t.money AS DECIMAL(38, 4))) FILTER(WHERE t.money > 0) AS DOUBLE)" in sql


def _near_numbers() -> st.SearchStrategy[str]:
    """Numbers that are valid, nearly valid, or something else."""
    born = st.dates(dt.date(1850, 1, 1), dt.date(2030, 1, 1)).map(lambda d: f"{d:%Y%m%d}")
    body = st.builds(
        lambda area, day, order: f"{area:06d}{day}{order:03d}",
        st.integers(0, 999999),
        born | st.integers(0, 99999999).map(lambda n: f"{n:08d}"),
        st.integers(0, 999),
    )
    valid = body.map(lambda digits: digits + check_character(digits))
    wrong = st.builds(str.__add__, body, st.sampled_from("0123456789Xx"))
    noisy = st.builds(str.__add__, valid, st.sampled_from(["", " ", "\n", "11", "43B1", "X"]))
    return valid | wrong | noisy | st.text(max_size=20) | st.text("0123456789X", max_size=22)


@given(_near_numbers())
def test_id_valid_agrees_with_the_domain(text: str) -> None:
    if "\0" not in text:
        assert _value("id_valid(t.text)", text=text) is id_valid(text)


def test_nobodys_number_is_neither_valid_nor_invalid() -> None:
    assert _value("id_valid(t.text)") is None
