"""What follows from other faults and is only seen when all is planted: X20 and X43."""

from __future__ import annotations

from huitoukan.simulate.calendar import COMPARED_ON
from huitoukan.simulate.world import County, Household

_WORKERS = ("普通劳动力", "技能劳动力")


def tell_what_follows(county: County) -> None:
    """Write the truth of X20 and X43 for the whole registry, planted on purpose or not."""
    for household in county.registry:
        if household.listed["unsafe_house"] and county.book("D34").of(household):
            county.truth.household("X43", household, "享受过危房改造，名册仍为危房（随住房登记）")
        if _is_supported(county, household) and n_workers(household) >= 2:
            county.truth.household("X20", household, "有特困供养人员，又有多名劳动力（随特困名单）")


def n_workers(household: Household) -> int:
    """How many registered members are listed as able to work in full."""
    listed = [person.listing for person in household.members if person.listing is not None]
    return sum(row["labour_ability"] in _WORKERS for row in listed)


def _is_supported(county: County, household: Household) -> bool:
    """Whether a registered member is under full support in the month of the comparison."""
    month = f"{COMPARED_ON:%Y-%m}"
    return any(
        not entry["to_month"] or str(entry["to_month"]) >= month
        for person in household.members
        if person.listing is not None
        for entry in county.book("D16").of(person)
    )
