"""Public staff: payroll (D04), village cadres (D05) and the helpers of households (D02)."""

from __future__ import annotations

import random
from datetime import date
from typing import Final

from huitoukan.simulate.world import County, Household, Person, Row

_UNITS: Final = (
    "云岭县农业农村局", "云岭县教育局", "云岭县住房和城乡建设局", "云岭县民政局", "云岭县水利局",
    "云岭县交通运输局", "云岭县财政局", "云岭县第一中学", "云岭县人民医院", "云岭县林业局",
)  # fmt: skip
_POSTS: Final = ("党支部书记、村委会主任", "党支部副书记", "村委会副主任", "村委会委员")


def keep_staff(county: County) -> None:
    """Payroll, village cadres and helpers, all from people who are not on the registry."""
    rng = county.rng("staff")
    pool = [
        person
        for household in county.ordinary
        for person in household.members
        if 27 <= person.age <= 57 and not person.student and not person.disability
    ]
    rng.shuffle(pool)
    _elect_cadres(county, rng, pool)
    n_helpers = -(-len(county.registry) // county.scale.households_per_helper)
    # no one is taken from a household that already has somebody on the payroll
    for person in _one_per_household(pool, n_helpers + n_helpers // 4):
        person.cadre = True
        person.medical = "employee"
        person.employer = rng.choice(_UNITS)
        county.helpers.append(person)
        enter_payroll(county, rng, person, "在职")
    del county.helpers[n_helpers:]
    for person in _one_per_household(pool, max(4, n_helpers // 5)):
        person.cadre = True
        enter_payroll(county, rng, person, rng.choice(("临聘", "遗属", "临聘")))
    _retire(county, rng, max(4, n_helpers // 4))
    _pair(county, rng)


def _one_per_household(pool: list[Person], number: int) -> list[Person]:
    chosen: list[Person] = []
    busy: set[int] = set()
    for person in pool:
        if len(chosen) == number:
            break
        if not person.cadre and person.household.uid not in busy:
            busy.add(person.household.uid)
            chosen.append(person)
    return chosen


def _elect_cadres(county: County, rng: random.Random, pool: list[Person]) -> None:
    by_village: dict[str, list[Person]] = {}
    for person in pool:
        by_village.setdefault(person.household.village.code, []).append(person)
    for village in county.villages:
        for person, post in zip(by_village.get(village.code, []), _POSTS, strict=False):
            person.cadre = True
            enter_cadre(county, person, post, date(2021, rng.randint(1, 4), rng.randint(1, 28)))


def enter_cadre(county: County, person: Person, post: str, since: date) -> None:
    """A village cadre of the person's own village."""
    village = person.household.village
    county.book("D05").enter(
        person,
        township=village.town.name,
        village=village.name,
        village_code=village.code,
        post=post,
        since=since,
    )


def enter_payroll(county: County, rng: random.Random, person: Person, kind: str) -> Row:
    """A person on the payroll who has not left."""
    return county.book("D04").enter(
        person,
        serial=f"YL{person.uid:06d}",
        unit=person.employer if person.medical == "employee" else rng.choice(_UNITS),
        kind=kind,
        in_on=date(rng.randint(1995, 2020), rng.randint(1, 12), 1),
        out_on=None,
    )


def _retire(county: County, rng: random.Random, number: int) -> None:
    retired = [h.head for h in county.ordinary if 61 <= h.head.age <= 80]
    for person in rng.sample(retired, min(number, len(retired))):
        enter_payroll(county, rng, person, "退休")["out_on"] = date(person.birth.year + 60, 12, 31)


def _pair(county: County, rng: random.Random) -> None:
    """Every registry household has a helper; a helper has a handful of neighbouring households."""
    size = county.scale.households_per_helper
    for index, helper in enumerate(county.helpers):
        for household in county.registry[index * size : (index + 1) * size]:
            _help(county, rng, helper, household)


def _help(county: County, rng: random.Random, helper: Person, household: Household) -> None:
    county.book("D02").enter(
        helper,
        unit=helper.employer,
        post=rng.choice(("科员", "副科长", "股长", "教师", "驻村工作队队员")),
        household_no=household.household_no,
        from_date=date(2021, rng.randint(5, 7), rng.randint(1, 28)),
        to_date=None,
    )


def helper_of(county: County, position: int) -> Person:
    """The helper of the registry household at this place in the county's order."""
    return county.helpers[position // county.scale.households_per_helper]
