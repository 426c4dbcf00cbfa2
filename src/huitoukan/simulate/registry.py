"""What the registry lists: a row for every household and member, in agreement with their life."""

from __future__ import annotations

import random

from huitoukan.simulate import names
from huitoukan.simulate.departments.staff import helper_of
from huitoukan.simulate.jobs import disability_columns, job_columns
from huitoukan.simulate.monitoring import end_risk, watch
from huitoukan.simulate.world import COUNTY_CODE, County, Household, Person, Row, Village

_CAUSES = ("缺技术", "缺资金", "缺劳动力", "自身发展动力不足", "交通条件落后", "缺土地", "因灾")


def list_all(county: County) -> None:
    """Write the registry of the whole county."""
    rng = county.rng("registry")
    for position, household in enumerate(county.registry):
        for person in household.members:
            list_member(county, rng, person)
        helper = helper_of(county, position)
        household.listing = _household_row(rng, county, household, helper)
        watch(household)
        if household.monitored:
            end_risk(household)


def list_member(county: County, rng: random.Random, person: Person) -> None:
    """Write (or rewrite) the row of a member; the numbers stay if it had any.

    Who holds a disability card is listed under its number, as the national export wants it.
    """
    cards = county.book("D55").of(person) if person.disability else []
    household = person.household
    before = person.listing or {}
    place = household.members.index(person) + 1
    person.listing = {
        "household_no": before.get("household_no", household.household_no),
        "person_no": before.get("person_no", f"{household.household_no}{place:02d}"),
        "name": person.name,
        "sex": person.sex,
        "id_type": "残疾人证" if cards else "居民身份证",
        "id_no": cards[-1]["card_no"] if cards else person.id_no,
        "birth_date": person.birth,
        "ethnicity": person.ethnicity,
        "political_status": _political_status(rng, person),
        "relation_to_head": person.relation,
        "education_level": person.education or None,
        "student_status": person.student or None,
        "out_of_school_reason": None,
        "health_status": health(person),
        "labour_ability": person.labour,
        "ins_resident_medical": person.medical == "resident",
        "ins_employee_medical": person.medical == "employee",
        "ins_serious_illness": person.medical == "resident",
        "ins_resident_pension": person.age >= 16 and not person.student,
        "dibao_status": "农村低保" if person.dibao else "未享受",
        "tekun_status": "农村特困" if person.tekun else "未享受",
        "welfare_post": person.post or None,
        "welfare_post_months": 9 if person.post else None,
        "work_place": person.work_place or None,
        "work_months": person.work_months,
        "employer": person.employer or None,
        "member_phone": household.phone if person is household.head else None,
        "ins_employee_pension": person.age >= 16 and person.medical == "employee",
        "got_medical_aid": person.gravely_ill and person.medical != "none",
        **(disability_columns(cards[-1]["disability_type"], person.disability) if cards else {}),
        **job_columns(person),
    }


def health(person: Person) -> str:
    """Health as the national export writes it: several values joined by a comma."""
    parts = [
        word
        for holds, word in (
            (person.chronic, "长期慢性病"),
            (person.gravely_ill, "患有大病"),
            (person.disability, "残疾"),
        )
        if holds
    ]
    return ",".join(parts) or "健康"


def village_row(village: Village) -> Row:
    """The row of a village."""
    persons = sum(len(household.members) for household in village.households)
    return {
        "province": names.PROVINCE,
        "prefecture": names.PREFECTURE,
        "county": names.COUNTY,
        "county_code": COUNTY_CODE,
        "township": village.town.name,
        "township_code": village.town.code,
        "village": village.name,
        "village_code": village.code,
        "village_kind": "贫困村" if village.poor else "非贫困村",
        "exit_year": 2017 + int(village.code[-2:]) % 3 if village.poor else None,
        "n_households": len(village.households),
        "n_persons": persons,
        "n_groups": village.n_groups,
        "collective_income_10k": 5 + persons % 47,
        "road_hardened": True,
        "n_clinics": 1,
        "has_safe_water": True,
        **_village_counts(village),
        **village.altered,
    }


def _village_counts(village: Village) -> Row:
    """What the village counts of its people and has built."""
    people = [person for household in village.households for person in household.members]
    rows = [household.listed for household in village.households if household.listing]
    areas = [row["farmland_mu"] for row in rows]
    return {
        "n_dibao_persons": sum(person.dibao for person in people),
        "n_tekun_persons": sum(person.tekun for person in people),
        "n_disabled_persons": sum(person.disability > 0 for person in people),
        "has_bus": True,
        "n_unsafe_water": 0,
        "n_unsafe_houses": 0,
        "n_schools": len(people) % 2,
        "n_doctors": 1,
        "n_toilets": 2,
        "n_rubbish_points": 1 + village.n_groups // 2,
        "n_reading_rooms": 1,
        "n_resident_pension": sum(person.age >= 16 and not person.student for person in people),
        "village_farmland_mu": 900 + sum(int(a) + 1 for a in areas if isinstance(a, int | float)),
    }


def _household_row(rng: random.Random, county: County, household: Household, helper: Person) -> Row:
    village = household.village
    was_poor = household.attribute is not None
    relocated = bool(county.book("D40").of(household))
    renovated = bool(county.book("D34").of(household))
    grade = str(county.book("D33").of(household)[-1]["grade"])
    causes = _causes(rng, household) if was_poor else [None]
    size = len(household.members)
    return {
        "province": names.PROVINCE,
        "prefecture": names.PREFECTURE,
        "county": names.COUNTY,
        "township": village.town.name,
        "village": village.name,
        "natural_group": f"{household.group}组",
        "household_no": household.household_no,
        "household_type": "脱贫户" if was_poor else "普通农户",
        "head_name": household.head.name,
        "head_id_no": household.head.listed["id_no"],
        "member_count": size,
        "household_phone": household.phone,
        "poverty_attribute": household.attribute,
        "first_identified_on": f"201{rng.randint(3, 7)}-12" if was_poor else None,
        "exit_status": "已脱贫享受政策" if was_poor else None,
        "exit_year": rng.randint(2016, 2020) if was_poor else None,
        "cause_main": causes[0],
        "cause_other": ",".join(cause for cause in causes[1:] if cause) or None,
        "house_area_m2": size * rng.choice((20, 25)) if relocated else 45 + 15 * rng.randint(1, 7),
        "unsafe_house": False,
        "house_grade": grade,
        "housing_safety_route": "改造安全" if renovated else "鉴定安全",
        "water_safe": True,
        "has_domestic_power": True,
        "access_road_type": rng.choice(("硬化路", "硬化路", "硬化路", "沙石路")),
        "farmland_mu": round(rng.uniform(0.8, 9.5), 1),
        "relocation_flag": relocated,
        **_land_and_house(household),
        **_incomes(rng, household),
        "monitor_category": household.monitored,
        "monitored_since": f"202{rng.randint(1, 6)}-0{rng.randint(1, 8)}"
        if household.monitored
        else None,
        "risks": _risks(rng, household) if household.monitored else None,
        "helper_name": helper.name,
        "helper_unit": helper.employer,
        "helper_phone": helper.household.phone,
    }


def _land_and_house(household: Household) -> Row:
    """Land, toilet and road, all of usual size; no chance, so that nothing else is drawn anew."""
    number = household.uid
    return {
        "has_toilet": number % 9 > 0,
        "road_distance_km": round(number % 30 / 10, 1),
        "forest_mu": round(number % 180 / 10, 1),
        "returned_forest_mu": number % 4,
        "orchard_mu": round(number % 25 / 10, 1),
        "pasture_mu": 0,
        "water_mu": 0.5 if number % 40 == 0 else 0,
    }


def _risks(rng: random.Random, household: Household) -> str:
    """One or two risks that the household really has."""
    able = [p for p in household.members if p.labour in ("普通劳动力", "技能劳动力")]
    if not able:
        return "缺劳动力,因病"
    worked = any(person.work_months for person in household.members)
    return rng.choice(("因病", "因务工就业不稳" if worked else "因意外事故"))


def _causes(rng: random.Random, household: Household) -> list[str | None]:
    """One main cause and at most two others, all different, each with a ground in the household."""
    grounds: list[str | None] = list(rng.sample(_CAUSES, 2))
    if any(person.student not in ("", "学龄前儿童") for person in household.members):
        grounds.append("因学")
    if any(person.gravely_ill or person.chronic for person in household.members):
        grounds.insert(0, "因病")
    if any(person.disability for person in household.members):
        grounds.insert(0, "因残")
    return grounds[: rng.randint(1, 3)]


def _incomes(rng: random.Random, household: Household) -> Row:
    """Incomes of a year in yuan; the net income a person is their sum, and above any line."""
    members = household.members
    wage = sum(person.work_months * rng.randint(25, 45) * 100 for person in members)
    wage += sum(7_200 for person in members if person.post)
    business = 0 if household.attribute == "特困供养贫困户" else rng.randint(10, 120) * 100
    cost = int(business * rng.uniform(0.25, 0.45))
    rent = rng.choice((0, 0, 300, 800))
    transfer = 1_500 * len(members)
    transfer += sum(4_600 * p.dibao + 8_700 * p.tekun for p in members)
    floor = 8_600 * len(members)
    transfer += max(0, floor - (wage + business - cost + rent + transfer))
    net = wage + business - cost + rent + transfer
    return {
        "income_wage": wage,
        "income_business": business,
        "cost_business": cost,
        "income_property": rent,
        "income_transfer": transfer,
        "income_net_per_capita": round(net / len(members), 2),
    }


def balance(household: Household) -> None:
    """Let the wage income follow the work of the members; transfers make up, the sum stays."""
    row = household.listing
    if row is None:
        return
    months = sum(person.work_months for person in household.members)
    works = months > 0 or any(person.post for person in household.members)
    wage, transfer = row["income_wage"], row["income_transfer"]
    if isinstance(wage, int) and isinstance(transfer, int) and bool(wage) != (months > 0):
        if wage and works:
            return
        earned = min(months * 1_000, wage + transfer)
        row.update(income_wage=earned, income_transfer=wage + transfer - earned)


def _political_status(rng: random.Random, person: Person) -> str:
    if person.age < 14:
        return "群众"
    draw = rng.random()
    if person.age < 28:
        return "共青团员" if draw < 0.3 else "群众"
    return "中共党员" if draw < 0.05 else "群众"
