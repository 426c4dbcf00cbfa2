"""Planted faults and their look-alikes, by topic; importing this package registers them all.

The order is the order of planting: what is hardest to find a household for comes first.
"""

from huitoukan.simulate.faults import (  # isort: skip
    schooling,
    member_records,
    allowances,
    population,
    posts,
    wealth,
    credit,
    medical,
    housing,
    household_records,
    member_consistency,
    household_consistency,
    monitoring_consistency,
    keys_and_cards,
    insurance_and_work,
    watched,
    measures,
    at_the_limit,
    between_lists,
    consent,
    villages,
)
from huitoukan.simulate.faults.following import tell_what_follows
from huitoukan.simulate.faults.planting import plant_all
from huitoukan.simulate.faults.rows import damage_rows

__all__ = [
    "allowances",
    "at_the_limit",
    "between_lists",
    "consent",
    "credit",
    "damage_rows",
    "household_consistency",
    "household_records",
    "housing",
    "insurance_and_work",
    "keys_and_cards",
    "measures",
    "medical",
    "member_consistency",
    "member_records",
    "monitoring_consistency",
    "plant_all",
    "population",
    "posts",
    "schooling",
    "tell_what_follows",
    "villages",
    "watched",
    "wealth",
]
