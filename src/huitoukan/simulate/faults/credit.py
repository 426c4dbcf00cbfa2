"""Micro-loans: X55, X56, X58, X59."""

from __future__ import annotations

from datetime import date

from huitoukan.simulate.departments.work import enter_loan
from huitoukan.simulate.faults.planting import (
    Plot,
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
def discounted_above_50000(plot: Plot) -> None:
    """A discounted loan of more than 50,000 yuan."""
    person = _borrower(plot.county)
    amount = 50_001 if plot.turn == 0 else plot.rng.randint(6, 10) * 10_000
    enter_loan(plot.county, plot.rng, person, amount, date(2025, 2, 3 + plot.turn))
    plot.county.truth.person("X55", person, f"贴息贷款{amount}元")


@look_alike("X55")
def exactly_50000_or_without_discount(plot: Plot) -> None:
    """50,000 exactly, or more without discount."""
    person = _borrower(plot.county, family=_FAMILY)
    if plot.turn % 2 == 0:
        enter_loan(plot.county, plot.rng, person, 50_000, date(2025, 2, 3))
        plot.county.truth.lawful("X55", person, "贴息贷款恰为50000元")
    else:
        enter_loan(plot.county, plot.rng, person, 80_000, date(2025, 2, 3))["discounted"] = False
        plot.county.truth.lawful("X55", person, "不贴息的贷款")


@fault("X56", copies=(3, 6), small=1)
def longer_than_36_months(plot: Plot) -> None:
    """Due after more than 36 months; the first by one day."""
    person = _borrower(plot.county)
    entry = enter_loan(plot.county, plot.rng, person, 30_000, date(2024, 3, 5))
    entry["due_on"] = date(2027, 3, 6) if plot.turn == 0 else date(2029, 3, 5)
    plot.county.truth.person("X56", person, f"2024-03-05发放，{entry['due_on']}到期")


@look_alike("X56")
def exactly_36_months(plot: Plot) -> None:
    """Due after 36 months exactly."""
    person = _borrower(plot.county, family=_FAMILY)
    enter_loan(plot.county, plot.rng, person, 30_000, date(2024, 3, 5 + plot.turn))
    plot.county.truth.lawful("X56", person, "期限恰为36个月")


@fault("X58", copies=(3, 6), small=1)
def overdue_for_more_than_30_days(plot: Plot) -> None:
    """Overdue for more than 30 days; the first by one day."""
    person = _borrower(plot.county)
    entry = enter_loan(plot.county, plot.rng, person, 40_000, date(2023, 6, 8))
    days = 31 if plot.turn == 0 else plot.rng.randint(45, 200)
    entry.update(balance=40_000, overdue_days=days)
    plot.county.truth.person("X58", person, f"逾期{days}天")


@look_alike("X58")
def overdue_for_30_days(plot: Plot) -> None:
    """30 days exactly."""
    person = _borrower(plot.county, family=_FAMILY)
    entry = enter_loan(plot.county, plot.rng, person, 40_000, date(2023, 9, 29))
    entry.update(balance=40_000, overdue_days=30)
    plot.county.truth.lawful("X58", person, "逾期恰为30天")


def _couple(household: Household) -> bool:
    return sum(map(plain_adult, household.members)) >= 2


@fault("X59", copies=(3, 6))
def two_loans_at_once(plot: Plot) -> None:
    """Two loans with balances, of one person or of a couple."""
    free = without(plot.county, "D52")
    household = plot.county.choose_household(lambda h: _couple(h) and free(h))
    first, second = [p for p in household.members if plain_adult(p)][:2]
    enter_loan(plot.county, plot.rng, first, 30_000, date(2025, 3, 4))
    enter_loan(
        plot.county, plot.rng, second if plot.turn % 2 else first, 20_000, date(2026, 4, 4), years=2
    )
    plot.county.truth.household("X59", household, "一户两笔未结清的小额信贷")


@look_alike("X59")
def one_loan_after_the_other(plot: Plot) -> None:
    """The first is paid back, or the second is lent only after the comparison."""
    person = _borrower(plot.county, family=_FAMILY)
    first = enter_loan(plot.county, plot.rng, person, 30_000, date(2024, 3, 4))
    second = enter_loan(plot.county, plot.rng, person, 20_000, date(2026, 4, 4), years=2)
    if plot.turn % 2 == 0:
        first["balance"] = 0
        plot.county.truth.lawful("X59", person.household, "前一笔已结清")
    else:
        second.update(lent_on=date(2026, 11, 2), due_on=date(2028, 11, 2))
        plot.county.truth.lawful("X59", person.household, "第二笔在比对日之后发放")
