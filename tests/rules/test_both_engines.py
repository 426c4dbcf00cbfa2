"""What DuckDB and Spark would answer differently is refused, with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from huitoukan.rules.both_engines import bad_pattern
from huitoukan.rules.check import check_pack
from huitoukan.rules.conditions import BadCondition, Scope, parse_condition, parse_select
from tests.rules.small_pack import rule, small_pack

SCOPE = Scope(
    tables={"t": {"day": "date", "text": "text", "n": "int", "money": "decimal"}},
    params=frozenset({"on", "n", "word"}),
    default="t",
)
SELECT = "select text from t where"
DIFFERENT = [
    # sqlglot translates these silently wrong
    ("select text from t qualify row_number() over (order by n) = 1 limit 3", "qualify"),
    ("select text from t limit 3", "limit"),
    ("select list(text order by n) from t group by n", "list"),
    ("select array_agg(text order by n) from t group by n", "list"),
    ("select date_diff('week', day, day) from t", "day、month、year"),
    # and these stop there, or mean something else
    (f"{SELECT} regexp_full_match(text, 'a')", "regexp_matches"),
    (f"{SELECT} text[1:2] = 'a'", "substr"),
    ("select text from t where n in (select n from t)", "exists"),
    (f"{SELECT} :on - day > 3", "date_diff"),
    (f"{SELECT} day - :on > 3", "date_diff"),
    (f"{SELECT} day + interval 3 month > :on", "add_months"),
    (f"{SELECT} 1 / n > 2", "nullif(n, 0)"),
    (f"{SELECT} 1 // :n > 2", "nullif"),
    (f"{SELECT} n % 0 = 1", "nullif"),
    (f"{SELECT} substr(text, 0, 2) = 'a'", "substr"),
    (f"{SELECT} substr(text, -2) = 'a'", "substr"),
    (f"{SELECT} left(text, -1) = 'a'", "left"),
    (f"{SELECT} round(money, -2) = 1", "round"),
    (f"{SELECT} date_trunc('week', day) = :on", "year"),
    (f"{SELECT} strftime(day, '%j') = 'a'", "strftime"),
    (f"{SELECT} cast(text as date) < :on", "make_date"),
    (f"{SELECT} try_cast(text as date) < :on", "make_date"),
    (f"{SELECT} cast(text as boolean)", "boolean"),
    (f"{SELECT} cast(text as decimal(10, 2)) > 1", "double"),
    (f"{SELECT} cast(money as text) = '1'", "小数"),
    (f"{SELECT} 'a' || money = '1'", "小数"),
    (f"{SELECT} concat(text, money) = '1'", "小数"),
    (f"{SELECT} text like n", "like"),
    (f"{SELECT} regexp_matches(text, text)", "直接写出"),
    (f"{SELECT} regexp_matches(text, '\\bx')", "正则"),
]
SAME = [
    "1 / nullif(n, 0) > 2 and n % 2 = 1 and n // 10 = 3",
    "substr(text, 1, 2) = 'a' and left(text, 2) = 'a'",
    "round(money, 2) = 1 and date_diff('month', day, :on) > 3",
    "date_trunc('month', day) = date '2026-01-01'",
    "strftime(day, '%Y年%m月') = 'x' and cast(n as text) = '1'",
    "regexp_matches(text, :word) and text like '%a\\_%'",
]


@pytest.mark.parametrize(("select", "word"), DIFFERENT, ids=[one for one, _ in DIFFERENT])
def test_what_would_differ_is_refused_with_what_to_write_instead(select: str, word: str) -> None:
    with pytest.raises(BadCondition) as bad:
        parse_select(select, SCOPE)
    assert word in str(bad.value)


@pytest.mark.parametrize("condition", SAME)
def test_what_is_the_same_is_understood(condition: str) -> None:
    assert parse_condition(condition, SCOPE)


@pytest.mark.parametrize(
    "pattern",
    [
        r"\bx",
        r"\w+",
        r"\s",
        r"\p{L}",
        "(?i)a",
        "(?=a)",
        "a++",
        "[a&&b]",
        "[[:alpha:]]",
        r"\Aa",
        "[a",
    ],
)
def test_a_pattern_that_java_reads_differently_is_told(pattern: str) -> None:
    assert pattern in bad_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "^1[3-9][0-9]{9}$",
        "^(中职|高职|技师)",
        "^[^、,，]+[、,，]",
        r"^\d+\.\d{2}$",
        "a{2,}?",
        "(?:a|b)*",
    ],
)
def test_a_pattern_that_both_read_alike_is_fine(pattern: str) -> None:
    assert bad_pattern(pattern) == ""


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (
            "kind: sql\nof: member\nsql: |\n  select person_no from member\n"  # noqa: ISC004
            "  qualify row_number() over (order by name) = 1 limit 2",
            10,
        ),
        (
            "kind: sql\nof: member\nsql: |\n  select household_no,\n"  # noqa: ISC004
            "  list(name order by person_no) as names from member group by household_no",
            10,
        ),
        (
            "kind: where\nof: member\nwhen: regexp_matches(name, :odd)\n"  # noqa: ISC004
            "params: {odd: {value: '\\bx', source: 测试}}",
            10,
        ),
    ],
)
def test_pack_check_names_the_line(tmp_path: Path, body: str, line: int) -> None:
    findings = check_pack(small_pack(tmp_path / "small", rule(body)))
    assert {(one.code, one.line) for one in findings} == {("CONDITION", line)}
