"""Reckoning (算账): from an income sheet to income per person, household and head, step by step.

Each line is rounded by itself, half up, to the decimals that the profile names; sums of rounded
lines are exact, so that their order cannot matter and the printed column adds up. Income per head
is rounded for print only: whether it is above a line is asked of the exact quotient.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from huitoukan.assess.criteria import Asking
from huitoukan.assess.dated import exact, line_on, treatment_on, value_on
from huitoukan.assess.facts import Facts, Person
from huitoukan.assess.sheets import FORECAST, YUAN, Line, Sheet
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.incomes import INCOME_KINDS, Profile, Treatment

PER_HEAD_UNIT: Final = "元/人·年"
"""Lines of the pack with this unit are compared with income per head."""
NEAR: Final = Decimal("1.1")
"""Up to 10 % above a line is near it (statistics.md C); a hint, no verdict."""
ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class Counted:
    """Whether a person counts as a member, by which rule of the profile and its source."""

    person: Person
    counts: bool
    rule: str
    source: str


@dataclass(frozen=True)
class Step:
    """One line worked out. `counted` is what goes into the total, `beside` what is only shown.

    `formula` is the arithmetic as one writes it; `sources` name every value taken from the pack.
    None in `counted` (spending alone): a value that it needs is missing, and `why` says which.
    """

    line: Line
    gross: Decimal
    cost: Decimal
    net: Decimal
    counted: Decimal | None
    beside: Decimal
    formula: str
    why: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Cap:
    """Items that may be no more than a share of the counted total: what that takes off."""

    items: tuple[str, ...]
    ratio: Decimal
    listed: Decimal
    allowed: Decimal
    taken_off: Decimal
    source: str


@dataclass(frozen=True)
class Compared:
    """Income per head held against one line; `is_above` is None where there is no value."""

    id: str
    title: str
    value: Decimal | None
    source: str
    is_above: bool | None
    is_near: bool
    why: str = ""


@dataclass(frozen=True)
class Reckoning:
    """The account of a household by one profile. Yuan; `per_head` rounded, `exact_per_head` not."""

    profile: Profile
    sheet: Sheet
    members: tuple[Counted, ...]
    steps: tuple[Step, ...]
    caps: tuple[Cap, ...]
    spending: tuple[Step, ...]
    by_kind: dict[str, Decimal]
    by_person: dict[str, Decimal]
    of_household: Decimal
    taken_off: Decimal
    total: Decimal
    n_members: int
    per_head: Decimal
    exact_per_head: Decimal
    beside: Decimal
    rigid: Decimal | None
    after_rigid: Decimal | None
    lines: tuple[Compared, ...]
    has_forecast: bool


def reckon(sheet: Sheet, pack: Pack, profile: Profile) -> Reckoning:
    """The account; Refused MEMBER_UNDECIDED, MEMBERS_NONE, TREATMENT_, PRICE_ and COST_NONE."""
    members = tuple(_membership(person, sheet, pack, profile) for person in sheet.members)
    inside = {one.person.person_no for one in members if one.counts}
    if not inside:
        raise Refused("MEMBERS_NONE")
    places = int(profile.places.value)
    made = [_step(line, sheet, pack, profile, inside) for line in sheet.lines]
    steps = [step for step, _ in made]
    caps = _caps(made, places)
    spending = [_step(line, sheet, pack, profile, inside)[0] for line in sheet.spending]
    counted = [(step.line, step.counted or ZERO) for step in steps]
    taken_off = _sum(cap.taken_off for cap in caps)
    total = _sum(value for _, value in counted) - taken_off
    unknown = any(step.counted is None for step in spending)
    rigid = None if unknown else _sum(step.counted or ZERO for step in spending)
    return Reckoning(
        profile=profile,
        sheet=sheet,
        members=members,
        steps=tuple(steps),
        caps=tuple(caps),
        spending=tuple(spending),
        by_kind={
            kind: _sum(value for line, value in counted if line.item.kind == kind)
            for kind in INCOME_KINDS
            if kind != "spending"
        },
        by_person={
            one.person.person_no: _sum(
                value for line, value in counted if line.person_no == one.person.person_no
            )
            for one in members
            if one.counts
        },
        of_household=_sum(value for line, value in counted if not line.person_no),
        taken_off=taken_off,
        total=total,
        n_members=len(inside),
        per_head=_rounded(total / len(inside), places),
        exact_per_head=total / len(inside),
        beside=_sum(step.beside for step in steps),
        rigid=rigid,
        after_rigid=None if rigid is None else total - rigid,
        lines=tuple(_compared(pack, sheet, total, len(inside))),
        has_forecast=any(step.line.basis == FORECAST and step.counted for step in steps),
    )


def last_day(sheet: Sheet) -> dt.date:
    """The last day of the sheet's period, on which members and treatments are looked up."""
    assert sheet.period.last is not None  # noqa: S101 - a period of the sheet has both ends
    return sheet.period.last


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, ZERO)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _membership(person: Person, sheet: Sheet, pack: Pack, profile: Profile) -> Counted:
    """The first rule that holds decides; one that nobody can answer must be answered first."""
    facts = Facts("household", sheet.household_no, sheet.place, {}, (person,))
    for rule in profile.members:
        asking = Asking(pack, facts, last_day(sheet))
        answer = asking.ask(rule.when, person)
        if answer.holds:
            return Counted(person, rule.counts, rule.title.zh, rule.source)
        if answer.holds is None:
            missing = tuple(check.fact.title.zh for check in answer.decided_by)
            raise Refused(
                "MEMBER_UNDECIDED",
                person_no=person.person_no,
                profile=profile.title.zh,
                missing=missing,
            )
    raise Refused(
        "MEMBER_UNDECIDED",
        person_no=person.person_no,
        profile=profile.title.zh,
        missing=(profile.members[-1].title.zh,),
    )


def _step(
    line: Line, sheet: Sheet, pack: Pack, profile: Profile, inside: set[str]
) -> tuple[Step, Treatment]:
    """One line worked out, and how the profile treats its item."""
    places = int(profile.places.value)
    treatment = treatment_on(profile, line.item, last_day(sheet), sheet.place)
    gross, formula, sources = _gross(line, sheet, pack, places)
    cost, cost_formula, cost_sources = _cost(line, sheet, pack, profile, gross)
    net = gross - cost
    counted: Decimal | None = net
    beside, why = ZERO, ""
    if line.person_no and line.person_no not in inside:
        counted, why = ZERO, "不计入家庭人口的人，他的收支不计"
    elif treatment.counts == "none":
        counted, why = ZERO, "本口径不计"
    elif treatment.counts == "beside":
        counted, beside, why = ZERO, net, "单列，不计入合计"
    elif treatment.line:
        counted, why = _held_to_line(sheet, pack, treatment, net)
    elif treatment.counts == "capped":
        why = "计入，但不超过合计的一定比例"
    formula += cost_formula
    shown = formula if formula == _plain(net) else f"{formula} = {_plain(net)}"
    found = (treatment.source, *sources, *cost_sources)
    return Step(line, gross, cost, net, counted, beside, shown, why, found), treatment


def _gross(
    line: Line, sheet: Sheet, pack: Pack, places: int
) -> tuple[Decimal, str, tuple[str, ...]]:
    if not line.is_goods:
        assert line.each is not None  # noqa: S101 - money has its amount
        gross = _rounded(line.each * line.times, places)
        if line.unit == YUAN:
            return gross, _plain(line.each), ()
        return gross, f"{_plain(line.each)} × {_plain(line.times)}", ()
    if line.each is not None:
        gross = _rounded(line.each * line.times, places)
        return gross, f"{_plain(line.times)}{line.unit} × {_plain(line.each)}", ("实际售价",)
    listed = pack.prices.get(line.item.code)
    price = value_on(listed.prices, line.last, sheet.place) if listed is not None else None
    factor = _factor(line, pack)
    if listed is None or price is None or factor is None:
        raise Refused(
            "PRICE_NONE", no=line.no, item=line.item.title.zh, unit=line.unit, day=line.last
        )
    gross = _rounded(exact(price.value) * line.times * factor, places)
    amount = f"{_plain(line.times)}{line.unit}"
    if factor != 1:
        amount += f" × {_plain(factor)}{listed.unit}"
    return gross, f"{amount} × {_plain(exact(price.value))}", (price.source,)


def _factor(line: Line, pack: Pack) -> Decimal | None:
    """How many of the price list's unit one of the line's is."""
    listed = pack.prices.get(line.item.code)
    if listed is None or line.unit == listed.unit:
        return None if listed is None else Decimal(1)
    return exact(listed.units[line.unit]) if line.unit in listed.units else None


def _cost(
    line: Line, sheet: Sheet, pack: Pack, profile: Profile, gross: Decimal
) -> tuple[Decimal, str, tuple[str, ...]]:
    places = int(profile.places.value)
    if line.item.kind == "wage":
        if not line.cost:
            return ZERO, "", ()
        if profile.wage_costs.value != "deducted":
            return ZERO, "", (f"务工成本 {_plain(line.cost)} 不扣：{profile.wage_costs.source}",)
        cost = _rounded(line.cost, places)
        return cost, f" − {_plain(cost)}", (profile.wage_costs.source,)
    if line.item.kind != "business":
        return ZERO, "", ()
    if line.cost is not None:
        cost = _rounded(line.cost, places)
        return cost, f" − {_plain(cost)}", ()
    listed = pack.prices.get(line.item.code)
    ratio = value_on(listed.cost_ratios, line.last, sheet.place) if listed is not None else None
    if ratio is None:
        raise Refused("COST_NONE", no=line.no, item=line.item.title.zh, day=line.last)
    share = exact(ratio.value)
    cost = _rounded(gross * share, places)
    return cost, f" − {_plain(gross)} × {_plain(share)}", (ratio.source,)


def _held_to_line(
    sheet: Sheet, pack: Pack, treatment: Treatment, net: Decimal
) -> tuple[Decimal | None, str]:
    most = line_on(pack, treatment.line, last_day(sheet), sheet.place)
    title = pack.lines[treatment.line].title.zh
    if most is None:
        return None, f"规则包里没有 {last_day(sheet)} 的“{title}”，不能确定计多少"
    return min(net, exact(most.value)), f"不超过“{title}” {_plain(exact(most.value))}"


def _caps(made: Sequence[tuple[Step, Treatment]], places: int) -> list[Cap]:
    """What shares of the total take off: capped C ≤ r × (O + C), so C ≤ O × r ÷ (1 − r).

    O are the items that count in full. The total is meant with the capped items in it.
    """
    others = _sum(step.counted or ZERO for step, one in made if one.ratio is None)
    caps = []
    for treatment in dict.fromkeys(one for _, one in made if one.ratio is not None):
        listed = _sum(step.counted or ZERO for step, one in made if one == treatment)
        ratio = exact(treatment.ratio or 0)
        allowed = _rounded(max(ZERO, others) * ratio / (1 - ratio), places)
        taken_off = max(ZERO, listed - allowed)
        caps.append(Cap(treatment.items, ratio, listed, allowed, taken_off, treatment.source))
    return caps


def _compared(pack: Pack, sheet: Sheet, total: Decimal, n: int) -> Iterable[Compared]:
    for name, line in pack.lines.items():
        if line.unit != PER_HEAD_UNIT:
            continue
        value = line_on(pack, name, last_day(sheet), sheet.place)
        if value is None:
            why = f"规则包里没有区划“{sheet.place}”在 {last_day(sheet)} 的值"
            yield Compared(name, line.title.zh, None, "", None, is_near=False, why=why)
            continue
        at = exact(value.value)
        is_above = total > at * n
        is_near = is_above and total <= at * n * NEAR
        yield Compared(name, line.title.zh, at, value.source, is_above, is_near)


def _plain(value: Decimal) -> str:
    """A number without trailing zeros: 3500, 0.45."""
    return f"{value.normalize():f}" if value else "0"
