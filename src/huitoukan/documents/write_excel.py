"""Official ledgers, rejects and templates as workbooks, from plain values.

Strings stay strings: nothing becomes a formula or a link. No clock is read: the moment of making
is handed in, so that equal input gives equal bytes. What the columns mean stands in layouts/.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import IO, Any, Final, Literal

import xlsxwriter

from huitoukan.documents.columns import Cell

Target = Path | IO[bytes]
Kind = Literal["text", "paragraph", "number", "amount", "percent", "date"]

TITLE_FONT: Final = "方正小标宋简体"
HEADING_FONT: Final = "黑体"
BODY_FONT: Final = "宋体"
_GREY: Final = "#EEF1F4"
_PAPERS: Final = {"A4": 9, "A3": 8}
_LONGEST_CELL: Final = 32_767
_TITLE, _SUBTITLE, _HEAD, _DATA = 0, 1, 2, 4  # rows of the ledger sheet, counted from 0
_LINE_HEIGHT: Final = 14  # pt, for 10 pt characters
_LEAST_HEIGHT, _MOST_HEIGHT = 32, 409  # pt; the second is the file format's own limit


@dataclass(frozen=True)
class LedgerColumn:
    """One column of a ledger; neighbours with the same group share an upper heading."""

    heading: str
    kind: Kind = "text"
    width: float = 10
    group: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """A ledger as an office files it: what stands above, in and below the table."""

    title: str
    organ: str
    as_of: datetime
    """The moment whose data are shown."""
    filled_on: date
    made_at: datetime
    made_by: str
    columns: tuple[LedgerColumn, ...]
    rows: Sequence[Sequence[Cell]]
    unit: str = "条"
    sheet: str = "台账"
    filled_by: str = ""
    checked_by: str = ""
    phone: str = ""
    notes: tuple[str, ...] = ()
    """The 填表说明, one sentence each."""
    criteria: tuple[tuple[str, str], ...] = ()
    """What was asked for, as pairs of name and value, for the sheet 说明."""
    pack: str = ""
    """Rule pack and release in force."""
    masking: str = "本表不含证件号码。"
    alarms: frozenset[str] = field(default_factory=frozenset)
    """Beginnings of text that are printed in red, such as 逾期."""
    paper: Literal["A4", "A3"] = "A4"


def rows_hash(columns: Sequence[LedgerColumn], rows: Iterable[Sequence[Cell]]) -> str:
    """SHA-256 over headings and cells: two ledgers with the same hash have the same content."""
    digest = hashlib.sha256()
    for row in ([column.heading for column in columns], *rows):
        cells = "\x1f".join("" if cell is None else str(cell) for cell in row)
        digest.update(f"{cells}\x1e".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def write_ledger(target: Target, ledger: Ledger) -> None:
    """Writes a ledger with its sheet 说明.

    Args:
        target: a path or a binary stream.
        ledger: everything that is printed; cells of `date` columns must be dates, of `number`,
            `amount` and `percent` columns numbers (0.5 is 50 %), or None.
    """
    write_ledgers(target, [ledger])


def write_ledgers(target: Target, ledgers: Sequence[Ledger]) -> None:
    """Writes several ledgers as sheets of one workbook; the sheet 说明 tells of the first."""
    first = ledgers[0]
    with open_book(target, first.title, first.organ, first.made_at) as book:
        for ledger in ledgers:
            _LedgerSheet(book, ledger).write()
        _write_about(book, first)


def open_book(target: Target, title: str, organ: str, made_at: datetime) -> Any:
    """A workbook that writes strings as strings and carries the given moment."""
    book = xlsxwriter.Workbook(
        str(target) if isinstance(target, Path) else target,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    book.set_properties({"title": title, "author": organ, "created": made_at.replace(tzinfo=None)})
    return book


def chinese_day(day: date) -> str:
    """A day as official papers write it: 2026年11月22日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _units(text: str) -> int:
    """The width of a text as columns count it: a Chinese character is two units wide."""
    return sum(1 if character.isascii() else 2 for character in text)


class _LedgerSheet:
    """The sheet with the table."""

    def __init__(self, book: Any, ledger: Ledger) -> None:
        self.ledger = ledger
        self.book = book
        self.sheet = book.add_worksheet(ledger.sheet)
        self.last = len(ledger.columns) - 1
        self.formats = {
            "text": self._format(align="center", num_format="@", border=1),
            "paragraph": self._format(align="left", num_format="@", border=1),
            "number": self._format(align="center", num_format="0", border=1),
            "amount": self._format(align="right", num_format="#,##0.00", border=1),
            "percent": self._format(align="center", num_format="0.0%", border=1),
            "date": self._format(align="center", num_format="yyyy-mm-dd", border=1),
        }

    def _format(self, **properties: object) -> Any:
        usual = {"font_name": BODY_FONT, "font_size": 10, "valign": "vcenter", "text_wrap": True}
        return self.book.add_format({**usual, **properties})

    def write(self) -> None:
        """Writes title, head, data and foot, and sets the page."""
        self._title()
        self._head()
        for place, row in enumerate(self.ledger.rows):
            self._row(_DATA + place, row)
        self._foot(_DATA + len(self.ledger.rows))
        self._page()

    def _spread(self, row: int, texts: Sequence[tuple[str, Any]], height: float) -> None:
        """Texts over the width, each over its share of the columns; higher where one wraps."""
        count = min(len(texts), self.last + 1)
        ends = [(self.last + 1) * (place + 1) // count for place in range(count)]
        begin, lines = 0, 1
        for (text, style), end in zip(texts, ends, strict=False):
            self._merged((row, begin, row, end - 1), text, style)
            room = sum(column.width for column in self.ledger.columns[begin:end])
            lines = max(lines, -(-_units(text) // int(room)))
            begin = end
        self.sheet.set_row(row, max(height, _LINE_HEIGHT * lines + 4))

    def _merged(self, area: tuple[int, int, int, int], text: str, style: Any) -> None:
        """One text over (top, left, bottom, right); a single cell is not merged."""
        top, left, bottom, right = area
        if (top, left) != (bottom, right):
            self.sheet.merge_range(top, left, bottom, right, "", style)
        self.sheet.write_string(top, left, text, style)

    def _title(self) -> None:
        ledger = self.ledger
        style = self._format(font_name=TITLE_FONT, font_size=20, align="center")
        self.sheet.set_row(_TITLE, 36)
        self._merged((_TITLE, 0, _TITLE, self.last), ledger.title, style)
        left, middle, right = (self._format(align=align) for align in ("left", "center", "right"))
        as_of = f"{chinese_day(ledger.as_of)} {ledger.as_of:%H:%M}"
        filled = f"填报日期：{chinese_day(ledger.filled_on)}　　单位：{ledger.unit}"
        self._spread(
            _SUBTITLE,
            [
                (f"填报单位（盖章）：{ledger.organ}", left),
                (f"数据截止：{as_of}", middle),
                (filled, right),
            ],
            height=22,
        )

    def _head(self) -> None:
        style = self._format(
            font_name=HEADING_FONT, font_size=10.5, align="center", border=1, bg_color=_GREY
        )
        self.sheet.set_row(_HEAD, 20)
        self.sheet.set_row(_HEAD + 1, 32)  # narrow columns have headings of two lines
        begin = 0
        for group, members in groupby(self.ledger.columns, key=lambda column: column.group):
            columns = list(members)
            if group:
                self._merged((_HEAD, begin, _HEAD, begin + len(columns) - 1), group, style)
            for place, column in enumerate(columns, begin):
                if group:
                    self.sheet.write_string(_HEAD + 1, place, column.heading, style)
                else:
                    self._merged((_HEAD, place, _HEAD + 1, place), column.heading, style)
            begin += len(columns)

    def _row(self, row: int, cells: Sequence[Cell]) -> None:
        lines = 0
        for place, (column, cell) in enumerate(zip(self.ledger.columns, cells, strict=True)):
            self._cell(row, place, column, cell)
            if isinstance(cell, str):
                # A Chinese character is two units wide.
                lines = max(lines, -(-len(cell) * 2 // int(column.width)))
        height = max(_LEAST_HEIGHT, _LINE_HEIGHT * lines + 4)
        self.sheet.set_row(row, min(height, _MOST_HEIGHT))

    def _cell(self, row: int, place: int, column: LedgerColumn, cell: Cell) -> None:
        style = self.formats[column.kind]
        if cell is None or cell == "":
            self.sheet.write_blank(row, place, None, style)
        elif column.kind == "date" and isinstance(cell, date):
            naive = cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell
            self.sheet.write_datetime(row, place, naive, style)
        elif column.kind in {"number", "amount", "percent"} and isinstance(cell, int | float):
            self.sheet.write_number(row, place, cell, style)
        elif column.kind in {"text", "paragraph"}:
            self.sheet.write_string(row, place, str(cell)[:_LONGEST_CELL], style)
        else:
            raise TypeError(f"{column.heading}: {cell!r} is not a {column.kind}")

    def _foot(self, row: int) -> None:
        ledger = self.ledger
        left, right = self._format(align="left"), self._format(align="right")
        self._spread(
            row,
            [
                (f"填报人：{ledger.filled_by}", left),
                (f"审核人：{ledger.checked_by}", left),
                ("单位负责人（签字）：", left),
                (f"联系电话：{ledger.phone}", right),
            ],
            height=24,
        )
        if ledger.notes:
            numbered = "".join(f"{n}. {text}" for n, text in enumerate(ledger.notes, 1))
            style = self._format(align="left", font_color="#5B6A78")
            self.sheet.set_row(row + 1, 30)
            self._merged((row + 1, 0, row + 1, self.last), f"填表说明：{numbered}", style)

    def _page(self) -> None:
        sheet, ledger = self.sheet, self.ledger
        end = _DATA + max(len(ledger.rows), 1) - 1
        for place, column in enumerate(ledger.columns):
            sheet.set_column(place, place, column.width)
            if column.choices:
                sheet.data_validation(_DATA, place, end, place, choice(column.choices))
            if ledger.alarms and column.kind == "text":
                for alarm in sorted(ledger.alarms):
                    sheet.conditional_format(_DATA, place, end, place, self._alarm_rule(alarm))
        sheet.freeze_panes(_DATA, min(3, len(ledger.columns)))
        sheet.autofilter(_HEAD + 1, 0, end, self.last)
        sheet.repeat_rows(_HEAD, _HEAD + 1)
        sheet.set_landscape()
        sheet.set_paper(_PAPERS[ledger.paper])
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.5, 0.5, 0.6, 0.6)
        sheet.center_horizontally()
        sheet.set_footer(
            f"&L&8系统导出 {ledger.made_at:%Y-%m-%d %H:%M}&C&9第 &P 页，共 &N 页"
            f"&R&8导出人：{ledger.made_by.replace('&', '&&')}"
        )

    def _alarm_rule(self, alarm: str) -> dict[str, object]:
        style = self.book.add_format({"font_color": "#B92B22", "bold": True})
        return {"type": "text", "criteria": "begins with", "value": alarm, "format": style}


def choice(options: Sequence[str]) -> dict[str, object]:
    """A validation list with a Chinese error text."""
    return {
        "validate": "list",
        "source": list(options),
        "error_title": "填写错误",
        "error_message": "请从下拉列表中选择。",
    }


def _write_about(book: Any, ledger: Ledger) -> None:
    """The sheet 说明: what was asked, from when, under which rules, and how to check it."""
    lines = [
        *ledger.criteria,
        ("数据时间", f"{ledger.as_of:%Y-%m-%d %H:%M}"),
        ("规则包", ledger.pack),
        ("行数", str(len(ledger.rows))),
        ("内容校验值（SHA-256）", rows_hash(ledger.columns, ledger.rows)),
        ("导出人", ledger.made_by),
        ("导出时间", f"{ledger.made_at:%Y-%m-%d %H:%M}"),
        ("个人信息", ledger.masking),
    ]
    sheet = book.add_worksheet("说明")
    name = book.add_format({"font_name": HEADING_FONT, "font_size": 10.5, "border": 1})
    value = book.add_format(
        {"font_name": BODY_FONT, "font_size": 10.5, "border": 1, "text_wrap": True}
    )
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)
    sheet.set_paper(_PAPERS["A4"])
    for row, (label, text) in enumerate(lines):
        sheet.write_string(row, 0, label, name)
        sheet.write_string(row, 1, text, value)
