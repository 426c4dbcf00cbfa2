"""The rows of a kept file that were given back, read again from the file, as a workbook to mend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from huitoukan.apps.files.models import RejectedRow
from huitoukan.documents.mapping import Mappings
from huitoukan.documents.tables import Table, read_tables
from huitoukan.documents.write_forms import Reject, RejectSheet, write_reject_book
from huitoukan.rules.shapes.tables import DataSet
from huitoukan.rules.shapes.words import CodeList

Reasons = dict[str, dict[int, list[str]]]
"""Sheet name to row number to the reasons why the row was given back."""


def reasons_of(rows: Iterable[RejectedRow]) -> Reasons:
    """The reasons by sheet and row, each with its column and remedy."""
    reasons: Reasons = {}
    for row in rows:
        where = f"{row.column}：" if row.column else ""
        told = reasons.setdefault(row.sheet, {}).setdefault(row.row, [])
        told.append(f"{where}{row.sentence}{row.remedy}")
    return reasons


def returned_rows(
    files: Iterable[tuple[Path, str, Reasons]],
    datasets: Sequence[DataSet],
    codes: Mapping[str, CodeList],
    *,
    made_at: datetime,
    mappings: Mappings | None = None,
) -> bytes:
    """The workbook of the rows that were given back, each as it was delivered, with its reasons.

    `files` are the kept files with their names and the reasons by sheet and row. Reads them whole
    again: the cost is that of the import without the database.
    """
    sheets = []
    for path, name, reasons in files:
        for table in read_tables(path, datasets, codes, name=name, mappings=mappings):
            told = reasons.get(table.sheet, {})
            rejects = [
                Reject(row.number, row.cells, tuple(told[row.number]))
                for row in table
                if row.number in told
            ]
            if rejects:
                sheets.append(RejectSheet(table.sheet, _headings(table), rejects))
    target = BytesIO()
    write_reject_book(target, sheets, made_at=made_at)
    return target.getvalue()


def _headings(table: Table) -> list[str]:
    """The headings as delivered; a group and its sub-heading are written as one."""
    found = list(table.layout.delivered)
    for column, place in table.layout.columns.items():
        found[place] = table.layout.headings[column]
    return found
