"""Every hand-worked case of the standards, and what a worksheet must tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from huitoukan.assess.answers import as_lines, worksheet
from huitoukan.assess.facts import read_facts
from huitoukan.assess.verdicts import Worksheet, assess_household, try_example
from huitoukan.domain.refusals import Refused
from huitoukan.rules.load import builtin_packs, load_pack
from tests.assess.hand_worked import SAID, cases, exact, pack

CASES = list(cases("standards"))
REFUSED = [(name, case) for name, case in CASES if "facts" in case]
WORKED = [(name, case) for name, case in CASES if "facts" not in case]
EXAMPLES = [
    (name, indicator, example.name)
    for name in builtin_packs()
    for indicator, one in load_pack(name).indicators.items()
    for example in one.examples
    if name == "national-2026"
]


def name_of(value: object) -> str:
    return str(value["case"]) if isinstance(value, dict) else str(value)


def facts_of(case: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a case: the file's good household, and what is different about this one."""
    base = case["base"]
    others = case.get("household", {})
    household = {} if others == "none" else {**base["household"], **others}
    household |= case.get("readings", {})
    differing = case.get("members", {})
    people = {} if differing == "none" else {**base["members"], **case.get("add", {})}
    members = [
        {
            "person_no": no,
            **row,
            **(differing.get(no, {}) if isinstance(differing, dict) else {}),
            **case.get("person_readings", {}).get(no, {}),
        }
        for no, row in people.items()
    ]
    income = case["income"] if "income" in case else base["income"]
    facts = {
        "household_no": "990224000001",
        "place": case["place"],
        "source": case["source"],
        "on": case["seen"],
        "household": household,
        "members": members,
    }
    if income is not None:
        shown = {"person_no", "relation", "birth", "situation"}
        listed = [{k: v for k, v in row.items() if k in shown} for row in members] or [
            {"person_no": "1", "relation": "户主"}
        ]
        line = {"item": "零工", "person_no": "1", "amount": income, "unit": "元", **SAID}
        facts["income_sheet"] = {
            "period": case.get("period", {"annual_oct_sep": 2020}),
            "members": listed,
            "lines": [line],
        }
    return facts


def assessed(case: Mapping[str, Any], facts: Mapping[str, Any] | None = None) -> Worksheet:
    opened, on = pack(case["pack"]), dt.date.fromisoformat(case["on"])
    given = exact(facts_of(case) if facts is None else facts)
    standard = opened.standards[case["standard"]]
    return assess_household(read_facts(given, opened, on), opened, standard, on)


@pytest.mark.parametrize(("file", "case"), REFUSED, ids=name_of)
def test_facts_that_cannot_be_used_are_refused_or_leave_the_answer_open(
    file: str, case: dict[str, Any]
) -> None:
    if "refused" in case:
        with pytest.raises(Refused) as refused:
            assessed(case, case["facts"])
        assert refused.value.code == case["refused"]
        return
    made = assessed(case, case["facts"])
    assert made.verdict == "cannot_tell"
    assert any(case["why_in"] in line for line in as_lines(made))


@pytest.mark.parametrize(("file", "case"), WORKED, ids=name_of)
def test_the_verdict_is_what_was_worked_out_by_hand(file: str, case: dict[str, Any]) -> None:
    made = assessed(case)
    told = {one.indicator.id: one.verdict for one in made.indicators if one.verdict != "met"}
    assert told == case.get("expect", {})
    assert made.verdict == case["overall"]
    assert case["why"]


@pytest.mark.parametrize(("file", "case"), WORKED, ids=name_of)
def test_a_worksheet_names_the_fact_its_source_and_its_day_or_why_not(
    file: str, case: dict[str, Any]
) -> None:
    told = worksheet(assessed(case))
    for indicator in told["indicators"]:
        assert indicator["checks"]
        assert indicator["basis"]
        for check in indicator["checks"]:
            assert check["source"] if check["value"] is not None else check["why"]
        if indicator["verdict"] == "cannot_tell":
            assert indicator["cannot_tell_why"]
        if indicator["verdict"] == "not_met":
            assert indicator["says"]
            assert any(check["holds"] is False for check in indicator["checks"])


@pytest.mark.parametrize(("name", "indicator", "example"), EXAMPLES)
def test_the_examples_of_an_indicator_hold(name: str, indicator: str, example: str) -> None:
    opened = pack(name)
    one = opened.indicators[indicator]
    found = next(each for each in one.examples if each.name == example)
    assert try_example(opened, one, found) == found.expect


def test_conflicting_sources_stand_beside_each_other() -> None:
    case = next(case for _, case in WORKED if case["case"] == "两个来源说的不一样")
    judged = next(i for i in worksheet(assessed(case))["indicators"] if i["indicator"] == "H6")
    conflict = next(check["conflict"] for check in judged["checks"] if check["conflict"])
    assert [(one["value"], one["source"]) for one in conflict] == [("B", "住建"), ("D", "入户核查")]


def test_what_would_have_to_be_found_out_is_told_and_nothing_else() -> None:
    case = next(case for _, case in WORKED if case["case"] == "没有鉴定")
    judged = next(i for i in worksheet(assessed(case))["indicators"] if i["indicator"] == "H6")
    assert judged["cannot_tell_why"] == ["房屋鉴定等级：没有材料"]
    assert [check["fact"] for check in judged["checks"] if check["decides"]] == ["house_grade"]


def test_what_is_not_met_names_the_child_and_not_the_grown_ups() -> None:
    case = next(case for _, case in WORKED if case["case"] == "儿子辍学")
    judged = next(i for i in worksheet(assessed(case))["indicators"] if i["indicator"] == "H4")
    assert {check["person_no"] for check in judged["checks"] if check["decides"]} == {"3"}


def test_there_are_at_least_120_cases_and_no_two_have_one_name() -> None:
    names = [(file, case["case"]) for file, case in CASES]
    assert len(names) >= 120
    assert len(set(names)) == len(names)
