"""Plausibility of an account: questions for people, worded as questions, never a finding.

Which figures make a question stands in `plausibility/` of the pack, in the language of indicators,
about the facts of `facts/account.yaml`. Those that a sheet tells are worked out here; what it
cannot tell (who works, who is monitored, last year's income) is handed over, or not known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from huitoukan.assess.criteria import Asking, Check
from huitoukan.assess.dated import exact, line_on
from huitoukan.assess.facts import Facts, Reading, Value
from huitoukan.assess.income import Reckoning, Step, last_day
from huitoukan.assess.sheets import PER_MONTH, YUAN, Line
from huitoukan.assess.verdicts import facts_of_example
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import Hint, IndicatorExample

ACCOUNT: Final = "account"
FROM_SHEET: Final = "收入测算表"
FROM_OTHERS: Final = "系统中的材料"
SAME_SHEETS: Final = "same_sheets"
HUNDRED: Final = Decimal(100)
_ANSWERS: Final[Mapping[bool | None, str]] = {True: "ask", False: "quiet", None: "cannot_tell"}


@dataclass(frozen=True)
class Account:
    """A household's account, and what is known of it besides (a fact of the account: its value)."""

    household_no: str
    reckoning: Reckoning
    known: Mapping[str, Value | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """One hint held against an account: True is a question to ask, None could not be told.

    `why` says what is missing then, `line_nos` which lines of the sheet the question is about.
    """

    hint: Hint
    holds: bool | None
    checks: tuple[Check, ...]
    why: tuple[str, ...]
    line_nos: tuple[str, ...]


def hints(
    reckoning: Reckoning, pack: Pack, *, known: Mapping[str, Value | None] | None = None
) -> tuple[Asked, ...]:
    """Every hint of the pack held against one account; Refused ASSESS_KEY, PACK_INCOMPLETE."""
    if ACCOUNT not in pack.facts:
        raise Refused("PACK_INCOMPLETE", pack=pack.id, missing="facts/account.yaml")
    table = pack.facts[ACCOUNT].by_name
    figures, lines = _figures(reckoning, pack)
    others = dict(known or {})
    for name in others:
        if name not in table or (table[name].computed and name != SAME_SHEETS):
            raise Refused("ASSESS_KEY", where="known", key=name)
    day = last_day(reckoning.sheet)
    readings = {
        name: (Reading(value, source, day),)
        for values, source in ((figures, FROM_SHEET), (others, FROM_OTHERS))
        for name, value in values.items()
        if value is not None and name in table
    }
    sheet = reckoning.sheet
    facts = Facts(ACCOUNT, sheet.household_no, sheet.place, readings)
    asked = []
    for hint in pack.plausibility.values():
        asking = Asking(pack, facts, day, hint.params)
        answer = asking.ask(hint.ask_when)
        unknown = [check for check in answer.decided_by if check.holds is None]
        why = tuple(dict.fromkeys(f"{one.fact.title.zh}：{one.why}" for one in unknown))
        about = {no for check in answer.decided_by for no in lines.get(check.fact.name, ())}
        nos = tuple(line.no for line in sheet.lines if line.no in about)
        asked.append(Asked(hint, answer.holds, tuple(asking.checks), why, nos))
    return tuple(asked)


def hints_of_village(accounts: Sequence[Account], pack: Pack) -> dict[str, tuple[Asked, ...]]:
    """The hints of every household, by its number, with how many others have the same lines."""
    alike = Counter(_signature(one.reckoning) for one in accounts)
    return {
        one.household_no: hints(
            one.reckoning,
            pack,
            known={**one.known, SAME_SHEETS: Decimal(alike[_signature(one.reckoning)] - 1)},
        )
        for one in accounts
    }


def try_hint(pack: Pack, hint: Hint, example: IndicatorExample) -> str:
    """What an example of a hint gives: ask, quiet or cannot_tell."""
    asking = Asking(pack, facts_of_example(pack, ACCOUNT, example), example.on, hint.params)
    return _ANSWERS[asking.ask(hint.ask_when).holds]


def _signature(reckoning: Reckoning) -> tuple[object, ...]:
    """The lines without persons, evidence and order: what a copied sheet has in common."""
    return tuple(sorted(map(str, map(_plain, reckoning.sheet.lines))))


def _plain(line: Line) -> tuple[object, ...]:
    each = None if line.each is None else line.each.normalize()
    cost = None if line.cost is None else line.cost.normalize()
    return line.item.code, line.unit, line.times.normalize(), each, cost


def _figures(
    reckoning: Reckoning, pack: Pack
) -> tuple[dict[str, Value | None], dict[str, tuple[str, ...]]]:
    """What the sheet itself tells, and which lines each figure comes from."""
    steps = reckoning.steps
    kinds = {
        kind: [step for step in steps if step.line.item.kind == kind]
        for kind in ("wage", "business", "property", "transfer")
    }
    free = [one for one in kinds["business"] if one.gross > 0 and not one.cost]
    monthly = [one for one in kinds["wage"] if one.line.unit == PER_MONTH and one.line.each]
    money = [one for one in steps if one.line.unit == YUAN and one.gross > 0]
    round_ones = [one for one in money if one.gross % HUNDRED == 0]
    pays = [one.line.each for one in monthly if one.line.each is not None]
    figures: dict[str, Value | None] = {
        "per_head": reckoning.exact_per_head,
        **{kind: _listed(kinds[kind]) for kind in kinds},
        "business_without_cost": _listed(free),
        "monthly_wages": Decimal(len(monthly)),
        "lowest_monthly_wage": min(pays, default=None),
        "highest_monthly_wage": max(pays, default=None),
        "counted_income": sum(reckoning.by_kind.values(), Decimal(0)),
        "counted_transfer": reckoning.by_kind["transfer"],
        "income_lines": Decimal(len(steps)),
        "money_lines": Decimal(len(money)),
        "round_lines": Decimal(len(round_ones)),
        "over_exit_line": _over(reckoning, pack, "exit"),
        "over_monitoring_line": _over(reckoning, pack, "monitoring"),
    }
    lines = {
        **{kind: _nos(kinds[kind]) for kind in kinds},
        "business_without_cost": _nos(free),
        "lowest_monthly_wage": _nos([one for one in monthly if one.line.each == min(pays)]),
        "highest_monthly_wage": _nos([one for one in monthly if one.line.each == max(pays)]),
        "round_share": _nos(round_ones),
        "transfer_share": _nos(kinds["transfer"]),
    }
    return figures, lines


def _listed(steps: Sequence[Step]) -> Decimal:
    """Yuan as listed, whether a profile counts them or not."""
    return sum((step.gross for step in steps), Decimal(0))


def _nos(steps: Sequence[Step]) -> tuple[str, ...]:
    return tuple(step.line.no for step in steps)


def _over(reckoning: Reckoning, pack: Pack, name: str) -> Decimal | None:
    """By how many percent of a line income per head is above it; below zero: under the line."""
    line = line_on(pack, name, last_day(reckoning.sheet), reckoning.sheet.place)
    if line is None or not line.value:
        return None
    at = exact(line.value)
    return HUNDRED * (reckoning.exact_per_head - at) / at


def as_lines(asked: Sequence[Asked]) -> Iterator[str]:
    """The questions for a terminal, then what could not be asked."""
    for one in asked:
        if one.holds:
            lines = f"（第 {'、'.join(one.line_nos)} 行）" if one.line_nos else ""
            yield f"{one.hint.title.zh}{lines}：{one.hint.asks.zh}"
    open_ones = [one for one in asked if one.holds is None]
    for one in open_ones:
        yield f"没有问：{one.hint.title.zh}（{'；'.join(one.why)}）"
