"""What the registry says of a monitored household: risks, measures, and how the risk ended.

Everything follows from the household's life and its listed risks, so that it can be written again
after either was changed. Chance plays no part here.
"""

from __future__ import annotations

from typing import Final

from huitoukan.simulate.calendar import month_text
from huitoukan.simulate.layouts.shape import Cell
from huitoukan.simulate.life import UNABLE
from huitoukan.simulate.world import Household, Person, Row

_FULLY_ABLE: Final = ("普通劳动力", "技能劳动力")
_VOCATIONAL: Final = ("中职", "高职高专", "技师学院")
_LAST_REMOVAL: Final = "2026-09"
_COLLECTORS: Final = ("覃国栋", "田桂英", "向家旺")

# The measure that answers each risk, and what the village wrote down for it.
_ANSWERS: Final = {
    "因病": ("measure_health", "家庭医生签约"),
    "因学": ("measure_schooling", "教育资助"),
    "因残": ("measure_social", "助残服务"),
    "因务工就业不稳": ("measure_job", "技能培训"),
    "因意外事故": ("measure_social", "爱心捐助"),
    "因安全住房": ("measure_housing", "危房改造"),
    "因安全饮水": ("measure_water", "供水管网改造"),
}


def watch(household: Household) -> None:
    """Write (again) what follows from the risks and the members; how a risk ended stays."""
    row = household.listed
    row.update(_measures(household))
    if not household.monitored and not row.get("monitor_category"):
        return
    number = household.uid
    row.setdefault("risk_removed", False)
    row.update(
        whole_household_no_labour=all(p.labour in UNABLE for p in household.members),
        identified_income_per_capita=5_800 + number % 900,
        identified_income_wage=_half(row["income_wage"]),
        collector_name=_COLLECTORS[number % len(_COLLECTORS)],
        collector_phone=f"1370000{number % 10_000:04d}",
    )


def open_risk(household: Household, since: str, risks: str) -> None:
    """Put a household under monitoring (again): the risk is open."""
    household.listed.update(
        monitor_category="脱贫不稳定户",
        monitored_since=since,
        risks=risks,
        **dict.fromkeys(_AFTER),
        removal_mode=None,
        risk_removed_on=None,
        risk_removed=False,
    )
    watch(household)


def end_risk(household: Household) -> None:
    """End the risk by help, if it began long enough ago and somebody is able to work."""
    row = household.listed
    since = str(row["monitored_since"])
    ended = month_text(int(since[:4]), int(since[5:]) + 8 + household.uid % 6)
    able = any(person.labour in _FULLY_ABLE for person in household.members)
    if able and ended <= _LAST_REMOVAL and household.uid % 5 <= 1:
        remove_risk(household, ended)


def remove_risk(household: Household, ended: str, mode: str = "帮扶消除") -> None:
    """Write down that the risk ended in a month, with all that the export asks then."""
    row = household.listed
    row.update(
        risk_removed=True,
        removal_mode=mode,
        risk_removed_on=ended,
        after_dropout=False,
        after_house_damaged=False,
        after_uninsured=False,
        after_water_damaged=False,
        after_claims=0,
        after_own_expense=0,
    )
    for column in _INCOMES:
        row[f"after_{column}"] = row[column]
    row["after_income_per_capita"] = row["income_net_per_capita"]
    row["after_income_net"] = _sum_of(row)


_INCOMES: Final = (
    *("income_wage", "income_business", "cost_business", "income_property", "income_transfer"),
)
_AFTER: Final = (
    *("after_dropout", "after_house_damaged", "after_uninsured", "after_water_damaged"),
    *(f"after_{column}" for column in _INCOMES),
    *("after_income_net", "after_income_per_capita", "after_claims", "after_own_expense"),
)


def _measures(household: Household) -> Row:
    """The measures of a household; vocational pupils have theirs without any monitoring."""
    vocational = any(person.student.startswith(_VOCATIONAL) for person in household.members)
    measures: Row = {"measure_education": "雨露计划" if vocational else None}
    risks = str(household.listed.get("risks") or "")
    if not household.listed.get("monitor_category"):
        return measures
    for risk, (column, words) in _ANSWERS.items():
        measures[column] = words if risk in risks else measures.get(column)
    able = any(person.labour in _FULLY_ABLE for person in household.members)
    measures["measure_industry"] = "种植业" if able else None
    posted = any(person.post for person in household.members)
    measures["measure_post"] = "公益性岗位" if posted else None
    measures["development_measure"] = "是" if able or posted else None
    relocated = household.listed["relocation_flag"]
    measures["measure_relocation"] = "易地扶贫搬迁" if relocated else None
    measures["measure_infrastructure"] = "入户路硬化" if household.uid % 7 == 0 else None
    measures["measure_safety_net"] = ",".join(_safety_net(household, risks)) or None
    return measures


def _safety_net(household: Household, risks: str) -> list[str]:
    words = ["临时救助"] if "缺劳动力" in risks else []
    words += ["低保"] if any(person.dibao for person in household.members) else []
    words += ["特困供养"] if any(person.tekun for person in household.members) else []
    return words + (["残疾人补贴"] if any(map(_severe, household.members)) else [])


def _severe(person: Person) -> bool:
    return person.disability in (1, 2)


def _half(wage: Cell | bool) -> int:
    return wage // 2 if isinstance(wage, int) and wage >= 200 else 0


def _sum_of(row: Row) -> int:
    def yuan(column: str) -> int:
        value = row[column]
        return value if isinstance(value, int) else 0

    return sum(yuan(c) for c in _INCOMES) - 2 * yuan("cost_business")
