"""Makers of files for the catalogue: text, well-formed workbooks, and workbooks cut open."""

from __future__ import annotations

import csv
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from html import escape
from io import BytesIO, StringIO
from typing import NamedTuple

import xlsxwriter
import xlwt

from huitoukan.documents.columns import Value
from tests.bad_input.catalogue import ALSO_GOOD, GOOD, HEAD, Case, Outcome, changed
from tests.documents import samples

Cells = Sequence[object]
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
BOOK = "xl/workbook.xml"


class Formula(NamedTuple):
    """A formula with the value that the program stored beside it."""

    text: str
    value: object = ""


def text_file(
    rows: Iterable[Cells], encoding: str = "utf-8", mark: str = ",", end: str = "\r\n"
) -> bytes:
    """Delimited text with quotation marks where csv needs them."""
    out = StringIO()
    csv.writer(out, delimiter=mark, lineterminator=end).writerows(
        ["" if cell is None else cell for cell in row] for row in rows
    )
    return out.getvalue().encode(encoding, "surrogatepass" if encoding == "utf-8" else "strict")


def book(rows: Iterable[Cells], sheet: str = "一", **options: object) -> bytes:
    """A workbook of one sheet."""
    return books({sheet: rows}, **options)


def books(sheets: Mapping[str, Iterable[Cells]], **options: object) -> bytes:
    """A workbook; texts as texts, numbers as numbers, days as days, formulas with their value."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as made:
        made.set_properties({"created": datetime(2026, 10, 31)})  # noqa: DTZ001 - always the same
        dated = made.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if isinstance(cell, Formula):
                        sheet.write_formula(r, c, cell.text, None, cell.value)
                    elif isinstance(cell, date):
                        sheet.write_datetime(r, c, cell, dated)
                    elif isinstance(cell, str):
                        sheet.write_string(r, c, cell)
                    elif cell is not None:
                        sheet.write(r, c, cell)
    return out.getvalue()


def old_book(rows: Iterable[Cells]) -> bytes:
    """An .xls workbook; a number of bytes stands for the error value of that code."""
    made, out = xlwt.Workbook(), BytesIO()
    sheet = made.add_sheet("一")
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if isinstance(cell, bytes):
                sheet.row(r).set_cell_error(c, cell[0])
            else:
                sheet.write(r, c, cell)
    made.save(out)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    """A zip; a name may come twice."""
    out = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore", UserWarning)
        for name, data in parts:
            archive.writestr(name, data)
    return out.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes] | None) -> bytes:
    """The workbook with one part changed, added (from b"") or, with None, taken away."""
    parts = parts_of(data)
    if change is None:
        del parts[name]
    else:
        parts[name] = change(parts.get(name, b""))
    return zipped(parts.items())


def replaced(data: bytes, name: str, old: str, new: str) -> bytes:
    """The workbook with a text of one part replaced."""

    def change(part: bytes) -> bytes:
        assert re.search(old, part.decode()), f"{old} is not in {name}"
        return re.sub(old, new, part.decode()).encode()

    return with_part(data, name, change)


def raw(*rows: str, around: str = "{}") -> bytes:
    """A workbook of the header row and rows of sheet XML as they are given."""
    head = xml_row(1, HEAD)
    parts = samples.parts(head + "".join(rows))
    parts[SHEET] = around.format(parts[SHEET].decode()).encode()
    return zipped(parts.items())


def xml_row(number: int, cells: Cells) -> str:
    """A row of inline strings with all its references."""
    return f'<row r="{number}">{"".join(xml_cells(number, cells))}</row>'


def xml_cells(number: int, cells: Cells) -> list[str]:
    """The cells of a row."""
    return [
        f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>'
        for place, cell in enumerate(cells)
    ]


def good_book() -> bytes:
    """Two rows without any fault."""
    return book([HEAD, GOOD, ALSO_GOOD])


_WORDS: dict[Value, str] = {True: "是", False: "否", None: ""}


class Cell(NamedTuple):
    """A cell case: what is written, and what is read (a value) or why not (codes)."""

    sentence: str
    written: object
    outcome: Outcome
    value: Value = None
    codes: tuple[str, ...] = ()
    note: str = ""


def fixed(sentence: str, written: object, value: Value, *codes: str, note: str = "") -> Cell:
    """Read as another value than the one written, or kept with a doubt.

    OK when the value is nothing but what was written, typed.
    """
    plain = not codes and str(written) in {str(value), _WORDS.get(value, "")}
    return Cell(sentence, written, Outcome.OK if plain else Outcome.FIX, value, codes, note)


def fine(sentence: str, written: object, value: Value = None, note: str = "") -> Cell:
    """Read as written; the value is given where the types differ."""
    return Cell(sentence, written, Outcome.OK, written if value is None else value, (), note)  # type: ignore[arg-type]


def refused(sentence: str, written: object, *codes: str, note: str = "") -> Cell:
    """The row is refused."""
    return Cell(sentence, written, Outcome.ROW, None, codes, note)


def cell_cases(prefix: str, column: str, cells: Iterable[Cell], *, form: str = "csv") -> list[Case]:
    """A case of two rows for each cell: the row with that cell, and a good one behind it."""
    return [
        _cell_case(f"{prefix}-{number:02}", column, cell, form)
        for number, cell in enumerate(cells, 1)
    ]


def _cell_case(id_: str, column: str, cell: Cell, form: str) -> Case:
    rows = [HEAD, changed(**{column: cell.written}), ALSO_GOOD]  # type: ignore[arg-type]
    n_rejected = 1 if cell.outcome is Outcome.ROW else 0
    return Case(
        id_,
        cell.sentence,
        (lambda: text_file(rows)) if form == "csv" else (lambda: book(rows)),
        cell.outcome,
        cell.codes,
        (2, 2 - n_rejected, n_rejected),
        {} if n_rejected else {column: cell.value},
        name=f"a.{form}",
        note=cell.note,
    )
