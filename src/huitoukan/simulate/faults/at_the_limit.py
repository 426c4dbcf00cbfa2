"""Members exactly at a limit of the registry's rules: lawful look-alikes, C043-C099.

Their faults stand in `member_consistency`, `member_records` and `posts`.
"""

from __future__ import annotations

from datetime import date

from huitoukan.simulate.calendar import years_later
from huitoukan.simulate.faults.changes import member_look_alike
from huitoukan.simulate.faults.planting import (
    Plot,
    birthday,
    head_or_spouse,
    look_alike,
    plain,
    plain_adult,
    reborn,
    refresh,
)
from huitoukan.simulate.faults.schooling import turning
from huitoukan.simulate.world import Person


def _child(plot: Plot, rule: str, low: int, high: int) -> Person:
    """A healthy child of the head, of an age at the beginning of the school year."""

    def fits(person: Person) -> bool:
        healthy = not person.chronic and not person.gravely_ill
        young = low <= person.school_age <= high and person.relation in ("之子", "之女")
        return plain(person) and healthy and young

    return plot.county.choose_person(fits, family=f"at the limit {rule}")


def _at_work(person: Person) -> bool:
    return plain_adult(person) and person.work_months > 0


member_look_alike(
    "C043",
    lambda p: plain(p) and p.age == 15 and p.student == "普通高中一年级",
    "初中毕业，名册未填在校",
    {"student_status": None, "education_level": "初中"},
    small=0,
)
member_look_alike("C070", _at_work, "月收入恰为100元", {"work_monthly_income": 100}, small=0)
member_look_alike("C070", _at_work, "月收入恰为3万元", {"work_monthly_income": 30_000}, small=0)
member_look_alike(
    "C073",
    lambda p: _at_work(p) and p.age >= 30,
    "比对日当天外出满36个月",
    {"work_from": date(2023, 10, 31)},
    small=0,
)


@look_alike("C044", small=0)
def sixteen_when_the_year_begins(plot: Plot) -> None:
    """Out of school with a reason, sixteen on the first day of the school year."""
    person = _child(plot, "C044", 14, 17)
    reborn(plot.county, person, turning(16))
    person.student, person.education, person.labour = "", "初中", "普通劳动力"
    refresh(plot.county, person)
    person.listed["out_of_school_reason"] = "厌学"
    plot.county.truth.lawful("C044", person, "9月1日已满16周岁")


@look_alike("C046", small=0)
def seven_in_september(plot: Plot) -> None:
    """Still at kindergarten by the registry, seven on the second day of the school year."""
    person = _child(plot, "C046", 5, 9)
    reborn(plot.county, person, turning(7, days=1))
    person.listed["student_status"] = "学前教育"
    plot.county.truth.lawful("C046", person, "9月2日才满7周岁")


@look_alike("C048", small=0)
def twelve_at_junior_middle_school(plot: Plot) -> None:
    """In grade seven, twelve on the first day of the school year."""
    person = _child(plot, "C048", 10, 14)
    reborn(plot.county, person, turning(12))
    plot.county.truth.lawful("C048", person, "9月1日恰满12周岁")


@look_alike("C049", small=0)
def fifteen_at_high_school(plot: Plot) -> None:
    """In the first year, fifteen on the first day of the school year."""
    person = _child(plot, "C049", 13, 17)
    reborn(plot.county, person, turning(15))
    plot.county.truth.lawful("C049", person, "9月1日恰满15周岁")


@look_alike("C052", small=0)
def little_schooling_at_twenty_three(plot: Plot) -> None:
    """Primary school only, twenty-three on the very day."""
    person = _child(plot, "C052", 19, 26)
    reborn(plot.county, person, birthday(23))
    person.student, person.education, person.labour = "", "小学", "普通劳动力"
    refresh(plot.county, person)
    plot.county.truth.lawful("C052", person, "比对日当天满23周岁")


@look_alike("C057", small=0)
def partly_able_at_sixty(plot: Plot) -> None:
    """Healthy and able in part, sixty on the very day."""
    person = plot.county.choose_person(
        lambda p: head_or_spouse(p) and not p.chronic and not p.gravely_ill, family="at the limit"
    )
    reborn(plot.county, person, birthday(60))
    plot.county.truth.lawful("C057", person, "比对日当天满60周岁")


@look_alike("C072", small=0)
def at_work_since_the_sixteenth_birthday(plot: Plot) -> None:
    """Began on the sixteenth birthday, less than three years ago."""
    person = plot.county.choose_person(
        lambda p: plain(p) and 16 <= p.age <= 18 and p.work_months > 0, family="at the limit"
    )
    person.listed["work_from"] = years_later(person.birth, 16)
    plot.county.truth.lawful("C072", person, "满16周岁当天开始务工")


@look_alike("C099", small=0)
def supported_at_sixty(plot: Plot) -> None:
    """Healthy and under full support, sixty on the very day."""

    def alone(person: Person) -> bool:
        healthy = not person.chronic and not person.gravely_ill and not person.disability
        return person.tekun and healthy and len(person.household.members) == 1

    person = plot.county.choose_person(alone, family="at the limit")
    reborn(plot.county, person, birthday(60))
    plot.county.truth.lawful("C099", person, "比对日当天满60周岁")
