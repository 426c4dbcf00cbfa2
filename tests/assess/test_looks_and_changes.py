"""The nine looks at a household, and what changed between two worksheets."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huitoukan.assess.changes import between
from huitoukan.assess.facts import Facts, read_facts
from huitoukan.assess.looks import seen, view_of
from huitoukan.assess.verdicts import (
    Worksheet,
    assess_household,
    assess_place,
    profile_of,
    standard_of,
    with_income,
)
from huitoukan.domain.refusals import Refused
from huitoukan.rules.load import BUILTIN
from huitoukan.rules.pack import Pack
from tests.assess.hand_worked import exact, pack
from tests.assess.test_laws import over
from tests.assess.test_standards import WORKED, facts_of

ON = dt.date(2020, 10, 31)
NATIONAL = [case for _, case in WORKED if case["standard"] == "national" and case["on"] == str(ON)]
GOOD = NATIONAL[0]
BY_NAME = {case["case"]: case for case in NATIONAL}


def assessed(case: dict[str, Any], opened: Pack, on: dt.date = ON, standard: str = "") -> Worksheet:
    facts = read_facts(exact(facts_of(case)), opened, on)
    return assess_household(facts, opened, standard_of(opened, standard), on)


# --- looks ---


def test_a_view_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        view_of(pack("national-2026"), "ten_looks")
    assert refused.value.code == "VIEW_UNKNOWN"
    assert "nine_looks" in refused.value.remedy()


def looks(case: dict[str, Any]) -> dict[str, Any]:
    opened = pack("national-2026")
    facts = read_facts(exact(facts_of(case)), opened, ON)
    facts, _ = with_income(facts, opened, profile_of(opened, "rural_assistance"))
    return {
        one.section.title.zh: one for one in seen(view_of(opened, "nine_looks"), facts, opened, ON)
    }


def test_the_nine_looks_are_nine_and_in_order() -> None:
    """S002 names them: grain, house, pupils, water, people, health, work, guarantee, results."""
    assert list(looks(GOOD)) == [
        "一看粮", "二看房", "三看有无读书郎", "四看水", "五看人",
        "六看身体行不行", "七看业", "八看保", "九看成效好不好",
    ]  # fmt: skip


def test_a_look_judges_as_the_standard_does() -> None:
    """The same indicator on the same facts, in the worksheet and in the look."""
    for case in NATIONAL:
        sheet = assessed(case, pack("national-2026"))
        told = {one.indicator.id: one.verdict for one in sheet.indicators}
        for look in looks(case).values():
            for one in look.judged:
                assert told.get(one.indicator.id, one.verdict) == one.verdict


def test_a_look_without_an_indicator_says_nothing_about_good_or_bad() -> None:
    found = looks(GOOD)
    assert (found["五看人"].verdict, found["九看成效好不好"].verdict) == ("", "")
    assert found["二看房"].verdict == "met"
    assert [part.fact.name for part in found["一看粮"].household] == [
        "food_enough",
        "protein_regular",
    ]
    assert len(found["三看有无读书郎"].members) == 4


# --- changes ---


def test_worksheets_of_two_households_are_not_compared() -> None:
    opened = pack("national-2026")
    one = assessed(GOOD, opened)
    for facts in (
        replace(one.facts, number="990224000002"),
        Facts("village", one.facts.number, "430224", {}),
    ):
        with pytest.raises(Refused) as refused:
            between(one, replace(one, facts=facts))
        assert refused.value.code == "CHANGES_OTHER"


def test_nothing_changed_is_said_as_nothing() -> None:
    one = assessed(GOOD, pack("national-2026"))
    assert between(one, one).indicators == ()


def test_another_fact_is_named_with_both_values() -> None:
    opened = pack("national-2026")
    made = between(assessed(GOOD, opened), assessed(BY_NAME["儿子辍学"], opened))
    assert (made.before, made.after) == ("met", "not_met")
    assert [(one.id, one.before, one.after) for one in made.indicators] == [
        ("H4", "met", "not_met")
    ]
    because = made.indicators[0].because[0]
    assert (because.what, because.title, because.person_no) == ("fact", "在校就读", "3")
    assert (because.before, because.after) == ("是", "否")


def test_another_threshold_is_told_from_another_rule(tmp_path: Path) -> None:
    """Water by 36 days becomes water by 3 days; then the criterion itself is rewritten."""
    text = (BUILTIN / "national-2026/indicators/H7.yaml").read_text(encoding="utf-8")
    case = {**GOOD, "on": "2020-10-31"}
    before = assessed(case, pack("national-2026"))
    stricter = over(tmp_path / "a", text.replace("value: 36", "value: 3"), extends="national-2026")
    made = between(before, assessed(case, stricter))
    water = next(one for one in made.indicators if one.id == "H7")
    assert (water.before, water.after) == ("met", "not_met")
    assert [(one.what, one.before, one.after) for one in water.because] == [
        ("threshold", "36", "3")
    ]
    other = text.replace("{fact: water_stop_days, at_most:", "{fact: water_stop_days, above:")
    rewritten = over(tmp_path / "b", other, extends="national-2026")
    water = next(
        one for one in between(before, assessed(case, rewritten)).indicators if one.id == "H7"
    )
    assert "rule" in {one.what for one in water.because}


def test_an_indicator_that_is_no_longer_asked_is_told() -> None:
    opened = pack("national-2026")
    made = between(assessed(GOOD, opened), assessed(GOOD, opened, standard="shaanxi_57"))
    told = {one.id: (one.before, one.after) for one in made.indicators}
    assert told["H2"] == ("met", "")
    assert told["K1"][0] == ""


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NATIONAL), st.sampled_from(NATIONAL))
def test_going_there_and_back_names_the_same_indicators(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    opened = pack("national-2026")
    first, second = assessed(one, opened), assessed(other, opened)
    there, back = between(first, second), between(second, first)
    assert [(c.id, c.before, c.after) for c in there.indicators] == [
        (c.id, c.after, c.before) for c in back.indicators
    ]
    changed = {c.id for c in there.indicators}
    for was, now in zip(first.indicators, second.indicators, strict=True):
        assert (was.verdict != now.verdict) == (was.indicator.id in changed)
    assert all(c.because for c in there.indicators)


# --- places ---


@given(st.integers(0, 3000), st.integers(1, 3000), st.integers(0, 3000))
def test_more_poor_people_never_make_a_village_exit(poor: int, persons: int, more: int) -> None:
    opened = pack("national-2026")
    standard = standard_of(opened, "village_national", "village")

    def incidence(n: int) -> str:
        told = {
            "village_code": "430224101201",
            "source": "村委会",
            "on": "2018-12-01",
            "village": {"poor_left": n, "rural_persons": persons},
        }
        day = dt.date(2018, 12, 20)
        facts = read_facts(exact(told), opened, day, "village")
        return assess_place(facts, opened, standard, day).indicators[0].verdict

    was, now = incidence(poor), incidence(poor + more)
    assert was == "met" or now != "met"
    assert (was == "cannot_tell") == (poor > persons)
