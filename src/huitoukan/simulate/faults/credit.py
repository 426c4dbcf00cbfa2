"""Micro-loans: X55, X56, X58, X59."""

from __future__ import annotations

import random
from datetime import date

from huitoukan.simulate.departments.work import enter_loan
from huitoukan.simulate.faults.planting import (
    able_adult,
    fault,
    look_alike,
    plain_adult,
    without,
)
from huitoukan.simulate.world import County, Household, Person

_FAMILY = "credit"


def _borrower(county: County, *, family: str = "") -> Person:
    """An adult of a household without loans; for a look-alike any able one will do."""
    free = without(county, "D52")
    adult = able_adult if family else plain_adult
    return county.choose_person(
        lambda p: adult(p) and free(p.household), family=family, fresh=not family
    )


@fault("X55", copies=(3, 6), small=1)
def discounted_above_50000(county: County, rng: random.Random, turn: int) -> None:
    """A discounted loan of more than 50,000 yuan."""
    person = _borrower(county)
    amount = 50_001 if turn == 0 else rng.randint(6, 10) * 10_000
    enter_loan(county, rng, person, amount, date(2025, 2, 3 + turn), 3)
    county.truth.person("X55", person, f"贴息贷款{amount}元")


@look_alike("X55")
def exactly_50000_or_without_discount(county: County, rng: random.Random, turn: int) -> None:
    """50,000 exactly, or more without discount."""
    person = _borrower(county, family=_FAMILY)
    if turn % 2 == 0:
        enter_loan(county, rng, person, 50_000, date(2025, 2, 3), 3)
        county.truth.lawful("X55", person, "贴息贷款恰为50000元")
    else:
        enter_loan(county, rng, person, 80_000, date(2025, 2, 3), 3)["discounted"] = False
        county.truth.lawful("X55", person, "不贴息的贷款")


@fault("X56", copies=(3, 6), small=1)
def longer_than_36_months(county: County, rng: random.Random, turn: int) -> None:
    """Due after more than 36 months; the first by one day."""
    person = _borrower(county)
    entry = enter_loan(county, rng, person, 30_000, date(2024, 3, 5), 3)
    entry["due_on"] = date(2027, 3, 6) if turn == 0 else date(2029, 3, 5)
    county.truth.person("X56", person, f"2024-03-05发放，{entry['due_on']}到期")


@look_alike("X56")
def exactly_36_months(county: County, rng: random.Random, turn: int) -> None:
    """Due after 36 months exactly."""
    person = _borrower(county, family=_FAMILY)
    enter_loan(county, rng, person, 30_000, date(2024, 3, 5 + turn), 3)
    county.truth.lawful("X56", person, "期限恰为36个月")


@fault("X58", copies=(3, 6), small=1)
def overdue_for_more_than_30_days(county: County, rng: random.Random, turn: int) -> None:
    """Overdue for more than 30 days; the first by one day."""
    person = _borrower(county)
    entry = enter_loan(county, rng, person, 40_000, date(2023, 6, 8), 3)
    days = 31 if turn == 0 else rng.randint(45, 200)
    entry.update(balance=40_000, overdue_days=days)
    county.truth.person("X58", person, f"逾期{days}天")


@look_alike("X58")
def overdue_for_30_days(county: County, rng: random.Random, turn: int) -> None:
    """30 days exactly."""
    person = _borrower(county, family=_FAMILY)
    entry = enter_loan(county, rng, person, 40_000, date(2023, 9, 29), 3)
    entry.update(balance=40_000, overdue_days=30)
    county.truth.lawful("X58", person, "逾期恰为30天")


def _couple(household: Household) -> bool:
    return sum(map(plain_adult, household.members)) >= 2


@fault("X59", copies=(3, 6))
def two_loans_at_once(county: County, rng: random.Random, turn: int) -> None:
    """Two loans with balances, of one person or of a couple."""
    free = without(county, "D52")
    household = county.choose_household(lambda h: _couple(h) and free(h))
    first, second = [p for p in household.members if plain_adult(p)][:2]
    enter_loan(county, rng, first, 30_000, date(2025, 3, 4), 3)
    enter_loan(county, rng, second if turn % 2 else first, 20_000, date(2026, 4, 4), 2)
    county.truth.household("X59", household, "一户两笔未结清的小额信贷")


@look_alike("X59")
def one_loan_after_the_other(county: County, rng: random.Random, turn: int) -> None:
    """The first is paid back, or the second is lent only after the comparison."""
    person = _borrower(county, family=_FAMILY)
    first = enter_loan(county, rng, person, 30_000, date(2024, 3, 4), 3)
    second = enter_loan(county, rng, person, 20_000, date(2026, 4, 4), 2)
    if turn % 2 == 0:
        first["balance"] = 0
        county.truth.lawful("X59", person.household, "前一笔已结清")
    else:
        second.update(lent_on=date(2026, 11, 2), due_on=date(2028, 11, 2))
        county.truth.lawful("X59", person.household, "第二笔在比对日之后发放")
