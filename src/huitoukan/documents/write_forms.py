"""Workbooks that go out and come back: rejected rows with their reasons, and empty templates.

The official ledger is in write_excel.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from huitoukan.documents.columns import (
    Cell,
    CodeList,
    CodeLists,
    Column,
    DataSet,
    letters_of,
)
from huitoukan.documents.mapping import NUMBER_HEADING, REASON_HEADING, ROW_HEADING
from huitoukan.documents.tables import EXAMPLE_MARK, GUIDE_SHEET, NOTE_MARK
from huitoukan.documents.write_excel import BODY_FONT, HEADING_FONT, Target, choice, open_book

_RED: Final = "#B92B22"
_REQUIRED: Final = "#FDE9E7"
_COMMENT: Final = {"x_scale": 1.6, "y_scale": 1.4}
_TEMPLATE_ROWS: Final = 5_000  # rows of a template that carry formats and validation lists
_DATA: Final = 3  # the first row of a template that is filled in, counted from 0
_LISTS: Final = "代码"
_LONGEST_NAME: Final = 31  # characters of a sheet's name
_FORBIDDEN_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\]|^'|'$")


@dataclass(frozen=True)
class Reject:
    """One row that was given back, as it was delivered, with the reasons."""

    number: int
    cells: Sequence[Cell]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class RejectSheet:
    """The rows that one sheet gave back, under its headings as delivered."""

    name: str
    headings: Sequence[str]
    rejects: Iterable[Reject]


def write_rejects(
    target: Target,
    headings: Sequence[str],
    rejects: Iterable[Reject],
    *,
    made_at: datetime,
    sheet: str = "退回",
) -> None:
    """The rejected rows of one sheet only; see `write_reject_book`."""
    write_reject_book(target, [RejectSheet(sheet, headings, rejects)], made_at=made_at)


def write_reject_book(target: Target, sheets: Sequence[RejectSheet], *, made_at: datetime) -> None:
    """The rejected rows only, with 错误原因 in red; when put right the file can be read again.

    One sheet for each that gave rows back, under its own name. Headings are the delivered ones,
    in their order; cells go back as they came.
    """
    names: set[str] = set()
    with open_book(target, "退回数据", "", made_at) as book:
        for sheet in sheets:
            _write_reject_sheet(book, sheet, _free_name(sheet.name, names))


def _free_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes and no other sheet of the book has; `taken` remembers it."""
    name = base = _FORBIDDEN_IN_NAMES.sub("_", wanted)[:_LONGEST_NAME] or "退回"
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{base[: _LONGEST_NAME - len(str(number)) - 1]}_{number}"
    taken.add(name.casefold())
    return name


def _write_reject_sheet(book: Any, sheet: RejectSheet, name: str) -> None:
    page = book.add_worksheet(name)
    head = book.add_format({"font_name": HEADING_FONT, "border": 1, "bg_color": "#EEF1F4"})
    red_head = book.add_format(
        {"font_name": HEADING_FONT, "border": 1, "bg_color": "#EEF1F4", "font_color": _RED}
    )
    red = book.add_format(
        {"font_name": BODY_FONT, "font_color": _RED, "text_wrap": True, "num_format": "@"}
    )
    text = book.add_format({"font_name": BODY_FONT, "num_format": "@"})
    day = book.add_format({"font_name": BODY_FONT, "num_format": "yyyy-mm-dd"})
    width = len(sheet.headings)
    for place, heading in enumerate(sheet.headings):
        page.write_string(0, place, heading, head)
    page.write_string(0, width, REASON_HEADING, red_head)
    page.write_string(0, width + 1, ROW_HEADING, head)
    page.set_column(0, max(width - 1, 0), 16, text)
    page.set_column(width, width, 48)
    page.freeze_panes(1, 0)
    for row, reject in enumerate(sheet.rejects, 1):
        for place, cell in enumerate(reject.cells[:width]):
            _write_back(page, (row, place), cell, day if isinstance(cell, date) else text)
        page.write_string(row, width, "；".join(reject.reasons), red)
        page.write_number(row, width + 1, reject.number)


def _write_back(page: Any, where: tuple[int, int], cell: Cell, style: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        page.write_boolean(*where, cell)
    elif isinstance(cell, int | float):
        # As a number again: a number that lost its tail must not come back as a good text.
        page.write_number(*where, cell)
    elif isinstance(cell, date):
        page.write_datetime(*where, cell, style)
    else:
        page.write_string(*where, cell, style)


# --- templates ---

_HINTS: Final[dict[str, str]] = {
    "text": "文本",
    "id_no": "文本，18 位，末位可为 X；不能存成数字",
    "int": "整数",
    "decimal": "数字",
    "bool": "是或否",
    "date": "日期，如 2026-10-31",
    "month": "年月，如 2026-10",
    "year": "年份，如 2026",
    "code": "从下拉列表中选择",
}
_EXAMPLES: Final[dict[str, Cell]] = {
    "id_no": "990101199003077751",
    "int": 1,
    "decimal": 100.5,
    "bool": "是",
    "date": date(2026, 10, 31),
    "month": "2026-10",
    "year": 2026,
}


def write_template(
    target: Target, dataset: DataSet, codes: CodeLists, *, made_at: datetime
) -> None:
    """An empty workbook for one data set, on the sheet 填报; see `write_templates`."""
    title = f"{dataset.title.zh}模板"
    write_templates(target, {"填报": dataset}, codes, title=title, made_at=made_at)


def write_templates(
    target: Target,
    forms: Mapping[str, DataSet],
    codes: CodeLists,
    *,
    title: str,
    made_at: datetime,
) -> None:
    """An empty workbook with a sheet for each data set, in the order of `forms` (sheet name first).

    Below the headings stand a row of notes (※必填 and how to fill) and a grey example row; both are
    told by their mark in the column 序号 and skipped when the file is read. A comment at each
    heading names its synonyms; lists to choose from stand on a hidden sheet, what everything means
    on the sheet 填写说明. Columns of text and of numbers of persons are formatted as text.
    """
    with open_book(target, title, "", made_at) as book:
        _Template(book, forms, codes).write()


class _Template:
    """The sheets of one template: the forms, how to fill them, and the hidden lists."""

    def __init__(self, book: Any, forms: Mapping[str, DataSet], codes: CodeLists) -> None:
        self.book, self.forms, self.codes = book, forms, codes
        self.sheets = {name: book.add_worksheet(name) for name in forms}
        self.guide = book.add_worksheet(GUIDE_SHEET)
        self.lists = book.add_worksheet(_LISTS)
        self.lists.hide()
        self.ranges: dict[tuple[str, ...], str] = {}
        usual = {"font_name": BODY_FONT, "border": 1, "valign": "vcenter"}
        self.head = book.add_format(
            {**usual, "font_name": HEADING_FONT, "bg_color": "#EEF1F4", "text_wrap": True}
        )
        self.must = book.add_format(
            {
                **usual,
                "font_name": HEADING_FONT,
                "bg_color": _REQUIRED,
                "font_color": _RED,
                "text_wrap": True,
            }
        )
        notes = {"font_name": BODY_FONT, "font_size": 9, "text_wrap": True, "valign": "top"}
        self.note = book.add_format({**notes, "font_color": "#5B6A78", "num_format": "@"})
        self.must_note = book.add_format({**notes, "font_color": _RED, "num_format": "@"})
        self.text = book.add_format({"font_name": BODY_FONT, "num_format": "@"})
        self.plain = book.add_format({"font_name": BODY_FONT})
        self.day = book.add_format({"font_name": BODY_FONT, "num_format": "yyyy-mm-dd"})
        grey = {"font_name": BODY_FONT, "font_color": "#8A94A0", "italic": True}
        self.grey = book.add_format({**grey, "num_format": "@"})
        self.grey_day = book.add_format({**grey, "num_format": "yyyy-mm-dd"})

    def write(self) -> None:
        """Writes every form, then the guide."""
        for name, dataset in self.forms.items():
            self._form(self.sheets[name], dataset)
        self._guide()

    def _form(self, form: Any, dataset: DataSet) -> None:
        form.write_string(0, 0, NUMBER_HEADING, self.head)
        form.write_string(1, 0, NOTE_MARK, self.note)
        form.write_string(2, 0, EXAMPLE_MARK, self.grey)
        form.set_column(0, 0, 9)
        for place, column in enumerate(dataset.columns, 1):
            self._column(form, place, column)
        form.set_row(0, 32)
        form.set_row(1, 40)
        form.freeze_panes(_DATA, 0)

    def _list_of(self, column: Column) -> CodeList | None:
        return self.codes[column.codes] if column.codes and column.type == "code" else None

    def _column(self, form: Any, place: int, column: Column) -> None:
        unit = f"（{column.unit}）" if column.unit else ""
        head, note = (self.must, self.must_note) if column.required else (self.head, self.note)
        form.write_string(0, place, f"{column.label}{unit}", head)
        hint = _HINTS[column.type]
        form.write_string(1, place, f"※必填：{hint}" if column.required else hint, note)
        form.write_comment(0, place, self._comment(column), _COMMENT)
        numeric = column.type in {"int", "decimal", "year"}
        style = self.day if column.type == "date" else self.plain if numeric else self.text
        form.set_column(place, place, max(12, 2.2 * len(column.label) + 4), style)
        codes = self._list_of(column)
        options = [value.zh for value in codes.values] if codes else []
        if column.type == "bool":
            options = ["是", "否"]
        if options and not column.many:
            form.data_validation(_DATA, place, _TEMPLATE_ROWS, place, self._choice(options))
        example = options[0] if options else _EXAMPLES.get(column.type, f"{column.label}填写示例")
        if isinstance(example, date):
            form.write_datetime(2, place, example, self.grey_day)
        elif isinstance(example, int | float):
            form.write_number(2, place, example, self.grey)
        else:
            form.write_string(2, place, str(example), self.grey)

    def _comment(self, column: Column) -> str:
        """What the heading means and how else it may be called."""
        also = f"\n也认得：{'、'.join(column.also)}" if column.also else ""
        return f"{column.label}：{self._hint(column)}{also}"

    def _choice(self, options: list[str]) -> dict[str, object]:
        """A list to choose from, on the hidden sheet; the same list stands there once."""
        key = tuple(options)
        if key not in self.ranges:
            letters = letters_of(len(self.ranges))
            for row, text in enumerate(options):
                self.lists.write_string(row, len(self.ranges), text)
            self.ranges[key] = f"={_LISTS}!${letters}$1:${letters}${len(options)}"
        return {**choice(()), "source": self.ranges[key]}

    def _hint(self, column: Column) -> str:
        """How a column is filled in."""
        codes = self._list_of(column)
        hint = _HINTS[column.type]
        if codes:
            labels = "、".join(value.zh for value in codes.values)
            hint = f"{'可填多项，用顿号分开' if column.many else '填一项'}：{labels}"
        return f"{hint}，单位：{column.unit}" if column.unit else hint

    def _guide(self) -> None:
        """Every column of every form; with several forms their names stand above their columns."""
        self.guide.set_column(0, 0, 24)
        self.guide.set_column(1, 1, 8)
        self.guide.set_column(2, 2, 90, self.text)
        row = 0
        for name, dataset in self.forms.items():
            if len(self.forms) > 1:
                self.guide.write_string(row, 0, f"工作表“{name}”", self.text)
                row += 1
            for place, heading in enumerate(("列", "必填", "怎样填写")):
                self.guide.write_string(row, place, heading, self.head)
            for place, column in enumerate(dataset.columns, 1):
                self._guide_row(row + place, column)
            row += len(dataset.columns) + 2

    def _guide_row(self, row: int, column: Column) -> None:
        self.guide.write_string(row, 0, column.label, self.text)
        self.guide.write_string(row, 1, "是" if column.required else "", self.text)
        self.guide.write_string(row, 2, self._hint(column), self.text)
