"""Values of a pack that hold from a day to a day, in one place or everywhere.

The nearest place wins, then the value that began last. Where nothing covers the day there is no
value: a gap is never filled from a neighbouring year or province.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.incomes import IncomeItem, Profile, Treatment
from huitoukan.rules.shapes.words import LineValue


def value_on(values: Iterable[LineValue], day: dt.date, place: str) -> LineValue | None:
    """The value that holds on the day in the place (an area code), or None."""
    holding = [
        one
        for one in values
        if one.since <= day
        and (one.until is None or day <= one.until)
        and place.startswith(one.place)
    ]
    return max(holding, key=lambda one: (len(one.place), one.since), default=None)


def exact(value: float) -> Decimal:
    """A number of a pack as it was written there."""
    return Decimal(str(value))


def line_on(pack: Pack, name: str, day: dt.date, place: str) -> LineValue | None:
    """The value of a line of the pack on the day in the place, or None."""
    line = pack.lines.get(name)
    return value_on(line.values, day, place) if line is not None else None


def treatment_on(profile: Profile, item: IncomeItem, day: dt.date, place: str) -> Treatment:
    """How a profile counts an item on a day; Refused TREATMENT_NONE.

    What is said of the item itself goes before what is said of its kind.
    """
    holding = [
        one
        for one in profile.treatments
        if one.in_force.covers(day)
        and place.startswith(one.place)
        and (item.code in one.items or item.kind in one.items)
    ]
    if not holding:
        raise Refused("TREATMENT_NONE", profile=profile.title.zh, item=item.title.zh, day=day)
    return max(
        holding,
        key=lambda one: (item.code in one.items, len(one.place), one.in_force.first or dt.date.min),
    )
