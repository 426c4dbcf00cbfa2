"""Measures and land of any household that nothing bears out: C081-C087, C103-C121, C164-C178."""

from __future__ import annotations

from functools import partial

from huitoukan.simulate.faults.changes import household_fault, household_look_alike
from huitoukan.simulate.faults.planting import Plot, fault, look_alike
from huitoukan.simulate.life import UNABLE
from huitoukan.simulate.world import Household

_FAMILY = "measures"
_HERE = "云岭省澜州市云岭县"
_VOCATIONAL = ("中职", "高职高专", "技师学院")
_fault = partial(household_fault, copies=(2, 3), small=0)
_lawful = partial(household_look_alike, small=0)


def _lifted(household: Household) -> bool:
    return household.attribute == "一般贫困户" and not household.monitored


def _works(household: Household) -> bool:
    return any(person.work_months for person in household.members)


def _earns(household: Household) -> bool:
    return _lifted(household) and _works(household) and bool(household.listed["income_wage"])


def _posted(household: Household) -> bool:
    return any(person.post for person in household.members)


def _only_here(household: Household) -> bool:
    """Somebody works, nobody outside the county."""
    places = {person.work_place for person in household.members if person.work_months}
    return _earns(household) and places == {_HERE}


def _away(household: Household) -> bool:
    return _lifted(household) and any(p.work_place == "外省沿海市" for p in household.members)


def _vocational(household: Household) -> bool:
    return any(person.student.startswith(_VOCATIONAL) for person in household.members)


def _nobody_able(household: Household) -> bool:
    return _lifted(household) and all(p.labour in UNABLE for p in household.members)


def _few(household: Household) -> bool:
    """At most two: their limit a person is below the limit of a household."""
    return _lifted(household) and len(household.members) <= 2


# Blank columns of the page on living conditions and land.
for _rule, _column, _words in (
    ("C103", "has_toilet", "有无卫生厕所"),
    ("C106", "road_distance_km", "与村主干路距离"),
    ("C108", "forest_mu", "林地面积"),
    ("C109", "returned_forest_mu", "退耕还林面积"),
    ("C110", "orchard_mu", "林果面积"),
    ("C111", "pasture_mu", "牧草地面积"),
    ("C112", "water_mu", "水面面积"),
):
    _fault(_rule, _lifted, f"{_words}未填写", {_column: None})
_lawful("C103", _lifted, "填无卫生厕所", {"has_toilet": False})
_lawful("C111", _lifted, "没有牧草地，填0", {"pasture_mu": 0})

# Out of range, and exactly at the limit; for three persons 200 mu of forest are within C121.
for _rule, _column, _words, _limit in (
    ("C114", "forest_mu", "林地", 200),
    ("C115", "returned_forest_mu", "退耕还林", 200),
    ("C116", "orchard_mu", "林果地", 200),
    ("C117", "pasture_mu", "牧草地", 100),
    ("C118", "water_mu", "水面", 100),
    ("C119", "road_distance_km", "与村主干路距离", 5),
):
    _fault(
        _rule,
        lambda h: _lifted(h) and len(h.members) >= 3,
        f"{_words}超过{_limit}",
        {_column: _limit + 0.1},
    )
    _lawful(
        _rule,
        lambda h: _lifted(h) and len(h.members) >= 3,
        f"{_words}恰为{_limit}",
        {_column: _limit},
    )


@fault("C121", copies=(2, 3), small=0)
def much_forest_for_few(plot: Plot) -> None:
    """A tenth of a mu more than seventy a person."""
    household = plot.county.choose_household(_few)
    household.listed["forest_mu"] = 70 * len(household.members) + 0.1
    plot.county.truth.household("C121", household, "人均林地超过70亩")


@look_alike("C121", small=0)
def seventy_mu_of_forest_a_person(plot: Plot) -> None:
    """Seventy mu a person exactly."""
    household = plot.county.choose_household(_few, family=_FAMILY)
    household.listed["forest_mu"] = 70 * len(household.members)
    plot.county.truth.lawful("C121", household, "人均林地恰为70亩")


@fault("C081", copies=(2, 3), small=0)
def post_for_nobody(plot: Plot) -> None:
    """A welfare post as the measure, nobody is able to work."""
    household = plot.county.choose_household(_nobody_able)
    household.listed["measure_post"] = "公益性岗位"
    truth = plot.county.truth
    truth.household("C081", household, "公益岗位帮扶，户内没有劳动力")
    truth.household("C084", household, "公益岗位帮扶，无人在岗（随C081）")
    truth.household("C164", household, "公益岗位帮扶，工资性收入为0（随C081）")


@fault("C082", copies=(2, 3), small=0)
def jobs_for_nobody(plot: Plot) -> None:
    """Help with jobs as the measure, nobody is able to work."""
    household = plot.county.choose_household(_nobody_able)
    household.listed["measure_job"] = "技能培训"
    truth = plot.county.truth
    truth.household("C082", household, "就业帮扶，户内没有劳动力")
    truth.household("C083", household, "就业帮扶，无人务工（随C082）")
    truth.household("C164", household, "就业帮扶，工资性收入为0（随C082）")


@fault("C083", copies=(2, 3), small=0)
def jobs_and_nobody_works(plot: Plot) -> None:
    """Help with jobs; somebody could work, nobody does."""
    household = plot.county.choose_household(
        lambda h: _lifted(h) and not _nobody_able(h) and not _works(h) and not _posted(h)
    )
    household.listed["measure_job"] = "技能培训"
    plot.county.truth.household("C083", household, "就业帮扶，无人务工")
    plot.county.truth.household("C164", household, "就业帮扶，工资性收入为0（随C083）")


_fault(
    "C084",
    lambda h: _earns(h) and not _posted(h),
    "公益岗位帮扶，无人在岗",
    {"measure_post": "公益性岗位"},
)
_lawful(
    "C084",
    lambda h: _posted(h) and not h.monitored and bool(h.listed["income_wage"]),
    "公益岗位帮扶，有人在岗",
    {"measure_post": "公益性岗位"},
)
_fault("C085", _only_here, "措施登记外出补贴，无人在县外务工", {"measure_job": "外出务工补贴"})
_lawful(
    "C085",
    lambda h: _away(h) and _earns(h),
    "有人在省外务工，登记劳务输出",
    {"measure_job": "劳务输出"},
)
_fault(
    "C086",
    lambda h: _lifted(h) and not _vocational(h),
    "登记雨露计划，没有中高职学生",
    {"measure_education": "雨露计划"},
)
_lawful(
    "C086",
    lambda h: _lifted(h) and not _vocational(h),
    "教育帮扶不是雨露计划",
    {"measure_education": "国家助学金"},
)
_fault(
    "C087",
    lambda h: _lifted(h) and _vocational(h),
    "有中高职学生，未登记雨露计划",
    {"measure_education": None},
)
_lawful(
    "C087",
    lambda h: _lifted(h) and not _vocational(h) and any("高中" in p.student for p in h.members),
    "只有普通高中学生",
)


@fault("C164", copies=(2, 3), small=0)
def post_without_pay(plot: Plot) -> None:
    """Somebody holds a post, and no wage income is written down."""
    household = plot.county.choose_household(
        lambda h: _posted(h) and not _works(h) and not h.monitored
    )
    household.listed.update(measure_post="公益性岗位", income_wage=0)
    plot.county.truth.household("C164", household, "公益岗位帮扶，工资性收入为0")


@fault("C165", copies=(2, 3), small=0)
def industry_without_income(plot: Plot) -> None:
    """Help with business, no income from it; every second time the cell is blank."""
    household = plot.county.choose_household(_lifted)
    income = 0 if plot.turn % 2 == 0 else None
    household.listed.update(measure_industry="种植业", income_business=income, cost_business=0)
    plot.county.truth.household("C165", household, "产业帮扶，生产经营性收入为0")


_fault(
    "C166",
    lambda h: h.attribute == "低保贫困户" and not h.monitored,
    "登记低保，转移性收入为0",
    {"measure_safety_net": "低保", "income_transfer": 0},
)
_lawful(
    "C166",
    lambda h: h.attribute == "低保贫困户" and not h.monitored,
    "登记低保，有转移性收入",
    {"measure_safety_net": "低保", "income_transfer": 4_600},
)

_LINES = ("income_wage", "income_business", "cost_business", "income_transfer")


def _traded(household: Household) -> bool:
    return _earns(household) and bool(household.listed["income_business"])


@fault("C171", copies=(2, 3), small=0)
def incomes_of_the_neighbours(plot: Plot) -> None:
    """One household's lines were copied for another of the village."""
    one = plot.county.choose_household(_traded)
    two = plot.county.choose_household(lambda h: _traded(h) and h.village is one.village)
    two.listed.update({column: one.listed[column] for column in _LINES})
    for household in (one, two):
        plot.county.truth.household("C171", household, "同村两户的收支明细完全相同")


@look_alike("C171", small=0)
def incomes_of_another_village(plot: Plot) -> None:
    """The same lines in another village: chance."""
    one = plot.county.choose_household(_traded, family=_FAMILY)
    two = plot.county.choose_household(
        lambda h: _traded(h) and h.village is not one.village, family=_FAMILY
    )
    two.listed.update({column: one.listed[column] for column in _LINES})
    for household in (one, two):
        plot.county.truth.lawful("C171", household, "收支明细相同，不在同一个村")


@fault("C178", copies=(2, 3), small=0)
def helper_is_on_the_registry(plot: Plot) -> None:
    """The helper is the head of another registered household."""
    helper = plot.county.choose_household(_lifted).head
    household = plot.county.choose_household(_lifted)
    household.listed.update(helper_name=helper.name, helper_phone=helper.listed["member_phone"])
    plot.county.truth.household("C178", household, "帮扶责任人本人在名册中")


@look_alike("C178", small=0)
def helper_of_the_same_name(plot: Plot) -> None:
    """The helper has a registered person's name, and another telephone."""
    namesake = plot.county.choose_household(_lifted, family=_FAMILY).head
    household = plot.county.choose_household(_lifted, family=_FAMILY)
    household.listed["helper_name"] = namesake.name
    plot.county.truth.lawful("C178", household, "帮扶责任人与在册人员同名，电话不同")
