"""Ledgers about villages, with their faults.

No company (X85), short weeks (X86), assets not confirmed (X87), projects not paid in full (X88).
"""

from __future__ import annotations

import random
from datetime import date
from typing import Final

from huitoukan.simulate import names
from huitoukan.simulate.world import County, Row, Village

_WEEKS: Final = (date(2026, 10, 12), date(2026, 10, 19))
_ASSETS: Final = (("茶叶加工厂", "经营类"), ("村组道路", "公益类"), ("冷库", "经营类"))
_PROJECTS: Final = (("养殖到户", True), ("改厕到户", True), ("村组道路硬化", False))
_ONE_IN: Final = 9
"""One village in so many has a short week, one an asset that is not confirmed, and so on."""
_TOMORROW: Final = date(2026, 11, 1)


def keep_ledgers(county: County) -> None:
    """Fill the ledgers; every village is in at most one of the faults."""
    rng = county.rng("ledgers")
    alone = next(village for village in county.villages if village.poor)
    for number, village in enumerate(county.villages):
        is_free = village is not alone
        if is_free:
            _pair(county, rng, village, is_ending=number % _ONE_IN == 4)
        else:
            county.truth.village("X85", village, "贫困村没有结对企业")
        _watch(county, rng, village, is_short=is_free and number % _ONE_IN == 2)
        _own(county, rng, village, is_open=is_free and number % _ONE_IN == 3)
        _build(county, rng, village, number=number % _ONE_IN, is_free=is_free)
        if number % _ONE_IN == 1:
            county.ledger("K08")[-1].update(formed_on=_TOMORROW, right_state="未确权")
            county.truth.lawful_village("X87", village, "资产次日才形成，尚未确权")
        if number % _ONE_IN == 5:
            county.truth.lawful_village("X86", village, "在村三天，另有两天请假")


def _pair(county: County, rng: random.Random, village: Village, *, is_ending: bool) -> None:
    """A company; one that leaves the day after the comparison is a look-alike of X85."""
    if is_ending:
        county.truth.lawful_village("X85", village, "企业次日才结束结对")
    county.ledger("K01").append(
        {
            "village_code": village.code,
            "company": f"云岭{village.name[:2]}{rng.choice(('农业', '茶业', '建材'))}有限公司",
            "from_date": date(rng.randint(2022, 2025), rng.randint(1, 12), 1),
            "to_date": _TOMORROW if is_ending else None,
            "measures": rng.choice(("收购农产品", "吸纳务工", "捐建公益设施")),
            "jobs": rng.randint(2, 30),
            "invested_10k": rng.randint(3, 60),
        }
    )


def _watch(county: County, rng: random.Random, village: Village, *, is_short: bool) -> None:
    """Two cadres for two weeks; a week that is short is explained by leave, or is a fault."""
    for place in range(2):
        name = names.surname(rng) + names.given(rng, "男", 40)
        for week in _WEEKS:
            row: Row = {
                "village_code": village.code,
                "member_name": name,
                "team_unit": "云岭县水利局",
                "week_from": week,
                "days": 5,
                "nights": 4,
                "leave_days": None,
            }
            if place == 0 and week == _WEEKS[1]:
                row |= {"days": 3, "nights": 2, "leave_days": None if is_short else 2}
            county.ledger("K06").append(row)
    if is_short:
        county.truth.village("X86", village, "一周在村三天，没有请假")


def _own(county: County, rng: random.Random, village: Village, *, is_open: bool) -> None:
    for number, (name, kind) in enumerate(_ASSETS, start=1):
        is_this = is_open and number == 1
        county.ledger("K08").append(
            {
                "village_code": village.code,
                "asset_no": f"ZC-{village.code[-6:]}-{number}",
                "asset_name": f"{village.name}{name}",
                "kind": kind,
                "value_10k": rng.randint(10, 300),
                "formed_on": date(rng.randint(2017, 2023), rng.randint(1, 12), 15),
                "right_state": "未确权" if is_this else "已确权",
                "owner": None if is_this else f"{village.name}村民委员会",
                "keeper": names.surname(rng) + names.given(rng, "男", 50),
            }
        )
    if is_open:
        county.truth.village("X87", village, "资产形成多年没有确权")


def _build(
    county: County, rng: random.Random, village: Village, *, number: int, is_free: bool
) -> None:
    """Three projects, the last one not for households; what is not paid of it is no doubt."""
    is_short, is_lawful = is_free and number == 6, number == 7
    for place, (name, to_household) in enumerate(_PROJECTS, start=1):
        is_this = place == 1
        budget = rng.randint(8, 120)
        unpaid = 2 if not to_household else 3 if is_short and is_this else 0
        finished = date(rng.randint(2023, 2025), rng.randint(1, 12), 20)
        county.ledger("K02").append(
            {
                "village_code": village.code,
                "project_no": f"XM-{village.code[-6:]}-{place}",
                "project_name": f"{village.name}{name}",
                "to_household": "是" if to_household else "否",
                "stage": "已完工",
                "budget_10k": budget,
                "paid_10k": None if is_lawful and is_this else budget - unpaid,
                "n_households": rng.randint(5, 60),
                "started_on": date(finished.year - 1, 3, 1),
                "finished_on": _TOMORROW if is_lawful and is_this else finished,
                "unit_in_charge": "云岭县农业农村局",
            }
        )
    if is_short:
        county.truth.village("X88", village, "到户项目完工一年以上，还差三万元没有拨付")
    elif is_lawful:
        county.truth.lawful_village("X88", village, "到户项目次日才完工，款还没有拨付")
