"""Bills that the medical insurance settled (D28) and contracts with family doctors (D30).

Both are kept when the registry stands, and follow the state of health that it lists.
"""

from __future__ import annotations

from datetime import date

from huitoukan.simulate.calendar import COMPARED_ON
from huitoukan.simulate.world import County, Person, Row


def keep_treatment(county: County) -> None:
    """A large bill for each serious illness, small ones for others; a doctor for the chronic."""
    for household in county.registry:
        for person in household.members:
            health = str(person.listed["health_status"] or "")
            if county.book("D28").is_open(person):
                _settle(county, person, health)
            signs = "长期慢性病" in health or person.uid % 20 == 0
            if signs and county.book("D30").is_open(person):
                enter_contract(county, person, date(2026, 1, 5 + person.uid % 20))


def _settle(county: County, person: Person, health: str) -> None:
    number = person.uid
    day = date(2026, 1 + number % 9, 1 + number % 28)
    if "患有大病" in health:
        total = 16_000 + number % 9 * 1_500
        aid = 1_200 if is_insured(county, person) else 0
        enter_bill(county, person, day, total, self_paid=2_000 + number % 5 * 1_100, aid=aid)
    elif "长期慢性病" in health and number % 2:
        enter_bill(county, person, day, 600 + number % 7 * 150, self_paid=260, kind="门诊慢特病")
    elif number % 25 == 0:
        enter_bill(county, person, day, 3_000 + number % 9 * 400, self_paid=900)
    elif number % 25 == 1:
        enter_bill(county, person, day, 80 + number % 9 * 20, self_paid=30, kind="普通门诊")


def is_insured(county: County, person: Person) -> bool:
    """Whether either medical insurance has covered the person in the year of the comparison."""
    year = COMPARED_ON.year
    if any(row["year"] == year for row in county.book("D26").of(person)):
        return True
    ends = (str(row["to_month"] or year) for row in county.book("D27").of(person))
    return any(end >= str(year) for end in ends)


def enter_bill(
    county: County,
    person: Person,
    settled_on: date,
    total: float,
    *,
    self_paid: float,
    aid: int = 0,
    kind: str = "住院",
) -> Row:
    """One settled bill; what the patient and medical aid did not pay came from the insurance."""
    return county.book("D28").enter(
        person,
        settlement_no=f"YB{settled_on:%Y%m%d}{county.next_uid():07d}",
        medical_kind=kind,
        settled_on=settled_on,
        total=total,
        fund=round(total - aid - self_paid, 2),
        serious=0,
        aid=aid,
        self_paid=self_paid,
    )


def enter_contract(
    county: County, person: Person, signed_on: date, contract_to: date | None = None
) -> Row:
    """A contract with a family doctor; without a last day, to the end of the year it began in."""
    town = person.household.village.town.name
    return county.book("D30").enter(
        person,
        team=f"{town}卫生院家庭医生{1 + person.uid % 3}队",
        signed_on=signed_on,
        contract_to=contract_to or date(signed_on.year, 12, 31),
        visits=4,
    )
