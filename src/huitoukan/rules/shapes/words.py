"""Plain things that every file of a pack uses: texts in two languages, periods, sourced numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class Text:
    """A text in both languages."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        """The text in `zh…` or `en…`; Chinese is the fallback."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both included; None is open."""

    first: dt.date | None = None
    last: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        """Whether the day lies in the period."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class CodeValue:
    """One value of a code list; `also` are spellings that mean the same.

    `counts_as` names the part of a reconciliation that the value belongs to, if any.
    """

    code: str
    zh: str
    en: str
    also: tuple[str, ...] = ()
    counts_as: str = ""


@dataclass(frozen=True)
class CodeList:
    """A closed list of values."""

    id: str
    title: Text
    basis: str
    values: tuple[CodeValue, ...]


@dataclass(frozen=True)
class Param:
    """A number (or word) of a rule that an official could dispute, with its source."""

    value: str | int | float
    unit: str
    source: str


@dataclass(frozen=True)
class Reason:
    """One reason a person may choose; `needs_text` asks for words, `evidence` for papers."""

    code: str
    zh: str
    en: str
    needs_text: bool
    evidence: str


@dataclass(frozen=True)
class ReasonList:
    """The reasons for one kind of decision."""

    id: str
    title: Text
    basis: str
    values: tuple[Reason, ...]


@dataclass(frozen=True)
class LineValue:
    """A number from a day on, until a last day where it has one, perhaps for one place only."""

    since: dt.date
    value: int | float
    place: str
    source: str
    until: dt.date | None = None


@dataclass(frozen=True)
class Line:
    """A dated number such as a poverty line."""

    id: str
    title: Text
    unit: str
    basis: str
    values: tuple[LineValue, ...]
