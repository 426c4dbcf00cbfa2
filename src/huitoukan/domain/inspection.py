"""A month held against its due dates, and a year: what was in time, late, undone, sent back.

Source: S004 (没有按时间节点完成或者完成质量较差的村), R195; S002 (纳入年度考核), R199. Units are
places and departments, never persons. Points and weights are data of a pack; without them nothing
is scored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from fractions import Fraction

from huitoukan.domain.problem_words import State


class Timing(StrEnum):
    """How a problem that was due in a month ended."""

    IN_TIME = "in_time"
    LATE = "late"
    UNDONE = "undone"


def is_sent_back(before: State | None, after: State) -> bool:
    """Whether a step sends a problem back: a rectification, or a plan."""
    plan_back = before is State.PLANNED and after is State.ACCEPTED
    return after is State.RETURNED or plan_back


def timing_of(
    due_on: date | None, ended_on: date | None, first: date, after: date
) -> Timing | None:
    """How a problem due from `first` to before `after` stood at the end; None: not due then.

    `ended_on` is the day of the ending that held at the end of the month.
    """
    if due_on is None or not first <= due_on < after:
        return None
    if ended_on is None:
        return Timing.UNDONE
    return Timing.IN_TIME if ended_on <= due_on else Timing.LATE


@dataclass(frozen=True)
class Inspected:
    """A unit's month in numbers of problems; `returned` counts the times, `overdue` older dates.

    due = in_time + late + undone; `overdue` were due before the month and still open at its end.
    """

    in_time: int = 0
    late: int = 0
    undone: int = 0
    overdue: int = 0
    returned: int = 0

    @property
    def due(self) -> int:
        """Problems due in the month."""
        return self.in_time + self.late + self.undone

    def __add__(self, other: Inspected) -> Inspected:
        return Inspected(
            *(getattr(self, part.name) + getattr(other, part.name) for part in fields(self))
        )


def score(unit: Inspected, full: float, points: Mapping[str, float]) -> float:
    """Full marks less the points for each problem, not below 0."""
    taken = sum(Fraction(str(each)) * getattr(unit, figure) for figure, each in points.items())
    return float(max(Fraction(str(full)) - taken, Fraction(0)))


def total(percents: Mapping[str, float | None], weights: Mapping[str, float]) -> float | None:
    """The weighted sum of percentages; None when one that has a weight cannot be told."""
    if not weights or any(percents.get(name) is None for name in weights):
        return None
    whole = sum(
        (Fraction(str(percents[name])) * Fraction(str(w)) for name, w in weights.items()),
        Fraction(0),
    )
    return float(whole / 100)
