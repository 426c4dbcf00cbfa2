"""Property and position: X01, X03, X04, X05, X06."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from huitoukan.simulate.calendar import COMPARED_ON
from huitoukan.simulate.departments.police import enter_vehicle
from huitoukan.simulate.departments.staff import enter_cadre, enter_payroll
from huitoukan.simulate.departments.work import enter_company
from huitoukan.simulate.faults.planting import (
    Plot,
    able_adult,
    fault,
    look_alike,
    plain_adult,
    unknown_to,
    without,
)
from huitoukan.simulate.world import County, Household, Person


@fault("X01", copies=(4, 7))
def on_the_payroll(plot: Plot) -> None:
    """A member is in post; every second one leaves only after the comparison."""
    person = plot.county.choose_person(plain_adult)
    entry = enter_payroll(plot.county, plot.rng, person, "在职")
    if plot.turn % 2:
        entry["out_on"] = date(2026, 12, 31)
    plot.county.truth.person("X01", person, "财政供养在职人员")


@look_alike("X01")
def no_longer_or_never_in_post(plot: Plot) -> None:
    """Resigned before the day, retired, temporary."""
    person = plot.county.choose_person(able_adult, family="payroll", fresh=False)
    kind = ("在职", "退休", "临聘")[plot.turn % 3]
    entry = enter_payroll(plot.county, plot.rng, person, kind)
    if kind == "在职":
        entry["out_on"] = COMPARED_ON
    why = {"在职": "比对日当天已离岗", "退休": "已退休", "临聘": "临聘人员，不是在职财政供养"}
    plot.county.truth.lawful("X01", person, why[kind])


@fault("X03", copies=(3, 5), small=1)
def village_cadre(plot: Plot) -> None:
    """A member sits on the village committee."""
    person = plot.county.choose_person(plain_adult)
    enter_cadre(plot.county, person, "村委会委员", date(2021, 3, 1 + plot.turn))
    plot.county.truth.person("X03", person, "现任村干部")


@look_alike("X03")
def namesake_of_a_cadre(plot: Plot) -> None:
    """A village cadre off the registry has the same name as a member."""
    person = plot.county.choose_person(able_adult, family="payroll", fresh=False)
    cadre = plot.county.choose_outsider(lambda p: p.sex == person.sex and 30 <= p.age <= 55)
    cadre.name = person.name
    cadre.cadre = True
    enter_cadre(plot.county, cadre, "村委会委员", date(2021, 3, 1 + plot.turn))
    plot.county.truth.lawful("X03", person, "村干部与其同名，证件号码不同")


def _without_vehicle(
    county: County, adult: Callable[[Person], bool] = plain_adult
) -> Callable[[Person], bool]:
    free = without(county, "D08")
    return lambda person: adult(person) and free(person.household)


@fault("X04", copies=(6, 10))
def car_above_the_limit(plot: Plot) -> None:
    """A private car worth more than 30,000 yuan; the first is worth one yuan too much."""
    person = plot.county.choose_person(_without_vehicle(plot.county))
    value = 30_001 if plot.turn == 0 else plot.rng.randint(330, 1480) * 100
    enter_vehicle(plot.county, plot.rng, person, "小型普通客车", value=value)
    plot.county.truth.person("X04", person, f"非营运客车评估价值{value}元")


@look_alike("X04")
def car_within_the_rules(plot: Plot) -> None:
    """At the limit exactly."""
    person = plot.county.choose_person(
        _without_vehicle(plot.county, able_adult), family="vehicles", fresh=False
    )
    enter_vehicle(plot.county, plot.rng, person, "小型普通客车", value=30_000)
    plot.county.truth.lawful("X04", person, "评估价值恰为30000元")


@look_alike("X04")
def car_for_hire_or_scrapped(plot: Plot) -> None:
    """A hired car, a scrapped one, a lorry: all dear, none a private car in use."""
    person = plot.county.choose_person(
        _without_vehicle(plot.county, able_adult), family="vehicles", fresh=False
    )
    case = plot.turn % 3
    if case == 0:
        enter_vehicle(plot.county, plot.rng, person, "小型普通客车", value=68_000, use="营运")
    elif case == 1:
        enter_vehicle(plot.county, plot.rng, person, "小型普通客车", value=45_000, state="报废")
    else:
        enter_vehicle(plot.county, plot.rng, person, "中型普通货车", value=86_000)
    why = ("营运车辆", "车辆已报废", "货车，生产经营工具")[case]
    plot.county.truth.lawful("X04", person, why)


@fault("X05", copies=(5, 9))
def two_vehicles(plot: Plot) -> None:
    """Two counted vehicles in one household, cheap ones."""
    free = without(plot.county, "D08")

    def pair_of_adults(household: Household) -> bool:
        return free(household) and sum(map(plain_adult, household.members)) >= 2

    household = plot.county.choose_household(pair_of_adults)
    first, second = [p for p in household.members if plain_adult(p)][:2]
    enter_vehicle(plot.county, plot.rng, first, "轻型普通货车", value=26_000)
    owner = second if plot.turn % 2 else first
    enter_vehicle(plot.county, plot.rng, owner, "小型普通客车", value=18_000)
    plot.county.truth.household("X05", household, "一户两辆在用机动车")


@look_alike("X05")
def one_vehicle_and_a_motorcycle(plot: Plot) -> None:
    """One car, and beside it things that are not counted."""
    person = plot.county.choose_person(
        _without_vehicle(plot.county, able_adult), family="vehicles", fresh=False
    )
    car = enter_vehicle(plot.county, plot.rng, person, "小型普通客车", value=15_000)
    case = plot.turn % 3
    if case == 0:
        enter_vehicle(plot.county, plot.rng, person, "普通二轮摩托车", value=4_000)
        enter_vehicle(plot.county, plot.rng, person, "全挂车", value=9_000)
    elif case == 1:
        enter_vehicle(plot.county, plot.rng, person, "轻型普通货车", value=12_000, state="注销")
    else:
        plot.county.book("D08").put(person, dict(car))
    why = ("摩托车、挂车不计", "另一辆已注销", "同一号牌重复两行")[case]
    plot.county.truth.lawful("X05", person.household, why)


@fault("X06", copies=(4, 8), small=1)
def owner_of_a_company(plot: Plot) -> None:
    """Legal representative or shareholder of a living company."""
    person = plot.county.choose_person(
        lambda p: plain_adult(p) and unknown_to(plot.county, p, "D42")
    )
    role = "股东" if plot.turn % 2 else "法定代表人"
    enter_company(plot.county, plot.rng, person, "企业", role)
    plot.county.truth.person("X06", person, f"存续企业{role}")


@look_alike("X06")
def in_a_cooperative(plot: Plot) -> None:
    """A cooperative's member, a company struck off, a tiny shop."""
    person = plot.county.choose_person(
        lambda p: able_adult(p) and unknown_to(plot.county, p, "D42"), family="market", fresh=False
    )
    kind, role, state, why = (
        ("农民专业合作社", "成员", "存续", "合作社成员，不是企业"),
        ("企业", "法定代表人", "吊销", "企业已吊销"),
        ("个体工商户", "法定代表人", "存续", "个体工商户，不是企业"),
    )[plot.turn % 3]
    enter_company(plot.county, plot.rng, person, kind, role, state=state)
    plot.county.truth.lawful("X06", person, why)
