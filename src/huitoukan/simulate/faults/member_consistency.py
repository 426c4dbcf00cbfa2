"""Member rows that contradict themselves or their household: C025–C099.

Each is a small change of a listing; what else follows from it under another rule is written down
beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from huitoukan.simulate.departments.care import enter_tekun
from huitoukan.simulate.faults.allowances import in_tekun
from huitoukan.simulate.faults.changes import member_fault
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

_FAMILY = "member consistency"


def _lifted(person: Person) -> bool:
    return plain(person) and not person.household.monitored


def _healthy(person: Person) -> bool:
    return not person.chronic and not person.gravely_ill and not person.disability


def _idle(person: Person) -> bool:
    return _lifted(person) and plain_adult(person) and not person.work_months


def _at_work(person: Person) -> bool:
    """At work, and no more to be expected: neither skilled nor from college."""
    modest = person.education not in ("大专", "本科及以上")
    common = person.labour == "普通劳动力"
    return _lifted(person) and plain_adult(person) and person.work_months > 0 and modest and common


def _pupil(low: int, high: int) -> Callable[[Person], bool]:
    return lambda p: _lifted(p) and _healthy(p) and low <= p.school_age <= high


member_fault("C032", _lifted, "民族未填写", {"ethnicity": None})
member_fault("C033", _lifted, "健康状况未填写", {"health_status": None})
member_fault("C034", _lifted, "劳动技能未填写", {"labour_ability": None})
member_fault("C035", _lifted, "大病保险未填写", {"ins_serious_illness": None})
member_fault(
    "C039",
    _lifted,
    "两种医保同时为是",
    {"ins_resident_medical": True, "ins_employee_medical": True},
)
member_fault(
    "C043",
    _pupil(7, 13),
    "适龄不在校、未填原因",
    {"student_status": None, "education_level": "小学"},
)
member_fault("C046", _pupil(7, 9), "满7周岁仍登记为学前", {"student_status": "学前教育"})
member_fault("C048", _pupil(7, 10), "不满12周岁登记读初中", {"student_status": "八年级"})
member_fault(
    "C057",
    lambda p: _lifted(p) and plain_adult(p) and _healthy(p),
    "健康而登记为半劳动力",
    {"labour_ability": "弱劳动力或半劳动力"},
)
member_fault("C060", _at_work, "填写务工所在地，没有务工时间", {"work_months": None})
member_fault("C061", _at_work, "填写务工时间，没有务工所在地", {"work_place": None})


# The work list: who works has all of it filled.
for _rule, _column, _words in (
    ("C062", "work_monthly_income", "月收入"),
    ("C064", "work_industry", "所属行业"),
    ("C065", "job_channel", "就业渠道"),
    ("C066", "sent_point_to_point", "是否点对点输送"),
    ("C067", "work_county", "务工所在县"),
):
    member_fault(_rule, _at_work, f"在务工而{_words}未填写", {_column: None})
member_fault("C063", _at_work, "在务工而企业名称未填写", {"employer": None})
member_fault("C070", _at_work, "务工月收入低于100元", {"work_monthly_income": 99})
member_fault(
    "C073", lambda p: _at_work(p) and p.age >= 30, "多年未返回", {"work_from": date(2020, 3, 2)}
)
member_fault("C079", _idle, "计划务工未填需求", {"plans_work": True, "job_service_wanted": None})
member_fault("C071", _idle, "未务工而无结束时间", {"work_from": date(2026, 3, 2), "work_to": None})
member_fault(
    "C068",
    _at_work,
    "县外务工而渠道为公益性岗位",
    {"work_region": "省外", "job_channel": "公益性岗位"},
)
member_fault(
    "C080", _at_work, "县内务工领外出补助", {"work_region": "乡（镇）内", "travel_subsidy": 300}
)


@fault("C072", copies=(3, 5), small=1)
def at_work_too_young(plot: Plot) -> None:
    """Began in the year of the fourteenth birthday, and never came back since."""
    person = plot.county.choose_person(_at_work)
    person.listed["work_from"] = date(person.birth.year + 14, 6, 1)
    plot.county.truth.person("C072", person, "开始务工时未满16周岁")
    plot.county.truth.person("C073", person, "多年未返回（随C072）")


@fault("C025", copies=(3, 5), small=1)
def second_spouse(plot: Plot) -> None:
    """A grown relative of the other sex is listed as a second spouse."""

    def relative(person: Person) -> bool:
        head = person.household.head
        married = any(other.relation == "配偶" for other in person.household.members)
        grown = person.age >= 18 and person.relation not in ("户主", "配偶")
        return _lifted(person) and married and grown and person.sex != head.sex

    person = plot.county.choose_person(relative)
    person.listed["relation_to_head"] = "配偶"
    plot.county.truth.household("C025", person.household, "登记了两个配偶")


@fault("C036", copies=(3, 5), small=1)
def relation_blank(plot: Plot) -> None:
    """The relation of somebody who is not the head is blank."""
    person = plot.county.choose_person(lambda p: _lifted(p) and p.relation not in ("户主", "配偶"))
    person.listed["relation_to_head"] = None
    plot.county.truth.person("C036", person, "与户主关系未填写")


@fault("C038", copies=(3, 5), small=1)
def in_neither_scheme_on_the_registry(plot: Plot) -> None:
    """The registry says no to both schemes; the insurance list knows better."""
    person = plot.county.choose_person(lambda p: _lifted(p) and _healthy(p))
    person.listed.update(
        ins_resident_medical=False,
        ins_employee_medical=None if plot.turn % 2 else False,
        ins_serious_illness=False,
    )
    plot.county.truth.person("C038", person, "两种医保均未参加")
    plot.county.truth.person("C041", person, "脱贫户成员未参加大病保险（随C038）")


@look_alike("C038")
def insured_by_the_employer(plot: Plot) -> None:
    """In the employees' scheme only: serious illness is covered there."""
    person = plot.county.choose_person(
        lambda p: p.medical == "employee", family=_FAMILY, fresh=False
    )
    for rule in ("C038", "C041"):
        plot.county.truth.lawful(rule, person, "参加职工医保")


@fault("C042", copies=(3, 5), small=1)
def ill_without_serious_illness_insurance(plot: Plot) -> None:
    """Chronically ill, resident insurance, no to the serious-illness part."""
    person = plot.county.choose_person(
        lambda p: _lifted(p) and p.chronic and p.medical == "resident"
    )
    person.listed["ins_serious_illness"] = False
    plot.county.truth.person("C042", person, "患病而未参加大病保险")
    plot.county.truth.person("C041", person, "脱贫户成员未参加大病保险（随C042）")


@fault("C045", copies=(2, 4), small=1)
def out_of_school_for_illness_but_healthy(plot: Plot) -> None:
    """Out of school because of illness, health says healthy."""
    person = plot.county.choose_person(_pupil(8, 13))
    person.listed.update(student_status=None, education_level="小学", out_of_school_reason="因病")
    plot.county.truth.person("C045", person, "未上学原因为因病，健康状况为健康")
    plot.county.truth.person("C044", person, "健康的适龄儿童未上学（随C045）")


@fault("C052", copies=(2, 4), small=1)
def little_schooling(plot: Plot) -> None:
    """Nineteen, not at school, primary school only."""
    person = plot.county.choose_person(lambda p: _lifted(p) and 16 <= p.age <= 24)
    reborn(plot.county, person, birthday(19, days=-20))
    person.student, person.education, person.labour = "", "小学", "普通劳动力"
    refresh(plot.county, person)
    plot.county.truth.person("C052", person, "19岁不在校，学历为小学")


@fault("C056", copies=(3, 5), small=1)
def healthy_and_unable(plot: Plot) -> None:
    """Healthy, in the best years, and unable to work."""
    person = plot.county.choose_person(lambda p: _idle(p) and _healthy(p))
    person.listed["labour_ability"] = ("无劳动力", "丧失劳动力")[plot.turn % 2]
    person.listed["plans_work"] = False
    plot.county.truth.person("C056", person, "健康而登记为无劳动力")


@look_alike("C056")
def unable_at_sixty(plot: Plot) -> None:
    """Healthy and unable to work, sixty on the very day."""
    person = plot.county.choose_person(head_or_spouse, family=_FAMILY)
    reborn(plot.county, person, birthday(60))
    person.listed.update(labour_ability="无劳动力", plans_work=False)
    if person.work_months:
        person.listed.update(work_months=0, work_place=None, employer=None)
    plot.county.truth.lawful("C056", person, "比对日当天满60周岁")


@fault("C058", copies=(3, 5), small=1)
def unable_and_at_work(plot: Plot) -> None:
    """At work, and the ability is still what it was when the person was ill."""
    person = plot.county.choose_person(_at_work)
    person.listed["labour_ability"] = ("无劳动力", "丧失劳动力")[plot.turn % 2]
    plot.county.truth.person("C058", person, "无劳动力而登记务工")
    if _healthy(person):
        plot.county.truth.person("C056", person, "健康而登记为无劳动力（随C058）")


@fault("C069", copies=(2, 4), small=1)
def supported_and_at_work(plot: Plot) -> None:
    """Under full support, and months of work from before."""
    person = in_tekun(plot.county)
    enter_tekun(plot.county, person, "2024-03")
    person.listed.update(
        work_months=3, work_place="云岭省澜州市云岭县", labour_ability="弱劳动力或半劳动力"
    )
    plot.county.truth.person("C069", person, "特困供养人员登记务工")
    if not person.household.listed["income_wage"]:
        plot.county.truth.household("C170", person.household, "务工而无工资性收入（随C069）")


@fault("C076", copies=(2, 4), small=1)
def three_posts(plot: Plot) -> None:
    """Three posts in one cell."""
    person = plot.county.choose_person(lambda p: bool(p.post) and not p.household.monitored)
    person.listed["welfare_post"] = "护林员、保洁员、护路员"
    plot.county.truth.person("C076", person, "一人三种公益性岗位")


@look_alike("C076")
def two_posts_on_the_registry(plot: Plot) -> None:
    """Two posts, one after the other."""
    person = plot.county.choose_person(lambda p: bool(p.post), family=_FAMILY)
    person.listed["welfare_post"] = "护林员、保洁员"
    plot.county.truth.lawful("C076", person, "只有两种岗位")


@fault("C094", copies=(2, 4), small=1)
def allowance_and_support(plot: Plot) -> None:
    """The registry lists both, the household is one on allowance."""
    person = plot.county.choose_person(
        lambda p: p.dibao and p.age >= 60 and not p.household.monitored and not p.work_months
    )
    person.listed["tekun_status"] = "农村特困"
    plot.county.truth.person("C094", person, "同时登记低保和特困供养")
    plot.county.truth.household("C098", person.household, "低保贫困户有特困供养人员（随C094）")


@fault("C097", copies=(2, 4), small=1)
def support_household_without_support(plot: Plot) -> None:
    """The attribute says full support, no member has it."""
    person = plot.county.choose_person(lambda p: _lifted(p) and not p.household.monitored)
    person.household.listed["poverty_attribute"] = "特困供养贫困户"
    plot.county.truth.household("C097", person.household, "特困供养贫困户无人享受特困供养")


@fault("C099", copies=(2, 4), small=1)
def healthy_and_supported(plot: Plot) -> None:
    """Healthy, in the best years, under full support."""
    person = plot.county.choose_person(lambda p: _idle(p) and _healthy(p))
    person.listed["tekun_status"] = "农村特困"
    plot.county.truth.person("C099", person, "健康、非在校而享受特困供养")
    plot.county.truth.household("C098", person.household, "一般贫困户有特困供养人员（随C099）")


@fault("C179", copies=(3, 5), small=1)
def member_phone_too_short(plot: Plot) -> None:
    """A digit short, or a landline."""
    person = plot.county.choose_person(lambda p: _lifted(p) and p is p.household.head)
    phone = person.household.phone
    person.listed["member_phone"] = ("0980-6600000", phone[:-1])[plot.turn % 2]
    plot.county.truth.person("C179", person, "联系电话不是手机号码")
