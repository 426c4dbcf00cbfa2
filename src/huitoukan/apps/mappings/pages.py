"""What the pages of mappings show: the question that a file left open, and what is remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huitoukan.apps.core.pages import ActionForm, Chip, Choice


@dataclass(frozen=True)
class HeadingRow:
    """One heading with up to three masked values below it and the columns that it may be.

    `name` is that of the input; the chosen column is the known or proposed one, or what was sent.
    """

    name: str
    heading: str
    samples: tuple[str, ...]
    choices: tuple[Choice, ...]
    chip: Chip


@dataclass(frozen=True)
class SheetQuestion:
    """One sheet: why it stopped, what is missing, what changed, and its headings.

    `open_rows` wait for an answer; `known_rows` are understood and can be changed.
    """

    sheet: str
    table: str
    header_row: int
    why: str
    missing: tuple[str, ...]
    changes: tuple[str, ...]
    open_rows: tuple[HeadingRow, ...]
    known_rows: tuple[HeadingRow, ...]


@dataclass(frozen=True)
class AnswerPage:
    """[mappings:answer] The sheets of one stopped file. `next_href` is set once it was answered."""

    job: str
    job_href: str
    title: str
    href: str
    sheets: tuple[SheetQuestion, ...]
    errors: tuple[str, ...] = ()
    next_href: str = ""


@dataclass(frozen=True)
class MappingRow:
    """One remembered mapping: `pairs` are heading and column in words, in the file's order."""

    code: str
    table: str
    department: str
    file_name: str
    saved_by: str
    saved_at: datetime
    pairs: tuple[tuple[str, str], ...]
    n_unread: int
    forget: ActionForm


@dataclass(frozen=True)
class MappingsPage:
    """[mappings:list] What is remembered of the sources that the actor may deliver for."""

    rows: tuple[MappingRow, ...]
