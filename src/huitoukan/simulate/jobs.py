"""What the registry says of a member's work: where, since when, for how much, found how."""

from __future__ import annotations

from datetime import date
from typing import Final

from huitoukan.simulate.calendar import years_later
from huitoukan.simulate.world import Person, Row

_REGIONS: Final = {
    "云岭省澜州市云岭县": ("乡外县内", "云岭县"),
    "云岭省澜州市桐江区": ("县外省内", "桐江区"),
    "云岭省春城市": ("县外省内", "春城区"),
    "外省沿海市": ("省外", "海沧县"),
}
_INDUSTRIES: Final = ("制造业", "建筑业", "农产品加工", "服务业")
_CHANNELS: Final = ("自主就业", "亲友介绍", "劳务公司")
_LEVELS: Final = ("一级", "二级", "三级", "四级")


def job_columns(person: Person) -> Row:
    """The columns of the work list; empty for who does not work, but for plans."""
    number = person.uid
    if not person.work_months:
        able = person.labour in ("普通劳动力", "技能劳动力")
        plans = able and number % 5 == 0
        return {
            "is_working": False,
            "plans_work": plans,
            "job_service_wanted": "岗位信息" if plans else None,
        }
    region, county = _REGIONS.get(person.work_place, ("省外", "海沧县"))
    away = region == "省外"
    return {
        "is_working": True,
        "plans_work": False,
        "work_region": region,
        "work_county": county,
        # Nobody begins before the sixteenth birthday.
        "work_from": max(
            date(2026, 1 + number % 2, 1 + number % 27), years_later(person.birth, 16)
        ),
        "work_monthly_income": 100 * (25 + number % 20),
        "work_industry": _INDUSTRIES[number % len(_INDUSTRIES)],
        "job_channel": _CHANNELS[number % len(_CHANNELS)],
        "sent_point_to_point": away and number % 4 == 0,
        "travel_subsidy": 600 if away else None,
    }


def disability_columns(kind: object, level: int) -> Row:
    """Kind and level as the card has them."""
    return {"disability_type": str(kind), "disability_level": _LEVELS[level - 1]}
