"""Contradictions in household rows of the registry: C004, C005, C010-C014, C019, C020."""

from __future__ import annotations

from huitoukan.simulate.faults.planting import (
    Plot,
    able_adult,
    fault,
    impair,
    look_alike,
    refresh,
    somebody_able,
)
from huitoukan.simulate.monitoring import open_risk
from huitoukan.simulate.world import Household, Row

_FAMILY = "household record"


def _general(household: Household) -> bool:
    return household.attribute == "一般贫困户" and not household.monitored


def _once_poor(household: Household) -> bool:
    return household.attribute is not None and not household.monitored


@fault("C004", copies=(4, 7))
def not_exactly_one_head(plot: Plot) -> None:
    """No head at all, or a grown son as a second head."""
    if plot.turn % 2 == 0:
        household = plot.county.choose_household(lambda h: _general(h) and len(h.members) >= 2)
        household.head.listed["relation_to_head"] = "其他"
        note = "没有户主"
    else:
        household = plot.county.choose_household(
            lambda h: _general(h) and any(_grown_son(h, p.uid) for p in h.members)
        )
        son = next(p for p in household.members if _grown_son(household, p.uid))
        son.listed["relation_to_head"] = "户主"
        note = "有两个户主"
    plot.county.truth.household("C004", household, note)


def _grown_son(household: Household, uid: int) -> bool:
    """Whether this member is a grown son beside a mother, so that head and spouse differ in sex."""
    person = next(p for p in household.members if p.uid == uid)
    return person.relation == "之子" and person.age >= 18 and household.head.sex == "男"


@fault("C005", copies=(3, 6))
def head_and_spouse_of_one_sex(plot: Plot) -> None:
    """A brother living with the head was listed as spouse."""
    household = plot.county.choose_household(
        lambda h: _general(h) and len(h.members) > 1 and h.members[1].relation == "配偶"
    )
    spouse = household.members[1]
    spouse.sex = household.head.sex
    spouse.name = household.head.name[0] + ("大山", "长春", "有田")[plot.turn % 3]
    spouse.id_no = plot.county.ids.new("980122", spouse.birth, spouse.sex)
    refresh(plot.county, spouse)
    for entry in plot.county.book("D06").of(spouse):
        entry["relation"] = "其他"
    plot.county.truth.household("C005", household, "户主与配偶性别相同")


@fault("C010", copies=(4, 7), small=1)
def not_a_mobile_number(plot: Plot) -> None:
    """A digit short, a wrong beginning, a landline."""
    household = plot.county.choose_household(_once_poor)
    phone = (household.phone[:-1], f"12{household.phone[2:]}", f"0980-660000{plot.turn}")[
        plot.turn % 3
    ]
    household.listed["household_phone"] = phone
    plot.county.truth.household("C010", household, "联系电话不是手机号码")


@look_alike("C010")
def no_telephone(plot: Plot) -> None:
    """No number at all: nothing to judge."""
    household = plot.county.choose_household(_once_poor, family=_FAMILY)
    household.listed["household_phone"] = None
    plot.county.truth.lawful("C010", household, "未填联系电话")


@fault("C011", copies=(4, 7), small=1)
def main_cause_repeated(plot: Plot) -> None:
    """The main cause stands among the others too."""
    household = plot.county.choose_household(_once_poor)
    main = household.listed["cause_main"]
    household.listed["cause_other"] = f"{main},因灾" if main != "因灾" else f"缺资金,{main}"
    plot.county.truth.household("C011", household, "主要致贫原因与其他致贫原因重复")


@fault("C012", copies=(4, 7), small=1)
def disability_as_cause_without_disabled(plot: Plot) -> None:
    """Cause: disability; nobody in the household is disabled."""
    household = plot.county.choose_household(
        lambda h: _general(h) and not any(p.disability for p in h.members)
    )
    household.listed.update(cause_main="因残", cause_other=None)
    plot.county.truth.household("C012", household, "致贫原因为因残，户内无残疾人")


@look_alike("C012")
def disability_as_cause(plot: Plot) -> None:
    """Cause: disability, with a disabled member who is also ill."""
    person = plot.county.choose_person(
        lambda p: able_adult(p) and _once_poor(p.household), family=_FAMILY
    )
    household = person.household
    impair(plot.county, person, 4)
    person.listed["health_status"] = "长期慢性病,残疾"
    household.listed.update(cause_main="因残", cause_other="缺资金")
    plot.county.truth.lawful("C012", household, "户内有残疾人（健康状况多项）")


@fault("C013", copies=(4, 7), small=1)
def house_without_area(plot: Plot) -> None:
    """No area, or zero."""
    household = plot.county.choose_household(_once_poor)
    household.listed["house_area_m2"] = None if plot.turn % 2 else 0
    plot.county.truth.household("C013", household, "住房面积为空或为0")


@fault("C014", copies=(4, 7), small=1)
def wrong_member_count(plot: Plot) -> None:
    """One more or one less than the member list has."""
    household = plot.county.choose_household(lambda h: _once_poor(h) and len(h.members) >= 2)
    size = len(household.members)
    household.listed["member_count"] = size + 1 if plot.turn % 2 == 0 else size - 1
    plot.county.truth.household("C014", household, "家庭人口数与成员行数不符")


@fault("C019", copies=(4, 7), small=1)
def business_without_cost(plot: Plot) -> None:
    """Income from business and no cost."""
    household = plot.county.choose_household(
        lambda h: _once_poor(h) and isinstance(h.listed["income_business"], int)
        and h.listed["income_business"] > 0
    )  # fmt: skip
    household.listed["cost_business"] = None if plot.turn % 2 else 0
    plot.county.truth.household("C019", household, "有生产经营性收入而无支出")


def _yuan(row: Row, field: str) -> int:
    amount = row[field]
    return amount if isinstance(amount, int) else 0


@look_alike("C019")
def neither_business_nor_cost(plot: Plot) -> None:
    """No business income, no cost."""
    household = plot.county.choose_household(_once_poor, family=_FAMILY)
    row = household.listed
    moved = _yuan(row, "income_transfer") + _yuan(row, "income_business")
    moved -= _yuan(row, "cost_business")  # so that the net income stays what it was
    row.update(income_business=0, cost_business=None, income_transfer=moved)
    plot.county.truth.lawful("C019", household, "没有生产经营性收入")


@fault("C020", copies=(4, 7))
def guarantee_gap_not_monitored(plot: Plot) -> None:
    """An unsafe house or unsafe water, and nobody monitors the household."""
    household = plot.county.choose_household(_once_poor)
    if plot.turn % 2 == 0:
        household.listed.update(unsafe_house=True, house_grade="C", housing_safety_route=None)
    else:
        household.listed["water_safe"] = False
    plot.county.truth.household("C020", household, "住房或饮水有缺口而未纳入监测")


@look_alike("C020")
def guarantee_gap_monitored(plot: Plot) -> None:
    """Unsafe water, and the household is monitored."""
    household = plot.county.choose_household(
        lambda h: _general(h) and somebody_able(h), family=_FAMILY
    )
    household.listed["water_safe"] = False
    household.monitored = "脱贫不稳定户"
    open_risk(household, "2026-06", "因安全饮水")
    plot.county.truth.lawful("C020", household, "饮水有缺口，已纳入监测")
