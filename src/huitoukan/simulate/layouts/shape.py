"""The vocabulary of a layout: columns, sheets, files, and how a value is spelled in a cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Cell = str | int | float | date | None
Show = Callable[[Cell | bool], Cell]
Container = Literal["xlsx", "xls", "csv"]


def plain(value: Cell | bool) -> Cell:
    """The value as it is; yes and no in Chinese; nothing stays an empty cell."""
    if value is True:
        return "是"
    if value is False:
        return "否"
    return value


def day_dashed(value: Cell | bool) -> Cell:
    """2026-09-05."""
    return value.isoformat() if isinstance(value, date) else plain(value)


def day_compact(value: Cell | bool) -> Cell:
    """20260905."""
    return value.isoformat().replace("-", "") if isinstance(value, date) else plain(value)


def day_chinese(value: Cell | bool) -> Cell:
    """2026年9月5日."""
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return plain(value)


def month_compact(value: Cell | bool) -> Cell:
    """202609, from the 2026-09 that the simulator keeps."""
    return value.replace("-", "") if isinstance(value, str) else plain(value)


def month_chinese(value: Cell | bool) -> Cell:
    """2026年09月, from the 2026-09 that the simulator keeps."""
    if isinstance(value, str) and "-" in value:
        year, month = value.split("-")
        return f"{year}年{month}月"
    return plain(value)


def grade_in_words(value: Cell | bool) -> Cell:
    """C级, from the letter that the simulator keeps."""
    return f"{value}级" if isinstance(value, str) else plain(value)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the heading as delivered, the field behind it (None: an extra), its spelling."""

    heading: str
    field: str | None
    show: Show = plain


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its title lines above the heading, its columns, its closing lines below."""

    name: str
    columns: tuple[Column, ...]
    titles: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()  # fields summed up in a 合计 line; empty: no such line
    signature: str = ""  # a last line such as 填表人：…

    @property
    def header_row(self) -> int:
        """The row number of the headings, counted from 1 as a spreadsheet shows it."""
        return len(self.titles) + 1


@dataclass(frozen=True, slots=True)
class FileLayout:
    """One delivered file; `data_set` is D07 and the like, or household, member, village."""

    data_set: str
    path: str
    container: Container
    sheet: Sheet
    encoding: str = "gb18030"  # of a csv: GBK with its four-byte extension, as Windows writes it
    extra_sheets: tuple[Sheet, ...] = ()


def columns(*pairs: tuple[str, str | None] | tuple[str, str | None, Show]) -> tuple[Column, ...]:
    """Columns from short (heading, field) or (heading, field, spelling) tuples."""
    return tuple(Column(*pair) for pair in pairs)
