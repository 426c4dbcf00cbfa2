"""Figures of villages added up for a county or township; what one village lacks is not made up.

A pack says of each figure what it covers. Of the whole (rural population, persons still poor) every
village must have one, or the sum is not known. Of the sample only the villages that were drawn have
one; they are added up as they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from huitoukan.assess.facts import Facts, Known, Reading, known
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import Fact

COUNTY = "county"
Counts = Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]
"""Village code, fact, readings with value, source and day in the words of FACTS.json."""


def covers_of(pack: Pack) -> dict[str, str]:
    """What the pack's readings say each figure covers; "whole" where two files differ."""
    found: dict[str, str] = {}
    for readings in pack.readings.values():
        if readings.about != COUNTY:
            continue
        for one in readings.gives:
            if found.get(one.fact) != "whole":
                found[one.fact] = readings.covers
    return found


def added(
    counts: Counts, villages: Collection[str], pack: Pack, *, code: str, on: dt.date
) -> Facts:
    """The facts of a county (or a township: any set of villages) on a day."""
    table = pack.facts[COUNTY]
    readings, whys = {}, {}
    for name, covers in covers_of(pack).items():
        fact = table.by_name[name]
        told = {village: _known(fact, counts.get(village, {}), on) for village in villages}
        total = _sum(told, covers)
        if isinstance(total, Reading):
            readings[name] = (total,)
        elif total:
            whys[name] = total
    return Facts(COUNTY, code, code, readings, whys=whys)


def _known(fact: Fact, given: Mapping[str, Sequence[Mapping[str, Any]]], on: dt.date) -> Known:
    readings = tuple(
        Reading(
            Decimal(str(one["value"])), str(one["source"]), dt.date.fromisoformat(str(one["on"]))
        )
        for one in given.get(fact.name, ())
    )
    return known(fact, readings, on)


def _sum(told: Mapping[str, Known], covers: str) -> Reading | str:
    """The sum as a reading of its oldest day, or why there is none ("": nobody has a figure)."""
    with_value = [one for one in told.values() if one.value is not None]
    # A village that has readings nobody can use is not one that was not asked.
    open_ones = [one for one in told.values() if one.value is None and (one.source or one.conflict)]
    n_missing = len(told) - len(with_value)
    if not with_value and not open_ones:
        return ""
    if covers == "whole" and n_missing:
        return f"{n_missing} 个村没有数，不能相加"
    if open_ones:
        return f"{len(open_ones)} 个村的数不能用：{open_ones[0].why}"
    days = [one.on for one in with_value if one.on is not None]
    sources = dict.fromkeys(one.source for one in with_value)
    total = sum((Decimal(str(one.value)) for one in with_value), Decimal(0))
    return Reading(total, f"{'、'.join(sources)}，{len(with_value)} 个村", min(days))
