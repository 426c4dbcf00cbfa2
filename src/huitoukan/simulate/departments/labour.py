"""The human-resources bureau's books: social insurance (D44), jobs (D45) and travel money (D47).

They are kept when the registry stands, and follow the work that persons really have.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from huitoukan.simulate.calendar import month_of
from huitoukan.simulate.jobs import job_columns
from huitoukan.simulate.world import County, Person, Row

OUTSIDE: Final = ("县外省内", "省外")


def keep_labour(county: County) -> None:
    """Jobs of members, travel money for those outside the county; pensions, employees' and old."""
    for household in county.registry:
        for person in household.members:
            if person.work_months and county.book("D45").is_open(person):
                _work(county, person)
            if county.book("D44").is_open(person):
                _insure(county, person)
    for helper in county.helpers:
        unit = helper.employer
        enter_pension(county, helper, f"20{10 + helper.uid % 10}-{1 + helper.uid % 12:02d}", unit)


def _work(county: County, person: Person) -> None:
    job = job_columns(person)
    region, began = str(job["work_region"]), job["work_from"]
    is_away = region in OUTSIDE
    is_home = county.book("D46").of(person) or county.book("D16").of(person)
    if not isinstance(began, date) or (is_away and is_home):
        return  # with a post or full support at home nobody is listed as working far away
    enter_job(county, person, region, month_of(began))
    if is_away and county.book("D47").is_open(person):
        enter_travel(county, person, began.year)


def _insure(county: County, person: Person) -> None:
    months = person.listed["work_months"]
    if person.medical == "employee" and isinstance(months, int) and months > 0:
        unit = person.employer or "澜州恒通电子有限公司"
        enter_pension(county, person, f"20{19 + person.uid % 6}-{1 + person.uid % 12:02d}", unit)
    dead = county.book("D07").of(person) or county.book("D12").of(person)
    if person.age >= 60 and not dead:
        row = enter_pension(county, person, "2012-01", None, scheme="居民养老")
        row["benefit"] = 150 + person.uid % 9 * 10


def enter_job(
    county: County, person: Person, region: str, from_month: str, to_month: str | None = None
) -> Row:
    """A job in the list by name; without an end it goes on."""
    number = person.uid
    return county.book("D45").enter(
        person,
        work_place=person.work_place or ("外省沿海市" if region == "省外" else "云岭省澜州市"),
        work_region=region,
        employer=person.employer or "零散务工",
        from_month=from_month,
        to_month=to_month,
        monthly_pay=100 * (25 + number % 20),
        job_channel=("自主就业", "亲友介绍", "劳务公司")[number % 3],
    )


def enter_travel(county: County, person: Person, year: int) -> Row:
    """Travel money for one year."""
    place = person.work_place or "外省沿海市"
    return county.book("D47").enter(
        person,
        subsidy_year=year,
        trip=f"云岭县至{place}",
        amount=600 if place == "外省沿海市" else 200,
        paid_on=None,
    )


def enter_pension(
    county: County,
    person: Person,
    from_month: str,
    unit: str | None,
    to_month: str | None = None,
    *,
    scheme: str = "职工养老",
) -> Row:
    """An entry of social insurance; the employees' pension is paid by a unit."""
    return county.book("D44").enter(
        person, scheme=scheme, unit=unit, from_month=from_month, to_month=to_month, benefit=None
    )
