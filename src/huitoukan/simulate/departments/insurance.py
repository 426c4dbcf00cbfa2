"""The medical insurance bureau's books: residents (D26) and employees (D27)."""

from __future__ import annotations

import random
from datetime import date, timedelta

from huitoukan.simulate.calendar import INSURANCE_YEAR
from huitoukan.simulate.world import County, Person, Row


def enter_insured(county: County, rng: random.Random, person: Person) -> None:
    """Insured as a resident or as an employee; a few people off the registry are not insured."""
    if person.medical == "employee":
        enter_employee(county, person, f"20{rng.randint(12, 24)}-{rng.randint(1, 12):02d}")
    elif person.listing is not None or person.household.household_no or rng.random() < 0.985:
        enter_resident(county, rng, person)


def enter_resident(county: County, rng: random.Random, person: Person) -> Row:
    """Insured as a resident for the insurance year."""
    category, subsidy = _category(person)
    if person.age < 1:
        paid_on = min(person.birth + timedelta(days=20), date(INSURANCE_YEAR, 9, 28))
    else:
        paid_on = date(INSURANCE_YEAR - 1, 9, 15) + timedelta(days=int(rng.random() * 100))
    return county.book("D26").enter(
        person, year=INSURANCE_YEAR, paid_on=paid_on, category=category, subsidy=subsidy
    )


def enter_employee(
    county: County, person: Person, from_month: str, to_month: str | None = None
) -> Row:
    """Insured as an employee from a month on."""
    return county.book("D27").enter(
        person,
        unit=person.employer or "云岭县机关事业单位",
        from_month=from_month,
        to_month=to_month,
    )


def _category(person: Person) -> tuple[str, int]:
    if person.age < 1:
        return "新生儿", 0
    if person.tekun:
        return "特困人员", 400
    if person.dibao:
        return "低保对象", 300
    if person.disability in (1, 2):
        return "重度残疾人", 280
    if person.household.monitored:
        return "监测对象", 200
    if person.household.household_no:
        return "脱贫人口", 100
    return "普通居民", 0
