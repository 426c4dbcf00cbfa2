"""`read_tables`: a file and a data set to typed rows, with every row of the file accounted for.

Which rows are stored is the caller's decision; nothing is written here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple, NoReturn

from huitoukan.documents.cells import CellProblem, Converter, Doubtful, converter_of
from huitoukan.documents.characters import narrow
from huitoukan.documents.columns import Cell, CodeLists, DataSet, Value, letters_of
from huitoukan.documents.headings import (
    LAST_HEADER_ROW,
    AnyDataSet,
    Layout,
    best_match,
    fold_heading,
    recognise,
)
from huitoukan.documents.mapping import Mappings
from huitoukan.documents.questions import (
    SAMPLES,
    MappingNeeded,
    Question,
    Top,
    question_of_fit,
    question_of_misfit,
)
from huitoukan.documents.read import Limits, Row, Sheet, read_workbook
from huitoukan.documents.read.batches import Batch, Rows
from huitoukan.domain.refusals import Refused

EXAMPLE_MARK: Final = "示例"
"""What stands in the first column of a template's example row."""
NOTE_MARK: Final = "填写要求"
"""What stands in the first column of a template's row of notes."""
GUIDE_SHEET: Final = "填写说明"
"""The sheet of a template that explains its columns; it is never data."""

_TOTAL: Final = re.compile(r"(?:本页|全[县乡镇村]|总)?[合总小累]计(?:[:：].*|[0-9]+[户人条]?)?")
_SIGNATURE: Final = re.compile(
    r"(?:填表|填报|制表|审核|复核|审批|经办|联系|负责|单位负责|分管领导|主要领导)"
    r"(?:人|单位|日期|时间|电话)?(?:[(（][^)）]*[)）])?[:：].*"
    r"|(?:填表说明|说明|备注|注)[:：].*"
)
_TAIL_STARTS: Final = frozenset("本全合总小累填制审复经联负单分主说备注示")


class TypedRow(NamedTuple):
    """One row of data. A row with problems must not be stored; warnings are for a person."""

    number: int
    values: dict[str, Value]
    problems: Sequence[CellProblem]
    warnings: Sequence[CellProblem]
    cells: list[Cell]
    """The row as it was delivered, for giving it back."""


class Skipped(NamedTuple):
    """A row that is not data: total, signature, repeated header, repeated title, example."""

    number: int
    why: str


@dataclass
class Table:
    """A sheet read as a data set; walk it once, then `skipped` and `unread_sheets` are whole."""

    name: str
    sheet: str
    dataset: DataSet
    layout: Layout
    head: tuple[Row, ...]
    """The rows down to the last header row, as delivered."""
    skipped: list[Skipped] = field(default_factory=list)
    unread_sheets: list[str] = field(default_factory=list)
    """Visible sheets of the file that were not read, when the whole file has been walked."""
    n_comments: int = 0
    """Cells below the header with a comment; neither comments nor colours are read."""
    question: Question | None = None
    """What a person should say about its headings before it is read; mostly nothing."""
    _rows: Iterator[TypedRow] = field(default_factory=lambda: iter(()), repr=False)
    _below: tuple[Row, ...] = ()
    _sheet: Iterator[Row] = field(default_factory=lambda: iter(()), repr=False)

    def parts(self) -> Iterator[Iterator[Row] | Batch]:
        """What stands below the header, for who reads whole columns: rows, then batches of rows.

        Walk either this or the table.
        """
        yield iter(self._below)
        if isinstance(self._sheet, Rows):
            yield from self._sheet.parts()
        else:
            yield self._sheet

    def __iter__(self) -> Iterator[TypedRow]:
        return self._rows


def read_tables(
    path: Path,
    datasets: Sequence[DataSet],
    codes: CodeLists,
    *,
    sheet: str | None = None,
    name: str | None = None,
    limits: Limits | None = None,
    mappings: Mappings | None = None,
) -> Iterator[Table]:
    """Every visible sheet of a file that is one of the data sets, in the order of the file.

    Args:
        path: an .xlsx, .xls, .parquet, .csv or .txt file.
        datasets: what a sheet may be; the one that fits best decides.
        codes: the code lists that the columns name.
        sheet: the only sheet to take, hidden or not.
        name: the name for sentences, when the file lies under another one.
        limits: what reading may cost.
        mappings: what was said about the source's headings.

    A table's rows must be walked before the next table is asked for.

    Raises Refused FILE_*, READER_LIMIT; and when no sheet fits SHEET_NONE, DATASET_UNKNOWN, or
    what is wrong with the sheet that comes nearest: HEADER_MISSING, HEADER_DUP, HEADER_UNIT.
    """
    asked: list[Question] = []
    found = False
    for each in look_through(
        path, datasets, codes, sheet=sheet, name=name, limits=limits, mappings=mappings
    ):
        if isinstance(each, Question):
            asked.append(each)
        else:
            found = True
            yield each
    if asked and not found:
        raise MappingNeeded(asked, name or path.name)


def look_through(
    path: Path,
    datasets: Sequence[DataSet],
    codes: CodeLists,
    *,
    sheet: str | None = None,
    name: str | None = None,
    limits: Limits | None = None,
    mappings: Mappings | None = None,
) -> Iterator[Table | Question]:
    """Like `read_tables`, and for each sheet that is nearly a data set the question it leaves.

    Raises Refused when there is neither a table nor a question.
    """
    name = name or path.name
    said = mappings or {}
    others: list[str] = []
    misfits: list[_Misfit] = []
    found = False
    with closing(_closable(read_workbook(path, limits=limits, name=name))) as sheets:
        for each in sheets:
            if each.name != sheet if sheet is not None else each.hidden:
                continue
            if each.name == GUIDE_SHEET:
                others.append(each.name)
                continue
            first = _first_rows(each)
            if not first:
                continue
            top = Top(name, each.name, first)
            match = best_match(first, datasets, name=name, sheet=each.name, mappings=said)
            if match is None:
                others.append(each.name)
                misfits.append(_Misfit(each.name, first))
                if open_ := question_of_misfit(top, datasets, codes, said):
                    found = True
                    yield open_
                continue
            found = True
            dataset, layout = match
            head = tuple(row for row in first if row.number <= layout.header_row)
            asked = question_of_fit(top, dataset, layout, codes)
            table = Table(
                name, each.name, dataset, layout, head, unread_sheets=others, question=asked
            )
            table.n_comments = sum(row > layout.header_row for row in each.commented)
            table._below = tuple(row for row in first if row.number > layout.header_row)
            table._sheet = each.rows
            table._rows = converted(table, chain(table._below, each.rows), codes)
            yield table
    if found:
        return
    for misfit in misfits:
        top = Top(name, misfit.sheet, misfit.first)
        if open_ := question_of_misfit(top, datasets, codes, said, is_only=True):
            yield open_
            return
    _refuse(misfits, datasets, name)


def read_table(
    path: Path,
    dataset: DataSet,
    codes: CodeLists,
    *,
    sheet: str | None = None,
    name: str | None = None,
    limits: Limits | None = None,
) -> Table:
    """The first sheet of a file that is this data set; arguments and refusals of `read_tables`.

    Further sheets that would fit are not read; they are among `unread_sheets`.
    """
    tables = read_tables(path, [dataset], codes, sheet=sheet, name=name, limits=limits)
    table = next(tables)
    table._rows = chain(table._rows, _names_of(tables, table.unread_sheets))
    return table


def which_dataset(
    path: Path,
    datasets: Sequence[AnyDataSet],
    *,
    name: str | None = None,
    limits: Limits | None = None,
) -> tuple[AnyDataSet, str, Layout] | None:
    """The data set that a file is, with the sheet's name and layout; None when it is not clear.

    The first visible sheet that fits decides. Raises Refused FILE_* and READER_LIMIT.
    """
    name = name or path.name
    with closing(_closable(read_workbook(path, limits=limits, name=name))) as sheets:
        for each in sheets:
            first = [] if each.hidden else _first_rows(each)
            if found := best_match(first, datasets, name=name, sheet=each.name):
                return found[0], each.name, found[1]
    return None


class _Misfit(NamedTuple):
    sheet: str
    first: list[Row]


def _refuse(misfits: Sequence[_Misfit], datasets: Sequence[DataSet], name: str) -> NoReturn:
    """Says what is wrong with the sheet and the data set that come nearest to each other."""
    if not misfits:
        raise Refused("SHEET_NONE", name=name)
    pairs = [
        (_shared(each.first, dataset), each, dataset) for each in misfits for dataset in datasets
    ]
    shared, misfit, dataset = max(pairs, key=lambda pair: pair[0])
    if shared or len(datasets) == 1:
        recognise(misfit.first, dataset.columns, name=name, sheet=misfit.sheet)
    # It has all columns of several data sets, or nothing of any.
    raise Refused("DATASET_UNKNOWN", name=name)


def _names_of(tables: Iterator[Table], names: list[str]) -> Iterator[TypedRow]:
    names.extend(table.sheet for table in tables)
    yield from ()


def _closable(sheets: Iterator[Sheet]) -> Generator[Sheet, None, None]:
    yield from sheets


def _first_rows(sheet: Sheet) -> list[Row]:
    """The rows in which a header can stand, one more for its second row, and samples below."""
    first = []
    for row in sheet.rows:
        first.append(row)
        if row.number > LAST_HEADER_ROW + SAMPLES:
            break
    return first


def _shared(first: Sequence[Row], dataset: DataSet) -> float:
    """The part of a data set's columns that one row names."""
    known = {
        fold_heading(text): column.name
        for column in dataset.columns
        for text in (column.label, *column.also)
    }
    named = (
        {known.get(fold_heading(cell)) for cell in row.cells if isinstance(cell, str)} - {None}
        for row in first
    )
    return max(map(len, named)) / len(dataset.columns)


def converted(table: Table, rows: Iterator[Row], codes: CodeLists) -> Iterator[TypedRow]:
    """The typed rows of some rows below a table's header; what is no data goes to its `skipped`."""
    layout = table.layout
    absent: dict[str, Value] = {column.name: None for column in table.dataset.columns}
    plan: list[tuple[str, int, Converter]] = [
        (column.name, layout.columns[column.name], converter_of(column, codes))
        for column in table.dataset.columns
        if column.name in layout.columns
    ]
    width = max(layout.columns.values()) + 1
    headed = headed_width(table)
    repeated = {_filled(row.cells) for row in table.head}
    leads = {cells[0] for cells in repeated}
    nothing: tuple[CellProblem, ...] = ()
    for number, cells in rows:
        if len(cells) < width:
            cells = cells + [None] * (width - len(cells))  # noqa: PLW2901
        lead = next((cell for cell in cells if cell is not None and cell != ""), None)
        if lead is None:
            continue
        if lead.__class__ is str and (lead[0] in _TAIL_STARTS or lead in leads):
            why = "重复的标题或表头" if _filled(cells) in repeated else _not_data(lead)
            if why:
                table.skipped.append(Skipped(number, why))
                continue
        values = absent.copy()
        problems: list[CellProblem] | None = None
        warnings: list[CellProblem] | None = None
        for name, index, convert in plan:
            outcome = convert(cells[index])
            kind = outcome.__class__
            if kind is CellProblem:
                problems = problems or []
                problems.append(outcome)  # type: ignore[arg-type]
            elif kind is Doubtful:
                warnings = warnings or []
                warnings.append(outcome.problem)  # type: ignore[union-attr]
                values[name] = outcome.value  # type: ignore[union-attr]
            else:
                values[name] = outcome  # type: ignore[assignment]
        if len(cells) > headed and (outside := _without_blank_end(cells[headed:])):
            warnings = [*(warnings or nothing), _outside(outside, headed)]
        yield TypedRow(number, values, problems or nothing, warnings or nothing, cells)


def headed_width(table: Table) -> int:
    """How many cells of a row stand below a heading, or below the place of a column."""
    width = max(table.layout.columns.values()) + 1
    return max(width, *(len(_without_blank_end(row.cells)) for row in table.head))


def may_be_no_data(table: Table) -> tuple[frozenset[str], Callable[[str], bool]]:
    """How rows begin that may be no data, and whether a row's first filled cell says that it is."""
    leads = {cells[0] for row in table.head if (cells := _filled(row.cells))}
    texts = {lead for lead in leads if isinstance(lead, str)}

    def is_none(lead: str) -> bool:
        return lead in texts or _not_data(lead) is not None

    return _TAIL_STARTS | texts, is_none


def _without_blank_end(cells: Sequence[Cell]) -> list[Cell]:
    kept = list(cells)
    while kept and (kept[-1] is None or not str(kept[-1]).strip()):
        kept.pop()
    return kept


def _outside(cells: Sequence[Cell], place: int) -> CellProblem:
    """Cells behind the last heading: often a text with a delimiter in it, cut in two.

    Their label is the letter of the first one that is filled; `place` is that of `cells[0]`.
    """
    value = "、".join(str(cell) for cell in cells if cell is not None)
    refusal = Refused("CELL_OUTSIDE", value=value[:40])
    filled = next(at for at, cell in enumerate(cells) if cell is not None and str(cell).strip())
    label = f"第 {letters_of(place + filled)} 列"
    return CellProblem(refusal.code, label, refusal.sentence(), refusal.remedy(), value)


def _filled(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    return tuple(cell for cell in cells if cell is not None and cell != "")


def _not_data(lead: str) -> str | None:
    """Why a row that begins with this text is not data, or None when it is."""
    text = narrow(lead)
    if _TOTAL.fullmatch(text):
        return "合计行"
    if _SIGNATURE.fullmatch(text):
        return "填表人、说明等表尾"
    return {EXAMPLE_MARK: "示例行", NOTE_MARK: "填写要求行"}.get(text)
