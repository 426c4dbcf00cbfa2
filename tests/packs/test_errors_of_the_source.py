"""The faults seen in the rule sets of real counties, each shown not to be ours.

They are listed at the end of the collection that the rules C001–C199 were merged from: conditions
that never hold, blanks compared as texts, ages counted from years or days, a limit that is not
the text's, a household told once per member, state kept between runs, a missing column that stops
the run, a county's name in the code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from huitoukan.engine import api
from huitoukan.engine.examples import run_example
from huitoukan.engine.hits import RuleResult
from huitoukan.rules.load import load_pack
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.comparing import Example

DAY = dt.date(2026, 10, 31)
Rows = Sequence[Mapping[str, Any]]


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("national-2026")


def ask(pack: Pack, rule: str, missing: tuple[str, ...] = (), **tables: Rows) -> RuleResult:
    given = {"member": (), **{name: tuple(rows) for name, rows in tables.items()}}
    example = Example("asked", "boundary", DAY, given, (), missing)
    return run_example(pack, pack.rules[rule], example).result


def hits(result: RuleResult) -> set[str]:
    return {hit.object_key for hit in result.hits}


def member(number: int, household: str = "H1", **columns: Any) -> dict[str, Any]:
    return {"household_no": household, "person_no": f"P{number}", "name": f"人{number}", **columns}


AREAS = ("C113", "C114", "C115", "C116", "C117", "C118", "C119")


@pytest.mark.parametrize("rule", AREAS)
def test_a_range_is_left_below_or_above_never_below_and_above(pack: Pack, rule: str) -> None:
    """The source has `< 0 and > 100`, which no area satisfies."""
    column = pack.rules[rule].evidence["household"][-1]
    limit = pack.rules[rule].params["limit"].value
    assert isinstance(limit, int)
    areas = {"H1": -1, "H2": 0, "H3": limit, "H4": limit + 1}
    rows = [{"household_no": key, "head_name": key, column: area} for key, area in areas.items()]
    assert hits(ask(pack, rule, household=rows)) == {"H1", "H4"}


def test_a_blank_is_a_blank_however_the_file_spells_it(pack: Pack) -> None:
    """The source compares None with ''; here both are nothing, and 否 is an answer."""
    rows = [
        {"household_no": "H1", "head_name": "甲"},
        {"household_no": "H2", "head_name": "乙", "water_safe": False},
    ]
    assert hits(ask(pack, "C102", household=rows)) == {"H1"}


@pytest.mark.parametrize(
    ("birth", "hit"),
    [
        ("2010-10-31", True),  # sixteen on the day itself
        ("2010-11-01", False),  # tomorrow: the year alone says sixteen
        ("1966-11-01", True),  # sixty tomorrow: 21,914 days // 365 say sixty already
        ("1966-10-31", False),
    ],
)
def test_an_age_is_completed_years_not_years_subtracted_nor_days_divided(
    pack: Pack, birth: str, hit: bool
) -> None:
    person = member(1, birth_date=birth, health_status="健康", labour_ability="无劳动力")
    assert hits(ask(pack, "C056", member=[person])) == ({"P1"} if hit else set())


def test_somebody_born_on_the_29th_of_february_is_a_year_older_on_the_first_of_march(
    pack: Pack,
) -> None:
    person = member(
        1, birth_date="2008-02-29", work_from="2024-02-28", is_working=True
    )  # sixteen on the 29th
    assert hits(ask(pack, "C072", member=[person])) == {"P1"}
    person["work_from"] = "2024-02-29"
    assert hits(ask(pack, "C072", member=[person])) == set()


def test_the_age_of_the_text_is_taken_where_the_code_has_another(pack: Pack) -> None:
    """The source's text says sixteen, its code fourteen; six months, its code two."""
    assert pack.rules["C056"].params["age_from"].value == 16
    assert pack.rules["C144"].params["months"].value == 6
    fifteen = member(1, birth_date="2011-03-05", health_status="健康", labour_ability="无劳动力")
    assert hits(ask(pack, "C056", member=[fifteen])) == set()


def test_school_age_is_counted_on_the_first_of_september_of_any_year(pack: Pack) -> None:
    """The source holds a birth date for one year; a year later it asks about the wrong children."""
    for year in (2026, 2027, 2031):
        on = dt.date(year, 10, 31)
        born = (f"{year - 6}-09-01", f"{year - 6}-09-02")
        rows = tuple(member(i, birth_date=day) for i, day in enumerate(born, start=1))
        example = Example("asked", "boundary", on, {"member": rows}, ())
        assert hits(run_example(pack, pack.rules["C043"], example).result) == {"P1"}


@pytest.mark.parametrize("rule", ["C096", "C133", "C152", "C159", "C170"])
def test_a_household_is_told_once_however_many_members_are_the_reason(
    pack: Pack, rule: str
) -> None:
    household = {
        "household_no": "H1",
        "head_name": "甲",
        "poverty_attribute": "一般贫困户",
        "monitor_category": "边缘易致贫户",
        "monitored_since": "2025-01",
        "risk_removed": rule == "C152",
        "income_wage": 0,
    }
    same = {
        "dibao_status": "农村低保",
        "out_of_school_reason": "厌学",
        "ins_resident_medical": False,
        "labour_ability": "普通劳动力",
        "work_months": 8,
    }
    result = ask(pack, rule, household=[household], member=[member(i, **same) for i in range(4)])
    assert [hit.object_key for hit in result.hits] == ["H1"]
    assert (result.n_objects, result.hits[0].n_rows) == (1, 4)


def _registry(folder: Path, pack: Pack, **rows: Rows) -> api.Tables:
    for name, table in pack.fields.items():
        api.write_table(folder / f"{name}.parquet", table, rows.get(name, []))
    return api.Tables(folder)


HOUSEHOLDS: Rows = (
    {"household_no": "H1", "head_name": "甲", "household_phone": "138", "house_area_m2": 0.0},
    {"household_no": "H2", "head_name": "乙", "household_phone": "13800000000"},
)
MEMBERS: Rows = (
    {"household_no": "H1", "person_no": "P1", "name": "甲", "relation_to_head": "户主"},
    {"household_no": "H1", "person_no": "P2", "name": "丙", "sex": "男", "student_status": "小学"},
)


def test_nothing_is_remembered_between_two_runs_of_one_process(tmp_path: Path, pack: Pack) -> None:
    """The source keeps lists in its modules: the second run repeats the hits of the first."""
    rules = [rule for rule in pack.rules if rule.startswith("C")]
    first = _registry(tmp_path / "one", pack, household=HOUSEHOLDS, member=MEMBERS)
    other = _registry(tmp_path / "two", pack, household=HOUSEHOLDS[1:], member=())

    def found(tables: api.Tables) -> list[tuple[str, tuple[str, ...], int]]:
        results = api.run(api.plan(pack, tables, DAY, rules)).results
        return [
            (one.rule_id, tuple(hit.object_key for hit in one.hits), one.n_objects)
            for one in results
        ]

    before = found(first)
    assert any(keys for _, keys, _ in before)
    assert all("H1" not in keys for _, keys, _ in found(other))
    assert found(first) == before


def test_missing_columns_leave_their_own_rules_unanswered_and_the_others_alone(
    tmp_path: Path, pack: Pack
) -> None:
    """The source stops at the first column it does not find; here dozens are missing."""
    tables = _registry(tmp_path, pack, household=HOUSEHOLDS, member=MEMBERS)
    rules = [rule for rule in pack.rules if rule.startswith("C")]
    results = api.run(api.plan(pack, tables, DAY, rules)).results
    assert len(results) == len(rules)
    lacking = [one for one in results if (one.cannot_tell_why or "").startswith("column_missing")]
    assert len(lacking) > 100
    assert all(one.n_cannot_tell == one.n_objects for one in lacking)
    assert {one.rule_id for one in results if one.n_hits} >= {"C004", "C010", "C013", "C024"}


def test_the_rule_whose_column_is_missing_says_which(pack: Pack) -> None:
    rows = [{"household_no": "H1", "head_name": "甲"}]
    result = ask(pack, "C102", missing=("household.water_safe",), household=rows)
    assert (result.n_cannot_tell, result.cannot_tell_why) == (
        1,
        "column_missing:household.water_safe",
    )


def test_no_rule_knows_the_name_of_a_county(pack: Pack) -> None:
    """The source asks whether somebody works in 长顺县; ours ask for the region of work."""
    for rule in pack.rules.values():
        conditions = " ".join(
            (*rule.when.values(), rule.among or "", rule.measure or "", rule.sql or "")
        )
        assert "县'" not in conditions.replace("县外省内'", "").replace("乡外县内'", ""), rule.id
    rows = [
        member(1, work_region="乡外县内", travel_subsidy=300, work_county="任意县"),
        member(2, work_region="省外", travel_subsidy=300, work_county="任意县"),
    ]
    assert hits(ask(pack, "C080", member=rows)) == {"P1"}


def test_the_registry_has_at_least_150_rules_of_its_own_and_each_asks_something_else(
    pack: Pack,
) -> None:
    inside = [rule for rule in pack.rules.values() if rule.id.startswith("C")]
    assert len(inside) >= 150
    questions = [
        (rule.kind, rule.of, rule.among, tuple(rule.when.items()), rule.measure, rule.by, rule.sql)
        for rule in inside
    ]
    assert len(set(questions)) == len(questions)
    assert len({rule.title.zh for rule in inside}) == len(inside)


def test_counts_and_keys_are_asked_before_what_is_built_on_them(tmp_path: Path, pack: Pack) -> None:
    plan = api.plan(pack, _registry(tmp_path, pack, household=HOUSEHOLDS), DAY)
    stages = [one.rule.stage for one in plan.rules]
    assert stages == sorted(stages, key=["keys", "business"].index)
    keys = {one.rule.id for one in plan.rules if one.rule.stage == "keys"}
    assert {"C014", "C021", "C022", "C023", "C024", "X80"} <= keys
