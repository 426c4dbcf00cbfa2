"""Bills, medical aid and family doctors: X34, X36, X38, X39, X40."""

from __future__ import annotations

from datetime import date

from huitoukan.simulate.departments.health import enter_bill, enter_contract
from huitoukan.simulate.departments.insurance import enter_employee
from huitoukan.simulate.faults.planting import (
    Plot,
    fault,
    look_alike,
    plain,
    plain_adult,
    refresh,
)
from huitoukan.simulate.world import County, Person

_FAMILY = "treatment"
_YEAR_AGO = date(2025, 10, 31)  # a year before the comparison to the day


def _patient(county: County, health: str, *, family: str = "") -> Person:
    """An adult listed as healthy, chronic or gravely ill; the bills are still to be entered."""

    def fits(person: Person) -> bool:
        healthy = not person.chronic and not person.gravely_ill
        return (health == "健康") == healthy and (health != "长期慢性病" or person.chronic)

    if health == "患有大病":
        person = county.choose_person(plain_adult, family=family)
        person.gravely_ill = True
        refresh(county, person)
    else:
        person = county.choose_person(lambda p: plain(p) and p.age >= 24 and fits(p), family=family)
    county.book("D28").seal(person)
    return person


@fault("X34", copies=(2, 4), small=1)
def aid_without_insurance(plot: Plot) -> None:
    """Medical aid this year for somebody in neither insurance."""
    county = plot.county
    person = county.choose_person(lambda p: plain_adult(p) and p.medical == "resident")
    county.book("D28").seal(person)
    county.book("D26").strike(person)
    enter_bill(county, person, date(2026, 1, 1 + plot.turn), 9_000, self_paid=3_000, aid=1_200)
    county.truth.person("X34", person, "未参保而有医疗救助支付")
    county.truth.person("X32", person, "居民医保和职工医保均未参保（随X34）")


@look_alike("X34")
def aid_for_an_employee(plot: Plot) -> None:
    """Insured as an employee only, until the end of this very month."""
    county = plot.county
    person = county.choose_person(
        lambda p: plain_adult(p) and p.medical == "resident" and p.work_months > 0, family=_FAMILY
    )
    person.medical = "employee"
    refresh(county, person)
    county.book("D27").strike(person)
    enter_employee(county, person, "2024-02", "2026-10")
    county.book("D28").seal(person)
    enter_bill(county, person, date(2026, 4, 2), 9_000, self_paid=3_000, aid=1_200)
    county.truth.lawful("X34", person, "参加职工医保")


@fault("X36", copies=(3, 5), small=1)
def too_much_paid_by_the_patient(plot: Plot) -> None:
    """More than 10,000 yuan in a year out of the own pocket; the first by one cent."""
    person = _patient(plot.county, "长期慢性病")
    more = 3_000.01 if plot.turn == 0 else plot.rng.randint(40, 90) * 100
    enter_bill(plot.county, person, date(2025, 11, 1), 24_000, self_paid=7_000)
    enter_bill(plot.county, person, date(2026, 6, 2 + plot.turn), 15_000, self_paid=more)
    plot.county.truth.person("X36", person, f"近一年自付{7_000 + more}元")


@look_alike("X36")
def exactly_10000_paid_by_the_patient(plot: Plot) -> None:
    """10,000 yuan exactly, and a large bill a year ago to the day."""
    person = _patient(plot.county, "长期慢性病", family=_FAMILY)
    enter_bill(plot.county, person, date(2026, 4, 2), 36_000, self_paid=10_000)
    enter_bill(plot.county, person, _YEAR_AGO, 60_000, self_paid=21_000)
    plot.county.truth.lawful("X36", person, "近一年自付恰为10000元，另一笔在一年前")


@fault("X38", copies=(2, 4), small=1)
def gravely_ill_without_a_bill(plot: Plot) -> None:
    """Listed with a serious illness; the last bill is a year old to the day, or there is none."""
    person = _patient(plot.county, "患有大病")
    if plot.turn == 0:
        enter_bill(plot.county, person, _YEAR_AGO, 30_000, self_paid=6_000)
    plot.county.truth.person("X38", person, "登记患有大病，近一年没有结算")


@look_alike("X38")
def gravely_ill_with_one_bill(plot: Plot) -> None:
    """The only bill is one day less than a year old."""
    person = _patient(plot.county, "患有大病", family=_FAMILY)
    enter_bill(plot.county, person, date(2025, 11, 1), 30_000, self_paid=6_000)
    plot.county.truth.lawful("X38", person, "一年差一天前有结算")


@fault("X39", copies=(3, 5), small=1)
def healthy_with_large_bills(plot: Plot) -> None:
    """Listed as healthy, more than 30,000 yuan of bills in a year; the first by one cent."""
    person = _patient(plot.county, "健康")
    total = 30_000.01 if plot.turn == 0 else plot.rng.randint(320, 700) * 100
    enter_bill(plot.county, person, date(2026, 5, 6 + plot.turn), total, self_paid=5_000)
    plot.county.truth.person("X39", person, f"登记健康，近一年医疗费用{total}元")


@look_alike("X39")
def healthy_with_30000_of_bills(plot: Plot) -> None:
    """30,000 yuan exactly."""
    person = _patient(plot.county, "健康", family=_FAMILY)
    enter_bill(plot.county, person, date(2026, 5, 6), 30_000, self_paid=5_000)
    plot.county.truth.lawful("X39", person, "医疗费用恰为30000元")


@fault("X40", copies=(3, 5), small=1)
def chronic_without_a_doctor(plot: Plot) -> None:
    """The contract of a chronic patient ended the day before, or there never was one."""
    person = _patient(plot.county, "长期慢性病")
    plot.county.book("D30").seal(person)
    if plot.turn == 0:
        enter_contract(plot.county, person, date(2025, 11, 1), date(2026, 10, 30))
    plot.county.truth.person("X40", person, "长期慢性病，没有有效的家庭医生签约")


@look_alike("X40")
def contract_that_ends_today(plot: Plot) -> None:
    """The contract ends on the day of the comparison."""
    person = _patient(plot.county, "长期慢性病", family=_FAMILY)
    plot.county.book("D30").seal(person)
    enter_contract(plot.county, person, date(2025, 11, 1), date(2026, 10, 31))
    plot.county.truth.lawful("X40", person, "签约到比对日当天")
