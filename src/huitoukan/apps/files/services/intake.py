"""The sheets of a delivered workbook as typed rows, with those given back; no database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from django.conf import settings
from django.db import models

from huitoukan.apps.files.models import RejectedRow
from huitoukan.documents.cells import CellProblem
from huitoukan.documents.headings import Layout
from huitoukan.documents.mapping import OWN_HEADINGS, Change, Mappings
from huitoukan.documents.questions import MappingNeeded, Question
from huitoukan.documents.splitting import Splitter
from huitoukan.documents.tables import Table, look_through
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
    layout: Layout | None = None
    """Where the columns stood; None when the rows do not come from a file."""

    @property
    def changed(self) -> tuple[Change, ...]:
        """What differs from the headings for which the source's mapping was made."""
        return self.layout.changed if self.layout else ()

    @property
    def n_rows(self) -> int:
        """How many rows of data the sheet has: taken and given back."""
        return len(self.rows) + self.n_rejected

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
    *,
    mappings: Mappings | None = None,
) -> list[ReadSheet]:
    """Read every visible sheet that is one of the data sets; refused when none is.

    A row with a problem in any cell is given back whole; the others are typed. A sheet that has
    only some of the columns that another sheet of the file has (one sheet of households, one of
    their persons) is not that data set; the other's notes name it.

    `mappings` are what was said about the source's headings. Raises MappingNeeded when headings
    must be assigned first, SHEET_TOO_LONG or BOOK_TOO_LONG with the places where to cut: then
    nothing of the file is taken.
    """
    sheets: list[ReadSheet] = []
    columns: list[frozenset[str]] = []
    asked: list[Question] = []
    n_read = 0
    for table in look_through(path, datasets, codes, name=name, mappings=mappings):
        if isinstance(table, Question):
            asked.append(table)
        elif table.question is not None:
            asked.append(table.question)
        else:
            known = next(each for each in datasets if each.id == table.dataset.id)
            sheets.append(_read(table, known, tell))
            n_read += sheets[-1].n_rows
            columns.append(frozenset(table.layout.columns))
    # A sheet that is nearly a table beside one that is this table: a summary, an older copy.
    has = {sheet.dataset.id for sheet in sheets}
    unread = [each for each in asked if each.is_misfit and each.table in has]
    if len(unread) < len(asked):
        raise MappingNeeded([each for each in asked if each not in unread])
    for each in unread:
        first = next(sheet for sheet in sheets if sheet.dataset.id == each.table)
        first.notes.append(f"未读工作表“{each.sheet}”：缺少必需的列")
    if n_read > settings.IMPORT_LARGEST_ROWS:
        raise Refused(
            "BOOK_TOO_LONG",
            name=name,
            n=n_read,
            limit=settings.IMPORT_LARGEST_ROWS,
            sheets=tuple(f"“{sheet.sheet}”{sheet.n_rows} 行" for sheet in sheets),
        )
    return _without_partial(sheets, columns)


def _read(table: Table, dataset: DataSet, tell: Tell) -> ReadSheet:
    """The rows of one sheet, typed or given back."""
    found = ReadSheet(
        table.sheet,
        dataset,
        header_row=table.layout.header_row,
        notes=[*(change.sentence() for change in table.layout.changed), *table.layout.folded],
        layout=table.layout,
    )
    unread = [heading for heading in table.layout.unknown if heading not in OWN_HEADINGS]
    if unread:
        found.notes.append(f"不认识、没有读取的表头：{'、'.join(unread)}")
    splitter = Splitter(settings.IMPORT_LARGEST_ROWS)
    for typed in table:
        splitter.watch(typed.number, typed.values)
        if splitter.n > splitter.limit:
            found.rows.clear()  # The file is too long; only the places to cut are looked for.
            found.rejects.clear()
        elif typed.problems:
            found.rejects.extend((typed.number, problem) for problem in typed.problems)
        else:
            found.rows.append((typed.number, typed.values))
            found.n_warnings += len(typed.warnings)
        if typed.number % TELL_EVERY == 0:
            tell(typed.number, 0, f"读取“{table.sheet}”第 {typed.number} 行")
    if len(splitter.parts) > 1:
        raise Refused(
            "SHEET_TOO_LONG",
            name=table.name,
            sheet=table.sheet,
            n=splitter.n,
            limit=splitter.limit,
            parts=len(splitter.parts),
            cuts=tuple(part.sentence() for part in splitter.parts),
        )
    found.n_skipped = len(table.skipped)
    if table.n_comments:
        found.notes.append(f"有 {table.n_comments} 格带批注；批注和底色不作为数据读取")
    return found


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
