"""Of a delivery only the rows that a rule needs are kept, and no rule can tell the difference."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from huitoukan.engine import api
from huitoukan.engine.on_duckdb import Limits, Session
from huitoukan.engine.reduction import Need, in_order
from tests.engine.asked import ask, hit_keys, person
from tests.engine.tables_on_disk import write_tables
from tests.rules.small_pack import rule, small_pack

DAY = dt.date(2026, 10, 31)
CARS = [
    {"id_no": "A", "plate": "示1", "value": 1.0, "state": "正常"},
    {"id_no": "A", "plate": "示2", "value": 2.0, "state": "报废"},
    {"id_no": "B", "plate": "示3", "value": 3.0, "state": "正常"},
    {"id_no": "Z", "plate": "外1", "value": 4.0, "state": "正常"},
]
GIVEN = {"member": [person("P1"), person("P2")], "D08": CARS}


def kept(folder: Path, *bodies: str) -> int:
    """How many of the 90 cars are kept for rules with these bodies; half are of either state."""
    rules = (rule(body, f"X{n:02d}") for n, body in enumerate(bodies, start=1))
    pack = small_pack(folder / "pack", *rules)
    plan = api.plan(pack, write_tables(folder / "tables"), DAY)
    with Session(Limits()) as session:
        for step in plan.loads:
            session.keep(step)
        return len(session.rows("D08")[1])


def test_rows_of_nobody_in_the_registry_are_not_kept(tmp_path: Path) -> None:
    """Four members of the 180 have no number; their cars, and the cars of no one, stay away."""
    n = kept(tmp_path, "kind: present_in\nof: member\nin: D08")
    assert 0 < n < 90


def test_a_condition_on_the_row_alone_is_asked_when_it_is_read(tmp_path: Path) -> None:
    body = "kind: present_in\nof: member\nin: D08"
    everything = kept(tmp_path / "1", body)
    one = kept(tmp_path / "2", body + "\nwhen: D08.state = '正常'")
    both = kept(
        tmp_path / "3",
        *(f"{body}\nwhen: \"D08.state = '{state}'\"" for state in ("正常", "报废")),
    )
    assert one < both == everything


def test_a_condition_on_two_tables_waits_for_the_rule(tmp_path: Path) -> None:
    body = "kind: present_in\nof: member\nin: D08\n"
    everything = kept(tmp_path / "1", body)
    assert kept(tmp_path / "2", body + "when: D08.plate <> member.name") == everything


@pytest.mark.parametrize(
    "body",
    [
        "kind: duplicate\nof: D08\nby: [plate]",
        "kind: sql\nof: member\nin: D08\nsql: select D08.person_key from D08",
    ],
)
def test_a_rule_about_the_delivery_itself_has_every_row(tmp_path: Path, body: str) -> None:
    assert kept(tmp_path, body) == 90


@pytest.mark.parametrize(
    ("select", "is_everything"),
    [
        ("from member join D08 on D08.person_key = member.person_key", False),
        ("from member left join D08 on D08.person_key = member.person_key", False),
        ("from member join D08 on D08.person_key <> member.person_key", True),
    ],
)
def test_a_select_has_the_rows_that_it_joins_by_their_key(
    tmp_path: Path, select: str, is_everything: bool
) -> None:
    body = "kind: sql\nof: member\nin: D08\nsql: select member.person_no " + select
    assert (kept(tmp_path, body) == 90) == is_everything


def test_an_anti_join_in_a_select_finds_who_is_absent() -> None:
    body = (
        "kind: sql\nof: member\nin: D08\nsql: select member.person_no from member left join D08"
        " on D08.person_key = member.person_key and D08.state = '报废' where D08.plate is null"
    )
    assert hit_keys(ask(body, GIVEN)) == ["P2"]


def test_a_rule_about_a_delivery_keeps_of_another_the_rows_of_its_persons() -> None:
    among = Need("D12", ("D14", "person_key"))
    back = Need("D14", ("D12", "person_key"), "D14.amount > 1")
    assert [*in_order({"D12": [among], "D14": [Need("D14")]}, ["D12", "D14"])] == ["D14", "D12"]
    circle = in_order({"D12": [among], "D14": [back]}, ["D12", "D14"])
    assert circle == {
        "D12": (Need("D12"),),
        "D14": (Need("D14", ("D12", "person_key"), "D14.amount > 1"),),
    }


def test_a_strange_value_of_a_stranger_stops_nothing() -> None:
    cars = [*CARS[:1], {"id_no": "Z", "plate": "外", "value": 1.0, "state": "无"}]
    body = (
        "kind: present_in\nof: member\nin: D08\n"
        "when: cast(case when D08.state = '正常' then '1' else D08.state end as int) = 1"
    )
    assert hit_keys(ask(body, {**GIVEN, "D08": cars})) == ["P1"]


def test_the_newest_row_is_chosen_before_it_is_asked() -> None:
    houses = [
        {"household_no": "H1", "grade": "D", "appraised_on": "2020-01-01"},
        {"household_no": "H1", "grade": "A", "appraised_on": "2024-01-01"},
    ]
    body = (
        "kind: present_in\nof: household\nin: D33\nmatch: household\nnewest: appraised_on\n"
        "when: D33.grade = 'D'"
    )
    given = {"household": [{"household_no": "H1", "head_name": "甲"}], "D33": houses}
    assert hit_keys(ask(body, given)) == []


def test_excuses_are_kept_as_well_as_what_they_excuse() -> None:
    body = (
        "kind: present_in\nof: member\nin: D08\nwhen: D08.state = '正常'\n"
        "unless: {D08: \"D08.state = '报废'\"}"
    )
    assert hit_keys(ask(body, GIVEN)) == ["P2"]


def test_members_who_stand_twice_are_one_object() -> None:
    twice = [person("P1"), person("P1", household="H2"), person("P2")]
    result = ask("kind: present_in\nof: member\nin: D08", {**GIVEN, "member": twice})
    assert (result.n_objects, result.n_hits) == (2, 2)
