"""What must hold for every account and every verdict, whatever the numbers are."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from huitoukan.assess.batch import assess_many
from huitoukan.assess.criteria import all_of, any_of
from huitoukan.assess.facts import Facts, read_facts
from huitoukan.assess.income import Reckoning, reckon
from huitoukan.assess.sheets import read_sheet
from huitoukan.assess.verdicts import assess_household, assess_place, standard_of
from huitoukan.rules.load import load_pack
from huitoukan.rules.pack import Pack
from tests.assess.hand_worked import SAID, WHO, exact, pack
from tests.assess.test_standards import WORKED, facts_of

ON = dt.date(2020, 10, 31)
MONEY = st.decimals(0, 200_000, places=3).map(str)
ITEMS = ["零工", "低保", "养老金", "慰问金", "保险理赔", "土地租金", "教育助学金", "五保金"]


@st.composite
def incomes(draw: st.DrawFn) -> dict[str, Any]:
    """A line of income that cannot be a loss."""
    item = draw(st.sampled_from(ITEMS))
    return {
        "item": item,
        "amount": draw(MONEY),
        "unit": "元",
        "person_no": draw(st.sampled_from(["1", "2", "3", "4"])),
        **SAID,
    }


@st.composite
def losses(draw: st.DrawFn) -> dict[str, Any]:
    """A line of business that may be a loss."""
    amount, cost = draw(MONEY), draw(MONEY)
    return {"item": "小卖部", "amount": amount, "unit": "元", "cost": cost, **SAID}


LINES = st.lists(st.one_of(incomes(), losses()), min_size=1, max_size=8)


def account(lines: list[dict[str, Any]], name: str = "county") -> Reckoning:
    opened = pack(name)
    told = {
        "place": "990224",
        "period": {"annual_oct_sep": 2026},
        "members": WHO,
        "lines": [{"no": n, **line} for n, line in enumerate(lines, 1)],
    }
    return reckon(read_sheet(exact(told), opened), opened, opened.profiles["rural_assistance"])


def figures(made: Reckoning) -> tuple[object, ...]:
    return made.total, made.per_head, made.by_person, made.by_kind, made.beside, made.taken_off


@given(LINES, st.randoms())
def test_the_order_of_lines_never_matters(lines: list[dict[str, Any]], draw: Any) -> None:
    other = list(lines)
    draw.shuffle(other)
    assert figures(account(lines)) == figures(account(other))


@given(LINES, incomes())
def test_adding_income_never_lowers_it(lines: list[dict[str, Any]], more: dict[str, Any]) -> None:
    assert account([*lines, more]).total >= account(lines).total


@given(LINES)
def test_a_figure_has_no_more_decimals_than_the_profile_says(lines: list[dict[str, Any]]) -> None:
    made = account(lines)
    for value in (made.total, made.per_head, *made.by_person.values()):
        assert value == value.quantize(Decimal("0.01"))


@given(st.lists(st.sampled_from([True, False, None]), max_size=6))
def test_finding_out_what_was_unknown_never_contradicts_what_was_told(
    answers: list[bool | None],
) -> None:
    for put_together in (all_of, any_of):
        told = put_together(answers)
        for found in (True, False):
            known = put_together([found if one is None else one for one in answers])
            assert told is None or known == told


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([case for _, case in WORKED]), st.data())
def test_forgetting_a_fact_never_makes_an_indicator_met(case: dict[str, Any], data: Any) -> None:
    """Claims are left alone: who makes no claim has none, which is told, not unknown."""
    opened, on = pack(case["pack"]), dt.date.fromisoformat(case["on"])
    standard = opened.standards[case["standard"]]
    facts = read_facts(exact(facts_of(case)), opened, on)
    whole = assess_household(facts, opened, standard, on)
    forgotten = data.draw(st.sets(st.sampled_from(sorted(facts.readings) or ["none"])))
    members = tuple(
        replace(
            person,
            readings={
                name: readings
                for name, readings in person.readings.items()
                if name in {"schooling_exception", "situation", "relation"}
                or data.draw(st.booleans())
            },
        )
        for person in facts.members
    )
    left = {name: one for name, one in facts.readings.items() if name not in forgotten}
    less = assess_household(replace(facts, readings=left, members=members), opened, standard, on)
    for one, other in zip(whole.indicators, less.indicators, strict=True):
        assert other.verdict in {one.verdict, "cannot_tell"}


def test_nothing_known_is_never_met_in_any_standard() -> None:
    opened = pack("national-2026")
    for standard in opened.standards.values():
        if standard.about == "household":
            for told in ({}, {"members": [{}]}):
                made = assess_household(read_facts(exact(told), opened, ON), opened, standard, ON)
                assert made.verdict == "cannot_tell"
        else:
            facts = Facts(standard.about, "430224", "430224", {})
            assert assess_place(facts, opened, standard, ON).verdict == "cannot_tell"


def over(folder: Path, text: str, *, extends: str) -> Pack:
    """A pack of one file, `indicators/H7.yaml`, over another."""
    folder.mkdir()
    head = Path("tests/assess/packs/county/pack.yaml").read_text(encoding="utf-8")
    head = head.replace("extends: [demo]", f"extends: [{extends}]").replace("id: county", "id: one")
    (folder / "pack.yaml").write_text(head, encoding="utf-8")
    (folder / "indicators").mkdir()
    (folder / "indicators/H7.yaml").write_text(text, encoding="utf-8")
    return load_pack(folder)


def test_pack_a_and_then_b_is_b(tmp_path: Path) -> None:
    """A province's indicator, laid over another one, leaves nothing of the first."""
    from huitoukan.rules.load import BUILTIN

    national = (BUILTIN / "national-2026/indicators/H7.yaml").read_text(encoding="utf-8")
    a = over(tmp_path / "a", national.replace("value: 36", "value: 10"), extends="demo")
    other = national.replace("value: 800", "value: 1000")
    b = over(tmp_path / "b", other, extends="demo")
    b_over_a = over(tmp_path / "c", other, extends="a")
    assert a.indicators["H7"] != b.indicators["H7"]
    assert b_over_a.indicators == b.indicators
    cases = [case for _, case in WORKED if case["standard"] == "national"]
    for case in cases:
        on = dt.date.fromisoformat(case["on"])
        told = [facts_of(case)]
        assert list(assess_many(told, b_over_a, on)) == list(assess_many(told, b, on))


def test_a_batch_gives_the_verdicts_that_each_household_gets_alone() -> None:
    opened = pack("national-2026")
    told = [facts_of(case) for _, case in WORKED if case["on"] == "2020-10-31"]
    standard = standard_of(opened)
    alone = [
        assess_household(read_facts(exact(one), opened, ON), opened, standard, ON).verdict
        for one in told
    ]
    assert [one.verdict for one in assess_many(told, opened, ON)] == alone
    assert [one.verdict for one in assess_many(told, opened, ON, processes=2)] == alone


def test_a_household_of_a_batch_whose_facts_are_refused_is_told_and_stops_nobody() -> None:
    opened = pack("national-2026")
    told = [{"household_no": "A", "household": {"house_grade": "B"}}, {"household_no": "B"}]
    briefs = list(assess_many(told, opened, ON))
    assert [(one.number, one.refused) for one in briefs] == [("A", "FACT_SOURCE"), ("B", "")]
    assert {one.verdict for one in briefs} == {"cannot_tell"}
