"""What is known of an object on a day: readings of facts, each with its source and its day.

An object is a household with its members, a village or a county.

Of each source the newest reading on or before the day counts. Sources that then say different
things leave the fact unknown until people decide, and so does silence: an unknown fact is never
taken for good. Only a claim (a fact with `unstated`) may be silent: nobody made it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from huitoukan.assess.given import Given
from huitoukan.assess.periods import age_on, school_year
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import Fact, FactTable

Value = str | bool | int | Decimal | dt.date
NOT_GIVEN: Final = "没有材料"
NOT_STATED: Final = "没有人提出"
FROM_BIRTH: Final = "按出生日期算"
STATED_INCOME: Final = "收入测算表，按测算期"
NUMBERS: Final[Mapping[str, str]] = {
    "household": "household_no",
    "village": "village_code",
    "county": "county_code",
}
"""Under which key each kind of object is numbered, in what is read and what is answered."""


@dataclass(frozen=True)
class Reading:
    """What one source said on one day."""

    value: Value
    source: str
    on: dt.date


@dataclass(frozen=True)
class Known:
    """A fact on a day: its value with source and day, or None and why; `conflict` lists sources."""

    value: Value | None
    source: str = ""
    on: dt.date | None = None
    why: str = ""
    conflict: tuple[Reading, ...] = ()


@dataclass(frozen=True)
class Person:
    """A member with the readings about them."""

    person_no: str
    name: str
    readings: Mapping[str, tuple[Reading, ...]]


@dataclass(frozen=True)
class Facts:
    """A household with its members, a village or a county, and what was read about it.

    `about` is one of rules.shapes.standards.ABOUT, `number` the household number or the place's
    area code. `sheet` is the income sheet of a household, not opened yet; `whys` says of facts
    without a reading why there is none.
    """

    about: str
    number: str
    place: str
    readings: Mapping[str, tuple[Reading, ...]]
    members: tuple[Person, ...] = ()
    sheet: Given | None = field(default=None, compare=False)
    whys: Mapping[str, str] = field(default_factory=dict)


def known(fact: Fact, readings: tuple[Reading, ...], day: dt.date) -> Known:
    """What is known of a fact on a day."""
    if fact.lasting:
        readings = tuple(replace(one, on=min(one.on, day)) for one in readings)
    if len(readings) == 1 and readings[0].on <= day and not _is_old(fact, readings[0], day):
        return Known(readings[0].value, readings[0].source, readings[0].on)
    newest: dict[str, Reading] = {}
    later = False
    for one in readings:
        if one.on > day:
            later = True
        elif one.source not in newest or newest[one.source].on <= one.on:
            newest[one.source] = one
    valid = [one for one in newest.values() if not _is_old(fact, one, day)]
    if not valid:
        if fact.unstated is not None and not newest and not later:
            return Known(fact.unstated, NOT_STATED)
        if newest:
            oldest = max(newest.values(), key=lambda one: one.on)
            return Known(None, oldest.source, oldest.on, f"{oldest.on} 的材料已过期")
        return Known(None, why="材料的日期在核查日之后" if later else NOT_GIVEN)
    if len({one.value for one in valid}) > 1:
        told = "，".join(f"{one.source}为{shown(one.value)}" for one in valid)
        return Known(None, why=f"来源不一致：{told}", conflict=tuple(valid))
    last = max(valid, key=lambda one: one.on)
    return Known(last.value, last.source, last.on)


def _is_old(fact: Fact, reading: Reading, day: dt.date) -> bool:
    if fact.valid_months is None:
        return False
    months = int(fact.valid_months.value)
    passed = (day.year - reading.on.year) * 12 + day.month - reading.on.month
    return passed > months or (passed == months and day.day > reading.on.day)


def shown(value: object) -> str:
    """A value as an official writes it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        # A quotient has endless digits; nobody reads more than four.
        short = value if int(value.as_tuple().exponent) >= -4 else round(value, 4)
        return f"{short.normalize():f}" if short else "0"
    if isinstance(value, tuple):
        return "、".join(map(shown, value))
    return "" if value is None else str(value)


def person_knows(person: Person, fact: Fact, day: dt.date, facts: FactTable) -> Known:
    """What is known of a member on a day; ages are worked out from the birth date."""
    if not fact.computed:
        return known(fact, person.readings.get(fact.name, ()), day)
    born = known(facts.by_name["birth"], person.readings.get("birth", ()), day)
    if not isinstance(born.value, dt.date):
        return Known(None, why=f"出生日期：{born.why}")
    at = school_year(day) if fact.name == "school_age" else day
    return Known(age_on(born.value, at), FROM_BIRTH, born.on)


# --- reading ---


def read_value(given: Given, fact: Fact) -> Value:
    """A value of the fact's type; Refused ASSESS_TYPE, AMOUNT_*."""
    if fact.type == "bool":
        return given.flag()
    if fact.type == "number":
        return given.amount()
    if fact.type == "date":
        return given.day()
    return given.choice(fact.codes)


@dataclass(frozen=True)
class Default:
    """The source and day of readings that do not name their own."""

    source: str | None
    on: dt.date | None


def _readings(given: Given, fact: Fact, default: Default) -> tuple[Reading, ...]:
    if fact.computed:
        raise Refused("FACT_COMPUTED", where=given.where)
    parts = given.items() if isinstance(given.value, list) else [given]
    return tuple(_reading(part, fact, default) for part in parts)


def _reading(given: Given, fact: Fact, default: Default) -> Reading:
    if not isinstance(given.value, dict):
        if default.source is None or default.on is None:
            raise Refused("FACT_SOURCE", where=given.where)
        return Reading(read_value(given, fact), default.source, default.on)
    value = read_value(given.need("value"), fact)
    own, day = given.get("source"), given.get("on")
    given.done()
    source = own.text() if own is not None else default.source
    on = day.day() if day is not None else default.on
    if source is None or on is None:
        raise Refused("FACT_SOURCE", where=given.where)
    return Reading(value, source, on)


def read_readings(
    parts: Mapping[str, Given], table: FactTable, default: Default, where: str
) -> dict[str, tuple[Reading, ...]]:
    """The readings of all facts named; Refused ASSESS_KEY for a fact the pack does not know."""
    found = {}
    for name, part in parts.items():
        fact = table.by_name.get(name)
        if fact is None:
            raise Refused("ASSESS_KEY", where=where, key=name)
        found[name] = _readings(part, fact, default)
    return found


def read_facts(given: Given, pack: Pack, on: dt.date, about: str = "household") -> Facts:
    """The facts of one object; Refused ASSESS_*, AMOUNT_*, FACT_*, MEMBER*, PACK_INCOMPLETE.

    docs/reference/assess.md describes the shapes. `on` is the day of the verdict: nobody may be
    born after it.
    """
    if about not in pack.facts:
        raise Refused("PACK_INCOMPLETE", pack=pack.id, missing=f"facts/{about}.yaml")
    source, seen = given.get("source"), given.get("on")
    default = Default(
        source.text() if source is not None else None, seen.day() if seen is not None else None
    )
    stated = given.get(about) or Given({}, f"{given.where} {about}")
    readings = read_readings(stated.rest(), pack.facts[about], default, stated.where)
    given.get("schema_version")
    if about != "household":
        code = read_area_code(given.need(NUMBERS[about]))
        given.done()
        return Facts(about, code, code, readings)
    number, place, count = given.get(NUMBERS[about]), given.get("place"), given.get("member_count")
    listed = given.get("members")
    members = read_members(listed.items() if listed is not None else [], pack, default)
    sheet = given.get("income_sheet")
    given.done()
    demand_whole(members, count, last=on)
    return Facts(
        about=about,
        number=number.text() if number is not None else "",
        place=place.text() if place is not None else "",
        readings=readings,
        members=members,
        sheet=sheet,
    )


def read_area_code(given: Given) -> str:
    """The code of a place; lines differ by place, so that a place without one cannot be judged."""
    code = given.text()
    if not (code.isascii() and code.isdigit() and 6 <= len(code) <= 12):
        raise given.expected("6 到 12 位的区划代码")
    return code


def read_members(listed: list[Given], pack: Pack, default: Default) -> tuple[Person, ...]:
    """The members listed; Refused MEMBER_TWICE when two have one number."""
    members: dict[str, Person] = {}
    for position, part in enumerate(listed, 1):
        number, name = part.get("person_no"), part.get("name")
        person_no = number.text() if number is not None else str(position)
        if person_no in members:
            raise Refused("MEMBER_TWICE", person_no=person_no)
        readings = read_readings(part.rest(), pack.facts["member"], default, part.where)
        members[person_no] = Person(person_no, name.text() if name is not None else "", readings)
    return tuple(members.values())


def demand_whole(members: tuple[Person, ...], count: Given | None, *, last: dt.date) -> None:
    """Refused MEMBERS_COUNT, MEMBERS_HEADS, MEMBER_BORN_LATER when the list cannot be one."""
    if count is not None and count.integer() != len(members):
        raise Refused("MEMBERS_COUNT", told=count.integer(), listed=len(members))
    relations = [{one.value for one in person.readings.get("relation", ())} for person in members]
    heads = sum("户主" in relation for relation in relations)
    if heads > 1 or (members and heads == 0 and all(relations)):
        raise Refused("MEMBERS_HEADS", n=heads)
    for person in members:
        for one in person.readings.get("birth", ()):
            if isinstance(one.value, dt.date) and one.value > last:
                raise Refused(
                    "MEMBER_BORN_LATER", person_no=person.person_no, birth=one.value, day=last
                )
