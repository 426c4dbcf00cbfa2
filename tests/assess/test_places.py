"""Villages and counties: what is refused, every hand-worked case, and their rates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from huitoukan.assess.answers import rate, worksheet
from huitoukan.assess.facts import Facts, read_facts
from huitoukan.assess.rates import counts, rates
from huitoukan.assess.verdicts import Worksheet, assess_place, standard_of
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from tests.assess.hand_worked import cases, exact, pack, worked_out

CASES = list(cases("places"))
ON = dt.date(2019, 12, 20)
COUNTY = {"about": "county", "number": "430224", "source": "县指挥部", "on": ON}


def name_of(value: object) -> str:
    return str(value["case"]) if isinstance(value, dict) else str(value)


def opened(case: Mapping[str, Any]) -> tuple[Pack, Facts, dt.date]:
    """The pack, the facts of a case's place, and the day of the verdict."""
    about, on = case["object"], dt.date.fromisoformat(case["on"])
    told = {
        {"village": "village_code", "county": "county_code"}[about]: case["number"],
        "source": "村委会",
        "on": case["seen"],
        about: {**case["good"], **case.get("given", {})},
    }
    one = pack(case["pack"])
    return one, read_facts(exact(told), one, on, about), on


def assessed(case: Mapping[str, Any]) -> Worksheet:
    one, facts, on = opened(case)
    return assess_place(facts, one, one.standards[case["standard"]], on)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"village": {}}, "ASSESS_MISSING"),
        ({"village_code": "一村"}, "ASSESS_TYPE"),
        ({"village_code": "4302"}, "ASSESS_TYPE"),
        ({"village_code": "430224101201", "members": []}, "ASSESS_KEY"),
        ({"village_code": "430224101201", "income_sheet": {}}, "ASSESS_KEY"),
        ({"village_code": "430224101201", "village": {"poor_left": 3}}, "FACT_SOURCE"),
        (
            {"village_code": "430224101201", "source": "村", "on": "2019-01-01",
             "village": {"poverty_incidence": 1}},
            "FACT_COMPUTED",
        ),
        (
            {"village_code": "430224101201", "source": "村", "on": "2019-01-01",
             "village": {"poor_left": -1}},
            "AMOUNT_NEGATIVE",
        ),
    ],
)  # fmt: skip
def test_a_village_that_cannot_be_read_is_refused(told: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_facts(exact(told), pack("national-2026"), ON, "village")
    assert refused.value.code == code


def test_a_standard_of_households_does_not_judge_a_village() -> None:
    with pytest.raises(Refused) as refused:
        standard_of(pack("national-2026"), "national", "village")
    assert refused.value.code == "STANDARD_UNKNOWN"
    assert "village_hunan_2016" in refused.value.remedy()
    assert "shaanxi_57" not in refused.value.remedy()


def test_the_thirteen_items_of_hubei_are_not_guessed() -> None:
    """Their list and weights were not found: there is no such standard, nor one under its name."""
    with pytest.raises(Refused):
        standard_of(pack("national-2026"), "village_hubei", "village")


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ({"poor_left": -1}, "AMOUNT_NEGATIVE"),
        ({"poverty_incidence": 1}, "ASSESS_KEY"),
        ({"house_grade": 1}, "ASSESS_KEY"),
    ],
)
def test_a_count_that_is_none_is_refused(numbers: dict[str, int | None], code: str) -> None:
    with pytest.raises(Refused) as refused:
        counts(numbers, pack("national-2026"), **COUNTY)
    assert refused.value.code == code


@pytest.mark.parametrize(("file", "case"), CASES, ids=name_of)
def test_the_verdict_on_a_place_is_what_was_worked_out_by_hand(
    file: str, case: dict[str, Any]
) -> None:
    made = assessed(case)
    told = {one.indicator.id: one.verdict for one in made.indicators if one.verdict != "met"}
    assert told == case.get("expect", {})
    assert made.verdict == case["overall"]
    assert case.get("why") or case.get("arithmetic")


@pytest.mark.parametrize(("file", "case"), CASES, ids=name_of)
def test_the_rates_are_what_was_worked_out_by_hand(file: str, case: dict[str, Any]) -> None:
    one, facts, on = opened(case)
    found = {
        each.fact.name: each for each in rates(facts, one, one.standards[case["standard"]], on)
    }
    for name, percent in case.get("rates", {}).items():
        shown = found[name].percent
        assert shown == (None if percent is None else Decimal(str(percent)))
        assert (shown is None) == bool(found[name].worked.known.why)
    for step, left, right in worked_out(case.get("arithmetic", "0 = 0")):
        assert left == right, step


@pytest.mark.parametrize(("file", "case"), CASES, ids=name_of)
def test_the_worksheet_of_a_place_has_the_shape_of_a_household_s(
    file: str, case: dict[str, Any]
) -> None:
    told = worksheet(assessed(case))
    assert told["object"] == case["object"]
    assert told[f"{case['object']}_code"] == case["number"]
    assert told["income"] is None
    for indicator in told["indicators"]:
        assert indicator["basis"]
        for check in indicator["checks"]:
            assert check["source"] if check["value"] is not None else check["why"]
        if indicator["verdict"] == "cannot_tell":
            assert indicator["cannot_tell_why"]


def test_a_rate_tells_each_count_with_its_source_and_its_limit() -> None:
    one = pack("national-2026")
    facts = counts({"wrongly_exited_in_sample": 20, "exited_in_sample": 1000}, one, **COUNTY)
    found = rates(facts, one, standard_of(one, about="county"), ON)
    told = next(rate(each) for each in found if each.fact.name == "wrong_exit_rate")
    assert [(part["value"], part["source"]) for part in told["numerator"]] == [(20, "县指挥部")]
    assert told["denominator"]["value"] == 1000
    assert (told["percent"], told["limits"][0]["against"]) == (2, 2)
    assert told["limits"][0]["holds"] is False
    assert told["limits"][0]["against_source"]


def test_all_four_official_rates_are_listed_though_nothing_is_known() -> None:
    one = pack("national-2026")
    found = rates(counts({}, one, **COUNTY), one, standard_of(one, about="county"), ON)
    assert [each.fact.title.zh for each in found] == [
        "综合贫困发生率",
        "错退率",
        "漏评率",
        "群众认可度",
    ]
    assert {each.percent for each in found} == {None}
    assert all(each.worked.known.why for each in found)
