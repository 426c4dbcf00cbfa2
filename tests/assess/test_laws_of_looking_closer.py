"""What must hold for places, questions and records, whatever the numbers are."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from huitoukan.assess.facts import read_facts
from huitoukan.assess.plausibility import hints
from huitoukan.assess.recorded import DIFFERING, beside, read_rows
from huitoukan.assess.verdicts import assess_household, assess_place, standard_of
from tests.assess.hand_worked import SAID, WHO, exact, pack
from tests.assess.test_closer import HINTS, RECORDED, reckoned
from tests.assess.test_laws import LINES, account, incomes
from tests.assess.test_places import CASES, opened

KNOWN = {
    "somebody_works": st.booleans(),
    "monitored": st.booleans(),
    "employment_measure": st.booleans(),
    "industry_measure": st.booleans(),
    "gets_benefits": st.booleans(),
    "per_head_before": st.decimals(0, 50_000, places=2),
}


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([case for _, case in CASES]), st.data())
def test_forgetting_a_count_never_makes_a_place_met(case: dict[str, Any], data: Any) -> None:
    one, facts, on = opened(case)
    standard = one.standards[case["standard"]]
    whole = assess_place(facts, one, standard, on)
    kept = {name: each for name, each in facts.readings.items() if data.draw(st.booleans())}
    less = assess_place(replace(facts, readings=kept), one, standard, on)
    for was, now in zip(whole.indicators, less.indicators, strict=True):
        assert now.verdict in {was.verdict, "cannot_tell"}


@settings(max_examples=60, deadline=None)
@given(LINES, incomes())
def test_more_income_never_turns_met_into_not_met(
    lines: list[dict[str, Any]], more: dict[str, Any]
) -> None:
    """The county's pack caps the minimum living allowance; even so more is never less."""
    one, on = pack("county"), dt.date(2026, 10, 31)

    def verdict(listed: list[dict[str, Any]]) -> str:
        told = {
            "place": "990224",
            "income_sheet": {
                "period": {"annual_oct_sep": 2026},
                "members": WHO,
                "lines": [{"no": n, **line} for n, line in enumerate(listed, 1)],
            },
        }
        sheet = assess_household(read_facts(exact(told), one, on), one, standard_of(one), on)
        return next(each.verdict for each in sheet.indicators if each.indicator.id == "H1")

    assert verdict(lines) != "met" or verdict([*lines, more]) == "met"


@settings(max_examples=60, deadline=None)
@given(LINES, st.randoms())
def test_the_order_of_lines_never_changes_a_question(
    lines: list[dict[str, Any]], draw: Any
) -> None:
    other = list(lines)
    draw.shuffle(other)
    one = pack("county")
    asked = [[each.holds for each in hints(account(each_), one)] for each_ in (lines, other)]
    assert asked[0] == asked[1]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(HINTS), st.fixed_dictionaries({}, optional=KNOWN), st.data())
def test_forgetting_what_is_known_never_makes_a_question(
    case: dict[str, Any], known: dict[str, Any], data: Any
) -> None:
    one, made = pack(case["pack"]), reckoned(case)
    kept = {name: value for name, value in known.items() if data.draw(st.booleans())}
    for whole, less in zip(
        hints(made, one, known=known), hints(made, one, known=kept), strict=True
    ):
        assert less.holds in {whole.holds, None}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(RECORDED), st.randoms())
def test_the_order_of_recorded_rows_never_matters(case: dict[str, Any], draw: Any) -> None:
    one, made = pack(case["pack"]), reckoned(case)

    def told(rows: dict[str, list[Any]]) -> list[tuple[object, ...]]:
        paid, delivered = read_rows(exact({"delivered": rows}), one, made.sheet)
        found = beside(made, paid, one, delivered=delivered)
        return [(each.items, each.data_set, each.recorded, each.outcome) for each in found]

    other = {name: list(rows) for name, rows in case["rows"].items()}
    for rows in other.values():
        draw.shuffle(rows)
    assert told(case["rows"]) == told(dict(reversed(other.items())))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(RECORDED), st.data())
def test_a_data_set_that_is_taken_away_never_becomes_a_difference(
    case: dict[str, Any], data: Any
) -> None:
    """What was not delivered says nothing: no new "recorded nowhere" arises from its absence."""
    one, made = pack(case["pack"]), reckoned(case)
    paid, delivered = read_rows(exact({"delivered": case["rows"]}), one, made.sheet)
    gone = data.draw(st.sampled_from(delivered))
    left = [name for name in delivered if name != gone]
    before = {
        (each.items, each.data_set)
        for each in beside(made, paid, one, delivered=delivered)
        if each.outcome in DIFFERING
    }
    for each in beside(made, paid, one, delivered=left):
        if each.outcome in DIFFERING:
            assert (each.items, each.data_set) in before


@given(st.decimals("0.01", 9_000, places=2), st.decimals("0.01", 9_000, places=2))
def test_within_the_tolerance_is_agreed_and_beyond_it_is_not(
    reported: Decimal, recorded: Decimal
) -> None:
    line = {"item": "低保", "amount": str(reported), "unit": "元", **SAID}
    one, made = pack("national-2026"), reckoned({**RECORDED[0], "lines": [line]})
    row = {"person_no": "1", "item": "低保", "month": "2020-01", "amount": str(recorded)}
    paid, _ = read_rows(exact({"delivered": {"D50": [row]}}), one, made.sheet)
    (told,) = beside(made, paid, one, delivered=["D50"])
    agrees = abs(reported - recorded) * 100 <= recorded * 10
    assert (told.outcome == "agrees") == agrees
    assert told.difference == reported - recorded
