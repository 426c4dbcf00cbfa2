"""The twelve months over which income is counted: a function of what it is for and of a day."""

from __future__ import annotations

import datetime as dt
import re

from huitoukan.assess.given import Given
from huitoukan.rules.shapes.words import Period


def annual_oct_sep(year: int) -> Period:
    """1 October of the year before to 30 September: the account of an exit year (S002)."""
    return Period(dt.date(year - 1, 10, 1), dt.date(year, 9, 30))


def rolling_12(month: dt.date) -> Period:
    """The twelve full months before a month, which is given by any of its days (W62)."""
    first = month.replace(year=month.year - 1, day=1)
    return Period(first, month.replace(day=1) - dt.timedelta(days=1))


def read_period(given: Given) -> Period:
    """`{"annual_oct_sep": 2020}` or `{"rolling_12": "2023-05"}`; Refused ASSESS_*."""
    annual, rolling = given.get("annual_oct_sep"), given.get("rolling_12")
    given.done()
    if (annual is None) == (rolling is None):
        raise given.expected("annual_oct_sep（年份）或 rolling_12（年月）之一")
    if annual is not None:
        if not 1990 <= annual.integer() <= 2200:
            raise annual.expected("四位年份")
        return annual_oct_sep(annual.integer())
    assert rolling is not None  # noqa: S101 - one of the two is there
    if not re.fullmatch(r"(19|20|21)\d\d-(0[1-9]|1[0-2])", rolling.text()):
        raise rolling.expected("2023-05 这样的年月")
    return rolling_12(dt.date.fromisoformat(f"{rolling.text()}-01"))


def months_between(first: dt.date, last: dt.date) -> int:
    """How many calendar months two days touch, both included."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def age_on(birth: dt.date, day: dt.date) -> int:
    """Completed years on a day; somebody born on 29 February is a year older on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def school_year(day: dt.date) -> dt.date:
    """1 September on or before a day."""
    return dt.date(day.year - (day.month < 9), 9, 1)
