"""The education bureau's books: school roll (D21) and teaching at home (D24)."""

from __future__ import annotations

import random

from huitoukan.simulate.life import YEARS
from huitoukan.simulate.world import County, Person, Row


def enter_roll(county: County, rng: random.Random, person: Person) -> None:
    """A place on the roll for whoever goes to school in the county."""
    student = person.student
    if not student or student == "学龄前儿童" or student.startswith(("高职", "本科")):
        return  # colleges are outside the county and not on its roll
    town = person.household.village.town.name[:2]
    years = person.school_age
    if student == "学前教育":
        enter_pupil(county, person, "学前", "小中大"[years - 3] + "班", f"{town}中心幼儿园")
    elif student == "小学":
        enter_pupil(county, person, "小学", f"{YEARS[years - 5]}年级", f"{town}中心小学")
    elif student.endswith("年级") and len(student) == 3:
        enter_pupil(county, person, "初中", student, f"{town}初级中学")
    else:
        school = "云岭县第一中学" if rng.random() < 0.5 else "云岭县第二中学"
        if student.startswith("中职"):
            school = "云岭县职业技术学校"
        enter_pupil(county, person, student[:-3], student[-3:], school)


def enter_pupil(
    county: County, person: Person, stage: str, grade: str, school: str, *, state: str = "在读"
) -> Row:
    """One pupil; the roll number is G and the identity number."""
    return county.book("D21").enter(
        person, roll_no=f"G{person.id_no}", school=school, stage=stage, grade=grade, state=state
    )


def enter_home_teaching(county: County, person: Person, sessions: int) -> Row:
    """A child taught at home."""
    return county.book("D24").enter(person, sessions=sessions, teacher="常晓岚")
