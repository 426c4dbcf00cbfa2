"""Household rows that are incomplete or out of proportion: C101–C182."""

from __future__ import annotations

from huitoukan.simulate.faults.changes import Homes, household_fault, household_look_alike
from huitoukan.simulate.faults.planting import Plot, fault, look_alike
from huitoukan.simulate.world import Household

_FAMILY = "household consistency"


def _lifted(household: Household) -> bool:
    return household.attribute == "一般贫困户" and not household.monitored


def _works(household: Household) -> bool:
    return any(person.work_months for person in household.members)


def _at_least(persons: int) -> Homes:
    return lambda h: _lifted(h) and len(h.members) >= persons


def _all_healthy(household: Household) -> bool:
    return not any(p.chronic or p.gravely_ill or p.disability for p in household.members)


def _no_pupil(household: Household) -> bool:
    return not any(p.student not in ("", "学龄前儿童") for p in household.members)


household_fault("C101", _lifted, "未通生活用电", {"has_domestic_power": False})
household_fault("C102", _lifted, "安全饮用水未填写", {"water_safe": None})
household_fault("C104", _lifted, "是否危房户未填写", {"unsafe_house": None})
household_fault("C105", _lifted, "入户路类型未填写", {"access_road_type": None})
household_fault("C107", _lifted, "耕地面积未填写", {"farmland_mu": None})
household_fault("C113", _at_least(4), "耕地超过100亩", {"farmland_mu": 180})
household_fault("C167", _lifted, "人均纯收入超过10万元", {"income_net_per_capita": 1_200_000})
household_fault(
    "C168", lambda h: _lifted(h) and _works(h), "工资性收入不足100元", {"income_wage": 36}
)
household_fault(
    "C170", lambda h: _lifted(h) and _works(h), "有人务工而无工资性收入", {"income_wage": 0}
)
household_fault(
    "C173", _lifted, "人均纯收入低于监测范围而未纳入监测", {"income_net_per_capita": 6500}
)
household_fault(
    "C175",
    lambda h: _lifted(h) and _all_healthy(h),
    "致贫原因为因病，成员都健康",
    {"cause_main": "因病", "cause_other": None},
)
household_fault(
    "C176",
    lambda h: _lifted(h) and _no_pupil(h),
    "致贫原因为因学，没有在校生",
    {"cause_main": "因学", "cause_other": None},
)
household_fault(
    "C177",
    _lifted,
    "没有帮扶责任人",
    {"helper_name": None, "helper_unit": None, "helper_phone": None},
)
household_fault("C180", _lifted, "帮扶人电话不是手机号码", {"helper_phone": "0980-6600001"})

household_look_alike("C107", _lifted, "没有耕地，填0", {"farmland_mu": 0})
household_look_alike("C113", _at_least(2), "耕地恰为100亩", {"farmland_mu": 100})
household_look_alike("C167", _lifted, "人均纯收入恰为10万元", {"income_net_per_capita": 100_000})
household_look_alike(
    "C168", lambda h: _lifted(h) and _works(h), "工资性收入恰为100元", {"income_wage": 100}
)
household_look_alike("C173", _lifted, "人均纯收入恰为7300元", {"income_net_per_capita": 7300})
household_look_alike(
    "C155",
    lambda h: bool(h.monitored) and h.attribute is None,
    "监测对象人均纯收入恰为4000元",
    {"income_net_per_capita": 4000},
)
household_look_alike(
    "C177", lambda h: h.attribute is not None, "帮扶单位未填，责任人已填", {"helper_unit": None}
)


@fault("C120", copies=(3, 5), small=1)
def much_land_for_few(plot: Plot) -> None:
    """A tenth of a mu more than fifty a person."""
    household = plot.county.choose_household(_lifted)
    area = 50 * len(household.members) + 0.1
    household.listed["farmland_mu"] = area
    plot.county.truth.household("C120", household, "人均耕地超过50亩")
    if area > 100:
        plot.county.truth.household("C113", household, "耕地超过100亩（随C120）")


@look_alike("C120")
def fifty_mu_a_person(plot: Plot) -> None:
    """Fifty mu a person exactly."""
    household = plot.county.choose_household(_lifted, family=f"{_FAMILY} C120")
    area = 50 * len(household.members)
    household.listed["farmland_mu"] = area
    plot.county.truth.lawful("C120", household, "人均耕地恰为50亩")
    if area > 100:
        plot.county.truth.household("C113", household, "耕地超过100亩（C120的对照户）")


@fault("C169", copies=(3, 5), small=1)
def wage_of_nobody(plot: Plot) -> None:
    """A wage in a household where nobody works or holds a post."""
    household = plot.county.choose_household(
        lambda h: _lifted(h) and not _works(h) and not any(p.post for p in h.members)
    )
    household.listed["income_wage"] = 18_000
    plot.county.truth.household("C169", household, "有工资性收入而无人务工")


@look_alike("C169")
def wage_of_a_post(plot: Plot) -> None:
    """The wage is that of a welfare post."""
    household = plot.county.choose_household(
        lambda h: any(p.post for p in h.members), family=_FAMILY
    )
    household.listed["income_wage"] = 7_200
    plot.county.truth.lawful("C169", household, "工资来自公益性岗位")


@fault("C172", copies=(3, 5), small=1)
def below_the_poverty_line(plot: Plot) -> None:
    """Lifted, and less than 4,000 yuan a person."""
    household = plot.county.choose_household(_lifted)
    household.listed["income_net_per_capita"] = 3999 - 100 * plot.turn
    plot.county.truth.household("C172", household, "脱贫户人均纯收入低于4000元")
    plot.county.truth.household("C173", household, "低于监测范围而未纳入监测（随C172）")


@look_alike("C172")
def exactly_at_the_poverty_line(plot: Plot) -> None:
    """4,000 yuan a person: not below the poverty line, but below the monitoring line."""
    household = plot.county.choose_household(_lifted, family=_FAMILY)
    household.listed["income_net_per_capita"] = 4000
    plot.county.truth.lawful("C172", household, "人均纯收入恰为4000元")
    plot.county.truth.household("C173", household, "低于监测范围而未纳入监测（C172的对照户）")


@fault("C182", copies=(2, 4), small=1)
def one_phone_for_two(plot: Plot) -> None:
    """Two households under one number."""
    one = plot.county.choose_household(_lifted)
    two = plot.county.choose_household(_lifted)
    two.listed["household_phone"] = one.listed["household_phone"]
    for household in (one, two):
        plot.county.truth.household("C182", household, "两户同一联系电话")
