"""A plain list as a workbook: the headings of a table in the first row, a row of texts for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from huitoukan.documents.columns import Column
from huitoukan.documents.write_excel import Target, open_book


def write_list(
    target: Target,
    columns: Iterable[Column],
    rows: Iterable[Mapping[str, str]],
    *,
    sheet: str,
    made_at: datetime,
) -> None:
    """Write rows (column name to text) under the labels of the columns; the first row is row 2.

    Everything is text, so that no program takes an ID number for a number.
    """
    places = {column.name: place for place, column in enumerate(columns)}
    labels = [column.label for column in columns]
    with open_book(target, sheet, "", made_at) as book:
        page = book.add_worksheet(sheet)
        head, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        for place, label in enumerate(labels):
            page.write_string(0, place, label, head)
        page.set_column(0, max(len(labels) - 1, 0), 18, text)
        page.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for name, value in row.items():
                page.write_string(number, places[name], value, text)
