"""The files of `facts/`, `indicators/` and `standards/` become values; criteria with them.

A criterion is written in one of these ways:

    {fact: trip_minutes, at_most: ":minutes"}   a fact compared, with a value,
                                                a parameter (`:name`), a line (`line:name`)
                                                or another fact (`fact:name`)
    {all: [...]}  {any: [...]}  {not: {...}}    put together
    {every_member: {among: {...}, has: {...}}}  asked of each member
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from huitoukan.rules.build_rules import build_param
from huitoukan.rules.entry import Entry, Fields
from huitoukan.rules.shapes.standards import (
    ABOUT,
    COMPARISONS,
    VERDICTS,
    Combined,
    Criterion,
    EveryMember,
    Fact,
    FactTable,
    FactTest,
    Indicator,
    IndicatorExample,
    Share,
    Standard,
)
from huitoukan.rules.shapes.words import Param, Scalar

FACT_TABLES: Final = (*ABOUT, "member", "account")
FACT_TYPES: Final = ("bool", "number", "code", "date")


def build_facts(entry: Entry) -> FactTable:
    """A file of `facts/`."""
    with Fields(entry) as fields:
        months = fields.get("valid_months")
        default = build_param(months) if months is not None else None
        return FactTable(
            id=fields.need("id").choice(FACT_TABLES),
            title=fields.need("title").texts(),
            basis=fields.text("basis"),
            facts=tuple(_fact(part, default) for part in fields.need("facts").items()),
            stated_as=tuple(part.texts() for part in fields.items("stated_as")),
        )


def _fact(entry: Entry, default: Param | None) -> Fact:
    """One fact; `default` is how long the table's facts hold that do not say it themselves."""
    with Fields(entry) as fields:
        months = fields.get("valid_months")
        unstated = fields.get("unstated")
        share = _share(fields)
        is_given = share is None and not fields.flag("computed")
        return Fact(
            name=fields.text("name"),
            title=fields.need("title").texts(),
            type=fields.need("type").choice(FACT_TYPES),
            codes=fields.words("codes"),
            unit=fields.text("unit", ""),
            unstated=_claim(unstated) if unstated is not None else None,
            valid_months=build_param(months)
            if months is not None
            else default
            if is_given
            else None,
            computed=not is_given,
            lasting=fields.flag("lasting"),
            share=share,
        )


def _share(fields: Fields) -> Share | None:
    """`percent: {of, in}`, a part of a whole, or `ratio: {of, to}`, one figure beside another."""
    for key, word in (("percent", "in"), ("ratio", "to")):
        part = fields.get(key)
        if part is not None:
            with Fields(part) as inner:
                return Share(inner.need("of").words(), inner.text(word), key == "percent")
    return None


def _claim(entry: Entry) -> str | bool:
    return entry.flag() if isinstance(entry.value, bool) else entry.text()


def build_criterion(entry: Entry) -> Criterion:
    """One criterion with all that it is put together from."""
    keys = [key for key, _ in entry.pairs()]
    with Fields(entry) as fields:
        if "fact" in keys:
            return _test(entry, fields)
        if len(keys) == 1 and keys[0] in {"all", "any"}:
            parts = fields.need(keys[0]).items()
            if not parts:
                raise entry.bad("CRITERION", f"“{keys[0]}”里没有条件")
            return Combined(keys[0], tuple(build_criterion(part) for part in parts))
        if keys == ["not"]:
            return Combined("not", (build_criterion(fields.need("not")),))
        if keys == ["every_member"]:
            with Fields(fields.need("every_member")) as each:
                among = each.get("among")
                return EveryMember(
                    build_criterion(among) if among is not None else None,
                    build_criterion(each.need("has")),
                )
    raise entry.bad("CRITERION", "条件应是 fact、all、any、not、every_member 之一")


def _test(entry: Entry, fields: Fields) -> FactTest:
    name = fields.text("fact")
    hows = [how for how in COMPARISONS if how in entry.value]
    if len(hows) != 1:
        raise entry.bad("CRITERION", f"要有且只有一种比较：{'、'.join(COMPARISONS)}")
    part = fields.need(hows[0])
    value = tuple(_plain(one) for one in part.items()) if hows[0] == "in" else _plain(part)
    return FactTest(name, hows[0], value)


def _plain(entry: Entry) -> Scalar:
    if isinstance(entry.value, list | dict):
        raise entry.bad("SHAPE", "应为一个值")
    value: Scalar = entry.value
    return value


def build_indicator(entry: Entry) -> Indicator:
    """A file of `indicators/`."""
    with Fields(entry) as fields:
        about = _about(fields)
        return Indicator(
            id=fields.text("id"),
            about=about,
            title=fields.need("title").texts(),
            basis=fields.text("basis"),
            met_when=build_criterion(fields.need("met_when")),
            params={name: build_param(part) for name, part in fields.pairs("params")},
            says=fields.need("says").texts(),
            evidence=fields.words("evidence"),
            examples=tuple(
                build_example(part, about, VERDICTS) for part in fields.need("examples").items()
            ),
        )


def _about(fields: Fields) -> str:
    about = fields.get("about")
    return about.choice(ABOUT) if about is not None else "household"


def build_example(entry: Entry, about: str, answers: Sequence[str]) -> IndicatorExample:
    """One example: the facts of the object (and of members), and which of the answers follows."""
    with Fields(entry) as fields, Fields(fields.need("given")) as given:
        return IndicatorExample(
            name=fields.text("name"),
            on=fields.need("on").day(),
            place=fields.text("place", ""),
            given={name: _plain(part) for name, part in given.pairs(about)},
            members=tuple(
                {name: _plain(value) for name, value in part.pairs()}
                for part in given.items("members")
            ),
            expect=fields.need("expect").choice(answers),
        )


def build_standard(entry: Entry) -> Standard:
    """A file of `standards/`."""
    with Fields(entry) as fields:
        about = _about(fields)
        return Standard(
            id=fields.text("id"),
            about=about,
            title=fields.need("title").texts(),
            basis=fields.text("basis"),
            profile=fields.text("profile") if about == "household" else "",
            indicators=fields.words("indicators"),
        )
