"""Settling the county: places, households in them, persons in those. Nothing about departments."""

from __future__ import annotations

import random
from datetime import date, timedelta

from huitoukan.simulate import names
from huitoukan.simulate.calendar import COMPARED_ON, years_later
from huitoukan.simulate.shapes import SHAPES, Seat, shapes_for
from huitoukan.simulate.world import COUNTY_CODE, County, Household, Person, Town, Village

_LATEST_BIRTH = date(2026, 9, 20)  # nobody in the exports is younger than the exports
_MARRIED_IN = frozenset({"配偶", "之儿媳", "之母"})
_OF_THE_FAMILY = frozenset(
    {"户主", "之子", "之女", "之孙子", "之孙女", "之父"}
)  # who shares the head's surname


def settle(county: County) -> None:
    """Make towns, villages, households and persons; persons have no life of their own yet."""
    _lay_out_places(county)
    rng = county.rng("households")
    villages = county.villages
    registered = _spread(
        rng, county.scale.n_registry, [1.5 if village.poor else 0.7 for village in villages]
    )
    ordinary = _spread(rng, county.scale.n_ordinary, [1.0 for _ in villages])
    shapes = shapes_for(rng, county.scale.n_registry)
    other_shapes = shapes_for(rng, county.scale.n_ordinary)
    serial = 0
    for village, n_registered, n_ordinary in zip(villages, registered, ordinary, strict=True):
        for _ in range(n_registered):
            serial += rng.randint(1, 9)
            household = _household(county, rng, village, shapes.pop())
            household.household_no = f"98{serial:08d}"
            county.registry.append(household)
        for _ in range(n_ordinary):
            county.ordinary.append(_household(county, rng, village, other_shapes.pop()))


def add_person(
    county: County, rng: random.Random, household: Household, seat: Seat, surname: str
) -> Person:
    """A new person on a seat of a household (not yet among its members)."""
    birth = _birthday(rng, seat.age)
    ethnicity, name = "汉族", ""
    if rng.random() < 0.006:
        name, sex = rng.choice(names.DOTTED)
        if sex == seat.sex:
            ethnicity = "藏族" if name.startswith(("扎西", "央金")) else "维吾尔族"
        else:
            name = ""
    if not name:
        own = seat.relation in _OF_THE_FAMILY
        name = (surname if own else names.surname(rng)) + names.given(rng, seat.sex, seat.age)
    elif ethnicity == "汉族" and rng.random() < 0.04:
        ethnicity = "回族"
    return Person(
        uid=county.next_uid(),
        name=name,
        sex=seat.sex,
        birth=birth,
        id_no=county.ids.new(_area(rng, seat), birth, seat.sex),
        relation=seat.relation,
        household=household,
        ethnicity=ethnicity,
    )


def _lay_out_places(county: County) -> None:
    rng = county.rng("places")
    scale = county.scale
    n_villages = scale.n_poor_villages + scale.n_other_villages
    poor = set(rng.sample(range(n_villages), scale.n_poor_villages))
    sizes = [n_villages // scale.n_towns] * scale.n_towns
    for extra in range(n_villages % scale.n_towns):
        sizes[extra] += 1
    index = 0
    for number, size in enumerate(sizes):
        name = names.TOWNS[number]
        # GB/T 10114: 101.. are towns (镇), 201.. townships (乡)
        town = Town(f"{COUNTY_CODE}{(101 if name.endswith('镇') else 196) + number:03d}", name)
        county.towns.append(town)
        for place in range(size):
            # the seat of a town is a residents' community (001..), the others are villages (201..)
            community = place == 0 and size > 8 and index not in poor
            code = f"{town.code}{1 if community else 200 + place + (0 if size > 8 else 1):03d}"
            suffix = "社区" if community else "村"
            village_name = names.VILLAGES[index] + suffix
            town.villages.append(
                Village(code, village_name, town, index in poor, rng.randint(4, 9))
            )
            index += 1


def _spread(rng: random.Random, total: int, weights: list[float]) -> list[int]:
    """Split a total over places by weight, with some chance, summing up exactly."""
    drawn = [weight * rng.uniform(0.7, 1.3) for weight in weights]
    whole = sum(drawn)
    parts = [int(total * weight / whole) for weight in drawn]
    for index in range(total - sum(parts)):
        parts[index % len(parts)] += 1
    return parts


def _household(county: County, rng: random.Random, village: Village, shape: str) -> Household:
    uid = county.next_uid()
    household = Household(
        uid=uid,
        village=village,
        group=rng.randint(1, village.n_groups),
        shape=shape,
        hukou_no=f"{village.town.code}{uid:07d}",
        phone=_phone(uid),
    )
    surname = names.surname(rng)
    taken: set[str] = set()
    for seat in SHAPES[shape][0](rng):
        person = add_person(county, rng, household, seat, surname)
        while person.name in taken:  # no two of one name under one roof
            person.name = surname + names.given(rng, seat.sex, seat.age)
        taken.add(person.name)
        household.members.append(person)
    village.households.append(household)
    return household


def _phone(uid: int) -> str:
    """An invented mobile number of its own for every household."""
    return f"13{uid % 10}0{(uid * 7919) % 10_000_000:07d}"


def _area(rng: random.Random, seat: Seat) -> str:
    """The area code in the number: of this county, or of the place someone married from."""
    draw = rng.random()
    if seat.relation in _MARRIED_IN and draw < 0.3:
        return f"99{rng.randint(1, 20):02d}{rng.randint(21, 35):02d}" if draw < 0.06 else "980125"
    return COUNTY_CODE if draw < 0.97 else "980123"


def _birthday(rng: random.Random, age: int) -> date:
    """A birthday that makes a person so old on the day of comparison."""
    latest = years_later(COMPARED_ON, -age)
    born = latest - timedelta(days=int(rng.random() * 365))
    return min(born, _LATEST_BIRTH)
