"""Deadlines: counting natural and working days on a given calendar.

A calendar is data that the caller brings (the State Council fixes each year's days off in the
autumn before); nothing here knows a holiday.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

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
