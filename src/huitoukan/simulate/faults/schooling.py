"""Schooling: X26, X27, X28."""

from __future__ import annotations

from datetime import date

from huitoukan.simulate.calendar import SCHOOL_YEAR_FROM, years_later
from huitoukan.simulate.departments.schools import enter_home_teaching, enter_pupil
from huitoukan.simulate.faults.planting import (
    Plot,
    fault,
    impair,
    look_alike,
    plain,
    reborn,
    refresh,
)
from huitoukan.simulate.world import Person


def _pupil(person: Person, low: int = 7, high: int = 14) -> bool:
    return plain(person) and low <= person.school_age <= high


def turning(years: int, *, days: int = 0) -> date:
    """The birth date of a child who turns so many years that many days after 1 September."""
    return date.fromordinal(years_later(SCHOOL_YEAR_FROM, -years).toordinal() + days)


@fault("X26", copies=(4, 8))
def not_at_school(plot: Plot) -> None:
    """A child of school age is not on the roll; half of them say so on the registry."""
    person = plot.county.choose_person(_pupil)
    plot.county.book("D21").strike(person)
    if plot.turn % 2:
        person.listed.update(
            student_status=None, education_level="小学", out_of_school_reason="厌学"
        )
        if person.listed["health_status"] == "健康":
            plot.county.truth.person("C044", person, "健康而未上学（随X26）")
    plot.county.truth.person("X26", person, "义务教育适龄，学籍和送教名单均无")


@fault("X27", copies=(3, 6))
def suspected_dropout(plot: Plot) -> None:
    """On the roll, marked as suspected dropout."""
    person = plot.county.choose_person(_pupil)
    for entry in plot.county.book("D21").of(person):
        entry["state"] = "疑似辍学"
    plot.county.truth.person("X27", person, "学籍状态为疑似辍学")


@look_alike("X27")
def left_after_the_compulsory_age(plot: Plot) -> None:
    """Marked as suspected dropout at sixteen: beyond the compulsory ages."""
    person = plot.county.choose_person(
        lambda p: 16 <= p.school_age <= 17 and bool(plot.county.book("D21").of(p)),
        family="schooling",
    )
    for entry in plot.county.book("D21").of(person):
        entry["state"] = "疑似辍学"
    plot.county.truth.lawful("X27", person, f"9月1日已{person.school_age}周岁，不在义务教育年龄")


@fault("X28", copies=(3, 6))
def stage_does_not_fit_the_age(plot: Plot) -> None:
    """Fifteen and at primary school, or nine and at junior middle school."""
    if plot.turn % 2 == 0:
        person = plot.county.choose_person(lambda p: _pupil(p, 12, 14))
        reborn(plot.county, person, turning(15, days=-40))
        stage, grade = "小学", "六年级"
    else:
        person = plot.county.choose_person(lambda p: _pupil(p, 7, 10))
        stage, grade = "初中", "七年级"
    (entry,) = plot.county.book("D21").of(person)
    entry.update(stage=stage, grade=grade)
    plot.county.truth.person("X28", person, f"{person.school_age}岁在读{stage}")


@look_alike("X26")
def taught_at_home(plot: Plot) -> None:
    """A severely disabled child is taught at home and not on the roll."""
    person = plot.county.choose_person(lambda p: 7 <= p.school_age <= 14, family="schooling")
    impair(plot.county, person, 1)
    plot.county.book("D21").strike(person)
    enter_home_teaching(plot.county, person, 6 + plot.turn)
    plot.county.truth.lawful("X26", person, "送教上门")


@look_alike("X26")
def on_leave_from_school(plot: Plot) -> None:
    """On the roll, on sick leave."""
    person = plot.county.choose_person(lambda p: 7 <= p.school_age <= 14, family="schooling")
    for entry in plot.county.book("D21").of(person):
        entry["state"] = "休学"
    plot.county.truth.lawful("X26", person, "因病休学，学籍保留")


@look_alike("X26")
def six_the_day_after(plot: Plot) -> None:
    """Turns six on 2 September, or has turned sixteen on 1 September: outside the ages."""
    if plot.turn % 2 == 0:
        person = plot.county.choose_person(lambda p: 3 <= p.school_age <= 9, family="schooling")
        reborn(plot.county, person, turning(6, days=1))
        person.student = "学龄前儿童"
        why = "9月2日才满6周岁"
    else:
        person = plot.county.choose_person(
            lambda p: 13 <= p.school_age <= 17 and not p.disability, family="schooling"
        )
        reborn(plot.county, person, turning(16))
        person.student, person.education, person.labour = "", "初中", "普通劳动力"
        why = "9月1日已满16周岁"
    refresh(plot.county, person)
    plot.county.truth.lawful("X26", person, why)


@look_alike("X28")
def at_the_edge_of_the_stage(plot: Plot) -> None:
    """Just five or still fourteen at primary school; seventeen at junior middle school."""
    age, stage, grade = (
        (5, "小学", "一年级"),
        (14, "小学", "六年级"),
        (17, "初中", "九年级"),
    )[plot.turn % 3]
    near = (3, 8) if age == 5 else (12, 17)
    person = plot.county.choose_person(
        lambda p: near[0] <= p.school_age <= near[1], family="schooling"
    )
    reborn(plot.county, person, turning(age) if age == 5 else turning(age + 1, days=1))
    person.student = grade if stage == "初中" else "小学"
    person.education, person.labour = "", "无劳动力"
    person.work_months, person.work_place, person.employer = 0, "", ""
    refresh(plot.county, person)
    plot.county.book("D21").strike(person)
    town = person.household.village.town.name[:2]
    enter_pupil(plot.county, person, stage, grade, f"{town}中心学校")
    plot.county.truth.lawful("X28", person, f"9月1日{age}周岁在读{stage}，在规定年龄内")
    if age == 14:
        plot.county.truth.lawful("C047", person, "9月1日14周岁在读小学")
    if age == 5:  # C047 has no year of grace
        plot.county.truth.person("C047", person, "9月1日5周岁在读小学（X28的对照户）")
