"""Books of police and justice: hukou (D06), deaths (D07), vehicles (D08), custody (D10); and
cremations (D12)."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Final

from huitoukan.simulate.households import add_person
from huitoukan.simulate.shapes import Seat
from huitoukan.simulate.world import County, Household, Person, Row

# The police write a relation in their own words.
_RELATIONS: Final = {
    "户主": "户主", "之子": "子", "之女": "女", "之孙子": "孙子", "之孙女": "孙女",
    "之父": "父亲", "之母": "母亲", "之儿媳": "儿媳", "之女婿": "女婿",
}  # fmt: skip
_TOOLS = ("普通二轮摩托车", "正三轮载货摩托车", "轻型自卸货车", "轻型普通货车", "全挂车")


def enter_hukou(county: County, person: Person, *, hukou_no: str = "", state: str = "正常") -> Row:
    """One person in the hukou book, by default in the household's booklet."""
    household = person.household
    relation = _RELATIONS.get(person.relation, "其他")
    if person.relation == "配偶":
        relation = "妻" if person.sex == "女" else "夫"
    village = household.village
    return county.book("D06").enter(
        person,
        hukou_no=hukou_no or household.hukou_no,
        relation=relation,
        sex=person.sex,
        birth_date=person.birth,
        village_code=village.code,
        address=f"云岭县{village.town.name}{village.name}{household.group}组",
        state=state,
        split_on=_split_on(household),
    )


def _split_on(household: Household) -> date | None:
    """The day on which one booklet in seven came about, long before anybody was listed as poor."""
    number = household.uid
    if number % 7 or household.head.age < 45:
        return None
    return date(1996 + number % 12, 1 + number % 12, 1 + number % 28)


def keep_vehicles(county: County) -> None:
    """Vehicles: on the registry at most one counted vehicle, cars at most at the limit."""
    rng = county.rng("vehicles")
    for household in county.registry:
        draw = rng.random()
        owner = _driver(household)
        if owner is None or draw > 0.22:
            continue
        if draw < 0.05:
            enter_vehicle(county, rng, owner, "小型普通客车", value=rng.randint(60, 290) * 100)
        else:
            enter_vehicle(county, rng, owner, rng.choice(_TOOLS), value=rng.randint(20, 260) * 100)
    for household in county.ordinary:
        owner = _driver(household)
        if owner is None or rng.random() > 0.34:
            continue
        kind = rng.choice(("小型普通客车", "小型普通客车", *_TOOLS))
        enter_vehicle(county, rng, owner, kind, value=rng.randint(30, 1600) * 100)


def enter_vehicle(
    county: County,
    rng: random.Random,
    owner: Person,
    vehicle_type: str,
    *,
    value: int,
    use: str = "非营运",
    state: str = "正常",
) -> Row:
    """One vehicle; the plate is of the invented province."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    middle = f"{rng.choice(letters)}{rng.randrange(10)}{rng.choice(letters)}"
    return county.book("D08").enter(
        owner,
        plate=f"岭C{middle}{county.next_uid() % 1000:03d}",
        vehicle_type=vehicle_type,
        use=use,
        registered_on=date(rng.randint(2012, 2025), rng.randint(1, 12), rng.randint(1, 28)),
        value=value,
        state=state,
    )


def keep_departed(county: County) -> None:
    """People who have died or moved away: in the hukou book, not at home, not on the registry."""
    rng = county.rng("departed")
    for household in [*county.registry, *county.ordinary]:
        draw = rng.random()
        if draw < 0.012:
            enter_departed(county, rng, household)
        elif draw < 0.02:
            seat = Seat("之女", "女", rng.randint(23, 40))
            daughter = add_person(county, rng, household, seat, household.head.name[0])
            entry = enter_hukou(county, daughter, state="迁出")
            entry["moved_on"] = date(rng.randint(2015, 2025), rng.randint(1, 12), 15)


def enter_departed(county: County, rng: random.Random, household: Household) -> Person:
    """A dead grandparent of a household, struck off the hukou and in the list of deaths."""
    seat = Seat("之父" if rng.random() < 0.5 else "之母", "", rng.randint(70, 93))
    seat = seat._replace(sex="男" if seat.relation == "之父" else "女")
    dead = add_person(county, rng, household, seat, household.head.name[0])
    died_on = date(2025, 1, 3) + timedelta(days=rng.randint(0, 600))
    entry = enter_hukou(county, dead, state="注销")
    entry["moved_on"] = died_on + timedelta(days=rng.randint(3, 25))
    enter_death(county, dead, died_on)
    if rng.random() < 0.4:
        county.book("D12").enter(dead, died_on=died_on, funeral_home="云岭县殡仪馆")
    return dead


def enter_death(county: County, person: Person, died_on: date) -> Row:
    """A death in the list of cancelled hukou entries."""
    return county.book("D07").enter(person, died_on=died_on, reason="死亡")


def keep_custody(county: County) -> None:
    """A few off the registry serve a sentence; on it, some are corrected at home or released."""
    for household in county.ordinary:
        for person in household.members[1:]:
            if person.uid % 50 == 0 and 18 <= person.age <= 65 and not person.cadre:
                enter_custody(county, person, "服刑", date(2025, 3, 1 + person.uid % 28), None)
    for household in county.registry:
        person = household.head
        if person.uid % 90 == 0 and person.age <= 65:
            day = date(2026, 3, 1 + person.uid % 28)
            enter_custody(county, person, "社区矫正", day, date(2028, day.month, day.day))
        elif person.uid % 90 == 1 and person.age <= 65:
            enter_custody(county, person, "释放", date(2019, 5, 6), date(2023, 5, 5))


def enter_custody(
    county: County, person: Person, state: str, from_date: date, to_date: date | None
) -> Row:
    """Somebody in custody, or under correction at home."""
    org = "云岭县司法局" if state == "社区矫正" else "澜州监狱"
    return county.book("D10").enter(
        person, state=state, from_date=from_date, to_date=to_date, org=org
    )


def _driver(household: Household) -> Person | None:
    for person in household.members:
        if 20 <= person.age <= 60 and person.labour != "丧失劳动力":
            return person
    return None
