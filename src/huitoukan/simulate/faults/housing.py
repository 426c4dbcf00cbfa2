"""House, water, relocation: X41, X42, X43, X44, X47, X48, X49, X50, X51, X52."""

from __future__ import annotations

import random
from datetime import date

from huitoukan.simulate.departments.homes import (
    enter_appraisal,
    enter_relocation,
    enter_renovation,
)
from huitoukan.simulate.faults.planting import Plot, fault, look_alike, somebody_able, without
from huitoukan.simulate.monitoring import open_risk
from huitoukan.simulate.world import County, Household, Row

_FAMILY = "housing"


def _general(household: Household) -> bool:
    return household.attribute == "一般贫困户"


def _once_poor(household: Household) -> bool:
    return household.attribute is not None


def _watch(household: Household, *, grade: str | None = None, risk: str = "因安全住房") -> None:
    """Put a household under monitoring, as it should be when a guarantee is missing."""
    household.monitored = "脱贫不稳定户"
    open_risk(household, "2026-08", risk)
    if grade:
        household.listed.update(unsafe_house=True, house_grade=grade, housing_safety_route=None)


@fault("X41", copies=(5, 9))
def living_in_an_unsafe_house(plot: Plot) -> None:
    """The newest appraisal is C or D and the house is lived in; some the registry knows of."""
    free = without(plot.county, "D40")
    household = plot.county.choose_household(lambda h: _general(h) and free(h) and somebody_able(h))
    grade = "CD"[plot.turn % 2]
    enter_appraisal(plot.county, plot.rng, household, grade, date(2026, 6, 3 + plot.turn))
    plot.county.truth.household("X41", household, f"最新鉴定{grade}级仍居住")
    if plot.turn % 3 == 2:
        plot.county.truth.household("X42", household, f"名册非危房，鉴定{grade}级（随X41）")
    else:
        _watch(household, grade=grade)


@fault("X42", copies=(4, 7))
def unsafe_house_unknown_to_the_registry(plot: Plot) -> None:
    """Grade C or D, empty for now; the registry says no unsafe house."""
    free = without(plot.county, "D40")
    household = plot.county.choose_household(lambda h: _general(h) and free(h))
    grade = "CD"[plot.turn % 2]
    enter_appraisal(
        plot.county, plot.rng, household, grade, date(2026, 7, 3 + plot.turn), lived_in=False
    )
    plot.county.truth.household("X42", household, f"名册非危房，鉴定{grade}级")


@look_alike("X41")
def old_appraisal_superseded(plot: Plot) -> None:
    """An old C was followed by a newer B; the lines stand in the wrong order."""
    free = without(plot.county, "D40")
    household = plot.county.choose_household(lambda h: _general(h) and free(h), family=_FAMILY)
    plot.county.book("D33").strike(household)
    enter_appraisal(plot.county, plot.rng, household, "B", date(2025, 9, 3 + plot.turn))
    enter_appraisal(plot.county, plot.rng, household, "C", date(2019, 5, 20))
    plot.county.truth.lawful("X41", household, "旧鉴定C级，已有更新的B级鉴定")
    plot.county.truth.lawful("X42", household, "旧鉴定C级，已有更新的B级鉴定")


@look_alike("X41")
def unsafe_house_left(plot: Plot) -> None:
    """Grade D, nobody lives there, and the registry knows and watches the household."""
    free = without(plot.county, "D40")
    household = plot.county.choose_household(
        lambda h: _general(h) and free(h) and somebody_able(h), family=_FAMILY
    )
    enter_appraisal(plot.county, plot.rng, household, "D", date(2026, 5, 12), lived_in=False)
    _watch(household, grade="D")
    plot.county.truth.lawful("X41", household, "D级房屋已不居住，名册已登记并监测")
    plot.county.truth.short_of("H6", household, "D级房屋，没有另外的安全住房")


@fault("X44", copies=(3, 6))
def renovated_and_relocated(plot: Plot) -> None:
    """A renovation grant and a relocation for one household."""
    household, _ = _moved(plot.county, plot.rng)
    enter_renovation(plot.county, plot.rng, household, 2014 + plot.turn)
    plot.county.truth.household("X44", household, "危房改造与易地搬迁重复享受")


def _moved(county: County, rng: random.Random, *, family: str = "") -> tuple[Household, Row]:
    """A household that is relocated now, and its entry."""
    moved, renovated = without(county, "D40"), without(county, "D34")
    household = county.choose_household(
        lambda h: _once_poor(h) and moved(h) and renovated(h), family=family
    )
    household.listed["relocation_flag"] = True
    return household, enter_relocation(county, rng, household)


@fault("X47", copies=(3, 6), small=1)
def keys_but_not_moved_in(plot: Plot) -> None:
    """Keys more than three months ago, not moved in; the first by one day."""
    household, entry = _moved(plot.county, plot.rng)
    key_on = date(2026, 7, 30) if plot.turn == 0 else date(2026, plot.rng.randint(1, 6), 12)
    entry.update(key_on=key_on, moved_in_on=None, old_house_demolished=False)
    plot.county.truth.household("X47", household, f"{key_on}交钥匙，至今未入住")


@look_alike("X47")
def keys_three_months_ago(plot: Plot) -> None:
    """Exactly three months since the keys."""
    household, entry = _moved(plot.county, plot.rng, family=_FAMILY)
    entry.update(key_on=date(2026, 7, 31), moved_in_on=None, old_house_demolished=False)
    plot.county.truth.lawful("X47", household, "交钥匙到比对日恰满3个月")


@fault("X48", copies=(3, 6), small=1)
def old_house_still_stands(plot: Plot) -> None:
    """Moved in more than a year ago, old house not demolished; the first by one day."""
    household, entry = _moved(plot.county, plot.rng)
    if plot.turn == 0:
        entry.update(key_on=date(2025, 9, 30), moved_in_on=date(2025, 10, 30))
    entry["old_house_demolished"] = False
    plot.county.truth.household("X48", household, "入住超过12个月旧房未拆")


@look_alike("X48")
def a_year_to_demolish(plot: Plot) -> None:
    """Exactly twelve months since moving in."""
    household, entry = _moved(plot.county, plot.rng, family=_FAMILY)
    entry.update(
        key_on=date(2025, 9, 30), moved_in_on=date(2025, 10, 31), old_house_demolished=False
    )
    plot.county.truth.lawful("X48", household, "入住到比对日恰满12个月")


@fault("X49", copies=(3, 6), small=1)
def more_than_25_square_metres(plot: Plot) -> None:
    """More than 25 m² a person; the first by one square metre in all."""
    household, entry = _moved(plot.county, plot.rng)
    persons = len(household.members)
    entry["area_m2"] = persons * 25 + (1 if plot.turn == 0 else persons * plot.rng.randint(4, 20))
    plot.county.truth.household("X49", household, f"{persons}人安置{entry['area_m2']}平方米")


@look_alike("X49")
def exactly_25_square_metres(plot: Plot) -> None:
    """25 m² a person exactly."""
    household, entry = _moved(plot.county, plot.rng, family=_FAMILY)
    entry["area_m2"] = 25 * len(household.members)
    plot.county.truth.lawful("X49", household, "人均恰为25平方米")


@fault("X52", copies=(8, 13))
def unsafe_water(plot: Plot) -> None:
    """One of the four signs fails, by the least step at first."""
    household = plot.county.choose_household(_once_poor)
    (entry,) = plot.county.book("D39").of(household)
    sign, value, note = (
        ("litres_per_person", 19, "人均日供水量不足20升"),
        ("trip_minutes", 21, "取水往返超过20分钟"),
        ("quality_ok", False, "水质不达标"),
        ("shortage_days", 37, "年停水超过36天"),
    )[plot.turn % 4]
    entry[sign] = value
    plot.county.truth.household("X52", household, note)


@look_alike("X52")
def water_just_enough(plot: Plot) -> None:
    """All four signs on the line."""
    household = plot.county.choose_household(_once_poor, family="water")
    (entry,) = plot.county.book("D39").of(household)
    entry.update(litres_per_person=20, trip_minutes=20, quality_ok=True, shortage_days=36)
    plot.county.truth.lawful("X52", household, "四项指标恰在线上")


@look_alike("X44")
def neighbour_renovated(plot: Plot) -> None:
    """A relocated household whose neighbour with the same head's name had the renovation."""
    household, _ = _moved(plot.county, plot.rng, family=_FAMILY)
    moved = without(plot.county, "D40")
    neighbour = plot.county.choose_household(moved, family="neighbour")
    if not plot.county.book("D34").of(neighbour):
        enter_renovation(plot.county, plot.rng, neighbour, 2018)
    plot.county.truth.lawful("X44", household, f"危改的是同村{neighbour.head.name}户，不是本户")


@fault("X43", copies=(3, 5), small=1)
def renovated_and_still_unsafe(plot: Plot) -> None:
    """Renovated years ago; the registry lists the house as unsafe and watches the household."""
    moved, renovated = without(plot.county, "D40"), without(plot.county, "D34")
    household = plot.county.choose_household(
        lambda h: _general(h) and moved(h) and not renovated(h) and somebody_able(h)
    )
    _watch(household, grade="C")


@look_alike("X43")
def unsafe_and_not_yet_renovated(plot: Plot) -> None:
    """Listed as unsafe and watched; the renovation is still to come."""
    moved, renovated = without(plot.county, "D40"), without(plot.county, "D34")
    household = plot.county.choose_household(
        lambda h: _general(h) and moved(h) and renovated(h) and somebody_able(h), family=_FAMILY
    )
    _watch(household, grade="C")
    plot.county.truth.lawful("X43", household, "登记危房，没有享受过改造")


@fault("X50", copies=(3, 5), small=1)
def paid_too_much_for_moving(plot: Plot) -> None:
    """More than 10,000 yuan paid by the household; the first by one yuan."""
    household, entry = _moved(plot.county, plot.rng)
    entry["self_paid"] = 10_001 if plot.turn == 0 else 10_000 + plot.rng.randint(2, 30) * 1_000
    plot.county.truth.household("X50", household, f"自筹{entry['self_paid']}元")


@look_alike("X50")
def paid_exactly_the_limit(plot: Plot) -> None:
    """10,000 yuan exactly."""
    household, entry = _moved(plot.county, plot.rng, family=_FAMILY)
    entry["self_paid"] = 10_000
    plot.county.truth.lawful("X50", household, "自筹恰为1万元")


@fault("X51", copies=(3, 5), small=1)
def moved_and_left_alone(plot: Plot) -> None:
    """Moved in, and no help in business or work."""
    household, entry = _moved(plot.county, plot.rng)
    entry["follow_up"] = False
    plot.county.truth.household("X51", household, "入住后没有产业、就业帮扶")


@look_alike("X51")
def moving_in_tomorrow(plot: Plot) -> None:
    """Moves in the day after the comparison; help will follow."""
    household, entry = _moved(plot.county, plot.rng, family=_FAMILY)
    entry.update(
        key_on=date(2026, 9, 15),
        moved_in_on=date(2026, 11, 1),
        old_house_demolished=False,
        follow_up=False,
    )
    plot.county.truth.lawful("X51", household, "比对日次日才入住")
