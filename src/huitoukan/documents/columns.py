"""What the readers and writers need to know of a column, a data set and a code list.

Structural types only: the rule packs' own classes fit without knowing this module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

# A cell as a reader hands it over. A number is a number only when the file says so.
Cell = str | int | float | bool | date | datetime | None
# A typed value. Codes are their Chinese label, several codes are joined by 、, months "2026-09".
Value = str | int | float | bool | date | None


class Text(Protocol):
    """A text in two languages."""

    @property
    def zh(self) -> str: ...  # noqa: D102


class Column(Protocol):
    """One column of a data set."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def label(self) -> str: ...  # noqa: D102
    @property
    def also(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def type(self) -> str: ...  # noqa: D102
    @property
    def required(self) -> bool: ...  # noqa: D102
    @property
    def codes(self) -> str | None: ...  # noqa: D102
    @property
    def many(self) -> bool: ...  # noqa: D102
    @property
    def sensitive(self) -> bool: ...  # noqa: D102
    @property
    def unit(self) -> str | None: ...  # noqa: D102


class DataSet(Protocol):
    """A table with named columns, as a department delivers it or the registry exports it."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> Text: ...  # noqa: D102
    @property
    def columns(self) -> Sequence[Column]: ...  # noqa: D102


class CodeValue(Protocol):
    """One value of a code list."""

    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def zh(self) -> str: ...  # noqa: D102
    @property
    def also(self) -> Sequence[str]: ...  # noqa: D102


class CodeList(Protocol):
    """The permitted values of a column, in their official order."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> Text: ...  # noqa: D102
    @property
    def values(self) -> Sequence[CodeValue]: ...  # noqa: D102


CodeLists = Mapping[str, CodeList]


def letters_of(column: int) -> str:
    """The letters of a column that counts from 0, as table programs write them: 0 is A, 26 AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
