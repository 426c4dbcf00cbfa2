"""Books about earning: welfare posts (D46), market entities (D42) and micro-loans (D52)."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Final

from huitoukan.simulate import names
from huitoukan.simulate.calendar import COMPARED_ON
from huitoukan.simulate.world import COUNTY_CODE, County, Person, Row

_CREDIT_CHARACTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015
_TRADES: Final = ("茶叶", "食用菌", "中药材", "养殖", "核桃", "蜂业")
_USES: Final = ("发展种植", "发展养殖", "购买农资", "经营农家乐")


def enter_post(county: County, rng: random.Random, person: Person) -> None:
    """The welfare post that a person holds."""
    if person.post:
        enter_welfare_post(county, person, person.post, f"2026-{rng.randint(1, 3):02d}")


def enter_welfare_post(
    county: County, person: Person, post: str, from_month: str, to_month: str | None = None
) -> Row:
    """One welfare post; without an end it is current."""
    return county.book("D46").enter(
        person, post=post, from_month=from_month, to_month=to_month, monthly_pay=600
    )


def credit_code(kind: str, serial: int) -> str:
    """A unified social credit code with a right check character (GB 32100-2015)."""
    head = {"企业": "91", "个体工商户": "92", "农民专业合作社": "93"}[kind]
    body = f"{head}{COUNTY_CODE}MA{serial:07d}"
    total = sum(
        _CREDIT_CHARACTERS.index(character) * pow(3, place, 31)
        for place, character in enumerate(body)
    )
    return body + _CREDIT_CHARACTERS[-total % 31]


def enter_company(
    county: County,
    rng: random.Random,
    person: Person,
    kind: str,
    role: str,
    *,
    state: str = "存续",
) -> Row:
    """A role of a person in a market entity."""
    serial = county.next_uid()
    town = person.household.village.town.name[:2]
    trade = rng.choice(_TRADES)
    owner = names.SYLLABLES[serial % len(names.SYLLABLES)] + names.SYLLABLES[serial // 7 % 30]
    title = {
        "企业": f"云岭{owner}{trade}有限公司",
        "个体工商户": f"{town}{owner}{trade}经营部",
        "农民专业合作社": f"云岭县{town}{owner}{trade}种养专业合作社",
    }[kind]
    return county.book("D42").enter(
        person,
        entity=title,
        credit_code=credit_code(kind, serial),
        kind=kind,
        role=role,
        state=state,
        since=date(rng.randint(2012, 2025), rng.randint(1, 12), rng.randint(1, 28)),
        capital=rng.choice((5, 10, 50, 100, 300)),
    )


def keep_companies(county: County) -> None:
    """Registry members at most in cooperatives or tiny shops; others in anything."""
    rng = county.rng("companies")
    for household in county.registry:
        draw = rng.random()
        person = household.head
        if draw < 0.12 and person.age < 70:
            enter_company(county, rng, person, "农民专业合作社", "成员")
        elif draw < 0.14 and 20 <= person.age < 60:
            enter_company(county, rng, person, "个体工商户", "法定代表人")
    for household in county.ordinary:
        draw = rng.random()
        person = household.head
        if draw < 0.012 and not person.cadre and person.age < 70:
            role = rng.choice(("法定代表人", "股东", "监事"))
            enter_company(county, rng, person, "企业", role)
        elif draw < 0.06 and person.age < 70:
            enter_company(county, rng, person, "个体工商户", "法定代表人")


def keep_loans(county: County) -> None:
    """One lawful micro-loan in about one household of seven."""
    rng = county.rng("loans")
    for household in county.registry:
        if household.attribute == "特困供养贫困户" or rng.random() > 0.15:
            continue
        able = [p for p in household.members if 22 <= p.age <= 58 and not p.student]
        if able:
            lent_on = date(2024, 1, 5) + timedelta(days=rng.randint(0, 900))
            enter_loan(county, rng, able[0], rng.randint(1, 5) * 10_000, lent_on)


def enter_loan(
    county: County,
    rng: random.Random,
    person: Person,
    amount: int,
    lent_on: date,
    *,
    years: int = 3,
) -> Row:
    """A discounted loan of so many years that is being paid back in time."""
    due_on = lent_on.replace(year=lent_on.year + years, day=min(lent_on.day, 28))
    return county.book("D52").enter(
        person,
        loan_no=f"YLXD{lent_on.year}{county.next_uid():07d}",
        amount=amount,
        lent_on=lent_on,
        due_on=due_on,
        balance=amount if due_on > COMPARED_ON else 0,
        overdue_days=0,
        discounted=True,
        use=rng.choice(_USES),
    )
