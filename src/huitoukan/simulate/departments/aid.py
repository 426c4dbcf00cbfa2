"""Aid to pupils: the education bureau's book (D22) and the vocational grants (D25).

Both are kept when the registry stands, and follow the school status that it lists.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from huitoukan.simulate.world import County, Person, Row

SPRING: Final = date(2026, 5, 20)
AUTUMN: Final = date(2026, 10, 12)

_COMPULSORY: Final = ("小学", "七年级", "八年级", "九年级")
_VOCATIONAL: Final = ("中职", "高职高专", "技师学院")
_COLLEGE: Final = ("高职高专", "技师学院", "本科")


def keep_aid(county: County) -> None:
    """One payment of what is due to every listed pupil and student, and school meals for some."""
    for household in county.registry:
        for person in household.members:
            status = str(person.listed["student_status"] or "")
            # Who is not on the school roll this term was paid in the last.
            paid_on = AUTUMN if attends(county, person) else SPRING
            item = _item(status)
            if item and county.book("D22").is_open(person):
                enter_aid(county, person, item, AUTUMN if status.startswith(_COLLEGE) else paid_on)
                if status == "小学" and person.uid % 4 == 0:
                    enter_aid(county, person, "营养改善计划", paid_on, 400)
            if status.startswith(_VOCATIONAL) and county.book("D25").is_open(person):
                enter_grant(county, person, paid_on)


def _item(status: str) -> str:
    if status in _COMPULSORY:
        return "义务教育生活补助"
    if status.startswith("普通高中"):
        return "高中助学金"
    if status.startswith("中职"):
        return "中职助学金"
    return "高校助学金" if status.startswith(_COLLEGE) else ""


def attends(county: County, person: Person) -> bool:
    """Whether the county's school roll has the person as attending or on leave."""
    return any(row["state"] in ("在读", "休学") for row in county.book("D21").of(person))


def enter_aid(
    county: County, person: Person, item: str, paid_on: date, amount: int | None = None
) -> Row:
    """One payment of school aid; without an amount the usual one of a term."""
    rolls = county.book("D21").of(person)
    return county.book("D22").enter(
        person,
        aid_item=item,
        term=_term(paid_on),
        paid_on=paid_on,
        amount=amount or (500 if item == "义务教育生活补助" else 1_000),
        school=rolls[0]["school"] if rolls else None,
    )


def enter_grant(county: County, person: Person, paid_on: date) -> Row:
    """One payment of the vocational grant."""
    rolls = county.book("D21").of(person)
    school = rolls[0]["school"] if rolls else "澜州职业技术学院"
    return county.book("D25").enter(
        person, rain_term=_term(paid_on), paid_on=paid_on, amount=1_500, school=school
    )


def _term(paid_on: date) -> str:
    return f"{paid_on.year}年{'春' if paid_on.month < 8 else '秋'}季"
