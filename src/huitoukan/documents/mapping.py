"""What a person said about a source's headings, and what has changed in them since.

A mapping is data: heading as delivered to column name. Nothing is matched here; headings.py does.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from typing import Final, Literal

from huitoukan.documents.characters import narrow

NOT_READ: Final = ""
"""Stands for a column in a mapping: this heading is left unread."""
REASON_HEADING: Final = "错误原因"
ROW_HEADING: Final = "原行号"
NUMBER_HEADING: Final = "序号"
OWN_HEADINGS: Final = frozenset({REASON_HEADING, ROW_HEADING, NUMBER_HEADING})
"""Headings that our own workbooks carry beside the data; they are never asked about."""


@dataclass(frozen=True)
class Mapped:
    """The headings of one file of a source, in order, and how they were said to be read.

    `columns` holds heading to column name, or NOT_READ; headings that are not in it are read by
    their known names. Without `headings` it is what a command was told for one run.
    """

    columns: Mapping[str, str]
    headings: tuple[str, ...] = ()

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {narrow(heading): column for heading, column in self.columns.items()}

    def column_of(self, heading: str) -> str | None:
        """The column, NOT_READ, or None when nothing was said about the heading."""
        return self._folded.get(narrow(heading))


Mappings = Mapping[str, Sequence[Mapped]]
"""Data set id to the mappings of the source, the newest first."""


def distinct(headings: Sequence[str]) -> list[str]:
    """The headings with a number behind each repeated one: 姓名, 姓名[2]; blank ones stay blank."""
    seen: Counter[str] = Counter()
    named = []
    for heading in headings:
        seen[narrow(heading)] += 1
        n = seen[narrow(heading)]
        named.append(f"{heading}[{n}]" if heading and n > 1 else heading)
    return named


def fingerprint(headings: Sequence[str]) -> str:
    """SHA-256 over the headings in their order, without white space and width of characters."""
    return hashlib.sha256("\x1f".join(map(narrow, headings)).encode()).hexdigest()


@dataclass(frozen=True)
class Said:
    """Which mapping of a source holds for a row of headings, and whether it was made for it."""

    mapped: Mapped | None = None
    is_exact: bool = False


@dataclass(frozen=True)
class SourceHeadings:
    """The mappings of one source for one data set, the newest first."""

    mappings: Sequence[Mapped] = ()
    _by_print: dict[str, Mapped] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for mapped in reversed(self.mappings):
            if mapped.headings:
                self._by_print[fingerprint(mapped.headings)] = mapped

    def said_of(self, headings: Sequence[str]) -> Said:
        """The mapping made for exactly these headings, else the newest one."""
        if not self.mappings:
            return Said()
        told = self.mappings[0] if not self.mappings[0].headings else None
        exact = self._by_print.get(fingerprint(headings)) if self._by_print else None
        if told is not None:  # What a command says goes before what is remembered.
            kept = exact or next((each for each in self.mappings if each.headings), None)
            both = {**(kept.columns if kept else {}), **told.columns}
            return Said(Mapped(both, kept.headings if kept else ()), exact is not None)
        return Said(exact or self.mappings[0], exact is not None)


ChangeKind = Literal["added", "missing", "renamed", "moved"]


@dataclass(frozen=True)
class Change:
    """What differs between the headings of a source's last file and of this one.

    `before` is the former heading of one that seems renamed: it stands where that one stood.
    """

    kind: ChangeKind
    heading: str
    before: str = ""

    def sentence(self) -> str:
        """The change in words."""
        return {
            "added": f"表头“{self.heading}”是新增的。",
            "missing": f"表头“{self.heading}”没有了。",
            "renamed": f"表头“{self.before}”的位置上现在是“{self.heading}”。",
            "moved": f"表头“{self.heading}”换了位置。",
        }[self.kind]


def changes(before: Sequence[str], after: Sequence[str]) -> tuple[Change, ...]:
    """The changes from one row of headings to another; our own headings do not count."""
    old = {narrow(text): text for text in before if text and text not in OWN_HEADINGS}
    new = {narrow(text): text for text in after if text and text not in OWN_HEADINGS}
    found = []
    matcher = SequenceMatcher(None, list(old), list(new), autojunk=False)
    for how, i, j, k, m in matcher.get_opcodes():
        gone = [text for text in list(old)[i:j] if how != "equal" and text not in new]
        come = [text for text in list(new)[k:m] if how != "equal" and text not in old]
        while gone and come and len(gone) == len(come):
            found.append(Change("renamed", new[come.pop(0)], old[gone.pop(0)]))
        found += [Change("missing", old[text]) for text in gone]
        found += [Change("added", new[text]) for text in come]
        if how != "equal":
            found += [Change("moved", new[text]) for text in list(new)[k:m] if text in old]
    return tuple(found)
