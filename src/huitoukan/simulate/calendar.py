"""The fixed days of the demonstration year and counting in years and months."""

from __future__ import annotations

from datetime import date
from typing import Final

COMPARED_ON: Final = date(2026, 10, 31)  # the day of comparison that the truth is written for
SNAPSHOT_ON: Final = date(2026, 9, 30)  # the registry export and the hukou list show this day
SCHOOL_YEAR_FROM: Final = date(2026, 9, 1)
INSURANCE_YEAR: Final = 2026


def completed_years(born: date, day: date) -> int:
    """Age in completed years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def month_text(year: int, month: int) -> str:
    """2026-09; months outside 1..12 carry over into the years beside."""
    index = year * 12 + month - 1
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def month_of(day: date, later: int = 0) -> str:
    """The month of a day, or the one so many months later, as 2026-09."""
    return month_text(day.year, day.month + later)


def years_later(day: date, years: int) -> date:
    """The same day so many years later (29 February becomes 28)."""
    if (day.month, day.day) == (2, 29):
        day = date(day.year, 2, 28)
    return day.replace(year=day.year + years)
