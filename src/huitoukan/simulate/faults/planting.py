"""How faults and look-alikes are declared, counted and planted.

A fault is a small function registered under its rule: it changes one household and writes the
line(s) of truth. A look-alike does the same on the lawful side of the rule.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from huitoukan.simulate.calendar import COMPARED_ON, years_later
from huitoukan.simulate.departments import renew
from huitoukan.simulate.life import UNABLE, grow
from huitoukan.simulate.monitoring import watch
from huitoukan.simulate.registry import balance, list_member
from huitoukan.simulate.world import County, Household, Person

_PROPERTY_BOOKS: Final = ("D04", "D05", "D08", "D42", "D52")
_BENEFIT_BOOKS: Final = ("D14", "D16", "D46", "D55")


@dataclass(frozen=True, slots=True)
class Plot:
    """Where one copy is planted: the county, its stream of chance, and which copy it is (0, 1 …).

    The first copy of a fault is often the one nearest to the limit of the rule.
    """

    county: County
    rng: random.Random
    turn: int


Plant = Callable[[Plot], None]


@dataclass(frozen=True, slots=True)
class Planting:
    """A registered fault or look-alike, and how many copies a county gets."""

    rule: str
    plant: Plant
    copies: tuple[int, int]
    copies_when_small: int


FAULTS: Final[list[Planting]] = []
LOOK_ALIKES: Final[list[Planting]] = []


def fault(
    rule: str, *, copies: tuple[int, int] = (4, 8), small: int = 2
) -> Callable[[Plant], Plant]:
    """Register a fault; `copies` are the least and most in a full county, `small` in a tiny one."""

    def register(plant: Plant) -> Plant:
        FAULTS.append(Planting(rule, plant, copies, small))
        return plant

    return register


def look_alike(rule: str, *, small: int = 1) -> Callable[[Plant], Plant]:
    """Register a look-alike of a rule; with `small` 0 a tiny county does without it."""

    def register(plant: Plant) -> Plant:
        LOOK_ALIKES.append(Planting(rule, plant, (1, 1), small))
        return plant

    return register


def plant_all(county: County) -> None:
    """Plant every fault, then every look-alike, each copy in a household of its own."""
    for planting in FAULTS:
        rng = county.rng(f"fault {planting.rule}")
        small = county.scale.small
        number = planting.copies_when_small if small else rng.randint(*planting.copies)
        for turn in range(number):
            planting.plant(Plot(county, rng, turn))
    for planting in LOOK_ALIKES:
        rng = county.rng(f"look-alike {planting.plant.__name__}")
        few, many = planting.copies_when_small, county.scale.look_alike_copies
        for turn in range(few if county.scale.small else many):
            planting.plant(Plot(county, rng, turn))


def refresh(county: County, person: Person) -> None:
    """Rewrite a person's own books and listing after the person's life was changed."""
    renew(county, person)
    list_member(county, county.rng(f"listed again {person.uid} {person.id_no}"), person)
    household = person.household
    if household.listing is None:
        return
    balance(household)
    watch(household)
    if person is household.head:
        household.listed.update(head_name=person.name, head_id_no=person.listed["id_no"])


def reborn(county: County, person: Person, birth: date) -> None:
    """Move a person's birthday; number, schooling and work follow."""
    person.birth = birth
    person.id_no = county.ids.new(person.id_no[:6], birth, person.sex)
    grow(county.rng(f"grown {person.id_no}"), person)
    refresh(county, person)


def impair(county: County, person: Person, level: int) -> None:
    """Give a person a disability of a level, with the card and all that goes with it."""
    person.disability = level
    grow(county.rng(f"impaired {person.id_no}"), person)
    refresh(county, person)


def birthday(years: int, *, days: int = 0) -> date:
    """The birth date of someone who turns so many years that many days after the comparison."""
    day = years_later(COMPARED_ON, -years)
    return date.fromordinal(day.toordinal() + days)


def unknown_to(county: County, person: Person, *data_sets: str) -> bool:
    """Whether none of these books has an entry about the person."""
    return not any(county.book(data_set).of(person) for data_set in data_sets)


def without(county: County, data_set: str) -> Callable[[Household], bool]:
    """Households of which neither house nor any member has an entry in a book."""

    def where(household: Household) -> bool:
        book = county.book(data_set)
        return not book.of(household) and not any(book.of(p) for p in household.members)

    return where


def somebody_able(household: Household) -> bool:
    """Whether any member can do some work."""
    return any(person.labour not in UNABLE for person in household.members)


def plain(person: Person) -> bool:
    """Without a benefit of its own, of an ordinary once-poor household that is not monitored."""
    own = person.dibao or person.tekun or person.post or person.disability
    household = person.household
    return household.attribute == "一般贫困户" and not household.monitored and not own


def head_or_spouse(person: Person) -> bool:
    """Head or spouse of 57 and more: made sixty, nobody becomes younger than a child of theirs."""
    return plain(person) and person.age >= 57 and person.relation in ("户主", "配偶")


def plain_adult(person: Person) -> bool:
    """As `plain`, between 24 and 56, not at school."""
    return plain(person) and 24 <= person.age <= 56 and not person.student


def able_adult(person: Person) -> bool:
    """Any member between 24 and 56, not at school, not disabled, of a household not monitored."""
    fit = not person.student and not person.disability
    return 24 <= person.age <= 56 and fit and not person.household.monitored


def unattached(county: County) -> Callable[[Person], bool]:
    """Members who are not head and whom no department knows but police, schools and insurance."""

    def where(person: Person) -> bool:
        return (
            plain(person)
            and person is not person.household.head
            and unknown_to(county, person, *_PROPERTY_BOOKS, *_BENEFIT_BOOKS, "D07", "D12")
        )

    return where
