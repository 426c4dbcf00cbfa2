"""Planted faults and their look-alikes, by topic; importing this package registers them all.

The order is the order of planting: what is hardest to find a household for comes first.
"""

from huitoukan.simulate.faults import (  # isort: skip
    standing,
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
    between_lists,
    lawful_between_lists,
    school_aid,
    treatment,
    working,
    assets,
    paid_out,
)
from huitoukan.simulate.faults.following import tell_what_follows
from huitoukan.simulate.faults.planting import plant_all
from huitoukan.simulate.faults.rows import damage_rows

__all__ = [
    "allowances",
    "assets",
    "between_lists",
    "credit",
    "damage_rows",
    "household_consistency",
    "household_records",
    "housing",
    "lawful_between_lists",
    "medical",
    "member_consistency",
    "member_records",
    "monitoring_consistency",
    "paid_out",
    "plant_all",
    "population",
    "posts",
    "school_aid",
    "schooling",
    "standing",
    "tell_what_follows",
    "treatment",
    "wealth",
    "working",
]
