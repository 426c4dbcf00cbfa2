"""Figures of villages added up, and places side by side; each number worked out by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from huitoukan.assess.adding import added
from huitoukan.assess.comparing import Home, Shock, guarantees, income_line, measured
from huitoukan.assess.facts import Reading
from huitoukan.rules.load import load_pack
from huitoukan.rules.pack import Pack

ON = dt.date(2026, 10, 31)
SHOCK = Shock("wage", 0.2)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("national-2026")


def said(value: object, source: str = "甲", on: str = "2026-10-01") -> dict[str, Any]:
    return {"value": value, "source": source, "on": on}


def test_of_the_whole_one_village_without_a_figure_leaves_the_sum_unknown(pack: Pack) -> None:
    counts = {"1": {"rural_persons": [said("1000")]}, "2": {}}
    facts = added(counts, ["1", "2"], pack, code="980122", on=ON)
    assert "rural_persons" not in facts.readings
    assert facts.whys["rural_persons"] == "1 个村没有数，不能相加"


def test_of_the_sample_only_those_that_were_drawn_are_added(pack: Pack) -> None:
    counts = {"1": {"households_asked": [said("20")]}, "2": {"households_asked": [said("22")]}}
    facts = added(counts, ["1", "2", "3"], pack, code="980122", on=ON)
    (reading,) = facts.readings["households_asked"]
    assert reading == Reading(Decimal(42), "甲，2 个村", dt.date(2026, 10, 1))


def test_the_oldest_figure_dates_the_sum(pack: Pack) -> None:
    counts = {
        "1": {"households_asked": [said("20", on="2026-03-01")]},
        "2": {"households_asked": [said("22")]},
    }
    (reading,) = added(counts, ["1", "2"], pack, code="980122", on=ON).readings["households_asked"]
    assert reading.on == dt.date(2026, 3, 1)


def test_a_village_whose_sources_disagree_or_are_old_is_not_skipped(pack: Pack) -> None:
    for bad in ([said("9"), said("8", "乙")], [said("9", on="2024-01-01")]):
        counts = {"1": {"households_asked": [said("20")]}, "2": {"households_asked": bad}}
        facts = added(counts, ["1", "2"], pack, code="980122", on=ON)
        assert "households_asked" not in facts.readings
        assert facts.whys["households_asked"].startswith("1 个村的数不能用")


def test_what_nobody_has_is_without_material(pack: Pack) -> None:
    facts = added({}, ["1"], pack, code="980122", on=ON)
    assert facts.readings == {}
    assert facts.whys == {}


def test_the_line_and_the_guarantees_are_those_of_the_standard(pack: Pack) -> None:
    national = pack.standards["national"]
    assert income_line(pack, national) == "exit"
    assert guarantees(pack, national) == ("H2", "H3", "H4", "H5", "H6", "H7")
    assert income_line(pack, pack.standards["three_plus_one"]) == ""


def home(per_head: str | None, *, n: int = 1, wage: str = "0", **answers: str) -> Home:
    income = Decimal(per_head) if per_head is not None else None
    return Home(n, income, {"wage": Decimal(wage)}, answers)


def test_incomes_of_persons_below_at_and_just_above_the_line() -> None:
    homes = [home("3000", n=2), home("4000"), home("4400"), home(None, n=9)]
    found = measured(homes, line=Decimal(4000), dimensions=(), k=1, shock=SHOCK)
    assert (found.n_households, found.n_accounts, found.n_told) == (4, 3, 0)
    assert found.headcount == pytest.approx(2 / 4)
    assert found.gap == pytest.approx(2 * 0.25 / 4)
    assert found.severity == pytest.approx(2 * 0.0625 / 4)
    assert found.near == pytest.approx(2 / 4)
    assert found.deprived is None


def test_a_shock_takes_its_share_of_that_income_alone() -> None:
    homes = [home("4500", wage="4000"), home("4500", wage="0")]
    found = measured(homes, line=Decimal(4000), dimensions=(), k=1, shock=SHOCK)
    assert (found.headcount, found.after) == (0, 0.5)


def test_who_cannot_be_told_has_no_score_and_is_not_well_off() -> None:
    homes = [
        home(None, H5="met", H6="not_met"),
        home(None, H5="not_met", H6="not_met"),
        home(None, H5="met", H6="met", n=2),
        home(None, H5="met", H6="cannot_tell", n=50),
    ]
    one = measured(homes, line=None, dimensions=("H5", "H6"), k=1, shock=SHOCK)
    two = measured(homes, line=None, dimensions=("H5", "H6"), k=2, shock=SHOCK)
    assert one.n_told == 3
    assert one.deprived is not None
    assert two.deprived is not None
    assert (one.deprived.headcount, two.deprived.headcount) == (0.5, 0.25)
    assert one.deprived.intensity == pytest.approx(0.75)
    assert one.deprived.m0 == pytest.approx(3 / 8)


def test_without_a_line_or_accounts_nothing_is_told_of_income() -> None:
    assert measured([home("10")], line=None, dimensions=(), k=1, shock=SHOCK).headcount is None
    assert measured([home(None)], line=Decimal(1), dimensions=(), k=1, shock=SHOCK).near is None
