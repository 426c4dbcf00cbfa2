"""Work, its insurance and its travel money: X10, X19, X64, X66, X67."""

from __future__ import annotations

from huitoukan.simulate.departments.care import enter_tekun
from huitoukan.simulate.departments.labour import enter_job, enter_pension, enter_travel
from huitoukan.simulate.faults.allowances import in_tekun
from huitoukan.simulate.faults.planting import Plot, fault, look_alike, plain_adult, unknown_to
from huitoukan.simulate.faults.posts import appoint, without_post
from huitoukan.simulate.world import County, Person

_FAMILY = "work"
_BOOKS = ("D44", "D45", "D47")


def _seal(county: County, person: Person) -> Person:
    for data_set in _BOOKS:
        county.book(data_set).seal(person)
    return person


def _adult(county: County, *, works: bool, family: str = "") -> Person:
    """An adult without post or support, who works or does not; jobs are still to be entered."""
    person = county.choose_person(
        lambda p: (
            plain_adult(p)
            and bool(p.listed["work_months"]) == works
            and unknown_to(county, p, "D16", "D46")
        ),
        family=family,
    )
    return _seal(county, person)


@fault("X10", copies=(3, 5), small=1)
def pension_without_work(plot: Plot) -> None:
    """A unit pays the pension of somebody listed without work; the first until this very month."""
    person = _adult(plot.county, works=False)
    until = "2026-10" if plot.turn == 0 else None
    enter_pension(plot.county, person, "2025-03", "澜州恒通电子有限公司", until)
    plot.county.truth.person("X10", person, "单位在缴职工养老，名册务工0个月")


@look_alike("X10")
def pension_ended_or_without_a_unit(plot: Plot) -> None:
    """Paid until last month, or as a freelancer without a unit."""
    person = _adult(plot.county, works=False, family=_FAMILY)
    unit, until, why = (
        ("澜州恒通电子有限公司", "2026-09", "职工养老缴到上月"),
        (None, None, "灵活就业人员自己缴费"),
    )[plot.turn % 2]
    enter_pension(plot.county, person, "2025-03", unit, until)
    plot.county.truth.lawful("X10", person, why)


@fault("X19", copies=(2, 4), small=1)
def supported_and_away(plot: Plot) -> None:
    """Under full support, and working outside the county; the first for one shared month."""
    county = plot.county
    person = _seal(county, in_tekun(county))
    enter_tekun(county, person, "2023-01")
    if plot.turn == 0:
        enter_job(county, person, "省外", "2022-02", "2023-01")
    else:
        enter_job(county, person, "县外省内", "2026-03", "2026-06")
        enter_travel(county, person, 2026)
    county.truth.person("X19", person, "特困供养期间有县外务工记录")


@look_alike("X19")
def away_before_the_support(plot: Plot) -> None:
    """The work outside ended in the month before the support began, or was in the county."""
    county = plot.county
    person = _seal(county, in_tekun(county, family=_FAMILY))
    enter_tekun(county, person, "2023-01")
    if plot.turn % 2 == 0:
        enter_job(county, person, "省外", "2022-02", "2022-12")
        county.truth.lawful("X19", person, "供养开始的上月已返乡")
    else:
        enter_job(county, person, "乡外县内", "2026-02", "2026-04")
        county.truth.lawful("X19", person, "在县内打零工")


@fault("X64", copies=(3, 5), small=1)
def in_post_and_away(plot: Plot) -> None:
    """In a welfare post and working outside; the first for one shared month."""
    county = plot.county
    person = _seal(county, without_post(county, 26, 56))
    appoint(county, person)
    if plot.turn == 0:
        enter_job(county, person, "省外", "2025-10", "2026-02")
    else:
        enter_job(county, person, "省外", "2026-05")
        enter_travel(county, person, 2026)
    county.truth.person("X64", person, "在岗期间有县外务工记录")


@look_alike("X64")
def away_before_the_post(plot: Plot) -> None:
    """Home in the month before the post began."""
    county = plot.county
    person = _seal(county, without_post(county, 26, 56, family=_FAMILY))
    appoint(county, person)
    enter_job(county, person, "省外", "2025-03", "2026-01")
    enter_travel(county, person, 2025)
    county.truth.lawful("X64", person, "上岗的上月已返乡")


@fault("X66", copies=(3, 5), small=1)
def travel_money_without_a_journey(plot: Plot) -> None:
    """Travel money; work outside ended the year before that year, was in the county, or none."""
    person = _adult(plot.county, works=plot.turn < 2)
    if plot.turn == 0:
        enter_job(plot.county, person, "省外", "2024-02", "2024-12")
    elif plot.turn == 1:
        enter_job(plot.county, person, "乡外县内", "2026-02")
    enter_travel(plot.county, person, 2025 if plot.turn == 0 else 2026)
    plot.county.truth.person("X66", person, "领取交通补贴，没有县外务工记录")


@look_alike("X66")
def travel_money_for_last_year(plot: Plot) -> None:
    """The work outside ended in January of the year that the money is for."""
    person = _adult(plot.county, works=False, family=_FAMILY)
    enter_job(plot.county, person, "省外", "2024-02", "2025-01")
    enter_travel(plot.county, person, 2025)
    plot.county.truth.lawful("X66", person, "补贴年度1月仍在县外务工")


@fault("X67", copies=(3, 5), small=1)
def journey_without_travel_money(plot: Plot) -> None:
    """Working outside for three months and more; only last year's travel money, or none."""
    person = _adult(plot.county, works=True)
    enter_job(plot.county, person, "省外", "2026-07" if plot.turn == 0 else "2026-03")
    if plot.turn == 0:
        enter_job(plot.county, person, "省外", "2025-02", "2025-12")
        enter_travel(plot.county, person, 2025)
    plot.county.truth.person("X67", person, "县外务工满三个月，当年没有交通补贴")


@look_alike("X67")
def journey_begun_of_late(plot: Plot) -> None:
    """Begun in the month after the one that counts."""
    person = _adult(plot.county, works=True, family=_FAMILY)
    enter_job(plot.county, person, "省外", "2026-08")
    plot.county.truth.lawful("X67", person, "县外务工未满三个月")
