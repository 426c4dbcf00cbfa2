"""The sheets of a delivered workbook as typed rows, with those given back; no database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from django.db import models

from huitoukan.apps.files.models import RejectedRow
from huitoukan.documents.cells import CellProblem
from huitoukan.documents.tables import read_tables
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import CodeList, DataSet

Tell = Callable[[int, int, str], None]
TELL_EVERY: Final = 2000
Reject = TypeVar("Reject", bound=RejectedRow)


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


def read_sheets(
    path: Path,
    name: str,
    datasets: Sequence[DataSet],
    codes: Mapping[str, CodeList],
    tell: Tell,
) -> list[ReadSheet]:
    """Read every visible sheet that is one of the data sets; refused when none is.

    A row with a problem in any cell is given back whole; the others are typed. A sheet that has
    only some of the columns that another sheet of the file has (one sheet of households, one of
    their persons) is not that data set; the other's notes name it.
    """
    sheets: list[ReadSheet] = []
    columns: list[frozenset[str]] = []
    known = {dataset.id: dataset for dataset in datasets}
    for table in read_tables(path, datasets, codes, name=name):
        found = ReadSheet(
            table.sheet,
            known[table.dataset.id],
            header_row=table.layout.header_row,
            notes=list(table.layout.folded),
        )
        for typed in table:
            if typed.problems:
                found.rejects.extend((typed.number, problem) for problem in typed.problems)
            else:
                found.rows.append((typed.number, typed.values))
                found.n_warnings += len(typed.warnings)
            if typed.number % TELL_EVERY == 0:
                tell(typed.number, 0, f"读取“{table.sheet}”第 {typed.number} 行")
        found.n_skipped = len(table.skipped)
        sheets.append(found)
        columns.append(frozenset(table.layout.columns))
    return _without_partial(sheets, columns)


def _without_partial(
    sheets: Sequence[ReadSheet], columns: Sequence[frozenset[str]]
) -> list[ReadSheet]:
    kept = []
    for sheet, has in zip(sheets, columns, strict=True):
        fuller = [
            other
            for other, others in zip(sheets, columns, strict=True)
            if other.dataset is sheet.dataset and has < others
        ]
        if fuller:
            fuller[0].notes.append(f"未读工作表“{sheet.sheet}”：只有其中一部分列")
        else:
            kept.append(sheet)
    return kept


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
