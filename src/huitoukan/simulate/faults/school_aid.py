"""School aid: X29, X30, X31."""

from __future__ import annotations

from datetime import date

from huitoukan.simulate.departments.aid import AUTUMN, attends, enter_aid, enter_grant
from huitoukan.simulate.faults.planting import (
    Plot,
    fault,
    look_alike,
    plain,
    refresh,
    somebody_able,
)
from huitoukan.simulate.monitoring import open_risk
from huitoukan.simulate.world import County, Person

_FAMILY = "school aid"
_YEAR_AGO = date(2025, 10, 31)  # a year before the comparison to the day


def _pupil(county: County, *, family: str = "") -> Person:
    """A child at school at the compulsory stage; what aid it gets is still to be entered."""
    person = county.choose_person(
        lambda p: plain(p) and 7 <= p.school_age <= 13 and attends(county, p), family=family
    )
    county.book("D22").seal(person)
    return person


@fault("X29", copies=(3, 5), small=1)
def no_living_subsidy(plot: Plot) -> None:
    """The last payment was a year ago to the day; then only meals, then nothing."""
    person = _pupil(plot.county)
    if plot.turn == 0:
        enter_aid(plot.county, person, "义务教育生活补助", _YEAR_AGO)
    elif plot.turn % 2:
        enter_aid(plot.county, person, "营养改善计划", AUTUMN, 400)
    plot.county.truth.person("X29", person, "在读，近一年没有生活补助")


@look_alike("X29")
def living_subsidy_within_the_year(plot: Plot) -> None:
    """Paid one day less than a year ago."""
    person = _pupil(plot.county, family=_FAMILY)
    enter_aid(plot.county, person, "义务教育生活补助", date(2025, 11, 1))
    plot.county.truth.lawful("X29", person, "一年差一天前发过生活补助")


def _left_school(county: County, *, family: str = "") -> Person:
    """A young member who is not at school any more."""
    person = county.choose_person(
        lambda p: (
            p.household.attribute is not None
            and not p.household.monitored
            and 16 <= p.age <= 30
            and not p.student
            and not attends(county, p)
        ),
        family=family,
    )
    county.book("D22").seal(person)
    county.book("D25").seal(person)
    return person


@fault("X30", copies=(3, 5), small=1)
def aid_for_somebody_who_left(plot: Plot) -> None:
    """Aid of this school year, the first on its first day, for somebody who is not on the roll."""
    person = _left_school(plot.county)
    if plot.turn % 2 == 0:
        enter_aid(plot.county, person, "中职助学金", date(2026, 9, 1 + plot.turn))
    else:
        enter_grant(plot.county, person, AUTUMN)
    plot.county.truth.person("X30", person, "学籍中没有在读记录，本学年仍领资助")


@look_alike("X30")
def aid_of_the_year_before(plot: Plot) -> None:
    """The last aid was paid on the last day of the school year before."""
    person = _left_school(plot.county, family=_FAMILY)
    enter_aid(plot.county, person, "中职助学金", date(2026, 8, 31))
    plot.county.truth.lawful("X30", person, "资助发于上一学年最后一天")


def _vocational_pupil(county: County, *, family: str = "") -> Person:
    """A vocational pupil of a household that is monitored now; the grant is still to be entered."""
    person = county.choose_person(
        lambda p: (
            plain(p)
            and 15 <= p.school_age <= 17
            and p.student.startswith(("中职", "普通高中"))
            and somebody_able(p.household)
        ),
        family=family,
    )
    person.student = f"中职{person.student[-3:]}"
    person.household.monitored = "脱贫不稳定户"
    refresh(county, person)
    open_risk(person.household, "2026-08", "因病")
    county.book("D25").seal(person)
    return person


@fault("X31", copies=(2, 3), small=1)
def no_vocational_grant(plot: Plot) -> None:
    """The last grant was paid a year ago to the day, or there was none."""
    person = _vocational_pupil(plot.county)
    if plot.turn == 0:
        enter_grant(plot.county, person, _YEAR_AGO)
    plot.county.truth.person("X31", person, "监测户中职学生近一年没有雨露计划补助")


@look_alike("X31")
def vocational_grant_within_the_year(plot: Plot) -> None:
    """Paid one day less than a year ago."""
    person = _vocational_pupil(plot.county, family=_FAMILY)
    enter_grant(plot.county, person, date(2025, 11, 1))
    plot.county.truth.lawful("X31", person, "一年差一天前发过雨露计划补助")
