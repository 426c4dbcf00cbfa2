"""Whatever somebody puts into a sheet or into facts: a refusal or an answer, never a crash."""

from __future__ import annotations

import copy
import datetime as dt
import math
import re
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from huitoukan.assess.answers import account, worksheet
from huitoukan.assess.facts import read_facts
from huitoukan.assess.given import Given
from huitoukan.assess.income import reckon
from huitoukan.assess.sheets import read_sheet
from huitoukan.assess.verdicts import assess_household
from huitoukan.domain.refusals import Refused
from tests.assess.hand_worked import cases, pack, sheet_of
from tests.assess.test_standards import WORKED, facts_of

UNFILLED = re.compile("〔[a-z_]+〕")
ON = dt.date(2020, 10, 31)
ODD = st.one_of(
    st.sampled_from(
        [None, "", " ", "元", "万元", "-1", "1e999999", "1e-999999", "NaN",
         "0x10", "２０", "\ud800",
         math.nan, math.inf, -math.inf, -1, 0, 10**40, 1e308, True, [], {}, [[]], {"value": []},
         [{"value": 1, "source": "", "on": "2020-10-01"}], "0001-01-01", "9999-12-31", "2020-02-30",
         {"annual_oct_sep": 0}, {"rolling_12": "1900-01"}]
    ),
    st.text(max_size=5),
    st.integers(),
    st.floats(),
)  # fmt: skip
SHEETS = [sheet_of(case) for _, case in cases("income") if "refused" not in case]
FACTS = [facts_of(case) for _, case in WORKED]


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value."""
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in parts:
        yield (*above, key)
        if isinstance(part, dict | list):
            yield from places(part, (*above, key))


def spoiled(value: Any, draw: st.DataObject) -> Any:
    """The value with one to three places replaced, or with a place gone."""
    made = copy.deepcopy(value)
    for _ in range(draw.draw(st.integers(1, 3))):
        place = draw.draw(st.sampled_from(list(places(made))))
        parent = made
        for key in place[:-1]:
            parent = parent[key]
        if draw.draw(st.booleans()):
            parent[place[-1]] = copy.deepcopy(draw.draw(ODD))
        else:
            del parent[place[-1]]
        if not made:
            break
    return made


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SHEETS), st.data())
def test_a_spoiled_sheet_is_refused_or_reckoned(sheet: dict[str, Any], draw: Any) -> None:
    opened = pack("demo")
    try:
        read = read_sheet(Given(spoiled(sheet, draw), "表"), opened)
        made = reckon(read, opened, opened.profiles["rural_assistance"])
    except Refused as refused:
        told = str(refused)
    else:
        told = str(account(made))
    assert UNFILLED.search(told) is None


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(FACTS), st.data())
def test_spoiled_facts_are_refused_or_judged(facts: dict[str, Any], draw: Any) -> None:
    opened = pack("national-2026")
    try:
        read = read_facts(Given(spoiled(facts, draw), "事实"), opened, ON)
    except Refused as refused:
        told = str(refused)
    else:
        made = assess_household(read, opened, opened.standards["national"], ON)
        told = str(worksheet(made))
    assert UNFILLED.search(told) is None
