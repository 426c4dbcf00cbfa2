"""Cells to typed values: one converter per column, chosen once.

A converter answers with a value, with a CellProblem (the row is refused), or with Doubtful (the
value is kept and the doubt is listed). Nothing is repaired by guessing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from huitoukan.documents.characters import (
    ERROR_VALUES,
    LOST,
    LOST_TWICE,
    UNCACHED,
    clean_text,
    half_width,
    has_control_character,
    narrow,
)
from huitoukan.documents.columns import Cell, CodeList, CodeLists, Column, Value
from huitoukan.domain.identity import check_id, clean_id
from huitoukan.domain.refusals import Refused

TEXT_LIMIT: Final = 2_000
"""Characters in one text cell; longer ones are a table pasted into a cell."""
LARGEST: Final = 1e12
"""No amount, area or count of a county reaches it; a larger number is a number out of place."""
_FIRST_YEAR, _LAST_YEAR = 1870, 2100
_FOREVER: Final = date(9999, 12, 31)  # how exporting systems write "no end"
# A number of 16 digits or more has lost its tail in a table program (15 significant digits).
_PRECISE: Final = 1e15
_REMEMBERED: Final = 20_000
_BLANKS: Final = frozenset({"/", "／", "\\", "-", "—", "——", "－", "--", "NULL", "null"})


@dataclass(frozen=True)
class CellProblem:
    """What is wrong with one cell, in words for people."""

    code: str
    label: str
    sentence: str
    remedy: str
    value: str


@dataclass(frozen=True)
class Doubtful:
    """A value that is kept although something about it is wrong."""

    value: Value
    problem: CellProblem


Outcome = Value | CellProblem | Doubtful
Converter = Callable[[Cell], Outcome]


def typed(column: Column, cell: Cell, code_lists: CodeLists) -> Outcome:
    """The typed value of one cell; for whole tables take `converter_of` once per column."""
    return converter_of(column, code_lists)(cell)


def problem_of(column: Column, code: str, cell: Cell, **details: object) -> CellProblem:
    """A problem with the words of the refusal catalogue."""
    value = "" if cell is None else str(cell)
    refusal = Refused(code, label=column.label, value=value[:40], **details)
    return CellProblem(code, column.label, refusal.sentence(), refusal.remedy(), value)


def converter_of(column: Column, code_lists: CodeLists) -> Converter:
    """The function that reads the cells of this column.

    Blank cells become None, or the problem REQUIRED; in every type but text a dash, a slash and
    NULL are blank too. A column type that is not known, or a code list that is missing, is a
    mistake in the pack and a KeyError.
    """
    if column.type == "code":
        if column.codes is None:
            raise KeyError(f"column {column.name} names no code list")
        reader = _code_reader(column, code_lists[column.codes])
    else:
        reader = _READERS[column.type](column)
    required = problem_of(column, "REQUIRED", None) if column.required else None
    keeps_dashes = column.type == "text"

    def convert(cell: Cell) -> Outcome:
        if cell.__class__ is str:
            cell = cell.strip()
            if not cell or (not keeps_dashes and cell in _BLANKS):
                return required
            if cell[0] == "#" and cell in ERROR_VALUES:
                return problem_of(column, "CELL_ERROR", cell)
            if cell == UNCACHED:
                return problem_of(column, "FORMULA_UNCACHED", None)
            if not cell.isascii() and (LOST in cell or LOST_TWICE in cell):
                return problem_of(column, "CHAR_LOST", cell)
        elif cell is None:
            return required
        outcome = reader(cell)
        return required if outcome is None else outcome

    return convert


# --- text ---


def _text_reader(column: Column) -> Converter:
    def read(cell: Cell) -> Outcome:
        if not isinstance(cell, str):
            if isinstance(cell, int | float) and not -_PRECISE < cell < _PRECISE:
                return problem_of(column, "TEXT_PRECISION_LOST", cell)
            return _plain(cell)
        text = clean_text(cell)
        if len(text) > TEXT_LIMIT:
            return problem_of(column, "TOO_LONG", cell, limit=TEXT_LIMIT)
        if not text.isprintable() and has_control_character(text):
            return problem_of(column, "CONTROL_CHAR", None)
        return text or None

    return read


def _plain(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return (
            cell.isoformat(" ", "minutes")
            if cell.time() != datetime.min.time()
            else str(cell.date())
        )
    return str(cell)


_SCIENTIFIC: Final = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{2}")


def _id_reader(column: Column) -> Converter:
    def read(cell: Cell) -> Outcome:
        if cell.__class__ is str:
            text = clean_id(cell)
        elif isinstance(cell, int | float) and not isinstance(cell, bool):
            if not -_PRECISE < cell < _PRECISE:
                return problem_of(column, "ID_PRECISION_LOST", cell)
            text = _plain(cell)
        else:
            text = _plain(cell)
        code = check_id(text)
        if code is None or not text:
            return text or None
        if _SCIENTIFIC.fullmatch(text):
            return problem_of(column, "ID_PRECISION_LOST", cell)
        # A school-roll number is the citizen number behind a G.
        if len(text) == 19 and text[0] == "G" and check_id(text[1:]) is None:
            return text[1:]
        if len(text) > 40 or has_control_character(text):
            return problem_of(column, "ID_CHARSET", None)
        return Doubtful(text, problem_of(column, code, cell, length=len(text)))

    return read


# --- numbers ---

_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")


def _number(column: Column, cell: Cell) -> float | int | CellProblem:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return problem_of(column, "NUM_FORMAT", cell)
    if isinstance(cell, str):
        text = half_width(clean_text(cell)).removeprefix("¥").removeprefix("￥")
        if column.unit:
            text = text.removesuffix(column.unit)
        if _GROUPED.fullmatch(text):
            text = text.replace(",", "")
        if not _NUMBER.fullmatch(text):
            return problem_of(column, "NUM_FORMAT", cell)
        number: float | int = float(text) if "." in text else int(text[:400])
    else:
        number = cell
    if not -LARGEST < number < LARGEST:  # nan is not between anything
        return problem_of(column, "NUM_RANGE", cell, low=f"{-LARGEST:.0f}", high=f"{LARGEST:.0f}")
    return number


def _int_reader(column: Column) -> Converter:
    def read(cell: Cell) -> Outcome:
        if cell.__class__ is str and cell.isascii() and cell.isdigit() and len(cell) < 12:
            return int(cell)
        number = _number(column, cell)
        if isinstance(number, float):
            return int(number) if number.is_integer() else problem_of(column, "NUM_FORMAT", cell)
        return number

    return read


def _decimal_reader(column: Column) -> Converter:
    def read(cell: Cell) -> Outcome:
        number = _number(column, cell)
        return float(number) if isinstance(number, int) else number

    return read


def _year_reader(column: Column) -> Converter:
    def read(cell: Cell) -> Outcome:
        if isinstance(cell, date):
            return cell.year
        text = cell.removesuffix("度").removesuffix("年") if isinstance(cell, str) else cell
        number = _number(column, text)
        if isinstance(number, CellProblem) or number != int(number):
            return problem_of(column, "NUM_FORMAT", cell)
        if not _FIRST_YEAR <= number <= _LAST_YEAR:
            return problem_of(column, "NUM_RANGE", cell, low=_FIRST_YEAR, high=_LAST_YEAR)
        return int(number)

    return read


# --- yes and no ---

_YES: Final = frozenset("是,有,对,√,✓,✔,1,Y,YES,TRUE,T,达标,合格".split(","))  # noqa: SIM905
_NO: Final = frozenset("否,无,错,×,✗,✘,0,N,NO,FALSE,F,不达标,不合格,没有,不是".split(","))  # noqa: SIM905


def _bool_reader(column: Column) -> Converter:
    def read(cell: Cell) -> Outcome:
        if isinstance(cell, bool):
            return cell
        text = narrow(_plain(cell)).upper()
        if text in _YES:
            return True
        if text in _NO:
            return False
        return problem_of(column, "ENUM_UNKNOWN", cell, codes="是、否")

    return read


# --- days, months ---

# Excel's serial days, 1900 system; 1920-01-01 to 2099-12-31. Smaller ones are counts, larger ones
# are not days. Cells that carry a date format arrive as dates and need none of this.
_SERIAL_FROM, _SERIAL_TO = 7306, 73050
_SERIAL_ZERO: Final = date(1899, 12, 30)
_DAY: Final = re.compile(
    r"([0-9]{4})(?:[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号]?"
    r"|([0-9]{2})([0-9]{2}))(?:[T ]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_MONTH: Final = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})|年([0-9]{1,2})月份?|([0-9]{2}))")


def _in_years(column: Column, day: date, cell: Cell) -> date | CellProblem:
    if _FIRST_YEAR <= day.year <= _LAST_YEAR or day == _FOREVER:
        return day
    return problem_of(column, "DATE_RANGE", cell)


def _read_day(column: Column, cell: Cell) -> date | CellProblem:
    if isinstance(cell, datetime):
        return _in_years(column, cell.date(), cell)
    if isinstance(cell, date):
        return _in_years(column, cell, cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if _SERIAL_FROM <= cell <= _SERIAL_TO:
            return _SERIAL_ZERO + timedelta(days=int(cell))
        text = _plain(cell)
    else:
        text = half_width(clean_text(str(cell)))
    found = _DAY.fullmatch(text)
    if found is None:
        return problem_of(column, "DATE_FORMAT", cell)
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return _in_years(column, date(year, month, day), cell)
    except ValueError:
        return problem_of(column, "DATE_FORMAT", cell)


def _date_reader(column: Column) -> Converter:
    def read(cell: Cell) -> Outcome:
        return _read_day(column, cell)

    return _remembering(read)


def _month_reader(column: Column) -> Converter:
    def read(cell: Cell) -> Outcome:
        if isinstance(cell, date):
            return f"{cell.year:04}-{cell.month:02}"
        # 2024.1 as a number may have been 2024.10: it is not read.
        text = half_width(str(cell)) if isinstance(cell, int | str) else ""
        found = _MONTH.fullmatch(text)
        if found is None:
            day = _read_day(column, cell) if len(text) > 7 else None
            if isinstance(day, date):
                return f"{day.year:04}-{day.month:02}"
            return problem_of(column, "MONTH_FORMAT", cell)
        year, month = (int(part) for part in found.groups() if part is not None)
        if not (1 <= month <= 12 and _FIRST_YEAR <= year <= _LAST_YEAR):
            return problem_of(column, "MONTH_FORMAT", cell)
        return f"{year:04}-{month:02}"

    return _remembering(read)


# --- codes ---

_SEPARATORS: Final = re.compile(r"[，,、;；/\s]+")


def _code_reader(column: Column, codes: CodeList) -> Converter:
    order = {value.zh: place for place, value in enumerate(codes.values)}
    known: dict[str, str] = {}
    for spelling in ("code", "also", "zh"):  # The label wins over another value's synonym or code.
        for value in codes.values:
            written = getattr(value, spelling)
            for text in [written] if isinstance(written, str) else written:
                known[narrow(str(text)).casefold()] = value.zh

    def one(text: str) -> str | None:
        return known.get(narrow(text).casefold())

    def read(cell: Cell) -> Outcome:
        text = clean_text(cell) if isinstance(cell, str) else _plain(cell)
        found = one(text)
        if found is not None or not text:
            return found
        if column.many:
            parts = {one(part) for part in _SEPARATORS.split(text) if part}
            if None not in parts:
                return "、".join(sorted((part for part in parts if part), key=order.__getitem__))
        return problem_of(column, "ENUM_UNKNOWN", cell, codes=codes.title.zh)

    return _remembering(read)


def _remembering(read: Converter) -> Converter:
    """The same converter, quick for the few hundred texts of which such a column consists.

    The type belongs to the memory: 1, 1.0 and True are one key, and three different cells.
    """
    known: dict[str, Outcome] = {}

    def remember(cell: Cell) -> Outcome:
        if cell.__class__ is not str:
            return read(cell)
        try:
            return known[cell]
        except KeyError:
            if len(known) >= _REMEMBERED:
                known.clear()
            outcome = known[cell] = read(cell)
            return outcome

    return remember


_READERS: Final[dict[str, Callable[[Column], Converter]]] = {
    "text": _text_reader,
    "id_no": _id_reader,
    "int": _int_reader,
    "decimal": _decimal_reader,
    "bool": _bool_reader,
    "date": _date_reader,
    "month": _month_reader,
    "year": _year_reader,
}
