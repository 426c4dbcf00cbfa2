"""A registry column that nobody delivered: its rules cannot tell, and every other rule runs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from huitoukan.engine import api
from huitoukan.engine.hits import RuleResult
from huitoukan.rules.load import load_pack
from tests.engine.asked import ask, hit_keys, person

PHONE = 'kind: where\nof: member\nwhen: "member.phone is null"\n'


def told(result: RuleResult) -> tuple[int, int, int, str | None]:
    return result.n_objects, result.n_hits, result.n_cannot_tell, result.cannot_tell_why


def test_a_blank_is_a_hit_only_where_the_column_was_delivered() -> None:
    members = [person("P1", phone="1"), person("P2")]
    assert hit_keys(ask(PHONE, {"member": members})) == ["P2"]
    missing = ask(PHONE, {"member": members}, missing=["member.phone"])
    assert told(missing) == (2, 0, 2, "column_missing:member.phone")


def test_a_column_of_the_population_that_is_missing_leaves_everybody_unknown() -> None:
    body = (
        "kind: where\nof: member\namong: \"household.cause = '因病'\"\n"
        'when: "member.phone is null"\n'
    )
    result = ask(body, {"member": [person("P1")]}, missing=["household.cause"])
    assert told(result) == (1, 0, 1, "column_missing:household.cause")


def test_what_is_only_shown_may_be_missing() -> None:
    result = ask(
        PHONE,
        {"member": [person("P1", phone="1"), person("P2")]},
        missing=["member.sex"],
        says="{member.name}，{member.sex}。",
    )
    assert [hit.sentence for hit in result.hits] == ["人B，未填。"]


@pytest.mark.parametrize(
    "body",
    [
        "kind: duplicate\nof: member\nby: [phone]\n",
        "kind: duplicate\nof: member\nby: [name]\napart: phone\n",
        """kind: count_per_group
of: member
group: household_no
measure: count(member.phone)
when: n > 1
""",
        """kind: sql
of: member
sql: |
  select m.person_no from member as m where m.phone is null
""",
        'kind: absent_from\nof: household\nin: member\nmatch: household\nwhen: "phone is null"\n',
    ],
)
def test_every_kind_of_rule_sees_that_a_column_is_missing(body: str) -> None:
    result = ask(body, {"member": [person("P1"), person("P2")]}, missing=["member.phone"])
    assert result.cannot_tell_why == "column_missing:member.phone"
    assert result.n_hits == 0
    assert result.n_cannot_tell == result.n_objects > 0


def test_a_missing_column_does_not_stop_the_other_rules(tmp_path: Path) -> None:
    pack = load_pack("national-2026")
    rows = {
        "household": [{"household_no": "H1", "head_name": "甲", "house_area_m2": 0.0}],
        "member": [{"household_no": "H1", "person_no": "P1", "name": "甲"}],
        "village": [],
    }
    for name in pack.fields:
        api.write_table(tmp_path / f"{name}.parquet", pack.fields[name], rows.get(name, []))
    outcome = api.run(api.plan(pack, api.Tables(tmp_path), dt.date(2026, 10, 31)))
    results = {one.rule_id: one for one in outcome.results}
    assert results["C013"].n_hits == 1
    assert results["C010"].cannot_tell_why == "column_missing:household.household_phone"


def test_a_column_that_no_row_fills_is_not_in_the_file_of_the_registry(tmp_path: Path) -> None:
    table = load_pack("national-2026").fields["household"]
    path = tmp_path / "household.parquet"
    api.write_table(path, table, [{"household_no": "H1", "head_name": "甲", "water_safe": False}])
    names = pq.read_schema(path).names
    assert {"household_no", "head_name", "water_safe"} <= set(names)
    assert "house_grade" not in names


def test_a_column_that_nobody_fills_stays_where_another_of_its_block_is_filled(
    tmp_path: Path,
) -> None:
    table = load_pack("national-2026").fields["household"]
    path = tmp_path / "household.parquet"
    row = {"household_no": "H1", "head_name": "甲", "measure_health": "签约"}
    api.write_table(path, table, [row])
    names = pq.read_schema(path).names
    assert "measure_relocation" in names
    assert "after_dropout" not in names


def test_a_table_without_rows_keeps_its_columns(tmp_path: Path) -> None:
    table = load_pack("national-2026").fields["household"]
    path = tmp_path / "household.parquet"
    api.write_table(path, table, [])
    assert {column.name for column in table.columns} <= set(pq.read_schema(path).names)


def test_members_without_a_household_can_be_given_in_an_example() -> None:
    body = 'kind: where\nof: member\nwhen: "household.household_no is null"\n'
    assert hit_keys(ask(body, {"member": [person("P1")], "household": []})) == ["P1"]
    assert hit_keys(ask(body, {"member": [person("P1")]})) == []
