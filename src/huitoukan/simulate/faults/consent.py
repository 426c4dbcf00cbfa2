"""Cars above the limit in households without a valid authorisation: nobody may look."""

from __future__ import annotations

from huitoukan.simulate.departments.police import enter_vehicle
from huitoukan.simulate.faults.planting import Plot, able_adult, look_alike, without

_LACKING = ("没有签授权书", "授权已过期", "授权已撤销", "只授权查询不动产")


@look_alike("X04")
def car_of_a_household_without_consent(plot: Plot) -> None:
    """A dear car that the comparison must not see: not signed, expired, revoked, for other data."""
    free = without(plot.county, "D08")
    person = plot.county.choose_person(
        lambda p: able_adult(p) and free(p.household) and not p.household.unsigned,
        family="consent",
        fresh=False,
    )
    enter_vehicle(plot.county, plot.rng, person, "小型普通客车", value=88_000)
    why = _LACKING[plot.turn % len(_LACKING)]
    person.household.unsigned = why
    plot.county.truth.skip("X04", person.household, why)
