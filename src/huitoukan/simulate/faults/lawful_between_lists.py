"""Look-alikes of `between_lists`: X02, X13, X18, X20, X25, X35, X37, X46, X53, X54, X57, X72, X73
and X82."""

from __future__ import annotations

from datetime import date, timedelta

from huitoukan.simulate.calendar import years_later
from huitoukan.simulate.departments.care import enter_card, enter_tekun
from huitoukan.simulate.departments.insurance import enter_resident
from huitoukan.simulate.departments.payments import LAND_PAYMENT, enter_payment
from huitoukan.simulate.departments.police import enter_hukou
from huitoukan.simulate.departments.staff import enter_payroll
from huitoukan.simulate.departments.work import enter_loan
from huitoukan.simulate.faults.allowances import in_tekun
from huitoukan.simulate.faults.between_lists import is_quiet, is_watched
from huitoukan.simulate.faults.following import n_workers
from huitoukan.simulate.faults.planting import (
    Plot,
    birthday,
    head_or_spouse,
    look_alike,
    plain,
    plain_adult,
    reborn,
    unknown_to,
    without,
)
from huitoukan.simulate.households import add_person
from huitoukan.simulate.shapes import Seat
from huitoukan.simulate.world import Person

_FAMILY = "lawful between lists"

# Who is rare (an adult on dibao, an old member under full support) a tiny county does without.


@look_alike("X02")
def payroll_in_the_booklet_once(plot: Plot) -> None:
    """A daughter in post whose hukou has left the booklet."""
    county = plot.county
    household = county.choose_household(
        lambda h: is_quiet(h) and len(h.members) >= 3, family=_FAMILY
    )
    seat = Seat("之女", "女", plot.rng.randint(25, 29))
    gone = add_person(county, plot.rng, household, seat, household.head.name[0])
    gone.employer = "云岭县教育局"
    enter_hukou(county, gone, state="迁出")["moved_on"] = date(2022, 5, 6)
    enter_payroll(county, plot.rng, gone, "在职")
    county.truth.lawful("X02", household, "在职的女儿户口已迁出")


@look_alike("X13", small=0)
def dibao_beside_temporary_work(plot: Plot) -> None:
    """On dibao, and hired by a unit for a time."""
    county = plot.county
    person = county.choose_person(
        lambda p: p.dibao and 24 <= p.age <= 60 and unknown_to(county, p, "D04"), family=_FAMILY
    )
    enter_payroll(county, plot.rng, person, "临聘")
    county.truth.lawful("X13", person, "低保对象是临聘人员，不是在职财政供养")


@look_alike("X18", small=0)
def supported_from_sixty_on(plot: Plot) -> None:
    """Healthy and under full support: sixty on the day of the comparison."""

    def healthy(person: Person) -> bool:
        ill = person.chronic or person.gravely_ill or person.disability
        return head_or_spouse(person) and person.age <= 68 and not ill

    person = in_tekun(plot.county, family=_FAMILY, where=healthy)
    reborn(plot.county, person, birthday(60))
    plot.county.truth.lawful("X18", person, "比对日当天满60周岁")


@look_alike("X20", small=0)
def supported_beside_one_worker(plot: Plot) -> None:
    """An old member under full support, and one worker in the household."""
    person = plot.county.choose_person(
        lambda p: plain(p) and p.age >= 65 and n_workers(p.household) == 1, family=_FAMILY
    )
    enter_tekun(plot.county, person, "2024-05")
    plot.county.truth.lawful("X20", person.household, "有特困供养人员，只有一名劳动力")


@look_alike("X25")
def paid_in_the_last_month_of_the_card(plot: Plot) -> None:
    """The card expired in the month of the last payment."""
    county = plot.county
    person = county.choose_person(
        lambda p: plain_adult(p) and unknown_to(county, p, "D55"), family=_FAMILY
    )
    card = enter_card(county, plot.rng, person, 3)
    card.update(issued_on=date(2016, 5, 3), expires_on=date(2026, 5, 3))
    enter_payment(county, person, "残疾人两项补贴", "2026-05", 100)
    county.truth.lawful("X25", person, "残疾人证到期当月发的补贴")


@look_alike("X35")
def subsidy_not_given_the_year_before(plot: Plot) -> None:
    """Last year's premium was the person's own, this year's is subsidised."""
    book = plot.county.book("D26")
    person = plot.county.choose_person(
        lambda p: p.dibao and p.age >= 2 and not p.household.monitored and bool(book.of(p)),
        family=_FAMILY,
    )
    row = enter_resident(plot.county, plot.rng, person)
    row.update(year=2025, paid_on=date(2024, 11, 2), subsidy=0)
    plot.county.truth.lawful("X35", person, "没有资助的是上一年度")


@look_alike("X37", small=0)
def gravely_ill_for_a_year(plot: Plot) -> None:
    """In a monitored household without help with health, but the illness is a year old."""
    county = plot.county
    person = county.choose_person(
        lambda p: (
            is_watched(p.household)
            and p.household.attribute is not None
            and p.household.listed.get("measure_health") is None
            and unknown_to(county, p, "D29")
        ),
        family=_FAMILY,
    )
    county.book("D29").enter(
        person,
        village_code=person.household.village.code,
        care="大病专项救治",
        illness="肺癌",
        from_month="2025-10",
        to_month=None,
    )
    county.truth.lawful("X37", person, "确诊恰满一年，不是新确诊")


@look_alike("X46")
def renovated_without_an_appraisal(plot: Plot) -> None:
    """Never appraised, but renovated."""
    renovated = without(plot.county, "D34")
    household = plot.county.choose_household(
        lambda h: is_quiet(h) and not renovated(h), family=_FAMILY
    )
    plot.county.book("D33").strike(household)
    plot.county.truth.lawful("X46", household, "没有鉴定记录，有危房改造记录")


@look_alike("X53")
def water_of_a_project_without_a_test(plot: Plot) -> None:
    """The project is known, the quality has not been tested."""
    household = plot.county.choose_household(is_quiet, family=_FAMILY)
    for entry in plot.county.book("D39").of(household):
        entry["quality_ok"] = None
    plot.county.truth.lawful("X53", household, "有供水工程记录，水质未填")


@look_alike("X54")
def lent_on_the_last_day_of_sixty_five(plot: Plot) -> None:
    """The borrower was sixty-five on the day of the loan, for one day more."""
    free = without(plot.county, "D52")
    person = plot.county.choose_person(
        lambda p: plain(p) and 66 <= p.age <= 70 and free(p.household), family=_FAMILY
    )
    lent_on = years_later(person.birth, 66) - timedelta(days=1)
    enter_loan(plot.county, plot.rng, person, 20_000, lent_on)
    plot.county.truth.lawful("X54", person, f"{lent_on}放款时65周岁")


@look_alike("X57")
def lent_for_a_greenhouse(plot: Plot) -> None:
    """Words of building, but for production."""
    free = without(plot.county, "D52")
    person = plot.county.choose_person(
        lambda p: plain_adult(p) and free(p.household), family=_FAMILY
    )
    loan = enter_loan(plot.county, plot.rng, person, 40_000, date(2025, 4, 5))
    loan["use"] = "装修蔬菜大棚"
    plot.county.truth.lawful("X57", person, "装修的是大棚，用于生产")


@look_alike("X72")
def paid_in_december_and_in_may(plot: Plot) -> None:
    """A yearly payment twice within months, but for two years."""
    book = plot.county.book("D50")
    person = plot.county.choose_person(
        lambda p: plain_adult(p) and any(row["item"] == LAND_PAYMENT for row in book.of(p)),
        family=_FAMILY,
    )
    enter_payment(plot.county, person, LAND_PAYMENT, "2025-12", 260)
    plot.county.truth.lawful("X72", person, "上一年度的补贴发于去年12月")


@look_alike("X73")
def name_with_a_blank(plot: Plot) -> None:
    """The same name, written with a blank."""
    book = plot.county.book("D50")
    person = plot.county.choose_person(
        lambda p: plain_adult(p) and bool(book.of(p)), family=_FAMILY
    )
    book.of(person)[0]["name"] = f"{person.name[0]} {person.name[1:]}"
    plot.county.truth.lawful("X73", person, "姓名中间有空格，是同一个人")


@look_alike("X82")
def helper_who_leaves_tomorrow(plot: Plot) -> None:
    """The helper's time ends the day after the comparison."""
    household = plot.county.choose_household(is_quiet, family=_FAMILY)
    for helper in plot.county.helpers:
        for entry in plot.county.book("D02").of(helper):
            if entry["household_no"] == household.household_no:
                entry["to_date"] = date(2026, 11, 1)
    plot.county.truth.lawful("X82", household, "帮扶责任人次日才期满")
