"""What villages and households draw: rangers' pay (D48), farm subsidies (D51), solar income (D54).

They are kept when the registry stands: who gets them depends on posts, listed land and payments.
"""

from __future__ import annotations

from typing import Final

from huitoukan.simulate.calendar import COMPARED_ON
from huitoukan.simulate.departments.payments import LAND_PAID_IN, LAND_PAYMENT
from huitoukan.simulate.world import County, Household, Person, Row

RANGER_PAY: Final = 10_000  # yuan a year, as X68 has it
_YUAN_PER_MU: Final = 80
_SOLAR_MONTHS: Final = ("2026-07", "2026-08", "2026-09")


def keep_shares(county: County) -> None:
    """Rangers and solar posts from among the members in post, farm subsidies as they were paid."""
    for household in county.registry:
        for person in household.members:
            posts = county.book("D46").of(person)
            if posts and is_known(person):
                _hold(county, person, str(posts[-1]["from_month"]))
        if household.members:  # a fault can have struck off the only one
            _draw(county, household)
    for household in county.ordinary:
        head = household.head
        if household.uid % 8 == 0 and county.book("D51").is_open(head):
            paid = [row for row in county.book("D50").of(head) if row["item"] == LAND_PAYMENT]
            for row in paid:
                area = round(int(str(row["amount"])) / _YUAN_PER_MU, 1)
                enter_subsidy(county, head, None, area)
        if household.uid % 300 == 0 and not head.used:
            enter_share(county, head, "小型公益事业", "2026-09", 800)


def is_known(person: Person) -> bool:
    """Whether the registry lists the person under the number that departments know."""
    return str(person.listed["id_no"] or "").startswith(person.id_no)


def _hold(county: County, person: Person, since: str) -> None:
    if person.post == "护林员" and county.book("D48").is_open(person):
        enter_ranger(county, person, since)
    if person.post == "光伏电站管护员" and county.book("D54").is_open(person):
        for month in _SOLAR_MONTHS:
            enter_share(county, person, "公益岗位", month, 600)


def _draw(county: County, household: Household) -> None:
    head = household.head
    if not is_known(head) or county.book("D07").of(head) or county.book("D12").of(head):
        return
    if household.uid % 60 == 0 and county.book("D54").is_open(head):
        enter_share(county, head, "奖励补助", "2026-09", 300)
    area = household.listed["farmland_mu"]
    is_usual = isinstance(area, int | float) and 0 < area <= 20
    if not is_usual or not county.book("D51").is_open(head):
        return
    for row in county.book("D50").of(head):
        if (row["item"], row["month"]) == (LAND_PAYMENT, LAND_PAID_IN):
            row["amount"] = enter_subsidy(county, head, household, float(str(area)))["amount"]


def enter_ranger(
    county: County,
    person: Person,
    from_month: str,
    to_month: str | None = None,
    pay: float = RANGER_PAY,
) -> Row:
    """An eco-ranger; without an end in post."""
    return county.book("D48").enter(
        person,
        village_code=person.household.village.code,
        patrol_mu=500 + person.uid % 12 * 50,
        from_month=from_month,
        to_month=to_month,
        annual_pay=pay,
    )


def enter_subsidy(
    county: County,
    person: Person,
    household: Household | None,
    area_mu: float,
    year: int = COMPARED_ON.year,
) -> Row:
    """What is due for the land of a household and is drawn by a person."""
    return county.book("D51").enter(
        person,
        household_no=household.household_no if household else None,
        farm_item=LAND_PAYMENT,
        year=year,
        area_mu=area_mu,
        amount=round(area_mu * _YUAN_PER_MU),
    )


def enter_share(county: County, person: Person, kind: str, month: str, amount: int | None) -> Row:
    """A share of the income of a solar station in one month."""
    return county.book("D54").enter(
        person,
        village_code=person.household.village.code,
        solar_kind=kind,
        solar_post="光伏电站管护员" if kind == "公益岗位" else None,
        solar_month=month,
        amount=amount,
    )
