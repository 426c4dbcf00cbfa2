"""Finding the header of a table by its known names, not by its place.

Labels and synonyms are matched after folding; two rows may make one heading. What a person said
about the source's headings (mapping.py) goes before both. What was folded and what stayed unknown
is listed, for a person to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeVar

from huitoukan.documents.characters import narrow, simplified
from huitoukan.documents.columns import Cell, Column, DataSet
from huitoukan.documents.mapping import (
    NOT_READ,
    Change,
    Mapped,
    Mappings,
    Said,
    SourceHeadings,
    changes,
    distinct,
)
from huitoukan.documents.read.book import Row
from huitoukan.domain.refusals import Refused

LAST_HEADER_ROW: Final = 10

_REMEMBERED: Final = 16_384
"""A sheet is held against every data set: headings are folded once, not once for each."""
_BRACKETED: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>")
_BRACKETS: Final = re.compile(r"[()\[\]【】〔〕<>]")
_MARKS: Final = re.compile(r"必填|[※*★:]")
_MONEY: Final = {"元": 1, "千元": 1_000, "万元": 10_000, "亿元": 100_000_000}
_MONEY_UNIT: Final = re.compile(r"[(\[](?:单位:?)?((?:千|万|亿)?元)[)\]]")


@lru_cache(maxsize=_REMEMBERED)
def fold_heading(text: str) -> str:
    """The form in which headings match.

    NFKC, no white space, simplified characters, nothing in brackets, no ※ * marks, no 必填. A
    heading that is nothing but brackets keeps what is in them.
    """
    narrowed = simplified(narrow(text))
    bare = _MARKS.sub("", _BRACKETED.sub("", narrowed))
    return bare or _MARKS.sub("", narrowed)


@lru_cache(maxsize=_REMEMBERED)
def with_brackets(text: str) -> str:
    """The heading folded with what stands in its brackets: 公益性岗位（月数） is 公益性岗位月数."""
    return _MARKS.sub("", _BRACKETS.sub("", simplified(narrow(text))))


AnyDataSet = TypeVar("AnyDataSet", bound=DataSet)


@dataclass(frozen=True)
class Layout:
    """Where the columns of a data set stand in a sheet; indexes count from 0."""

    header_row: int
    """The number of the last header row; data begin below it."""
    columns: Mapping[str, int]
    headings: Mapping[str, str]
    """Column name to the heading as it is written."""
    unknown: tuple[str, ...]
    """Headings that no column knows; their cells are not read."""
    folded: tuple[str, ...]
    """What was understood although it is written otherwise than the label, as words for people."""
    delivered: tuple[str, ...] = ()
    """Every heading by its place, as delivered; a group and its sub-heading are one text."""
    changed: tuple[Change, ...] = ()
    """What differs from the headings for which the source's mapping was made."""
    is_mapped: bool = False
    """Whether a mapping of the source said how to read any of the headings."""


@dataclass
class Match:
    """What one row, or two, would be as the header of a data set."""

    header_row: int
    n_header_rows: int = 1
    delivered: list[str] = field(default_factory=list)
    said: Said = field(default_factory=Said)
    columns: dict[str, int] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    twice: list[tuple[str, str]] = field(default_factory=list)
    """Further headings of a column that has one, with the column's name."""
    n_said: int = 0
    """How many headings the source's mapping decided."""


class Labels:
    """The known headings of one data set, folded once, and what was said about the source's."""

    def __init__(self, columns: Sequence[Column], mappings: Sequence[Mapped] = ()) -> None:
        self.source = SourceHeadings(mappings)
        self.columns = {column.name: column for column in columns}
        self.names: dict[str, str] = {}
        for column in columns:
            for synonym in column.also:
                self.names.setdefault(fold_heading(synonym), column.name)
        # A label wins over another column's synonym; the first column wins among labels.
        labels = {fold_heading(column.label): column.name for column in reversed(columns)}
        self.names.update(labels)

    def name_of(self, heading: str) -> str | None:
        """The column of a heading; what stands in brackets counts if that makes it a known one."""
        return self.names.get(with_brackets(heading)) or self.names.get(fold_heading(heading))

    @property
    def required(self) -> list[Column]:
        """The columns that a table must have."""
        return [column for column in self.columns.values() if column.required]

    def missing(self, match: Match) -> list[Column]:
        """The required columns that the match did not find."""
        return [column for column in self.required if column.name not in match.columns]

    def best(self, rows: Sequence[Row]) -> Match | None:
        """The row, or pair of rows, for which a mapping was made, or that names the most columns.

        Among equals one row wins over two (the row above is a title), then the first.
        """
        return max(
            (match for match in self.candidates(rows) if match.columns),
            key=lambda match: (
                match.said.is_exact,
                len(match.columns),
                -len(match.twice),
                -match.n_header_rows,
                -match.header_row,
            ),
            default=None,
        )

    def candidates(self, rows: Sequence[Row]) -> Iterator[Match]:
        """Every row, and every pair of neighbours, in which a header may stand."""
        for place, row in enumerate(rows):
            if row.number > LAST_HEADER_ROW:
                return
            yield self._match(row.number, [[text] for text in map(_text, row.cells)])
            below = rows[place + 1] if place + 1 < len(rows) else None
            if below is not None and below.number == row.number + 1:
                yield self._match(below.number, _joined(row.cells, below.cells), n_header_rows=2)

    def _match(self, number: int, spellings: list[list[str]], *, n_header_rows: int = 1) -> Match:
        """Matches one heading per column, given in its spellings, the fullest first."""
        delivered = distinct([texts[0] for texts in spellings])
        said = self.source.said_of([text for text in delivered if text])
        match = Match(number, n_header_rows, delivered, said)
        for index, texts in enumerate(spellings):
            full = delivered[index]
            if not full:
                continue
            own = said.mapped.column_of(full) if said.mapped else None
            if own is not None and (own == NOT_READ or own in self.columns):
                heading, name = full, own or None
                match.n_said += 1
                if name is None:
                    continue
            else:
                heading = next((text for text in texts if self.name_of(text)), texts[0])
                name = self.name_of(heading)
            if name is None:
                match.unknown.append(heading)
            elif name in match.columns:
                match.twice.append((heading, name))
            else:
                match.columns[name] = index
                match.headings[name] = heading
        return match


def _text(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else ""


def _joined(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[list[str]]:
    """The spellings of each heading of a two-row header: group with sub-heading, then alone.

    A group's name stands over its first column only; it goes on to the right for as long as
    there are sub-headings and no other name.
    """
    spellings: list[list[str]] = []
    group = ""
    for index in range(max(len(upper), len(lower))):
        above = _text(upper[index]) if index < len(upper) else ""
        below = _text(lower[index]) if index < len(lower) else ""
        group = above or (group if below else "")
        if below and group:
            spellings.append([group + below, below])
        else:
            spellings.append([below or above])
    return spellings


def recognise(
    first_rows: Sequence[Row],
    columns: Sequence[Column],
    *,
    name: str = "",
    sheet: str = "",
    mappings: Sequence[Mapped] = (),
) -> Layout:
    """Finds the header of a data set among the first rows of a sheet (rows 1 to 10).

    `name` and `sheet` are for the sentences, `mappings` what was said about the source's headings.
    Raises Refused HEADER_MISSING with the missing
    required labels, HEADER_DUP for two headings of one column, HEADER_UNIT for amounts in another
    unit than the column's (万元 for 元).
    """
    labels = Labels(columns, mappings)
    match = labels.best(first_rows)
    missing = labels.required if match is None else labels.missing(match)
    if match is None or missing:
        wanted = missing or list(columns)
        raise Refused(
            "HEADER_MISSING",
            name=name,
            sheet=sheet,
            columns="、".join(column.label for column in wanted),
        )
    return _layout(match, labels, name, sheet)


def _layout(match: Match, labels: Labels, name: str, sheet: str) -> Layout:
    where = {"name": name, "sheet": sheet}
    if match.twice:
        raise Refused("HEADER_DUP", **where, row=match.header_row, heading=match.twice[0][0])
    for column_name, heading in match.headings.items():
        unit = labels.columns[column_name].unit
        written = _MONEY_UNIT.search(narrow(heading))
        if written and unit in _MONEY and written[1] != unit:
            raise Refused("HEADER_UNIT", **where, heading=heading, unit=unit)
    folded = tuple(
        f"“{heading}”按“{labels.columns[column_name].label}”读取"
        for column_name, heading in match.headings.items()
        if fold_heading(heading) != fold_heading(labels.columns[column_name].label)
    )
    said = match.said
    differs = match.n_said and not said.is_exact and said.mapped and said.mapped.headings
    return Layout(
        match.header_row,
        match.columns,
        match.headings,
        tuple(match.unknown),
        folded,
        tuple(match.delivered),
        changes(said.mapped.headings, match.delivered) if differs and said.mapped else (),
        bool(match.n_said),
    )


def score(
    first_rows: Sequence[Row], columns: Sequence[Column], mappings: Sequence[Mapped] = ()
) -> float:
    """How well a sheet fits a data set: shared headings by all headings, 0 to 1.

    0 when a required column is missing or a column comes twice; 1 when a mapping was made for it.
    """
    labels = Labels(columns, mappings)
    match = labels.best(first_rows)
    if match is None or match.twice or labels.missing(match):
        return 0.0
    if match.said.is_exact:
        return 1.0
    return len(match.columns) / (len(columns) + len(match.unknown))


def best_match(
    first_rows: Sequence[Row],
    datasets: Sequence[AnyDataSet],
    *,
    name: str = "",
    sheet: str = "",
    mappings: Mappings | None = None,
) -> tuple[AnyDataSet, Layout] | None:
    """The one data set that a sheet is, or None when none fits or two fit equally well.

    The names of file and sheet may tell it: a data set that fits and is named there, or in a title
    row of the sheet, by its id or title goes before a better fit: many deliveries are a number, a
    name and a date. Both also stand in the sentence of a refusal, HEADER_UNIT.
    """
    said = mappings or {}
    scores = [
        (score(first_rows, dataset.columns, said.get(dataset.id, ())), dataset)
        for dataset in datasets
    ]
    fitting = [pair for pair in scores if pair[0] > 0]
    named = [pair for pair in fitting if is_named(pair[1], f"{name} {sheet}", first_rows)]
    candidates = named or fitting
    if not candidates:
        return None
    highest = max(fit for fit, _ in candidates)
    best = [dataset for fit, dataset in candidates if fit == highest]
    if len(best) != 1:
        return None
    chosen = best[0]
    layout = recognise(
        first_rows, chosen.columns, name=name, sheet=sheet, mappings=said.get(chosen.id, ())
    )
    return chosen, layout


def is_named(dataset: DataSet, hint: str, first_rows: Sequence[Row]) -> bool:
    """Whether the hint (names of file and sheet) or a title row tells its id or title."""
    texts = [hint, *(row.cells[0] for row in first_rows[:3] if row.cells)]
    whole = narrow(" ".join(text for text in texts if isinstance(text, str)))
    identifier = re.search(rf"(?<![A-Za-z0-9]){re.escape(dataset.id)}(?![A-Za-z0-9])", whole)
    return bool(identifier) or fold_heading(dataset.title.zh) in whole
