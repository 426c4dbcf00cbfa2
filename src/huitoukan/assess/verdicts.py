"""Verdicts: an object held against a standard, indicator by indicator, with a worksheet.

Households, villages and counties are judged by the same functions.

Every indicator is a veto: one that is not met decides, and one that nobody can tell keeps the whole
from being met. What a verdict rests on stands beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from huitoukan.assess.criteria import INCOME, Asking, Check, all_of
from huitoukan.assess.facts import STATED_INCOME, Facts, Person, Reading, Value
from huitoukan.assess.income import Reckoning, last_day, reckon
from huitoukan.assess.sheets import Sheet, read_sheet
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.incomes import Profile
from huitoukan.rules.shapes.standards import Fact, Indicator, IndicatorExample, Standard
from huitoukan.rules.shapes.words import Scalar

MET: Final = "met"
NOT_MET: Final = "not_met"
CANNOT_TELL: Final = "cannot_tell"
WORDS: Final[Mapping[bool | None, str]] = {True: MET, False: NOT_MET, None: CANNOT_TELL}
EXAMPLE: Final = "例子"


@dataclass(frozen=True)
class Judged:
    """The verdict on one indicator, everything that was looked at, and what of it decided.

    When it cannot be told, `decided_by` is what would have to be found out.
    """

    indicator: Indicator
    verdict: str
    checks: tuple[Check, ...]
    decided_by: tuple[Check, ...]


@dataclass(frozen=True)
class Worksheet:
    """The verdict on an object by a standard, as of a day; `reckoning` of households alone."""

    facts: Facts
    standard: Standard
    on: dt.date
    verdict: str
    indicators: tuple[Judged, ...]
    reckoning: Reckoning | None


def standard_of(pack: Pack, name: str = "", about: str = "household") -> Standard:
    """The standard of that name, or the pack's own for such objects; Refused STANDARD_UNKNOWN."""
    found = pack.standards.get(name or pack.own_standards[about])
    if found is None or found.about != about:
        known = tuple(one.id for one in pack.standards.values() if one.about == about)
        raise Refused("STANDARD_UNKNOWN", pack=pack.id, standard=name, known=known)
    return found


def profile_of(pack: Pack, name: str) -> Profile:
    """The accounting profile of that name; Refused PROFILE_UNKNOWN."""
    if name not in pack.profiles:
        raise Refused("PROFILE_UNKNOWN", pack=pack.id, profile=name, known=tuple(pack.profiles))
    return pack.profiles[name]


def judge(indicator: Indicator, facts: Facts, pack: Pack, on: dt.date) -> Judged:
    """One indicator for one object on one day."""
    asking = Asking(pack, facts, on, indicator.params)
    answer = asking.ask(indicator.met_when)
    return Judged(indicator, WORDS[answer.holds], tuple(asking.checks), answer.decided_by)


def assess_household(facts: Facts, pack: Pack, standard: Standard, on: dt.date) -> Worksheet:
    """The household held against every indicator of the standard, as of a day."""
    facts, reckoning = with_income(facts, pack, profile_of(pack, standard.profile))
    return _held_against(facts, pack, standard, on, reckoning)


def assess_place(facts: Facts, pack: Pack, standard: Standard, on: dt.date) -> Worksheet:
    """The village or county held against every indicator of the standard, as of a day."""
    return _held_against(facts, pack, standard, on, None)


def _held_against(
    facts: Facts, pack: Pack, standard: Standard, on: dt.date, reckoning: Reckoning | None
) -> Worksheet:
    judged = tuple(judge(pack.indicators[name], facts, pack, on) for name in standard.indicators)
    return Worksheet(facts, standard, on, together(judged), judged, reckoning)


def together(judged: Iterable[Judged]) -> str:
    """The verdict of several indicators, each of them a veto."""
    return WORDS[all_of(_ANSWERS[one.verdict] for one in judged)]


_ANSWERS: Final[Mapping[str, bool | None]] = {MET: True, NOT_MET: False, CANNOT_TELL: None}


def with_income(facts: Facts, pack: Pack, profile: Profile) -> tuple[Facts, Reckoning | None]:
    """The facts with income per head from the sheet; a sheet that is refused leaves it unknown."""
    if facts.sheet is None:
        return facts, None
    try:
        sheet = read_sheet(facts.sheet.again(), pack)
        _demand_same(facts, sheet)
        reckoning = reckon(replace(sheet, place=sheet.place or facts.place), pack, profile)
    except Refused as refused:
        why = f"收入测算表不能用：{refused.sentence()}"
        return replace(facts, whys={**facts.whys, INCOME: why}), None
    # The exact figure: print is rounded, verdicts are not.
    reading = Reading(reckoning.exact_per_head, STATED_INCOME, last_day(sheet))
    return replace(facts, readings={**facts.readings, INCOME: (reading,)}), reckoning


def _demand_same(facts: Facts, sheet: Sheet) -> None:
    """Refused SHEET_OTHER when the sheet is of another household or lists other persons.

    A member who is missing there would raise income per head unseen.
    """
    for name, ours, theirs in (
        ("户编号", facts.number, sheet.household_no),
        ("区划", facts.place, sheet.place),
    ):
        if ours and theirs and ours != theirs:
            raise Refused("SHEET_OTHER", why=f"{name}“{theirs}”")
    listed = {person.person_no for person in facts.members}
    apart = sorted(listed ^ {person.person_no for person in sheet.members})
    if listed and apart:
        raise Refused("SHEET_OTHER", why=f"只在一边的成员 {'、'.join(apart)}")


# --- examples ---


def try_example(pack: Pack, indicator: Indicator, example: IndicatorExample) -> str:
    """The verdict that an example of an indicator gets."""
    facts = facts_of_example(pack, indicator.about, example)
    return judge(indicator, facts, pack, example.on).verdict


def facts_of_example(pack: Pack, about: str, example: IndicatorExample) -> Facts:
    """The facts that an example gives, each read on its day."""
    members = tuple(
        Person(str(n), "", _stated(row, pack.facts["member"].by_name, example.on))
        for n, row in enumerate(example.members, 1)
    )
    stated = _stated(example.given, pack.facts[about].by_name, example.on)
    return Facts(about, "", example.place, stated, members)


def _stated(
    row: Mapping[str, Scalar], facts: Mapping[str, Fact], on: dt.date
) -> dict[str, tuple[Reading, ...]]:
    return {
        name: (Reading(_typed(value, facts[name]), EXAMPLE, on),)
        for name, value in row.items()
        if value is not None
    }


def _typed(value: Scalar, fact: Fact) -> Value:
    if fact.type == "date":
        return dt.date.fromisoformat(str(value))
    if fact.type == "number":
        return Decimal(str(value))
    assert isinstance(value, str | bool)  # noqa: S101 - pack check has looked at examples
    return value
