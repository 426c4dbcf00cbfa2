"""The sheets of a delivered workbook as typed rows, with those given back; no database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

from django.conf import settings
from django.db import models

from huitoukan.apps.files.models import RejectedRow
from huitoukan.documents.cells import CellProblem
from huitoukan.documents.headings import Layout
from huitoukan.documents.mapping import OWN_HEADINGS, Change, Mappings
from huitoukan.documents.questions import MappingNeeded, Question
from huitoukan.documents.read.book import Limits
from huitoukan.documents.splitting import Splitter
from huitoukan.documents.tables import Table, TypedRow, look_through
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.tables import DataSet
from huitoukan.rules.shapes.words import CodeList

Tell = Callable[[int, int, str], None]
TELL_EVERY: Final = 2000
REJECTS_AT_A_TIME: Final = 5000
Reject = TypeVar("Reject", bound=RejectedRow)


@dataclass
class SheetStream:
    """One sheet while it is read: which table it is, and its rows, to be walked once.

    `columns` are those of the table that the sheet has. `notes` and what `skipped` answers are
    whole when all sheets of the file have been walked.
    """

    sheet: str
    dataset: DataSet
    rows: Iterator[TypedRow]
    columns: frozenset[str]
    header_row: int = 0
    notes: list[str] = field(default_factory=list)
    skipped: Callable[[], int] = lambda: 0
    layout: Layout | None = None
    """Where the columns stood; None when the rows do not come from a file."""
    table: Table | None = None
    """For who reads whole columns (intake.sheets) instead of `rows`, and counts for itself."""

    @property
    def changed(self) -> tuple[Change, ...]:
        """What differs from the headings for which the source's mapping was made."""
        return self.layout.changed if self.layout else ()


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
    *,
    mappings: Mappings | None = None,
    limits: Limits | None = None,
    largest: int | None = None,
) -> Iterator[SheetStream]:
    """Every visible sheet that is one of the data sets, in the order of the file, row by row.

    A sheet's rows must be walked before the next sheet is asked for. `mappings` are what was said
    about the source's headings, `limits` what reading may cost, `largest` how many rows a sheet and
    a file may have (the settings' IMPORT_LARGEST_ROWS). What was walked may be kept only when the
    walk has come to its end: it may end in MappingNeeded (headings must be assigned first),
    SHEET_TOO_LONG or BOOK_TOO_LONG
    (with the places where to cut), or in what reading the file raises.
    """
    known = {dataset.id: dataset for dataset in datasets}
    streams: list[SheetStream] = []
    asked: list[Question] = []
    counted: list[tuple[str, int]] = []
    largest = settings.IMPORT_LARGEST_ROWS if largest is None else largest
    for table in look_through(path, datasets, codes, name=name, mappings=mappings, limits=limits):
        question = table if isinstance(table, Question) else table.question
        if question is not None:
            asked.append(question)
        if question is not None or isinstance(table, Question):
            continue
        splitter = Splitter(largest)
        stream = SheetStream(
            table.sheet,
            known[table.dataset.id],
            _watched(table, splitter, tell),
            frozenset(table.layout.columns),
            table.layout.header_row,
            said_of(table.layout),
            partial(len, table.skipped),
            table.layout,
            table,
        )
        yield stream
        streams.append(stream)
        _refuse_too_long(table, splitter)
        counted.append((table.sheet, splitter.n))
        if table.n_comments:
            stream.notes.append(f"有 {table.n_comments} 格带批注；批注和底色不作为数据读取")
    _ask_or_pass_over(asked, streams, name)
    n_read = sum(n for _, n in counted)
    if n_read > largest:
        raise Refused(
            "BOOK_TOO_LONG",
            name=name,
            n=n_read,
            limit=largest,
            sheets=tuple(f"“{sheet}”{n} 行" for sheet, n in counted),
        )


def said_of(layout: Layout) -> list[str]:
    """What the account of a sheet says of its headings."""
    unread = [heading for heading in layout.unknown if heading not in OWN_HEADINGS]
    told = [f"不认识、没有读取的表头：{'、'.join(unread)}"] if unread else []
    return [*(change.sentence() for change in layout.changed), *layout.folded, *told]


def _watched(table: Table, splitter: Splitter, tell: Tell) -> Iterator[TypedRow]:
    """The rows of a sheet; of one that is too long only the places to cut are looked for."""
    for typed in table:
        splitter.watch(typed.number, typed.values)
        if typed.number % TELL_EVERY == 0:
            tell(typed.number, 0, f"读取“{table.sheet}”第 {typed.number} 行")
        if splitter.n <= splitter.limit:
            yield typed


def _refuse_too_long(table: Table, splitter: Splitter) -> None:
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


def _ask_or_pass_over(asked: Sequence[Question], streams: Sequence[SheetStream], name: str) -> None:
    """Ask what must be asked; a sheet that is nearly a table beside one that is it is not read.

    Such a sheet is a summary or an older copy.
    """
    has = {stream.dataset.id for stream in streams}
    unread = [each for each in asked if each.is_misfit and each.table in has]
    if len(unread) < len(asked):
        raise MappingNeeded([each for each in asked if each not in unread], name)
    for each in unread:
        first = next(stream for stream in streams if stream.dataset.id == each.table)
        first.notes.append(f"未读工作表“{each.sheet}”：缺少必需的列")


def read_sheets(
    path: Path,
    name: str,
    datasets: Sequence[DataSet],
    codes: Mapping[str, CodeList],
    tell: Tell,
    *,
    mappings: Mappings | None = None,
) -> list[ReadSheet]:
    """Every sheet of `walk_sheets`, whole and in memory; raises what it raises.

    A row with a problem in any cell is given back whole; the others are typed. A sheet that has
    only some of the columns that another sheet of the file has (one sheet of households, one of
    their persons) is not that data set; the other's notes name it.
    """
    sheets: list[ReadSheet] = []
    columns: list[frozenset[str]] = []
    for stream in walk_sheets(path, name, datasets, codes, tell, mappings=mappings):
        found = ReadSheet(
            stream.sheet,
            stream.dataset,
            header_row=stream.header_row,
            notes=stream.notes,
            layout=stream.layout,
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


def keep_rejects(
    model: type[Reject],
    account: models.Model,
    sheet: str,
    rejects: Iterable[tuple[int, CellProblem]],
) -> None:
    """Store the rows that a sheet gave back, under their account, some thousand at a time."""
    waiting = iter(rejects)
    while some := list(islice(waiting, REJECTS_AT_A_TIME)):
        model._default_manager.bulk_create(
            model(
                account=account,
                sheet=sheet,
                row=row,
                column=problem.label[:60],
                code=problem.code,
                # A sentence quotes the cell, and a cell may hold a whole letter.
                sentence=problem.sentence[:300],
                remedy=problem.remedy[:300],
            )
            for row, problem in some
        )
