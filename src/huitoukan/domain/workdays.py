"""Deadlines: counting natural and working days on a given calendar.

A calendar is data that the caller brings (the State Council fixes each year's days off in the
autumn before); nothing here knows a holiday. A county's own table (`DayChange`) makes a new
calendar of one that exists; dates that were counted before stay as they were counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from huitoukan.domain.refusals import Refused

DayKind = Literal["natural", "working"]
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """The days off between two days: week-ends and holidays, less the make-up working days."""

    version: str
    first_day: date
    last_day: date
    days_off: frozenset[date]

    def is_working(self, day: date) -> bool:
        """Whether people work on this day; refused as CALENDAR_SHORT outside the calendar."""
        if not self.first_day <= day <= self.last_day:
            raise Refused("CALENDAR_SHORT", year=day.year, version=self.version)
        return day not in self.days_off


def due_on(
    start: date, days: int, kind: DayKind, calendar: Calendar, *, roll: bool = False
) -> date:
    """The last day of a term of `days` days that begins with a receipt on `start`.

    Counting begins on the day after the receipt (Civil Code, article 201: the first day is not
    counted). Natural days count every day; working days skip the days off. A term of 0 days ends
    on the day of the receipt.

    A natural-day deadline that falls on a day off stays where it is, because the campaign's own
    deadlines are dates of the plan and the pressing side must not move them; with `roll=True` it
    moves to the next working day (Civil Code, article 203).

    Raises Refused CALENDAR_SHORT when a day must be judged that the calendar does not hold;
    natural days without `roll` judge none. `days` below 0 is a ValueError.
    """
    if days < 0:
        raise ValueError(f"a term cannot have {days} days")
    if kind == "natural":
        day = start + timedelta(days=days)
        while roll and not calendar.is_working(day):
            day += _ONE_DAY
        return day
    day = start
    while days:
        day += _ONE_DAY
        days -= calendar.is_working(day)
    return day


@dataclass(frozen=True)
class DayChange:
    """A day that a county works, or has off, against the calendar, and the paper that says so."""

    day: date
    is_working: bool
    basis: str


WORKING_WORDS: Final = {"上班": True, "休息": False, "working": True, "off": False}
_LINE: Final = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})[\s,，、]+(\S+?)(?:[\s,，、]+(.*))?$")


def day_changes_of(text: str) -> tuple[DayChange, ...]:
    """The days of a text, one a line: "2026-12-31 休息 县政办发〔2026〕5号"; in their order.

    Raises Refused: CALENDAR_LINE (cannot be read), CALENDAR_BASIS (nothing named), CALENDAR_TWICE.
    """
    found: dict[date, DayChange] = {}
    for line in filter(None, (part.strip() for part in text.splitlines())):
        match = _LINE.match(line)
        try:
            day = date(*(int(match[n]) for n in (1, 2, 3))) if match else None
        except ValueError:
            day = None
        if match is None or day is None or match[4].lower() not in WORKING_WORDS:
            raise Refused("CALENDAR_LINE", line=line[:80])
        if not (basis := (match[5] or "").strip()):
            raise Refused("CALENDAR_BASIS", day=day)
        if day in found:
            raise Refused("CALENDAR_TWICE", day=day)
        found[day] = DayChange(day, WORKING_WORDS[match[4].lower()], basis)
    return tuple(sorted(found.values(), key=lambda one: one.day))


def with_changes(calendar: Calendar, changes: Iterable[DayChange], version: str) -> Calendar:
    """The calendar with these days put otherwise, under a version of its own.

    Raises Refused CALENDAR_SHORT for a day that the calendar does not hold, CALENDAR_SAME for one
    that it holds so already.
    """
    days_off = set(calendar.days_off)
    for one in changes:
        if calendar.is_working(one.day) is one.is_working:
            raise Refused("CALENDAR_SAME", day=one.day, kind="上班" if one.is_working else "休息")
        (days_off.discard if one.is_working else days_off.add)(one.day)
    return replace(calendar, version=version, days_off=frozenset(days_off))


def still_changing(calendar: Calendar, changes: Sequence[DayChange]) -> tuple[DayChange, ...]:
    """Those of the changes that a later calendar does not say by itself."""
    return tuple(one for one in changes if calendar.is_working(one.day) is not one.is_working)
