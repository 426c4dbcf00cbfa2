"""What the departments' books say, in agreement with life; one module for related departments."""

from __future__ import annotations

import random

from huitoukan.simulate.departments import care, insurance, payments, police, schools, work
from huitoukan.simulate.departments.aid import keep_aid
from huitoukan.simulate.departments.health import keep_treatment
from huitoukan.simulate.departments.homes import keep_homes
from huitoukan.simulate.departments.labour import keep_labour
from huitoukan.simulate.departments.property import keep_property
from huitoukan.simulate.departments.shares import keep_shares
from huitoukan.simulate.departments.staff import keep_staff
from huitoukan.simulate.departments.villages import keep_villages
from huitoukan.simulate.world import County, Person

# The books that follow from a person's life alone and can therefore be written anew.
_PERSONAL = ("D06", "D14", "D16", "D21", "D24", "D26", "D27", "D29", "D46", "D50", "D55")


def keep_books(county: County) -> None:
    """Fill every department's book for the whole county."""
    keep_staff(county)
    rng = county.rng("books of persons")
    for households in (county.registry, county.ordinary):
        for household in households:
            for person in household.members:
                _enter(county, rng, person)
    police.keep_vehicles(county)
    police.keep_departed(county)
    police.keep_custody(county)
    work.keep_companies(county)
    work.keep_loans(county)
    payments.keep_land_payments(county)
    care.keep_ended_allowances(county)
    keep_homes(county)
    keep_property(county)
    keep_villages(county)


def keep_later_books(county: County) -> None:
    """Fill the books that follow the registry as it stands in the end, planted faults included.

    So a fault of the registry (a wrong school status, say) brings no doubt about school aid.
    """
    keep_aid(county)
    keep_treatment(county)
    keep_labour(county)
    keep_shares(county)


def renew(county: County, person: Person) -> None:
    """Write a person's own entries anew after the person's life was changed."""
    for data_set in _PERSONAL:
        county.book(data_set).strike(person)
    _enter(county, county.rng(f"renewed {person.uid} {person.id_no}"), person)


def _enter(county: County, rng: random.Random, person: Person) -> None:
    police.enter_hukou(county, person)
    schools.enter_roll(county, rng, person)
    insurance.enter_insured(county, rng, person)
    care.enter_allowances(county, rng, person)
    care.enter_illness(county, person)
    work.enter_post(county, rng, person)
    payments.enter_payments(county, rng, person)
