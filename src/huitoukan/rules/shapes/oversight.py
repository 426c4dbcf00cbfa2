"""By what a month and a year are looked at: the file `oversight.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from huitoukan.rules.shapes.words import Param, Text

POINTS = ("undone", "late", "returned")
"""What points may be taken off for in a month, each problem."""
WEIGHTS = ("in_time", "not_returned", "not_reopened", "answered")
"""Percentages of a year that may have a weight."""


@dataclass(frozen=True)
class MeetingPlan:
    """How often a kind of meeting is held in a month; `most` None: no bound."""

    kind: str
    least: int
    most: int | None
    source: str


@dataclass(frozen=True)
class NoticeKind:
    """A kind of public notice; `exit` names the kind of exit whose days it takes over.

    `days` of its own, both ends counted; None with no `exit`: no source names any. `has_names`: the
    heads of households are listed.
    """

    id: str
    title: Text
    exit: str
    days: Param | None
    has_names: bool
    basis: str


@dataclass(frozen=True)
class OversightTerms:
    """Meetings and looks of a month; points and weights only where a source gives them.

    Without `full` there is no score of a month, without `weights` no total of a year: lists and
    figures only.
    """

    basis: str = ""
    meetings: tuple[MeetingPlan, ...] = ()
    looks: Param | None = None
    full: Param | None = None
    points: Mapping[str, Param] = field(default_factory=dict)
    weights: Mapping[str, Param] = field(default_factory=dict)
    notices: tuple[NoticeKind, ...] = ()
