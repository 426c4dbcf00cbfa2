"""Every hand-worked case of income: the arithmetic itself, and that the program finds the same."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from huitoukan.assess.income import Reckoning, reckon
from huitoukan.assess.sheets import read_sheet
from huitoukan.domain.refusals import Refused
from tests.assess.hand_worked import cases, exact, pack, sheet_of, worked_out

CASES = list(cases("income"))
REFUSED = [(name, case) for name, case in CASES if "refused" in case]
WORKED = [(name, case) for name, case in CASES if "refused" not in case]


def name_of(value: object) -> str:
    return str(value["case"]) if isinstance(value, dict) else str(value)


def account(case: dict[str, Any]) -> Reckoning:
    opened = pack(case["pack"])
    sheet = read_sheet(exact(sheet_of(case)), opened)
    return reckon(sheet, opened, opened.profiles[case.get("profile", "rural_assistance")])


def number(value: object) -> Decimal:
    return Decimal(str(value))


@pytest.mark.parametrize(("file", "case"), REFUSED, ids=name_of)
def test_a_sheet_that_cannot_be_used_is_refused_with_what_to_do(
    file: str, case: dict[str, Any]
) -> None:
    with pytest.raises(Refused) as refused:
        account(case)
    assert refused.value.code == case["refused"]
    assert "〔" not in str(refused.value)


@pytest.mark.parametrize(("file", "case"), WORKED, ids=name_of)
def test_the_account_is_what_was_worked_out_by_hand(file: str, case: dict[str, Any]) -> None:
    made = account(case)
    assert made.total == number(case["household"])
    assert made.per_head == number(case["per_head"])
    for person, value in case.get("persons", {}).items():
        assert made.by_person[person] == number(value)
    for kind, value in case.get("kinds", {}).items():
        assert made.by_kind[kind] == number(value)
    lines = {one.id: one for one in made.lines}
    assert {name: lines[name].is_above for name in case.get("above", {})} == case.get("above", {})
    assert {name: lines[name].is_near for name in case.get("near", {})} == case.get("near", {})
    assert made.has_forecast == case.get("forecast", False)
    if "counted" in case:
        assert made.n_members == case["counted"]
    for name, value in (
        ("taken_off", made.taken_off),
        ("beside", made.beside),
        ("rigid", made.rigid),
        ("after_rigid", made.after_rigid),
    ):
        if name in case:
            assert value == (None if case[name] is None else number(case[name])), name


@pytest.mark.parametrize(("file", "case"), WORKED, ids=name_of)
def test_the_arithmetic_beside_a_case_is_right(file: str, case: dict[str, Any]) -> None:
    steps = worked_out(case["worked"])
    for text, left, right in steps:
        assert abs(left - right) < Fraction(1, 10**15), text
    values = {right for _, _, right in steps}
    assert Fraction(str(case["household"])) in {*values, *(left for _, left, _ in steps)} or (
        str(case["household"]) in case["worked"]
    )


def test_persons_the_household_and_caps_add_up_to_the_total() -> None:
    for _, case in WORKED:
        made = account(case)
        assert sum(made.by_person.values()) + made.of_household - made.taken_off == made.total
        assert sum(made.by_kind.values()) - made.taken_off == made.total


def test_every_figure_leads_to_its_line_its_evidence_and_who_said_it() -> None:
    for _, case in WORKED:
        for step in (*account(case).steps, *account(case).spending):
            assert step.line.evidence
            assert step.line.said_by
            assert step.line.basis in {"actual", "forecast"}
            assert all(step.sources)
            assert step.formula


def test_there_are_at_least_120_cases_and_no_two_have_one_name() -> None:
    names = [(file, case["case"]) for file, case in CASES]
    assert len(names) >= 120
    assert len(set(names)) == len(names)
