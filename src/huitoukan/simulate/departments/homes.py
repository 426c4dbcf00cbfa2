"""Books about houses, water and relocation, keyed by household: D33, D34, D39 and D40."""

from __future__ import annotations

import random
from datetime import date

from huitoukan.simulate.world import County, Household, Row

_APPRAISERS = ("云岭县房屋安全鉴定站", "澜州市正衡房屋检测有限公司")
_SITES = ("青石镇安康家园安置点", "柳溪镇幸福里安置点", "县城城东安置区")


def keep_homes(county: County) -> None:
    """A safe house and safe water for every registry household; some moved, some renovated."""
    rng = county.rng("homes")
    for household in county.registry:
        draw = rng.random()
        if draw < 0.12:
            enter_relocation(county, rng, household)
            enter_appraisal(county, rng, household, "A", _day(rng, 2020, 2023))
        elif draw < 0.36:
            year = rng.randint(2014, 2020)
            enter_renovation(county, rng, household, year)
            enter_appraisal(county, rng, household, "D", _day(rng, 2012, 2013))
            enter_appraisal(county, rng, household, "B", _day(rng, 2021, 2025))
        else:
            enter_appraisal(county, rng, household, rng.choice("AB"), _day(rng, 2020, 2025))
        enter_water(county, rng, household)


def enter_appraisal(
    county: County,
    rng: random.Random,
    household: Household,
    grade: str,
    appraised_on: date,
    *,
    lived_in: bool = True,
) -> Row:
    """One appraisal of the house."""
    return county.book("D33").enter(
        household,
        head_name=household.head.name,
        grade=grade,
        appraised_on=appraised_on,
        lived_in=lived_in,
        org=rng.choice(_APPRAISERS),
    )


def enter_renovation(county: County, rng: random.Random, household: Household, year: int) -> Row:
    """A renovation grant."""
    return county.book("D34").enter(
        household,
        head_name=household.head.name,
        year=year,
        grant=rng.choice((14_000, 21_000, 35_000)),
        accepted_on=date(year, rng.randint(9, 12), rng.randint(1, 28)),
    )


def enter_water(county: County, rng: random.Random, household: Household) -> Row:
    """Safe water: enough, clean, near, reliable."""
    village = household.village.name
    return county.book("D39").enter(
        household,
        project=f"{village}集中供水工程" if rng.random() < 0.85 else f"{village}分散供水点",
        litres_per_person=rng.randint(40, 90),
        quality_ok=True,
        trip_minutes=0 if rng.random() < 0.8 else rng.randint(3, 15),
        shortage_days=rng.randint(0, 18),
    )


def enter_relocation(county: County, rng: random.Random, household: Household) -> Row:
    """A finished relocation: moved in, old house gone, within the limits of area and cost."""
    persons = len(household.members)
    key_on = _day(rng, 2018, 2020)
    return county.book("D40").enter(
        household,
        site=rng.choice(_SITES),
        area_m2=persons * rng.choice((20, 22, 25)),
        persons=persons,
        key_on=key_on,
        moved_in_on=date(key_on.year + 1, rng.randint(1, 6), rng.randint(1, 28)),
        old_house_demolished=True,
        self_paid=min(persons * rng.choice((0, 1500, 2500)), 10_000),
        follow_up=True,
    )


def _day(rng: random.Random, first_year: int, last_year: int) -> date:
    return date(rng.randint(first_year, last_year), rng.randint(1, 12), rng.randint(1, 28))
