"""A household as of a past day: which day is meant, and who was there.

Of a past day the lines of that time hold and the facts that were known then; what the registry says
of today says nothing of it. Most of it will be "cannot tell", until people state what papers of
that time say.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from typing import Any

from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import FindingKind


def kinds_as_of(pack: Pack, as_of: str) -> tuple[FindingKind, ...]:
    """The findings that rest on the verdict of that day."""
    return tuple(one for one in pack.findings.values() if one.as_of == as_of)


def column_of(pack: Pack, as_of: str) -> str:
    """The column of a household that says the past day; Refused PACK_INCOMPLETE without one."""
    found = next((one.day_from for one in kinds_as_of(pack, as_of) if one.day_from), "")
    if not found:
        raise Refused("PACK_INCOMPLETE", pack=pack.id, missing=f"findings/ {as_of} day_from")
    return found


def last_day_of(text: object) -> dt.date | None:
    """The last day of a year (2018) or month (2014-06), a day itself; None when it says none."""
    parts = str(text or "").split("-")
    try:
        numbers = [int(part) for part in parts]
        if len(numbers) == 1:
            return dt.date(numbers[0], 12, 31)
        if len(numbers) == 2:
            year, month = numbers
            return dt.date(year, month, calendar.monthrange(year, month)[1])
        year, month, day = numbers
        return dt.date(year, month, day)
    except (TypeError, ValueError):
        return None


def without_the_unborn(facts: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    """FACTS.json without members who were born after the day: they were not there yet."""
    members = [one for one in facts.get("members", ()) if not _is_later(one.get("birth"), day)]
    return {**facts, "members": members}


def _is_later(birth: object, day: dt.date) -> bool:
    """Whether every source says a birth after the day."""
    said = birth if isinstance(birth, list) else [birth]
    days = [one["value"] if isinstance(one, dict) else one for one in said]
    return bool(days) and all(isinstance(one, str) and one > day.isoformat() for one in days)
