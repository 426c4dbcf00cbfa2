"""Writing tables as files: xlsx, old xls, and csv, byte for byte the same for the same rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import xlsxwriter
import xlwt

from huitoukan.simulate.layouts.shape import Cell, FileLayout, Sheet
from huitoukan.simulate.truth import Truth
from huitoukan.simulate.world import Fate, Row

Lines = Iterable[tuple[Row, Fate | None]]

_MADE_AT: Final = datetime(2026, 10, 26, 9, 0, tzinfo=UTC)  # stamped into every workbook


def write_file(folder: Path, layout: FileLayout, tables: list[Lines], truth: Truth) -> int:
    """Write one file with one table for each of its sheets; returns the rows of the first.

    Rows with a fate are noted in the truth with the row number that a spreadsheet shows.
    """
    path = folder / layout.path
    path.parent.mkdir(parents=True, exist_ok=True)
    sheets = (layout.sheet, *layout.extra_sheets)
    grids = [
        list(_grid(layout, sheet, path, lines, truth))
        for sheet, lines in zip(sheets, tables, strict=True)
    ]
    named = list(zip([sheet.name for sheet in sheets], grids, strict=True))
    if layout.container == "csv":
        _write_csv(path, grids[0], layout.encoding)
    elif layout.container == "xls":
        _write_xls(path, named)
    else:
        _write_xlsx(path, named)
    return (
        len(grids[0])
        - layout.sheet.header_row
        - bool(layout.sheet.totals)
        - bool(layout.sheet.signature)
    )


def _grid(
    layout: FileLayout, sheet: Sheet, path: Path, lines: Lines, truth: Truth
) -> Iterator[list[Cell]]:
    """All lines of a sheet from the first title to the signature."""
    for title in sheet.titles:
        yield [title]
    yield [column.heading for column in sheet.columns]
    shown = [(column.field or "", column.show) for column in sheet.columns]
    headings = {column.field: column.heading for column in sheet.columns}
    sums = dict.fromkeys(sheet.totals, 0)
    for number, (row, fate) in enumerate(lines, start=1):
        row.setdefault("serial", number)
        if fate is not None:
            place = str(sheet.header_row + number)
            # a csv has no sheets; readers name its one table after the file
            name = path.stem if layout.container == "csv" else sheet.name
            line = (layout.path, name, place, headings[fate.field], fate.code)
            (truth.rejects if fate.refused else truth.unkeyed).append(line)
        for field in sheet.totals:
            value = row[field]
            sums[field] += value if isinstance(value, int) else 0
        get = row.get
        yield [show(get(field)) for field, show in shown]
    if sheet.totals:
        yield ["合计", *(sums.get(field) for field, _ in shown[1:])]
    if sheet.signature:
        yield [sheet.signature]


def _write_csv(path: Path, grid: list[list[Cell]], encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as out:
        csv.writer(out, lineterminator="\r\n").writerows(grid)


def _write_xlsx(path: Path, sheets: list[tuple[str, list[list[Cell]]]]) -> None:
    options = {"constant_memory": True, "default_date_format": "yyyy/m/d"}
    workbook = xlsxwriter.Workbook(str(path), options)
    workbook.set_properties({"author": "huitoukan simulate", "created": _MADE_AT})
    for name, grid in sheets:
        worksheet = workbook.add_worksheet(name)
        worksheet.set_column(0, max(map(len, grid)) - 1, 14)
        text, figure, day = (
            worksheet.write_string,
            worksheet.write_number,
            worksheet.write_datetime,
        )
        for row, line in enumerate(grid):
            for column, cell in enumerate(line):
                if isinstance(cell, str):
                    text(row, column, cell)
                elif isinstance(cell, date):
                    day(row, column, cell)
                elif cell is not None:
                    figure(row, column, cell)
    workbook.close()


def _write_xls(path: Path, sheets: list[tuple[str, list[list[Cell]]]]) -> None:
    workbook = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="yyyy/m/d")
    for name, grid in sheets:
        worksheet = workbook.add_sheet(name)
        for row, line in enumerate(grid):
            for column, cell in enumerate(line):
                if isinstance(cell, date):
                    worksheet.write(row, column, cell, day)
                elif cell is not None:
                    worksheet.write(row, column, cell)
    workbook.save(str(path))
