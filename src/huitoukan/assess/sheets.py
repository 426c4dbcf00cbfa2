"""The income sheet (收入测算表) as it is handed over: members, lines of income, rigid spending.

A sheet has no totals: they are worked out, never typed in. Every line says what it is, who said it,
on what evidence, and whether it has happened or is expected.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from huitoukan.assess.facts import Default, Person, demand_whole, read_members
from huitoukan.assess.given import Given
from huitoukan.assess.periods import months_between, read_period
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.incomes import IncomeItem
from huitoukan.rules.shapes.words import Period

YUAN: Final = "元"
PER_MONTH: Final = "元/月"
PER_DAY: Final = "元/天"
MONEY: Final = (YUAN, PER_MONTH, PER_DAY)
ACTUAL: Final = "actual"
FORECAST: Final = "forecast"
WITH_COST: Final = ("wage", "business")
STATED_ON_SHEET: Final = "收入测算表"


@dataclass(frozen=True)
class Line:
    """One line of the sheet. `times` are months, days or, of goods, the quantity; of yuan it is 1.

    `each` is yuan for one of them; None for goods without a price of their own. `cost` is None
    where nothing is said about it. `person_no` is blank for income of the household.
    """

    no: str
    item: IncomeItem
    person_no: str
    unit: str
    times: Decimal
    each: Decimal | None
    cost: Decimal | None
    first: dt.date
    last: dt.date
    evidence: str
    said_by: str
    basis: str

    @property
    def is_goods(self) -> bool:
        """Whether the line counts things instead of money."""
        return self.unit not in MONEY


@dataclass(frozen=True)
class Sheet:
    """An income sheet, read and found possible."""

    household_no: str
    place: str
    period: Period
    members: tuple[Person, ...]
    lines: tuple[Line, ...]
    spending: tuple[Line, ...]


def read_sheet(given: Given, pack: Pack) -> Sheet:
    """The sheet; docs/reference/assess.md describes its shape. Refused as the parts are."""
    number, place, count = given.get("household_no"), given.get("place"), given.get("member_count")
    period = read_period(given.need("period"))
    assert period.last is not None  # noqa: S101 - a period of the sheet has both ends
    listed = given.need("members").items()
    if not listed:
        raise Refused("MEMBERS_NONE")
    members = read_members(listed, pack, Default(STATED_ON_SHEET, period.last))
    demand_whole(members, count, last=period.last)
    if not any(_is_head(person) for person in members):
        raise Refused("MEMBERS_HEADS", n=0)
    persons = frozenset(person.person_no for person in members)
    lines = [
        _line(part, pack.items_by_word, period, persons) for part in given.need("lines").items()
    ]
    if not lines:
        raise Refused("LINES_NONE")
    spent = given.get("spending")
    spending = [
        _line(part, pack.items_by_word, period, persons)
        for part in (spent.items() if spent else [])
    ]
    given.get("schema_version")
    given.done()
    _demand_places(lines, spending)
    return Sheet(
        household_no=number.text() if number is not None else "",
        place=place.text() if place is not None else "",
        period=period,
        members=members,
        lines=tuple(lines),
        spending=tuple(spending),
    )


def _is_head(person: Person) -> bool:
    return any(one.value == "户主" for one in person.readings.get("relation", ()))


def _demand_places(lines: list[Line], spending: list[Line]) -> None:
    """Income stands under lines, spending under spending, and each number once."""
    for line in lines:
        if line.item.kind == "spending":
            raise Refused("LINE_PART", no=line.no, item=line.item.title.zh, part="spending")
    for line in spending:
        if line.item.kind != "spending":
            raise Refused("LINE_PART", no=line.no, item=line.item.title.zh, part="lines")
    for rows in (lines, spending):
        numbers = [line.no for line in rows]
        for no in numbers:
            if numbers.count(no) > 1:
                raise Refused("LINE_TWICE", no=no)


def _line(
    given: Given, words: Mapping[str, IncomeItem], period: Period, persons: frozenset[str]
) -> Line:
    no = given.get("no")
    number = no.text() if no is not None else given.where.split(" 第 ")[-1].removesuffix(" 项")
    word = given.need("item").text()
    if word not in words:
        raise Refused("ITEM_UNKNOWN", no=number, item=word)
    item = words[word]
    person = given.get("person_no")
    person_no = person.text() if person is not None else ""
    if person_no and person_no not in persons:
        raise Refused("LINE_PERSON", no=number, person_no=person_no)
    if not person_no and item.kind == "wage":
        raise Refused("ASSESS_MISSING", where=given.where, key="person_no")
    first, last = _days(given, number, period)
    unit, times, each = _value(given, number, months_between(first, last))
    cost = given.get("cost")
    if cost is not None and item.kind not in WITH_COST:
        raise Refused("LINE_COST", no=number, item=item.title.zh)
    line = Line(
        no=number,
        item=item,
        person_no=person_no,
        unit=unit,
        times=times,
        each=each,
        cost=cost.amount() if cost is not None else None,
        first=first,
        last=last,
        evidence=given.need("evidence").text(),
        said_by=given.need("said_by").text(),
        basis=given.need("basis").choice((ACTUAL, FORECAST)),
    )
    given.done()
    return line


def _days(given: Given, number: str, period: Period) -> tuple[dt.date, dt.date]:
    """The days of a line; those that are not named are those of the period."""
    begin, end = given.get("from"), given.get("to")
    assert period.first is not None  # noqa: S101 - a period of the sheet has both ends
    assert period.last is not None  # noqa: S101
    first = begin.day() if begin is not None else period.first
    last = end.day() if end is not None else period.last
    if first > last or not (period.covers(first) and period.covers(last)):
        raise Refused(
            "LINE_DAYS", no=number, first=first, last=last, begin=period.first, end=period.last
        )
    return first, last


def _value(given: Given, number: str, most: int) -> tuple[str, Decimal, Decimal | None]:
    """Unit, times and yuan for each; `most` are the months that the line's days touch."""
    unit = given.need("unit").text()
    if "万" in unit or "千" in unit.replace("千克", ""):
        raise Refused("AMOUNT_UNIT", no=number, unit=unit)
    if unit not in MONEY:
        if unit.startswith("元"):
            raise Refused("AMOUNT_UNIT", no=number, unit=unit)
        price = given.get("price")
        quantity = given.need("quantity").amount()
        return unit, quantity, price.amount() if price is not None else None
    amount = given.need("amount").amount()
    if unit == YUAN:
        return unit, Decimal(1), amount
    name, limit = ("months", most) if unit == PER_MONTH else ("days", 366)
    times = given.need(name).amount()
    if times > limit:
        raise Refused("LINE_TIMES", no=number, name=name, given=times, most=limit)
    return unit, times, amount
