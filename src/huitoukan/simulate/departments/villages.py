"""Books about villages: the teams that live there (D03) and the settlements' facilities (D56)."""

from __future__ import annotations

from datetime import date
from typing import Final

from huitoukan.simulate.world import County, Row, Village

_UNITS: Final = ("云岭县农业农村局", "云岭县税务局", "澜州市自然资源局", "云岭县人民医院")


def keep_villages(county: County) -> None:
    """Every village has had two teams, the second is there; every settlement has all it needs."""
    for number, village in enumerate(county.villages):
        unit = _UNITS[number % len(_UNITS)]
        fourth = enter_team(county, village, "第四批", unit, date(2021, 6, 1))
        fourth["to_date"] = date(2023, 5, 31)
        enter_team(county, village, "第五批", unit, date(2023, 6, 1))
        for group in range(1, village.n_groups + 1):
            homes = [household for household in village.households if household.group == group]
            poor = sum(len(household.members) for household in homes if household.household_no)
            enter_settlement(county, village, f"{group}组", len(homes), poor)


def enter_team(county: County, village: Village, batch: str, unit: str, from_date: date) -> Row:
    """A residence team that is still there."""
    return county.book("D03").enter(
        village,
        village=village.name,
        batch=batch,
        team_unit=unit,
        members=3,
        leader="文山" if village.poor else "于海",
        from_date=from_date,
        to_date=None,
        leave_days=6,
    )


def enter_settlement(
    county: County, village: Village, settlement: str, households: int, poor_persons: int
) -> Row:
    """A settlement with road, fibre, 4G, broadcasting and power."""
    return county.book("D56").enter(
        village,
        village=village.name,
        settlement=settlement,
        households=households,
        poor_persons=poor_persons,
        road_hardened=True,
        fibre=True,
        has_4g=True,
        broadcast=True,
        power=True,
    )
