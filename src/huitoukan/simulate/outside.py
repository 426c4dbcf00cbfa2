"""Persons outside the registry of the poor: a few are planted, and the truth about all is told.

The truth is worked out from the county in memory, not from the files, and without the engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from huitoukan.domain.identity import clean_id, person_key
from huitoukan.simulate.calendar import COMPARED_ON
from huitoukan.simulate.departments.care import enter_card, enter_illness, enter_tekun
from huitoukan.simulate.departments.police import enter_death
from huitoukan.simulate.people import wrong_check_digit
from huitoukan.simulate.truth import Line
from huitoukan.simulate.world import County, Fate, Person, Row

MONTH: Final = f"{COMPARED_ON:%Y-%m}"
DEATHS: Final = ("D07", "D12")


def settle_outside(county: County) -> None:
    """Extremely poor persons alive, dead and in an institution; cards, and an illness."""
    rng = county.rng("outside the registry")
    for mode, died_on in (("分散", None), ("集中", None), ("分散", date(2026, 7, 3))):
        person = county.choose_outsider(lambda p: p.age >= 40)
        if died_on is not None:
            enter_death(county, person, died_on)
        else:
            enter_card(county, rng, person, 1)
        enter_tekun(county, person, "2019-03", mode)
    person = county.choose_outsider(lambda p: not p.gravely_ill and not p.chronic)
    person.gravely_ill = True
    enter_illness(county, person)
    owner = county.choose_outsider()
    card = enter_card(county, rng, owner, 2)
    county.book("D55").strike(owner)
    card["id_no"] = wrong_check_digit(owner.id_no)
    fate = Fate(refused=False, field="id_no", code="ID_CHECKSUM")
    county.book("D55").put(owner, card, fate)


def off_registry(county: County) -> list[Line]:
    """Each person with each of the groups: (ID number, group), in order."""
    registered = {
        key for row in _poor(county) if (key := person_key(_number(row.get("id_no")))) is not None
    }
    dead = {
        person_key(_number(number))
        for book in DEATHS
        for number, row in _entries(county, book)
        if isinstance(died_on := row["died_on"], date) and died_on <= COMPARED_ON
    }
    lines = set()
    for group, number in _belonging(county):
        key = person_key(number)
        if key is not None and key not in registered | dead:
            lines.add((number, group))
    return sorted(lines)


def _belonging(county: County) -> Iterator[tuple[str, str]]:
    """The group and ID number of everybody who is on a list and belongs to its group."""
    for number, row in _entries(county, "D14"):
        if _goes_on(row):
            yield "农村低保", number
    for number, row in _entries(county, "D16"):
        if row["mode"] == "分散" and _goes_on(row):
            yield "分散供养特困", number
    for number, row in _entries(county, "D29"):
        if row["care"] == "大病专项救治" and _goes_on(row):
            yield "重病", number
    for number, row in _entries(county, "D55"):
        level, until = row["level"], row["expires_on"]
        is_severe = isinstance(level, int) and level <= 2
        if is_severe and isinstance(until, date) and until >= COMPARED_ON:
            yield "重度残疾", number
    for household in county.registry:
        listed = household.listed
        is_edge = listed.get("monitor_category") == "边缘易致贫户"
        if is_edge and listed.get("household_type") == "普通农户":
            for person in household.members:
                yield "边缘户", _number(person.listed.get("id_no"))


def _poor(county: County) -> Iterator[Row]:
    """The member rows of the households of the poor."""
    for household in county.registry:
        if household.listed.get("household_type") != "普通农户":
            yield from (person.listed for person in household.members)
            yield from household.doubles


def _entries(county: County, book: str) -> Iterator[tuple[str, Row]]:
    """The ID number and entry of every row that is taken and belongs to somebody."""
    for owner, row, fate in county.book(book).entries():
        if fate is None and isinstance(owner, Person):
            yield _number(row.get("id_no", owner.id_no)), row


def _goes_on(row: Row) -> bool:
    until = row.get("to_month")
    return until is None or str(until) >= MONTH


def _number(cell: object) -> str:
    return clean_id(str(cell or ""))
