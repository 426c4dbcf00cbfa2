"""Conditions that can never hold are found before release: a fault seen in real rule sets."""

from __future__ import annotations

from pathlib import Path

import pytest

from huitoukan.rules.check import check_pack
from huitoukan.rules.conditions import Scope, parse_condition
from huitoukan.rules.contradictions import blanks_as_text, never_holding
from tests.rules.small_pack import rule, small_pack

SCOPE = Scope(
    {"t": {"x": "decimal", "y": "decimal", "name": "text", "done": "bool"}},
    params=frozenset({"low", "high"}),
)
VALUES = {"low": 0, "high": 100}


def dead(condition: str) -> list[str]:
    return [part.sql() for part in never_holding(parse_condition(condition, SCOPE), VALUES)]


@pytest.mark.parametrize(
    "condition",
    [
        "t.x < 0 and t.x > 100",
        "t.x < :low and t.x > :high",
        "0 > t.x and 100 < t.x",
        "t.x > 5 and t.x <= 5",
        "t.x between 10 and 5",
        "t.x = 1 and t.x = 2",
        "t.name = '是' and t.name in ('否', '未知')",
        "t.x in (1, 2) and t.x > 2",
        "t.x is null and t.x > 0",
        "t.x is null and t.x is not null",
        "t.done is true and t.done is false",
        "t.done = true and t.done = false",
        "abs(t.x) > 10 and abs(t.x) < 5",
        "(t.x < 0 and t.y = 1) and t.x > 100",
        "t.x < 0 and (t.x > 100 or t.x = 7)",
        "t.x > -1 and t.x < -2",
    ],
)
def test_a_condition_that_can_never_hold_is_found(condition: str) -> None:
    assert dead(condition)


@pytest.mark.parametrize(
    "condition",
    [
        "t.x < 0 or t.x > 100",
        "t.x >= 5 and t.x <= 5",
        "t.x > 0 and t.y < 0",
        "t.x > :low and t.x < :high",
        "t.x between 5 and 5",
        "t.x is null or t.x > 0",
        "t.x not between 0 and 12",
        "(t.x > 1 or t.y = 1) and (t.x < 0 or t.y = 2)",
        "t.name in ('是', '否') and t.name <> '是'",
        "t.x in (1, 2) and t.x > 1",
        "not t.done and t.x > 1",
        "t.x > t.y and t.x < t.y",
    ],
)
def test_a_condition_that_may_hold_is_left_alone(condition: str) -> None:
    assert dead(condition) == []


def test_a_dead_branch_beside_a_living_one_is_named_alone() -> None:
    assert dead("t.y = 1 or (t.x < 0 and t.x > 100)") == ["t.x < 0 AND t.x > 100"]


def test_a_blank_written_as_an_empty_text_or_compared_with_null_is_found() -> None:
    for condition in ("t.name = ''", "t.name <> ''", "t.name in ('', '无')", "t.name = null"):
        assert blanks_as_text(parse_condition(condition, SCOPE)), condition
    for condition in ("t.name is null", "coalesce(t.name, '') = ''", "t.name = '无'"):
        assert not blanks_as_text(parse_condition(condition, SCOPE)), condition


def codes_found(folder: Path, body: str) -> set[str]:
    return {finding.code for finding in check_pack(small_pack(folder, rule(body)))}


def test_pack_check_names_the_range_of_the_source_that_never_holds(tmp_path: Path) -> None:
    body = 'kind: where\nof: household\nwhen: "member_count < 0 and member_count > 100"\n'
    assert "NEVER" in codes_found(tmp_path, body)


def test_pack_check_reads_among_and_when_together(tmp_path: Path) -> None:
    body = (
        'kind: where\nof: household\namong: "household.cause is not null"\n'
        'when: "household.cause is null"\n'
    )
    assert "NEVER" in codes_found(tmp_path, body)


def test_pack_check_names_a_blank_that_was_written_as_a_text(tmp_path: Path) -> None:
    body = "kind: where\nof: household\nwhen: \"household.cause = ''\"\n"
    assert "BLANK" in codes_found(tmp_path, body)


@pytest.mark.parametrize("condition", ["member.health = '建康'", "has(member.health, '残废')"])
def test_pack_check_names_a_code_that_its_list_lacks(tmp_path: Path, condition: str) -> None:
    body = f'kind: where\nof: member\nwhen: "{condition}"\n'
    assert "CODE" in codes_found(tmp_path, body)


def test_pack_check_looks_into_the_where_of_a_select(tmp_path: Path) -> None:
    body = (
        "kind: sql\nof: member\nsql: |\n  select m.person_no from member as m"
        " where m.health = '建康' or (m.name is null and m.name = '甲')\n"
    )
    assert {"CODE", "NEVER"} <= codes_found(tmp_path, body)
