"""Allowances and disability: X14, X15, X16, X17, X22, X23, X24."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from huitoukan.simulate.calendar import COMPARED_ON
from huitoukan.simulate.departments.care import enter_card, enter_dibao, enter_tekun
from huitoukan.simulate.faults.planting import (
    Plot,
    able_adult,
    fault,
    impair,
    look_alike,
    plain,
    plain_adult,
    refresh,
    unknown_to,
    without,
)
from huitoukan.simulate.world import County, Household, Person


def _general(household: Household) -> bool:
    return household.attribute == "一般贫困户" and not household.monitored


def in_tekun(
    county: County, *, family: str = "", where: Callable[[Person], bool] = lambda _: True
) -> Person:
    """An old person, now in tekun care; the entry in the book is still to be made."""
    free = without(county, "D14")

    def lonely(person: Person) -> bool:
        attribute = person.household.attribute
        fits = attribute in ("一般贫困户", "特困供养贫困户") and not person.household.monitored
        return person.age >= 60 and fits

    person = county.choose_person(
        lambda p: lonely(p) and where(p) and free(p.household), family=family
    )
    household = person.household
    household.attribute = "特困供养贫困户"
    household.listed["poverty_attribute"] = "特困供养贫困户"
    person.tekun = True
    refresh(county, person)
    county.book("D16").strike(person)
    return person


@fault("X17", copies=(3, 5))
def dibao_and_tekun_together(plot: Plot) -> None:
    """Dibao was not stopped when tekun began."""
    person = in_tekun(plot.county)
    enter_tekun(plot.county, person, "2026-03")
    enter_dibao(plot.county, person, "2019-05", "2026-03" if plot.turn == 0 else None)
    plot.county.truth.person("X17", person, "低保与特困供养同月重叠")


@look_alike("X17")
def dibao_handed_over_to_tekun(plot: Plot) -> None:
    """Dibao ends in one month, tekun begins in the next."""
    person = in_tekun(plot.county, family="allowances")
    enter_tekun(plot.county, person, "2026-05")
    enter_dibao(plot.county, person, "2019-05", "2026-04")
    plot.county.truth.lawful("X17", person, "低保4月止，特困5月起，不重叠")


@look_alike("X15")
def dibao_from_this_very_month(plot: Plot) -> None:
    """Only one member has dibao, and it began or ends in the month of the comparison."""
    household = plot.county.choose_household(
        lambda h: _general(h) and without(plot.county, "D14")(h),
        family="allowances",
    )
    household.attribute = "低保贫困户"
    household.listed["poverty_attribute"] = "低保贫困户"
    person = household.members[-1]
    person.listed["dibao_status"] = "农村低保"
    if plot.turn % 2 == 0:
        enter_dibao(plot.county, person, "2026-10")
        plot.county.truth.lawful("X15", household, "本月刚开始享受低保")
    else:
        enter_dibao(plot.county, person, "2020-10", "2026-10")
        plot.county.truth.lawful("X15", household, "低保到本月止，本月仍有效")


@fault("X14", copies=(6, 12))
def dibao_off_the_registry(plot: Plot) -> None:
    """A person outside the registry draws rural dibao."""
    person = plot.county.choose_outsider(
        lambda p: p.age >= 30 and unknown_to(plot.county, p, "D14")
    )
    enter_dibao(plot.county, person, "2023-06", "2026-10" if plot.turn == 1 else None)
    plot.county.truth.person("X14", person, "档外户享受农村低保")


@look_alike("X14")
def dibao_ended_last_month(plot: Plot) -> None:
    """A person outside the registry whose dibao ended the month before."""
    person = plot.county.choose_outsider(
        lambda p: p.age >= 30 and unknown_to(plot.county, p, "D14")
    )
    enter_dibao(plot.county, person, "2019-06", "2026-09")
    plot.county.truth.lawful("X14", person, f"档外户{person.name}的低保已于上月终止")


@fault("X15", copies=(4, 8))
def dibao_household_without_dibao(plot: Plot) -> None:
    """The registry says dibao household; civil affairs has nobody, or stopped last month."""
    household = plot.county.choose_household(
        lambda h: _general(h) and without(plot.county, "D14")(h)
    )
    household.attribute = "低保贫困户"
    household.listed["poverty_attribute"] = "低保贫困户"
    if plot.turn % 2:
        enter_dibao(plot.county, household.head, "2018-01", "2026-09")
    plot.county.truth.household("X15", household, "属性为低保贫困户，低保名单无人在享")
    plot.county.truth.household("C095", household, "属性为低保贫困户，成员均未享受（随X15）")


@fault("X16", copies=(4, 8))
def dibao_in_a_general_household(plot: Plot) -> None:
    """A member draws dibao, the household is still a general one."""
    free = without(plot.county, "D14")
    person = plot.county.choose_person(lambda p: plain(p) and p.age >= 20 and free(p.household))
    person.listed["dibao_status"] = "农村低保"
    enter_dibao(plot.county, person, f"2026-{7 + plot.turn % 4:02d}")
    plot.county.truth.person("X16", person, "在享低保，属性为一般贫困户")
    plot.county.truth.household("C096", person.household, "一般贫困户有成员享受低保（随X16）")


@look_alike("X16")
def dibao_ended_in_a_general_household(plot: Plot) -> None:
    """The member's dibao has ended."""
    free = without(plot.county, "D14")
    person = plot.county.choose_person(
        lambda p: plain(p) and p.age >= 20 and free(p.household), family="allowances"
    )
    enter_dibao(plot.county, person, "2019-07", "2026-09")
    plot.county.truth.lawful("X16", person, "低保已于上月终止")


@fault("X22", copies=(4, 8), small=1)
def severe_without_nursing_subsidy(plot: Plot) -> None:
    """Level 1 or 2 with a valid card and no nursing subsidy."""
    person = plot.county.choose_person(plain_adult)
    impair(plot.county, person, 1 + plot.turn % 2)
    plot.county.book("D50").strike(person)
    (card,) = plot.county.book("D55").of(person)
    card["nursing_subsidy"] = False
    if plot.turn == 0:  # valid for the last day
        card.update(issued_on=date(2016, 10, 31), expires_on=COMPARED_ON)
    plot.county.truth.person("X22", person, "重度残疾未享受护理补贴")


@look_alike("X22")
def severe_with_an_expired_card(plot: Plot) -> None:
    """The card expired the day before."""
    person = plot.county.choose_person(able_adult, family="disability")
    impair(plot.county, person, 1 + plot.turn % 2)
    plot.county.book("D50").strike(person)
    (card,) = plot.county.book("D55").of(person)
    yesterday = COMPARED_ON - timedelta(days=1)
    card.update(nursing_subsidy=False, issued_on=date(2016, 10, 30), expires_on=yesterday)
    plot.county.truth.lawful("X22", person, "残疾人证在比对日前一天到期")


@look_alike("X22")
def moderate_without_nursing_subsidy(plot: Plot) -> None:
    """Level 3: the nursing subsidy is not due."""
    person = plot.county.choose_person(able_adult, family="disability")
    impair(plot.county, person, 3)
    plot.county.truth.lawful("X22", person, "三级残疾，不在护理补贴范围")


@fault("X23", copies=(4, 8))
def card_unknown_to_the_registry(plot: Plot) -> None:
    """The federation has a valid card, the registry says healthy or ill."""
    person = plot.county.choose_person(plain_adult)
    enter_card(plot.county, plot.rng, person, 3 + plot.turn % 2)
    plot.county.truth.person("X23", person, "持有效残疾人证，名册健康状况无残疾")


@look_alike("X23")
def lapsed_card_of_a_recovered_person(plot: Plot) -> None:
    """The card has lapsed, the registry does not speak of disability."""
    person = plot.county.choose_person(able_adult, family="disability")
    card = enter_card(plot.county, plot.rng, person, 4)
    card.update(issued_on=date(2014, 6, 3), expires_on=date(2024, 6, 3))
    plot.county.truth.lawful("X23", person, "残疾人证已过期")


@fault("X24", copies=(4, 8), small=1)
def disabled_without_a_card(plot: Plot) -> None:
    """The registry says disabled, the federation has no card."""
    person = plot.county.choose_person(plain_adult)
    ill = person.chronic or person.gravely_ill
    before = str(person.listed["health_status"])
    person.listed["health_status"] = f"{before},残疾" if ill else "残疾"
    plot.county.truth.person("X24", person, "名册为残疾，残联无持证记录")
    plot.county.truth.person("C028", person, "登记残疾而证件不是残疾人证（随X24）")


@look_alike("X24")
def disabled_with_a_lapsed_card(plot: Plot) -> None:
    """The card has lapsed but it exists."""
    person = plot.county.choose_person(able_adult, family="disability")
    impair(plot.county, person, 3)
    (card,) = plot.county.book("D55").of(person)
    card.update(issued_on=date(2013, 9, 9), expires_on=date(2023, 9, 9))
    plot.county.truth.lawful("X24", person, "有残疾人证，只是已过期")
