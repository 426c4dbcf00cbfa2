"""What a SELECT can look at: an anti join above all loses nothing."""

from __future__ import annotations

import pytest
import sqlglot

from huitoukan.engine.selects import rows_looked_at

REGISTRY = ("household", "member", "village")
MEMBER = ("member", "person_key")
KEY = "D08.person_key = member.person_key"


def looked_at(select: str, table: str = "D08") -> list[tuple[tuple[str, str] | None, list[str]]]:
    tree = sqlglot.parse_one(select.replace("KEY", KEY), read="duckdb")
    found = rows_looked_at(tree, table, REGISTRY)
    return [(one.among, [part.sql("duckdb") for part in one.conditions]) for one in found]


@pytest.mark.parametrize(
    ("select", "conditions"),
    [
        ("select 1 from member left join D08 on KEY where D08.plate is null", []),
        (
            "select 1 from member left join D08 on KEY and D08.value > 1 where D08.plate is null",
            ["D08.value > 1"],
        ),
        ("select 1 from member join D08 on KEY where D08.value > 1", ["D08.value > 1"]),
        ("select 1 from D08, member where KEY and D08.value > 1", ["D08.value > 1"]),
        ("select 1 from member where not exists (select 1 from D08 where KEY)", []),
        (
            "select 1 from member m join D08 b on m.person_key = b.person_key and b.value > 1",
            ["D08.value > 1"],
        ),
    ],
)  # fmt: skip
def test_rows_joined_by_their_key_are_those_of_the_registry(
    select: str, conditions: list[str]
) -> None:
    assert looked_at(select) == [(MEMBER, conditions)]


@pytest.mark.parametrize(
    "select",
    [
        "select D08.person_key from D08",
        "select 1 from D08 left join member on KEY where member.person_no is null",
        "select 1 from D08 full join member on KEY",
        "select 1 from member right join D08 on KEY and member.person_no is null",
        "select 1 from member join D08 on D08.person_key <> member.person_key",
        "select 1 from member join D08 on KEY or D08.value > 1",
        "select 1 from member join D08 on D08.household_no = member.person_no",
        "select 1 from member where member.person_key not in (select D08.person_key from D08)",
        "select 1 from (select 1 as person_key) as member join D08 on KEY",
        "select 1 from D06 join D08 on D08.person_key = D06.person_key",
        "select 1 from member anti join D08 on KEY and D08.value > 1",
    ],
)
def test_what_is_not_surely_of_the_registry_has_every_key(select: str) -> None:
    assert [among for among, _ in looked_at(select)] == [None]


def test_a_condition_under_or_or_on_two_tables_is_none_on_the_row_alone() -> None:
    select = (
        "select 1 from member join D08 on KEY and (D08.value > 1 or member.name = 'x')"
        " and D08.plate <> member.name"
    )
    assert looked_at(select) == [(MEMBER, [])]


def test_each_mention_answers_for_itself() -> None:
    select = (
        "select 1 from member join D08 on KEY and D08.value > 1"
        " join (select paid.plate from D08 as paid where paid.state = 'x') as p on true"
    )
    assert looked_at(select) == [(MEMBER, ["D08.value > 1"]), (None, ["D08.state = 'x'"])]
