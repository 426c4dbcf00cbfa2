"""The sheets of a delivered workbook as typed rows, with those given back; no database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from django.db import models

from huitoukan.apps.files.models import RejectedRow
from huitoukan.documents.cells import CellProblem
from huitoukan.documents.tables import Table, TypedRow, read_tables
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import CodeList, DataSet

Tell = Callable[[int, int, str], None]
TELL_EVERY: Final = 2000
Reject = TypeVar("Reject", bound=RejectedRow)


@dataclass
class SheetStream:
    """One sheet while it is read: which table it is, and its rows, to be walked once.

    `columns` are those of the table that the sheet has. `n_skipped` is whole when the rows are
    walked.
    """

    sheet: str
    dataset: DataSet
    rows: Iterator[TypedRow]
    columns: frozenset[str]
    header_row: int = 0
    notes: list[str] = field(default_factory=list)
    skipped: Callable[[], int] = lambda: 0


@dataclass
class ReadSheet:
    """One sheet as read: which table it is, its good rows by row number, and those given back."""

    sheet: str
    dataset: DataSet
    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    rejects: list[tuple[int, CellProblem]] = field(default_factory=list)
    n_skipped: int = 0
    n_warnings: int = 0
    """Values that were kept although something about them is wrong, such as a bad ID number."""
    header_row: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def n_rejected(self) -> int:
        """How many different rows were given back."""
        return len({row for row, _ in self.rejects})

    def reject(self, row: int, label: str, code: str, /, **details: object) -> None:
        """Give a row back with its reason."""
        refused = Refused(code, **details)
        self.rejects.append(
            (row, CellProblem(code, label, refused.sentence(), refused.remedy(), ""))
        )


def walk_sheets(
    path: Path,
    name: str,
    datasets: Sequence[DataSet],
    codes: Mapping[str, CodeList],
    tell: Tell,
) -> Iterator[SheetStream]:
    """Every visible sheet that is one of the data sets, in the order of the file, row by row.

    A sheet's rows must be walked before the next sheet is asked for. Raises what `read_tables`
    raises; refused when no sheet is one of them.
    """
    known = {dataset.id: dataset for dataset in datasets}
    for table in read_tables(path, datasets, codes, name=name):

        def told(table: Table = table) -> Iterator[TypedRow]:
            for typed in table:
                if typed.number % TELL_EVERY == 0:
                    tell(typed.number, 0, f"读取“{table.sheet}”第 {typed.number} 行")
                yield typed

        yield SheetStream(
            table.sheet,
            known[table.dataset.id],
            told(),
            frozenset(table.layout.columns),
            table.layout.header_row,
            list(table.layout.folded),
            partial(len, table.skipped),
        )


def read_sheets(
    path: Path,
    name: str,
    datasets: Sequence[DataSet],
    codes: Mapping[str, CodeList],
    tell: Tell,
) -> list[ReadSheet]:
    """Every sheet of `walk_sheets`, whole and in memory.

    A row with a problem in any cell is given back whole; the others are typed. A sheet that has
    only some of the columns that another sheet of the file has (one sheet of households, one of
    their persons) is not that data set; the other's notes name it.
    """
    sheets: list[ReadSheet] = []
    columns: list[frozenset[str]] = []
    for stream in walk_sheets(path, name, datasets, codes, tell):
        found = ReadSheet(
            stream.sheet, stream.dataset, header_row=stream.header_row, notes=stream.notes
        )
        for typed in stream.rows:
            if typed.problems:
                found.rejects.extend((typed.number, problem) for problem in typed.problems)
            else:
                found.rows.append((typed.number, typed.values))
                found.n_warnings += len(typed.warnings)
        found.n_skipped = stream.skipped()
        sheets.append(found)
        columns.append(stream.columns)
    kept = []
    whole = whole_sheets(
        [(sheet.dataset.id, has) for sheet, has in zip(sheets, columns, strict=True)]
    )
    for sheet, fuller in zip(sheets, whole, strict=True):
        if fuller is None:
            kept.append(sheet)
        else:
            sheets[fuller].notes.append(partial_note(sheet.sheet))
    return kept


def whole_sheets(sheets: Sequence[tuple[str, frozenset[str]]]) -> list[int | None]:
    """For each (table, columns) the place of a sheet of that table with more columns, or None."""
    return [
        next(
            (
                place
                for place, (other, others) in enumerate(sheets)
                if other == table and columns < others
            ),
            None,
        )
        for table, columns in sheets
    ]


def partial_note(sheet: str) -> str:
    """What is said beside the fuller sheet about one that was not read."""
    return f"未读工作表“{sheet}”：只有其中一部分列"


def keep_rejects(model: type[Reject], account: models.Model, sheet: ReadSheet) -> None:
    """Store the rows that a sheet gave back, under their account."""
    model._default_manager.bulk_create(
        model(
            account=account,
            sheet=sheet.sheet,
            row=row,
            column=problem.label[:60],
            code=problem.code,
            # A sentence quotes the cell, and a cell may hold a whole letter.
            sentence=problem.sentence[:300],
            remedy=problem.remedy[:300],
        )
        for row, problem in sheet.rejects
    )
