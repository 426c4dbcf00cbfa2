"""Insurance, studies and work of members that do not go with their row: C037-C078."""

from __future__ import annotations

from datetime import date

from huitoukan.simulate.calendar import SCHOOL_YEAR_FROM, years_later
from huitoukan.simulate.faults.changes import member_fault, member_look_alike
from huitoukan.simulate.faults.planting import (
    Plot,
    birthday,
    fault,
    head_or_spouse,
    look_alike,
    plain,
    plain_adult,
    reborn,
    refresh,
)
from huitoukan.simulate.world import Person

_FAMILY = "insurance and work"


def _healthy(person: Person) -> bool:
    return not person.chronic and not person.gravely_ill and not person.disability


def _idle(person: Person) -> bool:
    """Healthy, able, and neither at work nor trained: nothing more to be expected."""
    modest = person.education not in ("大专", "本科及以上")
    able = person.labour == "普通劳动力"
    return plain_adult(person) and _healthy(person) and not person.work_months and modest and able


def _retired(person: Person) -> bool:
    return plain(person) and person.age >= 76 and not person.work_months


def _at_high_school(person: Person) -> bool:
    in_years = 16 <= person.school_age <= 17
    return plain(person) and in_years and person.student.startswith("普通高中")


def _posted(person: Person) -> bool:
    return bool(person.post) and _healthy(person) and not person.household.monitored


member_fault(
    "C037",
    plain_adult,
    "两种养老保险均未填写",
    {"ins_resident_pension": None, "ins_employee_pension": None},
    small=0,
)
member_look_alike(
    "C037",
    _at_high_school,
    "在校生不须参加养老保险",
    {"ins_resident_pension": None, "ins_employee_pension": None},
    small=0,
)
member_fault(
    "C059",
    _retired,
    "无劳动力而计划务工",
    {"plans_work": True, "job_service_wanted": "岗位信息"},
    small=0,
)
member_fault("C077", _idle, "大专以上学历而未就业", {"education_level": "大专"}, small=0)
member_look_alike(
    "C077",
    lambda p: _posted(p) and p.age < 60,
    "在公益性岗位",
    {"education_level": "大专"},
    small=0,
)
member_fault("C078", _idle, "技能劳动力而未就业", {"labour_ability": "技能劳动力"}, small=0)
member_look_alike(
    "C078",
    lambda p: _posted(p) and p.age < 60,
    "技能劳动力在公益性岗位",
    {"labour_ability": "技能劳动力"},
    small=0,
)


@look_alike("C077", small=0)
def from_college_and_sixty(plot: Plot) -> None:
    """From college, without work, sixty on the very day."""
    person = plot.county.choose_person(head_or_spouse, family=_FAMILY)
    reborn(plot.county, person, birthday(60))
    person.listed["education_level"] = "大专"
    plot.county.truth.lawful("C077", person, "比对日当天满60周岁")


@fault("C040", copies=(2, 4), small=0)
def aided_without_insurance(plot: Plot) -> None:
    """Medical aid, and no to both schemes."""
    person = plot.county.choose_person(lambda p: plain(p) and _healthy(p))
    person.listed.update(
        ins_resident_medical=False,
        ins_employee_medical=False,
        ins_serious_illness=False,
        got_medical_aid=True,
    )
    truth = plot.county.truth
    truth.person("C040", person, "未参加医保而接受医疗救助")
    truth.person("C038", person, "两种医保均未参加（随C040）")
    truth.person("C041", person, "脱贫户成员未参加大病保险（随C040）")


@look_alike("C040", small=0)
def aided_and_insured(plot: Plot) -> None:
    """Medical aid of somebody whom the employer insures."""
    person = plot.county.choose_person(
        lambda p: p.medical == "employee" and not p.household.monitored, family=_FAMILY
    )
    person.listed["got_medical_aid"] = True
    plot.county.truth.lawful("C040", person, "参加职工医保，接受医疗救助")


member_fault(
    "C050", _at_high_school, "不满18周岁登记读本科", {"student_status": "本科一年级"}, small=0
)
member_fault(
    "C051",
    _at_high_school,
    "不满20周岁登记为研究生",
    {"student_status": "硕士研究生及以上"},
    small=0,
)


@look_alike("C050", small=0)
def eighteen_when_the_year_begins(plot: Plot) -> None:
    """At college, eighteen on the first day of the school year."""
    _study(plot, "C050", years_later(SCHOOL_YEAR_FROM, -18), "本科一年级", "开学当天满18周岁")


@look_alike("C051", small=0)
def twenty_when_the_year_begins(plot: Plot) -> None:
    """A postgraduate, twenty on the first day of the school year."""
    _study(plot, "C051", years_later(SCHOOL_YEAR_FROM, -20), "硕士研究生及以上", "开学当天满20周岁")


def _study(plot: Plot, rule: str, birth: date, status: str, why: str) -> None:
    """Send a grown child to college, with a birthday on the limit."""
    person = plot.county.choose_person(
        lambda p: plain(p) and p.relation in ("之子", "之女") and 16 <= p.age <= 21,
        family=f"{_FAMILY} {rule}",
    )
    reborn(plot.county, person, birth)
    person.student, person.education, person.labour = status, "", "无劳动力"
    person.work_months, person.work_place, person.employer = 0, "", ""
    person.medical = "resident"
    refresh(plot.county, person)
    plot.county.truth.lawful(rule, person, why)
