"""Family D: what stands in a column of days, and in one of months."""

from __future__ import annotations

from datetime import date, datetime

from tests.bad_input.catalogue import ALSO_GOOD, HEAD, Case, Outcome, changed
from tests.bad_input.files import Cell, book, cell_cases, fixed, refused

LEAP = date(2024, 2, 29)
NINTH = date(2024, 2, 9)

_READ = {
    "2024-02-29": LEAP, "20240229": LEAP, "2024/2/29": LEAP, "2024.2.29": LEAP,
    "2024年2月29日": LEAP, "2024年02月29号": LEAP, "2024年2月29": LEAP, "2024-2-9": NINTH,
    "2024/2/9": NINTH, "2024/02/09 00:00:00": NINTH, "2024-02-09T08:30:00": NINTH,
    "２０２４年２月９日": NINTH, "2024\u00a0-02-09": NINTH, "2024 年 2 月 9 日": NINTH,
    "\u200b2024-02-09": NINTH, "'2024-02-09": NINTH, "2024-02-09 08:30:00.000": NINTH,
    "9999-12-31": date(9999, 12, 31), "1900-01-01": date(1900, 1, 1),
    "1870-01-01": date(1870, 1, 1), "2100-12-31": date(2100, 12, 31),
    "99991231": date(9999, 12, 31),
}  # fmt: skip
_NO_DAY = (
    "2023-02-29", "2024-2-30", "2024-13-01", "2024-00-10", "00-1-1", "240209", "24:00",
    "02/03/2024", "2024/31/12", "二〇二四年二月九日", "农历二月初九", "长期", "2024.2", "2024-02",
    "2024年2月", "2024", "45292", "45292.5", "1e5", "2024-02-09+08:00", "2024-02-09Z", "昨天",
    "2024-02-09,2024-03-01", "2024--02-09", "٢٠٢٤-٠٢-٠٩", "0", "true", "20240230", "202402090",
    "1990年", "90.3.7", "3/7/90", "Mar 7 1990", "2024-02-09 25", "待定", "不详",
)  # fmt: skip
_OUT_OF_RANGE = ("1869-12-31", "1800-01-01", "2101-01-01", "9999-01-01", "0001-01-01")
_MONTHS = {
    "2026-09": "2026-09", "202609": "2026-09", "2026年9月": "2026-09", "2026年09月份": "2026-09",
    "2026.9": "2026-09", "2026/09": "2026-09", "２０２６年９月": "2026-09", "2026-09-15": "2026-09",
    "20260915": "2026-09", "2026 年 9 月": "2026-09",
}  # fmt: skip
_NO_MONTH = (
    "2026-13", "2026-00", "202613", "2026", "9月", "09", "Sep-26", "2026年", "九月", "1869-01",
    "9999-12", "2026-9-31", "2026年第三季度", "2609",
)  # fmt: skip


def _days() -> list[Cell]:
    read = [fixed(f"the day {text!a}", text, day) for text, day in _READ.items()]
    note = "A day-serial that is text may be any number; only a real number is read as one."
    bad = [refused(f"no day: {text!a}", text, "DATE_FORMAT", note=note) for text in _NO_DAY]
    far = [refused(f"out of range: {text}", text, "DATE_RANGE") for text in _OUT_OF_RANGE]
    blank = [fixed(f"blank: {text!a}", text, None) for text in ("", "/", "-", "——", "NULL")]
    return [*read, *bad, *far, *blank, refused("an error value", "#VALUE!", "CELL_ERROR")]


def _stored_days() -> list[Cell]:
    return [
        fixed("a day as a day", LEAP, LEAP),
        fixed("a day with an hour", datetime(2024, 2, 9, 8, 30), NINTH),  # noqa: DTZ001
        fixed("a day-serial without a format", 45292, date(2024, 1, 1)),
        fixed("a day-serial with a fraction", 45292.5, date(2024, 1, 1)),
        fixed("eight digits as a number", 20240229, LEAP),
        refused("serial 60, a day that never was", 60, "DATE_FORMAT"),
        refused("zero", 0, "DATE_FORMAT"),
        refused("a negative number", -5, "DATE_FORMAT"),
        refused("a year as a number", 1990, "DATE_FORMAT"),
        refused("2024.2 as a number", 2024.2, "DATE_FORMAT"),
        refused("a number that is no day", 20240230, "DATE_FORMAT"),
        refused("an immense number", 1e300, "DATE_FORMAT"),
        refused("yes", True, "DATE_FORMAT"),
    ]


def _months() -> list[Cell]:
    read = [fixed(f"the month {text}", text, month) for text, month in _MONTHS.items()]
    bad = [refused(f"no month: {text}", text, "MONTH_FORMAT") for text in _NO_MONTH]
    return [*read, *bad, fixed("blank", "/", None)]


def _stored_months() -> list[Cell]:
    return [
        fixed("six digits as a number", 202609, "2026-09"),
        fixed("a day for a month", date(2026, 9, 1), "2026-09"),
        refused("2024.1 as a number may have been 2024.10", 2024.1, "MONTH_FORMAT"),
        refused("a month alone", 9, "MONTH_FORMAT"),
    ]


def _other_calendar() -> bytes:
    return book([HEAD, changed(born_on=LEAP), ALSO_GOOD], date_1904=True)


CASES = [
    *cell_cases("D-T", "born_on", _days()),
    *cell_cases("D-S", "born_on", _stored_days(), form="xlsx"),
    *cell_cases("D-M", "month", _months()),
    *cell_cases("D-N", "month", _stored_months(), form="xlsx"),
    Case("D-90", "a workbook of the 1904 calendar", _other_calendar, Outcome.OK, (), (2, 2, 0),
         {"born_on": LEAP}),
]  # fmt: skip
