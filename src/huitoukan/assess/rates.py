"""Rates of a village or county with the counts they are made of and the limits they are held to.

Which counts make a rate stands in the pack (`percent` and `ratio` in `facts/`), which limit it is
held to in the indicators of a standard. The worksheet of a place judges by the same facts; here
they are laid out as a table: numerator, denominator, percentage, limit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from huitoukan.assess.criteria import Check, known_of
from huitoukan.assess.facts import Facts, Known, Reading, shown
from huitoukan.assess.shares import Worked, work_out
from huitoukan.assess.verdicts import judge
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import Fact, FactTable, Standard

SHOWN: Final = Decimal("0.01")
"""A percentage is printed with two decimals, half up; limits are asked of the exact one."""


@dataclass(frozen=True)
class Rate:
    """One rate: what it is made of (`worked`), printed, and what each limit said (`checks`)."""

    fact: Fact
    worked: Worked
    percent: Decimal | None
    checks: tuple[Check, ...]


def counts(
    numbers: Mapping[str, int | Decimal | None],
    pack: Pack,
    *,
    about: str,
    number: str,
    source: str,
    on: dt.date,
) -> Facts:
    """Counts as facts of a place; None and what is left out is not known.

    Refused ASSESS_KEY for a fact that is not counted, AMOUNT_NEGATIVE.
    """
    table = _table(pack, about)
    readings = {}
    for name, value in numbers.items():
        fact = table.by_name.get(name)
        if fact is None or fact.computed or fact.type != "number":
            raise Refused("ASSESS_KEY", where=number, key=name)
        if value is None:
            continue
        if value < 0:
            raise Refused("AMOUNT_NEGATIVE", where=f"{number} {name}", given=value)
        readings[name] = (Reading(Decimal(value), source, on),)
    return Facts(about, number, number, readings)


def rates(facts: Facts, pack: Pack, standard: Standard, on: dt.date) -> tuple[Rate, ...]:
    """The rates of a place on a day, held to the limits of the standard.

    Those that the standard asks for come first, in its order; the others of which a count is known
    follow, with no limit.
    """
    table = _table(pack, facts.about)
    judged = [judge(pack.indicators[name], facts, pack, on) for name in standard.indicators]
    asked: dict[str, list[Check]] = {}
    for check in (check for one in judged for check in one.checks):
        if check.fact.share is not None:
            asked.setdefault(check.fact.name, []).append(check)
    others = [fact.name for fact in table.facts if _is_begun(fact, facts)]
    names = dict.fromkeys([*asked, *others])

    def find(fact: Fact) -> Known:
        return known_of(facts, fact, pack, on)

    return tuple(
        _rate(work_out(table.by_name[name], table, find), table.by_name[name], asked.get(name, []))
        for name in names
    )


def _table(pack: Pack, about: str) -> FactTable:
    if about not in pack.facts:
        raise Refused("PACK_INCOMPLETE", pack=pack.id, missing=f"facts/{about}.yaml")
    return pack.facts[about]


def _is_begun(fact: Fact, facts: Facts) -> bool:
    return fact.share is not None and any(name in facts.readings for name in fact.share.of)


def _rate(worked: Worked, fact: Fact, checks: list[Check]) -> Rate:
    exact = worked.known.value
    percent = None
    if isinstance(exact, Decimal):
        percent = exact.quantize(SHOWN, rounding=ROUND_HALF_UP)
    return Rate(fact, worked, percent, tuple(checks))


def as_lines(found: Iterable[Rate]) -> Iterator[str]:
    """The rates for a terminal: the division, the percentage, the limit."""
    for one in found:
        title = one.fact.title.zh
        if one.percent is None:
            yield f"{title}：无法判断（{one.worked.known.why}）"
            continue
        upper = "＋".join(str(part.known.value) for part in one.worked.parts)
        if len(one.worked.parts) > 1:
            upper = f"（{upper}）"
        yield f"{title}：{upper} ÷ {one.worked.whole.known.value} = {one.percent}%"
        for check in one.checks:
            word = {True: "达标", False: "不达标", None: "无法判断"}[check.holds]
            limit = f"{WORDS[check.how]} {shown(check.against)}{check.fact.unit}"
            yield f"  {word}：{limit if check.against is not None else check.why}{_source(check)}"


def _source(check: Check) -> str:
    return f"（{check.against_source}）" if check.against_source else ""


WORDS: Final[Mapping[str, str]] = {
    "above": "要高于",
    "at_least": "要达到",
    "below": "要低于",
    "at_most": "不得高于",
}
"""How a comparison is said of a limit."""
