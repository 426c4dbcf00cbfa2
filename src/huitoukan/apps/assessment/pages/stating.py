"""What the form shows on which facts are stated, and what was stated; frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from huitoukan.apps.core.pages import ActionForm, Chip, Field, KeyValue


@dataclass(frozen=True)
class StatedRow:
    """One fact as it was stated: by whom, from whom, on what evidence, and whether it stands."""

    who: str
    fact: str
    value: str
    source: str
    on: date
    said_by: str
    by_name: str
    at: datetime
    chip: Chip
    why: str = ""
    words: str = ""
    photo_href: str = ""
    take_back: ActionForm | None = None


@dataclass(frozen=True)
class StatedBlock:
    """What people stated of a household, and what the worksheet says with it.

    `verdict` is None when the run has read everything that stands; `differs` are the indicators
    that the stated facts change. `refused`: with them the
    material is no household's.
    """

    rows: tuple[StatedRow, ...] = ()
    on: date | None = None
    verdict: Chip | None = None
    differs: tuple[KeyValue, ...] = ()
    refused: str = ""


@dataclass(frozen=True)
class MemberFields:
    """The inputs about one member."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class FormSection:
    """A part of the form: what to ask, its verdict so far, and its inputs; folded unless open."""

    title: str
    prompts: tuple[str, ...]
    chip: Chip | None
    fields: tuple[Field, ...]
    members: tuple[MemberFields, ...]
    notes: tuple[Field, ...]
    is_open: bool
