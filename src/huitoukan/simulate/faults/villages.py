"""Village rows that are blank or out of proportion: C183-C199.

A village is no household: several of these may stand in one village, each in its own column.
"""

from __future__ import annotations

from typing import Final

from huitoukan.simulate.faults.planting import Plot, fault, look_alike
from huitoukan.simulate.layouts.shape import Cell
from huitoukan.simulate.world import Village

_BLANKS: Final = (
    ("C185", "n_schools", "村小学个数"),
    ("C186", "n_resident_pension", "参加养老保险人数"),
    ("C187", "has_bus", "是否通客运班车"),
    ("C188", "n_clinics", "卫生室个数"),
    ("C189", "n_toilets", "公共厕所个数"),
    ("C190", "n_doctors", "执业（助理）医师数"),
    ("C191", "n_rubbish_points", "垃圾集中堆放点个数"),
    ("C192", "n_reading_rooms", "文化（图书）室个数"),
    ("C193", "n_dibao_persons", "低保人口数"),
    ("C194", "n_tekun_persons", "特困供养人口数"),
    ("C195", "n_disabled_persons", "残疾人口数"),
)


def _choose(plot: Plot, columns: set[str], poor: bool | None = None) -> Village:
    """A village whose row holds neither fault nor look-alike in these columns."""
    fits = [
        village
        for village in plot.county.villages
        if not columns & village.altered.keys() and poor in (None, village.poor)
    ]
    return plot.rng.choice(fits)


def _village_fault(rule: str, note: str, column: str, *values: Cell | bool) -> None:
    """Register a fault of a lifted village: each copy takes the next of the values."""

    @fault(rule, copies=(1, 2), small=1)
    def change(plot: Plot) -> None:
        village = _choose(plot, {column}, poor=True)
        village.altered[column] = values[plot.turn % len(values)]
        plot.county.truth.village(rule, village, note)


def _blank_elsewhere(rule: str, column: str) -> None:
    """Register the look-alike of a blank: a village that was never on the list of poor ones."""

    def change(plot: Plot) -> None:
        village = _choose(plot, {column}, poor=False)
        village.altered[column] = None
        plot.county.truth.lawful_village(rule, village, "未填写，但不是出列村")

    change.__name__ = f"lawful_{rule}"  # names the stream of chance
    look_alike(rule)(change)


_village_fault("C183", "出列村总人口数为0或未填写", "n_persons", 0, None)
_village_fault("C184", "出列村村级集体经济收入为0或未填写", "collective_income_10k", 0, None)
for _rule, _column, _words in _BLANKS:
    _village_fault(_rule, f"出列村{_words}未填写", _column, None)
    _blank_elsewhere(_rule, _column)
_village_fault("C196", "出列村到乡镇未通沥青（水泥）路", "road_hardened", False)


@look_alike("C196")
def no_hardened_road_elsewhere(plot: Plot) -> None:
    """No hardened road, in a village that was never on the list."""
    village = _choose(plot, {"road_hardened"}, poor=False)
    village.altered["road_hardened"] = False
    plot.county.truth.lawful_village("C196", village, "未通沥青（水泥）路，但不是出列村")


_OF_HOMES: Final = {"n_households", "n_unsafe_water", "n_unsafe_houses"}


@fault("C197", copies=(1, 2), small=1)
def more_homes_unsafe_than_there_are(plot: Plot) -> None:
    """One household more without safe water or house than the village has."""
    village = _choose(plot, _OF_HOMES)
    half = len(village.households) // 2
    village.altered.update(n_unsafe_water=half + 1, n_unsafe_houses=len(village.households) - half)
    plot.county.truth.village("C197", village, "饮水未安全户数加危房户数比总户数多1户")


@look_alike("C197")
def as_many_homes_unsafe_as_there_are(plot: Plot) -> None:
    """As many as there are exactly."""
    village = _choose(plot, _OF_HOMES)
    half = len(village.households) // 2
    village.altered.update(n_unsafe_water=half, n_unsafe_houses=len(village.households) - half)
    plot.county.truth.lawful_village("C197", village, "饮水未安全户数加危房户数恰等于总户数")


@fault("C198", copies=(1, 2), small=1)
def village_of_no_household(plot: Plot) -> None:
    """No households, or the number is blank."""
    village = _choose(plot, _OF_HOMES)
    village.altered["n_households"] = 0 if plot.turn % 2 == 0 else None
    plot.county.truth.village("C198", village, "总户数为0或未填写")


@look_alike("C184")
def hardly_any_income(plot: Plot) -> None:
    """A hundred yuan in the year: little, and not nothing."""
    village = _choose(plot, {"collective_income_10k"}, poor=True)
    village.altered["collective_income_10k"] = 0.01
    plot.county.truth.lawful_village("C184", village, "村级集体经济收入为100元，不是0")


@look_alike("C199")
def as_much_land_as_its_households(plot: Plot) -> None:
    """Exactly what the lifted households have, as it stands when all else is planted."""
    village = _choose(plot, {"village_farmland_mu"})
    rows = [household.listing for household in village.households if household.listing]
    areas = [row["farmland_mu"] for row in rows if row["household_type"] == "脱贫户"]
    total = sum(area for area in areas if isinstance(area, int | float))
    village.altered["village_farmland_mu"] = round(total, 1)
    plot.county.truth.lawful_village("C199", village, "村耕地面积恰等于脱贫户耕地之和")


@fault("C199", copies=(1, 2), small=1)
def less_land_than_its_households(plot: Plot) -> None:
    """The village is listed with a single mu."""
    village = _choose(plot, {"village_farmland_mu"})
    village.altered["village_farmland_mu"] = 1
    plot.county.truth.village("C199", village, "村耕地面积小于脱贫户耕地之和")
