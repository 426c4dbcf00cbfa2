"""Standing of households and villages: X21, X78, X81, X83, X84."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from huitoukan.simulate.departments.police import enter_custody
from huitoukan.simulate.faults.planting import (
    Plot,
    fault,
    look_alike,
    plain_adult,
    somebody_able,
    unknown_to,
    without,
)
from huitoukan.simulate.monitoring import open_risk
from huitoukan.simulate.world import County, Household, Person, Village

_FAMILY = "standing"


def _helpless(county: County, *, family: str = "") -> Household:
    """A household in which nobody is able to work and nobody is on the lists of civil affairs."""
    no_dibao, no_tekun = without(county, "D14"), without(county, "D16")
    return county.choose_household(
        lambda h: (
            h.attribute == "一般贫困户"
            and not h.monitored
            and not somebody_able(h)
            and no_dibao(h)
            and no_tekun(h)
        ),
        family=family,
    )


@fault("X21", copies=(2, 3), small=1)
def monitored_and_without_support(plot: Plot) -> None:
    """Monitored, nobody able to work, nobody on dibao or under full support."""
    household = _helpless(plot.county)
    household.monitored = "脱贫不稳定户"
    open_risk(household, "2026-08", "缺劳动力,因病")
    plot.county.truth.household("X21", household, "监测户整户无劳动力，民政名单无人")
    plot.county.truth.household("C100", household, "整户无劳动力而无人享受低保或特困（随X21）")


@look_alike("X21", small=0)
def not_monitored_and_without_support(plot: Plot) -> None:
    """Just the same, but the household is not monitored."""
    household = _helpless(plot.county, family=_FAMILY)
    plot.county.truth.lawful("X21", household, "整户无劳动力，不是监测对象")


def _split(county: County, months: int, *, family: str = "") -> Household:
    """Give a household a booklet that came about so many months before it was listed as poor."""
    household = county.choose_household(
        lambda h: h.attribute is not None and bool(h.listed["first_identified_on"]), family=family
    )
    year, month = map(int, str(household.listed["first_identified_on"]).split("-"))
    index = year * 12 + month - 1 - months
    for person in household.members:
        for row in county.book("D06").of(person):
            row["split_on"] = date(index // 12, index % 12 + 1, 28)
    return household


@fault("X78", copies=(3, 5), small=1)
def split_before_it_was_listed(plot: Plot) -> None:
    """Split off within two years before it was listed; the first 24 months before."""
    household = _split(plot.county, 24 if plot.turn == 0 else plot.rng.randint(0, 20))
    plot.county.truth.household("X78", household, "识别前两年内分户")


@look_alike("X78")
def split_long_before_or_after(plot: Plot) -> None:
    """Split off 25 months before it was listed, or in the month after."""
    months, why = ((25, "识别前25个月分户"), (-1, "识别后的下月分户"))[plot.turn % 2]
    household = _split(plot.county, months, family=_FAMILY)
    plot.county.truth.lawful("X78", household, why)


def _grown(county: County, *, family: str = "") -> Person:
    person = county.choose_person(
        lambda p: plain_adult(p) and unknown_to(county, p, "D10", "D14", "D46"), family=family
    )
    for data_set in ("D44", "D45", "D47"):  # nobody there works outside
        county.book(data_set).seal(person)
    return person


@fault("X81", copies=(2, 4), small=1)
def in_custody_and_listed(plot: Plot) -> None:
    """Serves a sentence; the first is released the day after the comparison."""
    person = _grown(plot.county)
    until = date(2026, 11, 1) if plot.turn == 0 else date(2028, 2, 1)
    state = ("服刑", "强制隔离戒毒")[plot.turn % 2]
    enter_custody(plot.county, person, state, date(2025, 2, 1), until)
    plot.county.truth.person("X81", person, f"{state}，{until}期满")


@look_alike("X81")
def free_or_not_confined(plot: Plot) -> None:
    """Released on the day of the comparison, corrected at home, or confined only tomorrow."""
    person = _grown(plot.county, family=_FAMILY)
    state, since, until, why = (
        ("服刑", date(2025, 2, 1), date(2026, 10, 31), "比对日当天刑满"),
        ("社区矫正", date(2025, 2, 1), date(2027, 2, 1), "社区矫正，在家"),
        ("在押", date(2026, 11, 1), None, "比对日次日才收押"),
    )[plot.turn % 3]
    enter_custody(plot.county, person, state, since, until)
    plot.county.truth.lawful("X81", person, why)


def _choose_village(
    county: County, data_set: str, where: Callable[[Village], bool] = lambda _: True
) -> Village:
    """A village whose book of a data set nobody has altered yet; it is marked."""
    villages = county.villages
    county.rng(f"order of villages {data_set}").shuffle(villages)
    village = next(v for v in villages if county.book(data_set).is_open(v) and where(v))
    county.book(data_set).seal(village)
    return village


def _is_populous(village: Village) -> bool:
    """Clearly more than the hundred lifted persons that ask for a team."""
    poor = [household for household in village.households if household.attribute is not None]
    return sum(len(household.members) for household in poor) > 110


@fault("X83", copies=(2, 3), small=1)
def village_without_a_team(plot: Plot) -> None:
    """The last team left on the day of the comparison, or some weeks before."""
    village = _choose_village(plot.county, "D03", _is_populous)
    left = date(2026, 10, 31) if plot.turn == 0 else date(2026, 9, 3 + plot.turn)
    plot.county.book("D03").of(village)[-1]["to_date"] = left
    plot.county.truth.village("X83", village, f"工作队{left}撤回，没有接替")


@look_alike("X83")
def team_that_leaves_tomorrow(plot: Plot) -> None:
    """The team leaves the day after the comparison."""
    village = _choose_village(plot.county, "D03", _is_populous)
    plot.county.book("D03").of(village)[-1]["to_date"] = date(2026, 11, 1)
    plot.county.truth.lawful_village("X83", village, "工作队次日才撤回")


@fault("X84", copies=(3, 4), small=1)
def settlement_without_road_or_net(plot: Plot) -> None:
    """Just large enough for a road or a net, and without it."""
    village = _choose_village(plot.county, "D56")
    households, poor, column, note = (
        (25, 12, "road_hardened", "25户的点道路未硬化"),
        (20, 12, "has_4g", "20户的点没有4G"),
        (10, 100, "road_hardened", "100名脱贫人口的点道路未硬化"),
        (20, 12, "fibre", "20户的点没有光纤"),
    )[plot.turn % 4]
    row = plot.county.book("D56").of(village)[0]
    row.update({"households": households, "poor_persons": poor, column: False})
    plot.county.truth.village("X84", village, note)


@look_alike("X84")
def settlement_just_too_small(plot: Plot) -> None:
    """One household and one person too few for a road, or one household for a net."""
    village = _choose_village(plot.county, "D56")
    row = plot.county.book("D56").of(village)[0]
    if plot.turn % 2 == 0:
        row.update(households=24, poor_persons=99, road_hardened=False)
        plot.county.truth.lawful_village("X84", village, "24户、99人的点道路未硬化")
    else:
        row.update(households=19, poor_persons=12, fibre=False, has_4g=False)
        plot.county.truth.lawful_village("X84", village, "19户的点没有光纤和4G")
