"""What a person of a given age does: school, work, health. The lawful background, no faults."""

from __future__ import annotations

import random
from typing import Final

from huitoukan.simulate.world import County, Household, Person

UNABLE: Final = ("无劳动力", "丧失劳动力")
HIGH_SCHOOL: Final = ("普通高中", "普通高中", "中职")
COLLEGE: Final = ("高职高专", "高职高专", "本科")
YEARS: Final = "零一二三四五六七八九"
WELFARE_POSTS: Final = (
    "护林员", "保洁员", "护路员", "光伏电站管护员", "照料护理员", "安全管理员",
)  # fmt: skip
WORK_PLACES: Final = (
    "云岭省澜州市云岭县", "云岭省澜州市云岭县", "云岭省澜州市桐江区", "云岭省春城市", "外省沿海市",
)  # fmt: skip
EMPLOYERS: Final = (
    "云岭青禾茶业有限公司", "云岭山泉食品有限公司", "澜州恒通电子有限公司", "零散务工",
    "云岭县社区工厂", "春城宏远建筑劳务有限公司",
)  # fmt: skip


def live_all(county: County) -> None:
    """Give every person a life, and every registry household its standing."""
    rng = county.rng("life")
    for household in county.registry:
        _stand(rng, household)
        for person in household.members:
            live(rng, person)
        if household.monitored and all(p.labour in UNABLE for p in household.members):
            # Nobody able to work: the allowance is for them, not monitoring.
            household.monitored, household.attribute = None, household.attribute or "一般贫困户"
        _hold_post(rng, household)
    for household in county.ordinary:
        for person in household.members:
            live(rng, person)


def live(rng: random.Random, person: Person) -> None:
    """Health first, then all that follows from age and health; benefits are left as they are."""
    registered = bool(person.household.household_no)
    age = person.age
    ill = rng.random()
    person.chronic = ill < (0.28 if age >= 55 else 0.08 if age >= 30 else 0.005)
    person.gravely_ill = 0.5 < ill < (0.52 if age >= 30 else 0.502)
    impaired = (0.09 if registered else 0.03) * (1.3 if age >= 40 else 0.4 if age >= 3 else 0.0)
    person.disability = rng.choice((1, 2, 2, 3, 3, 4, 4)) if rng.random() < impaired else 0
    grow(rng, person)


def grow(rng: random.Random, person: Person) -> None:
    """Schooling, ability to work, work and medical insurance, from age and health."""
    person.student = _student(rng, person)
    person.education = "" if person.student or person.age < 3 else _education(rng, person.age)
    person.labour = _labour(rng, person)
    person.work_months, person.work_place, person.employer = 0, "", ""
    person.medical = "resident"
    able = person.labour in ("普通劳动力", "技能劳动力") and not person.gravely_ill
    sought = person.labour == "技能劳动力" or person.education in ("大专", "本科及以上")
    if able and (rng.random() < 0.6 or sought):
        person.work_months = rng.randint(3, 11)
        person.work_place = rng.choice(WORK_PLACES)
        person.employer = rng.choice(EMPLOYERS)
        if person.household.household_no and rng.random() < 0.04:
            person.medical = "employee"


def _student(rng: random.Random, person: Person) -> str:
    years = person.school_age
    if years < 3:
        return "" if person.age < 3 and rng.random() < 0.4 else "学龄前儿童"
    if years < 6:
        return "学前教育" if rng.random() < 0.8 else "学龄前儿童"
    if years < 12:
        return "小学"
    if years < 15:
        return f"{YEARS[years - 5]}年级"
    if years == 15 or (years < 18 and rng.random() < 0.85):
        return f"{rng.choice(HIGH_SCHOOL)}{YEARS[years - 14]}年级"
    if 18 <= years < 21 and rng.random() < 0.35:
        return f"{rng.choice(COLLEGE)}{YEARS[years - 17]}年级"
    return ""


def _education(rng: random.Random, age: int) -> str:
    if age >= 60:
        return rng.choice(("文盲或半文盲", "小学", "小学", "小学", "初中"))
    if age >= 40:
        return rng.choice(("小学", "小学", "初中", "初中", "高中"))
    if age >= 22:
        return rng.choice(("初中", "初中", "初中", "高中", "大专", "本科及以上"))
    return rng.choice(("初中", "高中"))


def _labour(rng: random.Random, person: Person) -> str:
    if person.student or person.age < 16:
        return "无劳动力"
    if person.disability in (1, 2):
        return "丧失劳动力"
    if person.age >= 75:
        return "无劳动力"
    if person.age >= 60 or person.disability:
        return "弱劳动力或半劳动力"
    draw = rng.random()
    if draw >= 0.94 and (person.chronic or person.gravely_ill):
        return "弱劳动力或半劳动力"
    return "技能劳动力" if 0.82 <= draw < 0.94 else "普通劳动力"


def _stand(rng: random.Random, household: Household) -> None:
    """Attribute, benefits and monitoring of a registry household."""
    draw = rng.random()
    if household.shape == "elder_alone" and draw < 0.4:
        household.attribute = "特困供养贫困户"
        for person in household.members:
            person.tekun = True
    elif draw < 0.15:
        household.attribute = "低保贫困户"
        whole = rng.random() < 0.6
        for person in household.members if whole else household.members[-1:]:
            person.dibao = True
    else:
        household.attribute = "一般贫困户"
        watch = rng.random()
        if watch < 0.02:
            household.monitored = "脱贫不稳定户"
        elif watch < 0.05:  # never listed as poor, on the registry because it is monitored
            household.attribute = None
            household.monitored = "边缘易致贫户" if watch < 0.04 else "突发严重困难户"


def _hold_post(rng: random.Random, household: Household) -> None:
    """One member in eight households holds a welfare post."""
    if household.attribute == "特困供养贫困户" or rng.random() > 0.125:
        return
    for person in household.members:
        fit = person.labour in ("普通劳动力", "弱劳动力或半劳动力")
        if fit and 20 <= person.age < 65 and person.medical == "resident":
            person.post = rng.choice(WELFARE_POSTS)
            if person.work_months:  # who holds a post at home does not work far away
                person.work_place = WORK_PLACES[0]
            return
