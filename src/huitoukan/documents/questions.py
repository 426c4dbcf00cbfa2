"""The question that a sheet leaves open: which heading is which column.

Asked when a required column has no heading, when two headings claim one column, or when a heading
that nobody knows resembles a column that the sheet lacks. Nothing is decided here: a proposal is
for a person to accept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple, cast

from huitoukan.documents.cells import CellProblem, Doubtful, converter_of
from huitoukan.documents.characters import clean_text
from huitoukan.documents.columns import Cell, CodeLists, Column, DataSet
from huitoukan.documents.headings import Labels, Layout, Match, fold_heading, is_named, recognise
from huitoukan.documents.mapping import OWN_HEADINGS, Change, Mappings, changes
from huitoukan.documents.read.book import Row
from huitoukan.domain.identity import mask_id, mask_phone
from huitoukan.domain.refusals import Refused

SAMPLES: Final = 3
_LONGEST_SAMPLE: Final = 30
_NEAR: Final = 0.8
"""From this share of common characters on, an unknown heading may be an absent column."""
_LIKELY: Final = 0.5
"""From this share on, an unknown heading is proposed for a required column that is missing."""
_SHORTEST: Final = 2
_ASKABLE: Final = frozenset({"HEADER_MISSING", "HEADER_DUP"})
_LONG_NUMBER: Final = 8
_LONG_NUMBER_IN: Final = re.compile(r"\d{8}")

How = Literal["known", "proposed", "twice", ""]


@dataclass(frozen=True)
class Heading:
    """One heading of the sheet: as delivered, what stands below it, and which column it may be.

    `column` is "" when nothing is proposed; `how` tells whether the column is known, proposed, or
    claimed by two headings (then none is proposed).
    """

    text: str
    samples: tuple[str, ...] = ()
    column: str = ""
    how: How = ""


@dataclass(frozen=True)
class Question:
    """A sheet whose headings a person must assign before it can be read."""

    sheet: str
    table: str
    header_row: int
    headings: tuple[Heading, ...]
    missing: tuple[str, ...]
    """Labels of required columns that no heading has."""
    changed: tuple[Change, ...]
    refused: Refused
    """What is said where nobody can be asked."""
    is_misfit: bool
    """The sheet lacks a required column; another sheet of the file may be this table."""


class MappingNeeded(Refused):
    """A file (`name`) that can be read once its headings are assigned; elsewhere a refusal."""

    def __init__(self, questions: Sequence[Question], name: str) -> None:
        first = questions[0].refused
        super().__init__(first.code, **first.details)
        self.questions = tuple(questions)
        self.name = name


class Top(NamedTuple):
    """The first rows of a sheet, with the names of file and sheet for sentences."""

    name: str
    sheet: str
    rows: Sequence[Row]


# --- asking ---


def question_of_fit(
    top: Top, dataset: DataSet, layout: Layout, codes: CodeLists
) -> Question | None:
    """What stays open in a sheet that has all required columns; mostly nothing.

    An unknown heading that resembles a column which the sheet lacks would be lost in silence.
    """
    absent = [column for column in dataset.columns if column.name not in layout.columns]
    near = {
        heading: column.label
        for heading in layout.unknown
        if heading not in OWN_HEADINGS
        for column in absent
        if resemblance(heading, column) >= _NEAR
    }
    if not near:
        return None
    labels = tuple(dict.fromkeys(near.values()))
    header = _Header(layout.header_row, layout.delivered, layout.columns)
    return Question(
        top.sheet,
        dataset.id,
        layout.header_row,
        _headings(top, header, dataset, codes),
        (),
        layout.changed,
        Refused(
            "HEADER_UNKNOWN", name=top.name, sheet=top.sheet, headings=tuple(near), columns=labels
        ),
        is_misfit=False,
    )


def question_of_misfit(
    top: Top,
    datasets: Sequence[DataSet],
    codes: CodeLists,
    mappings: Mappings,
    *,
    is_only: bool = False,
) -> Question | None:
    """What is missing in a sheet that is nearly one of the data sets; None when it is not.

    `is_only`: no sheet of the file is a table; then a slighter likeness is enough to ask.
    """
    nearest = _nearest(top, datasets, mappings, is_only=is_only)
    if nearest is None:
        return None
    dataset, match = nearest
    said = mappings.get(dataset.id, ())
    try:
        recognise(top.rows, dataset.columns, name=top.name, sheet=top.sheet, mappings=said)
    except Refused as refused:
        if refused.code not in _ASKABLE:
            return None
        why = refused
    else:
        return None  # It fits, and others as well: which one it is, is no question of headings.
    claimed = {column for _, column in match.twice}
    known = {column: place for column, place in match.columns.items() if column not in claimed}
    header = _Header(match.header_row, match.delivered, known, frozenset(claimed))
    before = match.said.mapped.headings if match.said.mapped and match.n_said else ()
    return Question(
        top.sheet,
        dataset.id,
        match.header_row,
        _headings(top, header, dataset, codes),
        tuple(column.label for column in Labels(dataset.columns).missing(match)),
        changes(before, match.delivered) if before else (),
        why,
        is_misfit=True,
    )


def _nearest(
    top: Top, datasets: Sequence[DataSet], mappings: Mappings, *, is_only: bool
) -> tuple[DataSet, Match] | None:
    """The one data set that the sheet nearly is, with its header; None when none is clearly it.

    Several data sets: at least two columns and (unless the sheet is the file's only hope) half of
    the required ones, and more columns than any other. One that was named: the header is the row
    with the most texts if no heading is known.
    """
    first, hint = top.rows, f"{top.name} {top.sheet}"
    named = [each for each in datasets if is_named(each, hint, first)] or list(datasets)
    if len(named) == 1:
        labels = Labels(named[0].columns, mappings.get(named[0].id, ()))
        match = labels.best(first) or _fullest(labels, first)
        return (named[0], match) if match is not None else None
    found: list[tuple[int, DataSet, Match]] = []
    for dataset in named:
        labels = Labels(dataset.columns, mappings.get(dataset.id, ()))
        match = labels.best(first)
        if match is None or len(match.columns) < _SHORTEST:
            continue
        if is_only or 2 * len(labels.missing(match)) <= len(labels.required):
            found.append((len(match.columns), dataset, match))
    most = max((n for n, _, _ in found), default=0)
    best = [(dataset, match) for n, dataset, match in found if n == most]
    return best[0] if len(best) == 1 else None


def _fullest(labels: Labels, first: Sequence[Row]) -> Match | None:
    """The row of single headings with the most texts, if it has two at least.

    A row with a long number in it is a person's, no header: it must not be remembered as one.
    """
    rows = [
        match
        for match in labels.candidates(first)
        if match.n_header_rows == 1 and not any(map(_LONG_NUMBER_IN.search, match.delivered))
    ]
    fullest = max(rows, key=lambda match: len(match.unknown), default=None)
    return fullest if fullest is not None and len(fullest.unknown) >= _SHORTEST else None


# --- what is shown of a heading ---


class _Header(NamedTuple):
    row: int
    delivered: Sequence[str]
    known: Mapping[str, int]
    claimed: frozenset[str] = frozenset()
    """Columns that two headings claim."""


def _headings(top: Top, header: _Header, dataset: DataSet, codes: CodeLists) -> tuple[Heading, ...]:
    places = {place: column for column, place in header.known.items()}
    below = [row.cells for row in top.rows if row.number > header.row]
    absent = [c for c in dataset.columns if c.name not in places.values()]
    twice = _claims(header, dataset)
    shown: list[Heading] = []
    taken: set[str] = set()
    for place, text in enumerate(header.delivered):
        if not text:
            continue
        cells = [cells[place] for cells in below if place < len(cells)]
        samples = tuple(dict.fromkeys(masked(cell) for cell in cells if not _is_blank(cell)))
        column, how = places.get(place, ""), "known"
        if text in twice:
            column, how = "", "twice"
        elif not column:
            free = [c for c in absent if c.name not in taken and text not in OWN_HEADINGS]
            column = propose(text, cells, free, codes)
            how = "proposed" if column else ""
            taken.add(column)
        shown.append(Heading(text, samples[:SAMPLES], column, cast("How", how)))
    return tuple(shown)


def _claims(header: _Header, dataset: DataSet) -> set[str]:
    """The headings that claim one of the columns claimed twice."""
    if not header.claimed:
        return set()
    labels = Labels(dataset.columns)
    return {t for t in header.delivered if labels.name_of(t.partition("[")[0]) in header.claimed}


def _is_blank(cell: Cell) -> bool:
    return cell is None or not str(cell).strip()


def masked(cell: Cell) -> str:
    """A cell for a person who must tell what the column is: numbers of persons and phones hidden.

    Whatever holds eight digits or more in a row is taken for such a number.
    """
    text = clean_text(str(cell))
    digits = sum(character.isdigit() for character in text)
    if digits >= _LONG_NUMBER and digits * 2 > len(text) and not _is_day(text):
        return mask_phone(text) if digits == 11 else mask_id(text)
    return text if len(text) <= _LONGEST_SAMPLE else f"{text[:_LONGEST_SAMPLE]}…"


def _is_day(text: str) -> bool:
    return text.count("-") >= 2 or "年" in text or "/" in text


# --- proposals ---


def resemblance(heading: str, column: Column) -> float:
    """How much a heading looks like one of the column's names, 0 to 1; below 0.5 it counts as 0."""
    text = fold_heading(heading)
    best = 0.0
    if len(text) < _SHORTEST:
        return best
    matcher = SequenceMatcher(None, "", text, autojunk=False)
    for name in (column.label, *column.also):
        matcher.set_seq1(fold_heading(name))
        least = max(best, _LIKELY)
        if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least:
            best = max(best, matcher.ratio())
    return best if best >= _LIKELY else 0.0


def propose(
    heading: str, cells: Sequence[Cell], columns: Sequence[Column], codes: CodeLists
) -> str:
    """The absent column that the heading most likely is, by its name and the values below it.

    "" when none is likely: values that cannot be read as the column speak against it; a weak
    likeness of the names is enough for a required column only.
    """
    best, chosen = 0.0, ""
    filled = [cell for cell in cells if not _is_blank(cell)]
    for column in columns:
        likeness = resemblance(heading, column)
        fits = _share_of_fits(column, filled, codes)
        if likeness < (_LIKELY if column.required else _NEAR) or fits < _LIKELY:
            continue
        if likeness + fits > best:
            best, chosen = likeness + fits, column.name
    return chosen


def _share_of_fits(column: Column, cells: Sequence[Cell], codes: CodeLists) -> float:
    """The share of cells that the column could take; 1 when there is none to judge by."""
    if not cells:
        return 1.0
    convert = converter_of(column, codes)
    bad = sum(isinstance(convert(cell), CellProblem | Doubtful) for cell in cells)
    return 1 - bad / len(cells)
