"""What helps people to look closer: hints, records beside the sheet, doubts about listings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.assess.findings import UNKNOWN, Case, found, read_case, status_of
from huitoukan.assess.income import Reckoning, reckon
from huitoukan.assess.plausibility import Account, hints, hints_of_village, try_hint
from huitoukan.assess.recorded import beside, n_differing, payments, read_rows
from huitoukan.assess.sheets import read_sheet
from huitoukan.domain.refusals import Refused
from huitoukan.rules.load import load_pack
from tests.assess.hand_worked import cases, exact, pack, sheet_of, worked_out

HINTS = [case for _, case in cases("plausibility")]
RECORDED = [case for _, case in cases("recorded")]
FINDINGS = [case for _, case in cases("findings")]
EXAMPLES = [
    (hint.id, example.name)
    for hint in load_pack("national-2026").plausibility.values()
    for example in hint.examples
]


def name_of(value: object) -> str:
    return str(value["case"]) if isinstance(value, dict) else str(value)


def reckoned(case: dict[str, Any]) -> Reckoning:
    opened = pack(case["pack"])
    return reckon(
        read_sheet(exact(sheet_of(case)), opened), opened, opened.profiles[case["profile"]]
    )


# --- hints ---


def test_a_fact_that_the_sheet_tells_is_not_handed_over() -> None:
    for name in ("per_head", "wage", "nonsense"):
        with pytest.raises(Refused) as refused:
            hints(reckoned(HINTS[0]), pack("national-2026"), known={name: Decimal(1)})
        assert refused.value.code == "ASSESS_KEY"


@pytest.mark.parametrize("case", HINTS, ids=name_of)
def test_the_questions_are_those_worked_out_by_hand(case: dict[str, Any]) -> None:
    asked = hints(reckoned(case), pack(case["pack"]), known=case.get("known"))
    assert sorted(one.hint.id for one in asked if one.holds) == case["expect"]
    for one in asked:
        assert one.holds is not None or one.why
        if one.hint.id in case.get("at", {}):
            assert list(one.line_nos) == case["at"][one.hint.id]
    for step, left, right in worked_out(case.get("arithmetic", "0 = 0")):
        assert left == right, step


@pytest.mark.parametrize(("hint", "example"), EXAMPLES)
def test_the_examples_of_a_hint_hold(hint: str, example: str) -> None:
    opened = pack("national-2026")
    one = opened.plausibility[hint]
    case = next(each for each in one.examples if each.name == example)
    assert try_hint(opened, one, case) == case.expect


def test_hints_are_questions_and_accuse_nobody() -> None:
    for hint in pack("national-2026").plausibility.values():
        assert "？" in hint.asks.zh
        assert hint.asks.en.endswith("?")
        assert not any(word in hint.asks.zh for word in ("虚假", "造假", "骗", "瞒报", "违规"))


def test_what_the_sheet_cannot_say_is_not_taken_for_fine() -> None:
    asked = {one.hint.id: one for one in hints(reckoned(HINTS[0]), pack("national-2026"))}
    for name in ("wage_nobody_works", "jump", "same_sheets", "differs_from_record"):
        assert asked[name].holds is None
        assert asked[name].why


def test_sheets_copied_within_a_village_are_noticed_whatever_their_order() -> None:
    """Three households with the same three lines, one with others."""
    same, other = HINTS[0], next(one for one in HINTS if "399" in one["case"])
    turned = {**same, "lines": list(reversed(same["lines"]))}
    accounts = [
        Account(number, reckoned(case))
        for number, case in (("A", same), ("B", turned), ("C", same), ("D", other))
    ]
    asked = hints_of_village(accounts, pack("national-2026"))
    copied = {
        number: next(one.holds for one in several if one.hint.id == "same_sheets")
        for number, several in asked.items()
    }
    assert copied == {"A": True, "B": True, "C": True, "D": False}


# --- records ---


def test_a_data_set_without_a_mapping_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        payments("D07", [], pack("national-2026"), reckoned(RECORDED[0]).sheet)
    assert refused.value.code == "RECORDED_UNKNOWN"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({}, "ASSESS_MISSING"),
        ({"delivered": {"D14": [{"amount": 3}]}}, "ASSESS_MISSING"),
        ({"delivered": {"D14": [{"person_no": "1", "amount": "many"}]}}, "RECORDED_ROW"),
        ({"delivered": {"D18": [{"person_no": "1", "relieved_on": "soon"}]}}, "RECORDED_ROW"),
        ({"delivered": {"D99": []}}, "RECORDED_UNKNOWN"),
    ],
)
def test_records_that_cannot_be_read_are_refused(told: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_rows(exact(told), pack("national-2026"), reckoned(RECORDED[0]).sheet)
    assert refused.value.code == code


@pytest.mark.parametrize("case", RECORDED, ids=name_of)
def test_the_comparison_is_what_was_worked_out_by_hand(case: dict[str, Any]) -> None:
    opened, made = pack(case["pack"]), reckoned(case)
    paid, delivered = read_rows(exact({"delivered": case["rows"]}), opened, made.sheet)
    told = [
        (
            "+".join(item.code for item in one.items),
            one.data_set,
            one.reported,
            one.recorded,
            one.outcome,
        )
        for one in beside(made, paid, opened, delivered=delivered)
    ]
    assert told == [
        (items, data_set, _decimal(reported), _decimal(recorded), outcome)
        for items, data_set, reported, recorded, outcome in case["expect"]
    ]
    for step, left, right in worked_out(case.get("arithmetic", "0 = 0")):
        assert left == right, step


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def test_rows_of_a_data_set_that_may_not_be_read_say_nothing() -> None:
    case = RECORDED[0]
    opened, made = pack(case["pack"]), reckoned(case)
    paid, _ = read_rows(exact({"delivered": case["rows"]}), opened, made.sheet)
    told = beside(made, paid, opened, delivered=["D50"])
    assert [(one.outcome, one.recorded) for one in told] == [("cannot_tell", None)]
    assert n_differing(told) == 0


# --- findings ---


def test_a_word_that_is_no_exit_status_is_refused() -> None:
    told = {"exit_status": "不知道", "verdicts": {"now": "met"}}
    with pytest.raises(Refused) as refused:
        read_case(exact(told), pack("national-2026"))
    assert refused.value.code == "ASSESS_TYPE"


@pytest.mark.parametrize("case", FINDINGS, ids=name_of)
def test_the_doubts_are_those_worked_out_by_hand(case: dict[str, Any]) -> None:
    keys = ("exit_status", "monitored", "verdicts", "open_cases")
    opened = pack(case["pack"])
    doubts = found(read_case(exact({k: case[k] for k in keys if k in case}), opened), opened)
    assert [one.kind.id for one in doubts] == case["expect"]
    assert [one.in_hand for one in doubts] == [case.get("in_hand", "")] * len(doubts)
    assert all(one.kind.look and one.kind.basis for one in doubts)


@given(
    st.sampled_from(["unregistered", "poor", "lifted", UNKNOWN]),
    st.sampled_from([True, False, None]),
    st.dictionaries(st.sampled_from(["now", "exit", "listing"]), st.just("cannot_tell")),
)
def test_what_cannot_be_told_never_makes_a_doubt(
    status: str, monitored: bool | None, verdicts: dict[str, str]
) -> None:
    assert found(Case("A", status, monitored, verdicts), pack("national-2026")) == ()


def test_every_exit_status_of_the_pack_is_poor_or_lifted() -> None:
    opened = pack("national-2026")
    told = {one.code: status_of(opened, one.code) for one in opened.codes["exit_status"].values}
    assert set(told.values()) == {"poor", "lifted"}
    assert (status_of(opened, None), status_of(opened, "?")) == ("unregistered", UNKNOWN)
