"""Risks and measures of monitored households that the members do not bear out: C088-C162.

An ordinary household is put under monitoring for the purpose, in June and with its risk open, so
that every kind of household is at hand; the few that are monitored anyway are left to others.
"""

from __future__ import annotations

from huitoukan.simulate.faults.changes import Homes
from huitoukan.simulate.faults.monitoring_consistency import MEASURES
from huitoukan.simulate.faults.planting import Plot, fault, look_alike
from huitoukan.simulate.life import UNABLE
from huitoukan.simulate.monitoring import open_risk, remove_risk
from huitoukan.simulate.world import Household, Person, Row

_SINCE = "2026-06"  # less than six months ago: development measures may still be missing
_VOCATIONAL = ("中职", "高职高专", "技师学院")
_FULLY_ABLE = ("普通劳动力", "技能劳动力")


def _number(household: Household) -> int:
    """How many are able to work in full."""
    return sum(person.labour in _FULLY_ABLE for person in household.members)


def _able(household: Household) -> bool:
    return household.attribute == "一般贫困户" and _number(household) > 0


def _works(household: Household) -> bool:
    return _able(household) and any(person.work_months for person in household.members)


def _idle(household: Household) -> bool:
    busy = any(person.work_months or person.post for person in household.members)
    return _able(household) and not busy


def _unable(household: Household) -> bool:
    return all(person.labour in UNABLE for person in household.members)


def _disabled(household: Household) -> bool:
    return any(person.disability for person in household.members)


def _severe(household: Household) -> bool:
    return any(person.disability in (1, 2) for person in household.members)


def _fit(household: Household) -> bool:
    """Somebody able in full, and nobody with the benefit of the severely disabled."""
    return _able(household) and not _severe(household)


def _on_allowance(household: Household) -> bool:
    return any(person.dibao for person in household.members)


def _supported(household: Household) -> bool:
    return any(person.tekun for person in household.members)


def _alone(household: Household) -> bool:
    """Nobody able to work, on no list of civil affairs."""
    return household.attribute == "一般贫困户" and _unable(household)


def _kept(household: Household) -> bool:
    """Nobody able to work, somebody on the allowance."""
    return _unable(household) and _on_allowance(household)


def _weak(household: Household) -> bool:
    """Nobody able in full, somebody in part; no allowance, no benefit of the severely disabled."""
    plain = household.attribute == "一般贫困户" and not _severe(household)
    return plain and not _unable(household) and not _number(household)


def _watch(plot: Plot, where: Homes, risks: str, family: str = "") -> Household:
    """Put a household that fits under monitoring, with the measures that answer its risks."""

    def fits(household: Household) -> bool:
        once_poor = household.attribute is not None and not household.monitored
        lone = any(p.gravely_ill or p.student.startswith(_VOCATIONAL) for p in household.members)
        return (
            once_poor and not lone and not household.listed["relocation_flag"] and where(household)
        )

    household = plot.county.choose_household(fits, family=family)
    household.monitored = "脱贫不稳定户"
    open_risk(household, _SINCE, risks)
    return household


def _fault(
    rule: str,
    where: Homes,
    risks: str,
    note: str,
    columns: Row | None = None,
    *,
    follows: dict[str, str] | None = None,
) -> None:
    """Register a fault of a household put under monitoring; `follows`: other rules, with notes."""

    @fault(rule, copies=(2, 3), small=0)
    def change(plot: Plot) -> None:
        household = _watch(plot, where, risks)
        household.listed.update(columns or {})
        plot.county.truth.household(rule, household, note)
        for other, words in (follows or {}).items():
            plot.county.truth.household(other, household, f"{words}（随{rule}）")


def _lawful(rule: str, where: Homes, risks: str, why: str, columns: Row | None = None) -> None:
    """Register a look-alike of a household put under monitoring."""

    def change(plot: Plot) -> None:
        household = _watch(plot, where, risks, f"watched {rule}")
        household.listed.update(columns or {})
        plot.county.truth.lawful(rule, household, why)

    change.__name__ = f"lawful_{rule}"  # names the stream of chance
    look_alike(rule, small=0)(change)


# What civil affairs and the disabled persons' federation give, against the measures.
_fault(
    "C088",
    lambda h: _able(h) and not _severe(h),
    "因病",
    "措施登记低保，无人享受低保",
    {"measure_safety_net": "低保"},
)
_fault(
    "C089",
    lambda h: _on_allowance(h) and not _severe(h),
    "因病",
    "成员享受低保，措施未登记低保",
    {"measure_safety_net": None},
)
_lawful("C089", _on_allowance, "因病", "成员享受低保，措施登记低保")
_fault(
    "C090",
    lambda h: _able(h) and not _severe(h),
    "因病",
    "措施登记特困供养，无人享受",
    {"measure_safety_net": "特困供养"},
)
_fault(
    "C091",
    lambda h: _supported(h) and not _severe(h) and not _on_allowance(h),
    "因病",
    "成员享受特困供养，措施未登记",
    {"measure_safety_net": None},
)
_lawful("C091", _supported, "因病", "成员享受特困供养，措施登记特困供养")
_fault(
    "C092",
    lambda h: _able(h) and not _disabled(h),
    "因病",
    "措施登记残疾人补贴，没有残疾人",
    {"measure_safety_net": "残疾人补贴"},
)
_fault(
    "C093",
    lambda h: _able(h) and _severe(h),
    "因病",
    "成员重度残疾，措施未登记残疾人补贴",
    {"measure_safety_net": None},
)
_lawful(
    "C093",
    lambda h: _fit(h) and _disabled(h),
    "因病",
    "残疾等级为三、四级",
)
_fault(
    "C100",
    _alone,
    "因病",
    "整户无劳动力，无人享受低保或特困供养",
    follows={"X21": "整户无劳动力，不在低保和特困名单"},
)
_lawful("C100", _kept, "因病", "整户无劳动力，有人享受低保")
_fault(
    "C162",
    _kept,
    "因病",
    "整户无劳动力而未标记兜底保障户",
    {"whole_household_no_labour": False},
)

# Risks that want a word more, and risks that the household does not have.
_fault("C123", _able, "因病,其他", "风险为其他而没有备注", {"risk_note": None})
_lawful("C123", _able, "因病,其他", "风险为其他，有备注", {"risk_note": "借贷负担重"})
_fault("C124", _able, "因病,因自然灾害", "风险为自然灾害而没有子项", {"risk_disaster": None})
_lawful("C124", _able, "因病,因自然灾害", "自然灾害子项已填", {"risk_disaster": "洪涝,地质"})
_fault("C125", lambda h: _able(h) and not _disabled(h), "因残", "风险因残，没有残疾人")
_lawful("C125", lambda h: _able(h) and _disabled(h), "因残", "户内有残疾人")
_fault(
    "C126",
    _kept,
    "因务工就业不稳",
    "风险因务工就业不稳，没有劳动力",
    {"measure_job": None},
    follows={"C127": "风险因务工就业不稳，无人务工", "C135": "没有就业帮扶"},
)
_fault(
    "C127",
    _idle,
    "因务工就业不稳",
    "风险因务工就业不稳，无人务工",
    follows={"C083": "就业帮扶，无人务工", "C164": "就业帮扶，工资性收入为0"},
)
_fault("C138", lambda h: 4 * _number(h) > len(h.members) and _able(h), "缺劳动力", "劳动力超过25%")
_lawful(
    "C138",
    lambda h: 4 * _number(h) == len(h.members) and _able(h),
    "缺劳动力",
    "劳动力恰为25%",
)

# Nothing done yet, and still in time.
_lawful(
    "C139",
    _fit,
    "其他",
    "上月才纳入监测，尚无措施",
    {"risk_note": "借贷负担重", "monitored_since": "2026-09", **dict.fromkeys(MEASURES)},
)
_lawful(
    "C159",
    _fit,
    "因病",
    "纳入监测恰满6个月，尚无开发式帮扶",
    {"monitored_since": "2026-04", "measure_industry": None, "measure_post": None},
)

# Risks without the measure that answers them.
_fault("C129", _able, "因学", "风险因学而没有对应措施", {"measure_schooling": None})
_lawful(
    "C129",
    _able,
    "因学",
    "风险因学，有社会帮扶",
    {"measure_schooling": None, "measure_social": "爱心助学"},
)
_fault(
    "C130",
    lambda h: _fit(h) and _disabled(h),
    "因残",
    "风险因残而没有对应措施",
    {"measure_social": None},
)
_fault("C131", _able, "因安全住房", "风险为住房而没有对应措施", {"measure_housing": None})
_lawful(
    "C131",
    _able,
    "因安全住房",
    "风险为住房，登记搬迁",
    {"measure_housing": None, "measure_relocation": "易地搬迁"},
)
_fault("C132", _able, "因安全饮水", "风险为饮水而没有对应措施", {"measure_water": None})
_fault(
    "C135",
    _works,
    "因务工就业不稳",
    "风险为务工不稳而没有就业帮扶",
    {"measure_job": None, "measure_post": None},
)
_fault(
    "C136",
    _fit,
    "因病,因意外事故",
    "风险为意外事故而没有对应措施",
    {"measure_industry": None, "measure_social": None},
)
_lawful(
    "C136",
    _fit,
    "因病,因意外事故",
    "意外事故，有金融帮扶",
    {"measure_industry": None, "measure_social": None, "measure_finance": "小额信贷"},
)
_fault("C137", _weak, "缺劳动力,因病", "风险为缺劳动力而没有综合保障", {"measure_safety_net": None})
_lawful("C137", _weak, "缺劳动力,因病", "缺劳动力，有临时救助")
_SAFETY_NET_ALONE: Row = {
    "risk_disaster": "洪涝",
    "measure_industry": None,
    "measure_post": None,
    "measure_infrastructure": None,
    "measure_safety_net": "临时救助",
}
_fault("C161", _fit, "因自然灾害", "有劳动力，只登记综合保障", _SAFETY_NET_ALONE)
_lawful(
    "C161",
    _fit,
    "因自然灾害",
    "有劳动力，另有生活条件改善",
    {**_SAFETY_NET_ALONE, "measure_living": "户厕改造"},
)


def _pupil(person: Person) -> bool:
    return 7 <= person.school_age <= 13 and not person.chronic and not person.disability


def _with_pupil(household: Household) -> bool:
    return _able(household) and any(map(_pupil, household.members))


def _out_of_school(plot: Plot, household: Household, beside: str) -> None:
    """A healthy child of the household is out of school and says why."""
    child = next(person for person in household.members if _pupil(person))
    child.listed.update(student_status=None, education_level="小学", out_of_school_reason="厌学")
    plot.county.truth.person("C044", child, f"健康的适龄儿童未上学（{beside}）")


@fault("C133", copies=(2, 3), small=0)
def out_of_school_and_not_helped(plot: Plot) -> None:
    """A child is out of school, which is a risk, and schooling is not among the measures."""
    household = _watch(plot, _with_pupil, "因学,因意外事故")
    household.listed["measure_schooling"] = None
    _out_of_school(plot, household, "随C133")
    plot.county.truth.household("C133", household, "有成员失学，没有义务教育保障措施")


@fault("C158", copies=(2, 3), small=0)
def out_of_school_and_no_risk(plot: Plot) -> None:
    """A child is out of school and helped, and schooling is not among the risks."""
    household = _watch(plot, _with_pupil, "因病")
    household.listed["measure_schooling"] = "劝返复学"
    _out_of_school(plot, household, "随C158")
    plot.county.truth.household("C158", household, "有成员失学，风险不含因学")


@look_alike("C158", small=0)
def out_of_school_and_a_risk(plot: Plot) -> None:
    """Out of school, among the risks and among the measures."""
    household = _watch(plot, _with_pupil, "因学", "watched C158")
    _out_of_school(plot, household, "C158的对照户")
    for rule in ("C133", "C158"):
        plot.county.truth.lawful(rule, household, "风险和措施都有义务教育")


@fault("C134", copies=(2, 3), small=0)
def uninsured_and_not_helped(plot: Plot) -> None:
    """Somebody is in neither scheme, and neither health nor society helps."""
    household = _watch(plot, _works, "因务工就业不稳")
    person = household.members[-1]
    person.listed.update(
        ins_resident_medical=False, ins_employee_medical=False, ins_serious_illness=False
    )
    plot.county.truth.household("C134", household, "有成员未参保，没有健康或社会帮扶")
    plot.county.truth.person("C038", person, "两种医保均未参加（随C134）")
    if person.chronic:
        plot.county.truth.person("C042", person, "患病而未参加大病保险（随C134）")


@fault("C154", copies=(2, 3), small=0)
def removed_and_nobody_able(plot: Plot) -> None:
    """Nobody able to work, and the risk was removed by help."""
    household = _watch(plot, _alone, "因病")
    _remove(household, "帮扶消除")
    plot.county.truth.household("C154", household, "整户无劳动力，帮扶消除")


@look_alike("C154", small=0)
def ended_by_itself(plot: Plot) -> None:
    """Nobody able to work; the risk ended by itself."""
    household = _watch(plot, _alone, "因病", "watched C154")
    _remove(household, "自然消除")
    plot.county.truth.lawful("C154", household, "自然消除")


def _remove(household: Household, mode: str) -> None:
    """Let the risk have begun in 2023 and ended ten months after."""
    household.listed["monitored_since"] = "2023-05"
    remove_risk(household, "2024-03", mode)
