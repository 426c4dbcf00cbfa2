"""The finance bureau's one-card payments (D50)."""

from __future__ import annotations

import random
from typing import Final

from huitoukan.simulate.world import County, Person, Row

LAND_PAYMENT: Final = "耕地地力保护补贴"
LAND_PAID_IN: Final = "2026-05"
_RECENT: Final = ("2026-07", "2026-08", "2026-09")


def enter_payments(county: County, rng: random.Random, person: Person) -> None:
    """The monthly payments of a person in the last quarter."""
    if person.dibao:
        _each_month(county, person, "农村低保金", 380)
    if person.tekun:
        _each_month(county, person, "特困供养金", 720)
    if person.post:
        _each_month(county, person, "公益性岗位补贴", 600)
    if person.disability in (1, 2):
        _each_month(county, person, "残疾人两项补贴", 100)
    if person.age >= 80:
        enter_payment(county, person, "高龄津贴", "2026-09", 50 + 50 * (rng.random() < 0.2))


def enter_payment(county: County, person: Person, item: str, month: str, amount: int) -> Row:
    """One payment to a person's account; a child's goes to that of the head of the household."""
    holder = person if person.age >= 16 else person.household.head
    return county.book("D50").enter(
        person,
        item=item,
        month=month,
        amount=amount,
        account=f"{holder.uid * 37 % 10000:04d}",
        account_name=holder.name,
    )


def keep_land_payments(county: County) -> None:
    """The yearly land payment to nearly every head of household."""
    rng = county.rng("land payments")
    for household in [*county.registry, *county.ordinary]:
        if rng.random() < 0.9:
            amount = rng.randint(8, 90) * 10
            enter_payment(county, household.head, LAND_PAYMENT, LAND_PAID_IN, amount)


def _each_month(county: County, person: Person, item: str, amount: int) -> None:
    for month in _RECENT:
        enter_payment(county, person, item, month, amount)
