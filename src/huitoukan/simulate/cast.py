"""The people who work with the system in the demonstration county, as a list of accounts."""

from __future__ import annotations

import random
from datetime import date
from typing import Final

from huitoukan.simulate import names
from huitoukan.simulate.world import (
    COUNTY_CODE,
    PREFECTURE_CODE,
    PROVINCE_CODE,
    County,
    Row,
)

_FROM: Final = date(2026, 1, 1)

# username, post, area, department
_OFFICE: Final = (
    ("ruiping", "丁瑞平", "county_officer", COUNTY_CODE, "rural-office"),
    ("wenbo", "康文博", "county_officer", COUNTY_CODE, "rural-office"),
    ("lihua", "罗丽华", "county_lead", COUNTY_CODE, "rural-office"),
    ("shenji", "秦正", "auditor", COUNTY_CODE, ""),
    ("xitong", "孟溪", "system_admin", COUNTY_CODE, ""),
    ("shidu", "汤澜", "city_inspector", PREFECTURE_CODE, ""),
    ("shengban", "云长青", "province_office", PROVINCE_CODE, ""),
)
# One reviewer for every department that delivers or has to confirm something.
_DEPARTMENTS: Final = (
    ("zuzhi", "organisation"),
    ("jiaoyu", "education"),
    ("zhujian", "housing"),
    ("minzheng", "civil-affairs"),
    ("weijian", "health"),
    ("yibao", "medical-insurance"),
    ("shuili", "water"),
    ("canlian", "disabled-federation"),
    ("fagai", "development-reform"),
    ("caizheng", "finance"),
    ("renshe", "human-resources"),
    ("jinrong", "financial-office"),
    ("gongan", "public-security"),
    ("shichang", "market-regulation"),
    ("xiangzhen", "rural-office"),
    ("nongye", "agriculture"),
    ("linye", "forestry"),
    ("jiaotong", "transport"),
    ("dianli", "power"),
    ("ziran", "natural-resources"),
    ("shuiwu", "tax"),
    ("gongjijin", "provident-fund"),
    ("sifa", "justice"),
)
# Checkers see one township each until teams are assigned to villages.
_CHECKERS: Final = (("hecha1", "向一舟"), ("hecha2", "田晓禾"))
_VILLAGES_PER_TOWN: Final = 3  # villages of a town that get a worker and a residence team


def accounts(county: County) -> list[Row]:
    """The rows of the list of accounts, in a fixed order."""
    rng = county.rng("cast")
    rows = [
        _row(username, name, post, area, department)
        for username, name, post, area, department in _OFFICE
    ]
    for username, department in _DEPARTMENTS:
        rows.append(_row(username, _name(rng), "department_reviewer", COUNTY_CODE, department))
    workers = 0
    for number, town in enumerate(county.towns, start=1):
        rows.append(_row(f"zhen{number}", _name(rng), "town_officer", town.code, ""))
        rows.append(_row(f"shen{number}", _name(rng), "town_reviewer", town.code, ""))
        for village in town.villages[:_VILLAGES_PER_TOWN]:
            workers += 1
            rows.append(_row(f"cun{workers}", _name(rng), "village_worker", village.code, ""))
            rows.append(_row(f"dui{workers}", _name(rng), "residence_team", village.code, ""))
    for (username, name), town in zip(_CHECKERS, county.towns, strict=False):
        rows.append(_row(username, name, "checker", town.code, ""))
    for number, row in enumerate(rows, start=1):
        row["phone"] = f"1390000{number:04d}"
    return rows


def _row(username: str, name: str, post: str, area: str, department: str) -> Row:
    return {
        "username": username,
        "name": name,
        "post": post,
        "area_code": area,
        "department": department or None,
        "from_date": _FROM,
        "to_date": None,
    }


def _name(rng: random.Random) -> str:
    sex = rng.choice("男女")
    return names.surname(rng) + names.given(rng, sex, 38)
