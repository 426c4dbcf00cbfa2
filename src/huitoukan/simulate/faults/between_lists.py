"""Faults between the registry and the lists: X02, X13, X18, X20, X25, X35, X37, X46, X53, X54, X57,
X65, X73 and X82."""

from __future__ import annotations

from datetime import date

from huitoukan.simulate.departments.care import enter_tekun
from huitoukan.simulate.departments.payments import enter_payment
from huitoukan.simulate.departments.police import enter_hukou
from huitoukan.simulate.departments.staff import enter_payroll
from huitoukan.simulate.departments.work import enter_loan, enter_welfare_post
from huitoukan.simulate.faults.following import n_workers
from huitoukan.simulate.faults.planting import (
    Plot,
    fault,
    look_alike,
    plain,
    plain_adult,
    unknown_to,
    without,
)
from huitoukan.simulate.households import add_person
from huitoukan.simulate.shapes import Seat
from huitoukan.simulate.world import Household

_FAMILY = "between lists"


def is_quiet(household: Household) -> bool:
    """Once poor, not monitored, with an appraised house."""
    route = household.listed["housing_safety_route"]
    return household.attribute is not None and not household.monitored and route != "保障安全"


@fault("X25", copies=(3, 5), small=1)
def paid_without_a_card(plot: Plot) -> None:
    """The disability benefit for somebody who holds no card."""
    county = plot.county
    person = county.choose_person(lambda p: plain_adult(p) and unknown_to(county, p, "D55"))
    enter_payment(county, person, "残疾人两项补贴", f"2026-0{plot.turn + 4}", 100)
    county.truth.person("X25", person, "没有残疾人证而领取残疾人补贴")


@fault("X35", copies=(3, 5), small=1)
def subsidy_not_given(plot: Plot) -> None:
    """On dibao and insured, but the whole premium was the person's own."""
    book = plot.county.book("D26")
    person = plot.county.choose_person(
        lambda p: p.dibao and p.age >= 2 and not p.household.monitored and bool(book.of(p))
    )
    (entry,) = book.of(person)
    entry["subsidy"] = 0
    plot.county.truth.person("X35", person, "低保对象没有参保资助")


@fault("X46", copies=(3, 5), small=1)
def no_record_of_a_house(plot: Plot) -> None:
    """Neither appraised nor renovated nor moved."""
    moved, renovated = without(plot.county, "D40"), without(plot.county, "D34")
    household = plot.county.choose_household(lambda h: is_quiet(h) and moved(h) and renovated(h))
    plot.county.book("D33").strike(household)
    plot.county.truth.household("X46", household, "没有鉴定、改造、搬迁记录")


@fault("X53", copies=(3, 5), small=1)
def no_record_of_water(plot: Plot) -> None:
    """Safe water in the registry, nothing in the water bureau's list."""
    household = plot.county.choose_household(lambda h: is_quiet(h) and bool(h.listed["water_safe"]))
    plot.county.book("D39").strike(household)
    plot.county.truth.household("X53", household, "名册饮水安全，水利没有记录")


@fault("X54", copies=(2, 4), small=1)
def lent_to_an_outsider(plot: Plot) -> None:
    """A micro-loan to somebody who is not on the registry."""
    person = plot.county.choose_outsider(lambda p: 25 <= p.age <= 55)
    enter_loan(plot.county, plot.rng, person, 30_000, date(2025, 3, 5 + plot.turn))
    plot.county.truth.person("X54", person, "借款人不在名册")


@fault("X57", copies=(3, 5), small=1)
def lent_for_a_house(plot: Plot) -> None:
    """A loan that was not used for production."""
    free = without(plot.county, "D52")
    person = plot.county.choose_person(lambda p: plain_adult(p) and free(p.household))
    entry = enter_loan(plot.county, plot.rng, person, 40_000, date(2025, 4, 5 + plot.turn))
    entry["use"] = ("自家建房", "儿子结婚", "入股公司分红")[plot.turn % 3]
    plot.county.truth.person("X57", person, f"贷款用途写为{entry['use']}")


@fault("X65", copies=(3, 5), small=1)
def post_unknown_to_the_registry(plot: Plot) -> None:
    """In the list of welfare posts since spring, and nothing in the registry."""
    free = without(plot.county, "D46")
    person = plot.county.choose_person(lambda p: plain_adult(p) and free(p.household))
    enter_welfare_post(plot.county, person, "保洁员", "2026-03")
    plot.county.truth.person("X65", person, "在岗而名册没有登记")


@look_alike("X65")
def post_of_this_month(plot: Plot) -> None:
    """The post began in the month of the comparison."""
    free = without(plot.county, "D46")
    person = plot.county.choose_person(
        lambda p: plain_adult(p) and free(p.household), family=_FAMILY
    )
    enter_welfare_post(plot.county, person, "保洁员", "2026-10")
    plot.county.truth.lawful("X65", person, "当月刚上岗")


@fault("X73", copies=(3, 5), small=1)
def paid_under_another_name(plot: Plot) -> None:
    """A payment with the person's number and somebody else's name."""
    book = plot.county.book("D50")
    person = plot.county.choose_person(lambda p: plain_adult(p) and bool(book.of(p)))
    book.of(person)[0]["name"] = person.name[0] + "代领"
    plot.county.truth.person("X73", person, "发放名单姓名与户籍不同")


@fault("X02", copies=(3, 5), small=1)
def payroll_in_the_booklet(plot: Plot) -> None:
    """A daughter-in-law of the booklet is in post and not on the registry."""
    county = plot.county
    household = county.choose_household(lambda h: is_quiet(h) and len(h.members) >= 3)
    seat = Seat("之儿媳", "女", plot.rng.randint(25, 29))
    missing = add_person(county, plot.rng, household, seat, household.head.name[0])
    missing.employer = "云岭县教育局"
    enter_hukou(county, missing)
    enter_payroll(county, plot.rng, missing, "在职")
    county.truth.household("X02", household, f"户口簿上的{missing.name}在职")
    county.truth.household("X77", household, f"户口簿上的{missing.name}不在名册（随X02）")


@fault("X13", copies=(2, 4), small=1)
def dibao_on_the_payroll(plot: Plot) -> None:
    """On dibao and in post."""
    person = plot.county.choose_person(
        lambda p: p.dibao and 24 <= p.age <= 58 and not p.student and not p.household.monitored
    )
    enter_payroll(plot.county, plot.rng, person, "在职")
    plot.county.truth.person("X13", person, "低保对象在财政供养在职名单中")
    plot.county.truth.person("X01", person, "财政供养在职（随X13）")


@fault("X18", copies=(2, 4), small=1)
def supported_and_healthy(plot: Plot) -> None:
    """Healthy, of working age, and in the list of full support."""
    person = plot.county.choose_person(
        lambda p: (
            plain_adult(p) and p.listed["health_status"] == "健康" and n_workers(p.household) < 2
        )
    )
    enter_tekun(plot.county, person, f"2024-0{plot.turn + 1}")
    plot.county.truth.person("X18", person, f"{person.age}岁、健康，在特困供养名单中")


@fault("X20", copies=(2, 4), small=1)
def supported_beside_workers(plot: Plot) -> None:
    """An old member under full support in a household with two workers or more."""
    person = plot.county.choose_person(
        lambda p: plain(p) and p.age >= 65 and n_workers(p.household) >= 2
    )
    enter_tekun(plot.county, person, f"2024-0{plot.turn + 1}")


@fault("X37", copies=(2, 4), small=0)
def gravely_ill_and_no_help(plot: Plot) -> None:
    """A new serious illness in a monitored household that gets no help with health."""
    county = plot.county
    person = county.choose_person(
        lambda p: (
            is_watched(p.household)
            and p.household.attribute is not None
            and p.household.listed.get("measure_health") is None
            and unknown_to(county, p, "D29")
        )
    )
    county.book("D29").enter(
        person,
        village_code=person.household.village.code,
        care="大病专项救治",
        illness="肺癌",
        from_month="2026-06",
        to_month=None,
    )
    county.truth.person("X37", person, "新确诊大病，没有健康帮扶措施")


def is_watched(household: Household) -> bool:
    """Monitored, with an open risk."""
    return bool(household.monitored) and household.listed.get("risk_removed") is False


@fault("X82", copies=(3, 5), small=1)
def helper_gone(plot: Plot) -> None:
    """The helper's time has ended and nobody came after."""
    household = plot.county.choose_household(is_quiet)
    for helper in plot.county.helpers:
        for entry in plot.county.book("D02").of(helper):
            if entry["household_no"] == household.household_no:
                entry["to_date"] = date(2026, 9, 30)
    plot.county.truth.household("X82", household, "帮扶已到期，没有接替的人")
