"""Medical insurance: X32, X33."""

from __future__ import annotations

from datetime import date

from huitoukan.simulate.departments.insurance import enter_employee, enter_resident
from huitoukan.simulate.faults.planting import (
    Plot,
    able_adult,
    fault,
    look_alike,
    plain,
    plain_adult,
    reborn,
)
from huitoukan.simulate.world import Person


def _resident(person: Person) -> bool:
    return plain(person) and person.medical == "resident" and person.age >= 1


def _adult(person: Person) -> bool:
    return plain_adult(person) and person.medical == "resident"


def _able(person: Person) -> bool:
    return able_adult(person) and person.medical == "resident"


@fault("X32", copies=(9, 14))
def not_insured(plot: Plot) -> None:
    """In neither scheme; one was insured last year, one was an employee until last month."""
    person = plot.county.choose_person(_adult if plot.turn < 2 else _resident)
    plot.county.book("D26").strike(person)
    if plot.turn == 0:
        enter_resident(plot.county, plot.rng, person).update(year=2025, paid_on=date(2024, 11, 2))
    elif plot.turn == 1:
        enter_employee(plot.county, person, "2023-05", "2026-09")
    plot.county.truth.person("X32", person, "居民医保和职工医保均未参保")


@fault("X33", copies=(4, 8))
def insured_twice(plot: Plot) -> None:
    """In both schemes; the first still until the end of this very month."""
    person = plot.county.choose_person(_adult)
    person.employer = "澜州恒通电子有限公司"
    enter_employee(
        plot.county, person, f"2026-{3 + plot.turn % 6:02d}", "2026-10" if plot.turn == 0 else None
    )
    plot.county.truth.person("X33", person, "居民医保与职工医保重复参保")


@look_alike("X32")
def newborn_insured_at_birth(plot: Plot) -> None:
    """A child of this year, insured as a newborn."""
    person = plot.county.choose_person(lambda p: p.age <= 10, family="newborn")
    reborn(plot.county, person, date(2026, 8, 3 + plot.turn))
    plot.county.truth.lawful("X32", person, "当年新生儿，已随参")


@look_alike("X32")
def employee_only(plot: Plot) -> None:
    """Only in the employees' scheme; the first until the end of this very month."""
    person = plot.county.choose_person(_able, family="medical", fresh=False)
    plot.county.book("D26").strike(person)
    person.medical = "employee"
    enter_employee(plot.county, person, "2024-02", "2026-10" if plot.turn == 0 else None)
    person.listed.update(
        ins_resident_medical=False, ins_employee_medical=True, ins_serious_illness=False
    )
    plot.county.truth.lawful("X32", person, "参加职工医保")


@look_alike("X32")
def number_written_otherwise(plot: Plot) -> None:
    """The insurance list writes the number with a small x, a blank, or full-width digits."""
    person = plot.county.choose_person(_able, family="medical")
    old = person.id_no
    person.id_no = plot.county.ids.new(
        old[:6], person.birth, person.sex, ends_with_x=plot.turn % 3 == 0
    )
    person.listed["id_no"] = person.id_no
    if person is person.household.head:
        person.household.listed["head_id_no"] = person.id_no
    for entry in plot.county.book("D21").of(person):
        entry["roll_no"] = f"G{person.id_no}"
    (entry,) = plot.county.book("D26").of(person)
    number = person.id_no
    wide = number.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    written = (number.lower(), f"{number[:6]} {number[6:14]} {number[14:]}", wide)[plot.turn % 3]
    entry["id_no"] = written
    plot.county.truth.lawful("X32", person, "参保名单中的号码写法不规范，实为同一人")


@look_alike("X33")
def from_one_scheme_to_the_other(plot: Plot) -> None:
    """The employees' scheme ended in February, or the residents' entry is of last year."""
    person = plot.county.choose_person(_able, family="medical", fresh=False)
    if plot.turn % 2 == 0:
        enter_employee(plot.county, person, "2022-07", "2026-02")
        plot.county.truth.lawful("X33", person, "职工医保2月已停保")
    else:
        plot.county.book("D26").strike(person)
        enter_resident(plot.county, plot.rng, person).update(year=2025, paid_on=date(2024, 10, 9))
        enter_employee(plot.county, person, "2026-01")
        person.medical = "employee"
        person.listed.update(
            ins_resident_medical=False, ins_employee_medical=True, ins_serious_illness=False
        )
        plot.county.truth.lawful("X33", person, "居民医保为上一年度")
