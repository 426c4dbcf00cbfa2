"""Monitored households whose risks, measures and removal do not agree: C122–C181.

A tiny county has a handful of monitored households: most of these need a full one.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from huitoukan.simulate.calendar import month_text
from huitoukan.simulate.faults.changes import household_fault, household_look_alike
from huitoukan.simulate.faults.planting import Plot, fault, look_alike
from huitoukan.simulate.world import Household

_FAMILY = "monitoring consistency"

MEASURES: Final = (
    *("measure_industry", "measure_job", "measure_post", "measure_finance", "measure_housing"),
    *("measure_relocation", "measure_health", "measure_schooling", "measure_education"),
    *("measure_water", "measure_safety_net", "measure_social", "measure_living"),
    "measure_infrastructure",
)


def _open(household: Household) -> bool:
    return bool(household.monitored) and household.listed.get("risk_removed") is False


def _ended(household: Household) -> bool:
    return bool(household.monitored) and household.listed.get("risk_removed") is True


def _able(household: Household) -> bool:
    return any(p.labour in ("普通劳动力", "技能劳动力") for p in household.members)


_change = partial(household_fault, copies=(2, 3), small=0)

_change("C122", lambda h: bool(h.monitored), "监测对象未填风险类型", {"risks": None}, small=1)
_change(
    "C128",
    lambda h: _open(h) and h.listed["risks"] == "因病",
    "风险因病而无健康帮扶",
    {"measure_health": None},
)
_change(
    "C140",
    lambda h: _ended(h) and h.listed["measure_education"] is None,
    "帮扶消除而没有任何措施",
    dict.fromkeys(MEASURES),
)
_change("C141", _ended, "消除后上学情况未填", {"after_dropout": None})
_change("C142", _ended, "消除后理赔收入未填", {"after_claims": None})
_change("C143", _ended, "已消除而联系电话未填", {"collector_phone": None})
_change("C146", _ended, "消除后有失学辍学", {"after_dropout": True})
_change("C147", _ended, "消除后住房损毁", {"after_house_damaged": True})
_change("C148", _ended, "消除后饮水设施损毁", {"after_water_damaged": True})
_change("C149", _ended, "消除后有人未参保", {"after_uninsured": True})
_change("C150", _ended, "已消除而仍住危房", {"unsafe_house": True})
_change("C151", _ended, "已消除而饮水未解决", {"water_safe": False})
_change("C153", _ended, "消除时人均纯收入低于监测范围", {"after_income_per_capita": 7299})
_change(
    "C156",
    lambda h: bool(h.monitored) and h.monitored != "突发严重困难户",
    "识别时人均纯收入超过2万元",
    {"identified_income_per_capita": 20_001},
)
_change("C157", _open, "饮水未解决而风险不含安全饮水", {"water_safe": False})
_change(
    "C160",
    lambda h: _open(h) and _able(h),
    "已登记开发式帮扶而填尚未实施",
    {"development_measure": "尚未实施"},
)
_change(
    "C163",
    lambda h: _open(h) and _able(h),
    "标记整户无劳动能力而有劳动力",
    {"whole_household_no_labour": True},
)
_change("C174", _open, "识别时工资性收入不足100元", {"identified_income_wage": 36})
_change("C181", _open, "采集人电话不是手机号码", {"collector_phone": "0980-6600002"})


_lawful = partial(household_look_alike, small=0)
_lawful("C153", _ended, "消除时人均纯收入恰为7300元", {"after_income_per_capita": 7300})
_lawful(
    "C156",
    lambda h: bool(h.monitored) and h.monitored != "突发严重困难户",
    "识别时人均纯收入恰为2万元",
    {"identified_income_per_capita": 20_000},
)
_lawful("C174", _open, "识别时工资性收入恰为100元", {"identified_income_wage": 100})


@fault("C139", copies=(2, 3), small=0)
def watched_and_not_helped(plot: Plot) -> None:
    """Monitored for half a year and more, and no measure at all."""
    household = plot.county.choose_household(
        lambda h: (
            _open(h)
            and _able(h)
            and h.listed["risks"] == "因病"
            and h.listed["measure_education"] is None
            and str(h.listed["monitored_since"]) < "2026-04"
            and not any(p.disability in (1, 2) for p in h.members)
        )
    )
    household.listed.update(dict.fromkeys(MEASURES))
    truth = plot.county.truth
    truth.household("C139", household, "超过1个月没有任何帮扶措施")
    truth.household("C128", household, "风险因病而无健康帮扶（随C139）")
    truth.household("C159", household, "满6个月未落实开发式帮扶（随C139）")


@fault("C145", copies=(3, 4), small=0)
def removed_too_soon(plot: Plot) -> None:
    """Removed in the month after; every second time after five months."""
    household = plot.county.choose_household(_ended)
    since = str(household.listed["monitored_since"])
    months = 5 if plot.turn % 2 else 1
    ended = month_text(int(since[:4]), int(since[5:]) + months)
    household.listed["risk_removed_on"] = ended
    if since >= "2022-04":
        plot.county.truth.household("C144", household, f"识别{months}个月即消除")
    if months == 1:
        plot.county.truth.household("C145", household, "识别次月即消除")


@look_alike("C145", small=0)
def removed_naturally(plot: Plot) -> None:
    """Removed in the month after because nobody was left to help."""
    household = plot.county.choose_household(_ended, family=_FAMILY)
    since = str(household.listed["monitored_since"])
    household.listed.update(
        removal_mode="自然消除", risk_removed_on=month_text(int(since[:4]), int(since[5:]) + 1)
    )
    for rule in ("C144", "C145"):
        plot.county.truth.lawful(rule, household, "自然消除")


@fault("C152", copies=(2, 3), small=0)
def removed_and_not_insured(plot: Plot) -> None:
    """The risk is removed, one healthy member is in neither scheme."""
    household = plot.county.choose_household(
        lambda h: _ended(h) and any(not p.gravely_ill and not p.chronic for p in h.members)
    )
    person = next(p for p in household.members if not p.gravely_ill and not p.chronic)
    person.listed.update(
        ins_resident_medical=False, ins_employee_medical=False, ins_serious_illness=False
    )
    plot.county.truth.household("C152", household, "已消除而有成员未参保")
    plot.county.truth.person("C038", person, "两种医保均未参加（随C152）")


@fault("C155", copies=(2, 3), small=0)
def poor_and_watched(plot: Plot) -> None:
    """Monitored, never listed as poor, and less than 4,000 yuan a person."""
    household = plot.county.choose_household(lambda h: bool(h.monitored) and h.attribute is None)
    household.listed["income_net_per_capita"] = 3999
    plot.county.truth.household("C155", household, "监测对象人均纯收入低于4000元")
