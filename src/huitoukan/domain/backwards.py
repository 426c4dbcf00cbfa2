"""Scheduling backwards (时间倒排): from the last day to what a week must finish; arithmetic only.

Source: S003, R200. A figure is a count of problems or a day that follows from counts; nothing is
promised, and no cause is told. Weeks are seven days that end on the day asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from huitoukan.domain.problem_words import ENDINGS, State

WEEKS: Final = 4
"""Past weeks that the present pace is taken from: a month, the rhythm of S004 (一月一调度)."""
DAYS: Final = 7


def _up(dividend: int, divisor: int) -> int:
    """The quotient of whole numbers, rounded up."""
    return -(-dividend // divisor)


def week_of(day: date, on: date) -> int | None:
    """Which past week a day lies in: 0 is the week that ends `on`; None outside the four."""
    week = (on - day).days // DAYS
    return week if 0 <= week < WEEKS else None


def weeks_since(start: date, on: date) -> int:
    """Of how many past weeks the pace is taken: those since the work began, at most four."""
    return min(max((on - start).days // DAYS + 1, 1), WEEKS)


def first_day_of(week: int, on: date) -> date:
    """The first day of a past week; its last is six days later."""
    return on - timedelta(days=DAYS * (week + 1) - 1)


@dataclass(frozen=True)
class Schedule:
    """The open problems of a place held against its last day.

    `finished` are the problems that ended in each past week, the present one first.
    """

    on: date
    last_day: date
    n_open: int
    finished: tuple[int, ...]

    @property
    def days_left(self) -> int:
        """Days that are left, the present and the last one counted; 0 when the last has passed."""
        return max((self.last_day - self.on).days + 1, 0)

    @property
    def needed(self) -> int | None:
        """Problems to finish each week to be in time; None when the last day has passed."""
        if not self.n_open:
            return 0
        return _up(self.n_open * DAYS, self.days_left) if self.days_left else None

    @property
    def n_finished(self) -> int:
        """Problems that ended in the past weeks together."""
        return sum(self.finished)

    @property
    def days_needed(self) -> int | None:
        """Days until all are finished at the pace of the past weeks; None when nothing ended."""
        if not self.n_open:
            return 0
        if not self.n_finished:
            return None
        return _up(self.n_open * DAYS * len(self.finished), self.n_finished)

    @property
    def done_on(self) -> date | None:
        """The day on which the last would be finished at this pace; None: no pace, or none open."""
        if not self.n_open or self.days_needed is None:
            return None
        return self.on + timedelta(days=self.days_needed - 1)

    @property
    def too_late_from(self) -> date | None:
        """From this day on as many could no longer be finished at this pace; None as `done_on`.

        It may lie in the past: then the pace is already too slow.
        """
        if not self.n_open or self.days_needed is None:
            return None
        return self.last_day - timedelta(days=self.days_needed - 2)

    @property
    def is_behind(self) -> bool:
        """Whether the pace of the past weeks does not reach; also when nothing ended at all."""
        if not self.n_open:
            return False
        return self.days_needed is None or self.days_needed > self.days_left


@dataclass(frozen=True)
class Flow:
    """A state of the ledger: how many stand in it, how many left it in the past weeks."""

    state: State
    n_open: int
    n_left: int
    n_weeks: int = WEEKS

    @property
    def weeks(self) -> float | None:
        """Weeks until those in it have left at this pace; None when none left."""
        return self.n_open * self.n_weeks / self.n_left if self.n_left else None


def flows(
    n_open: Mapping[State, int], n_left: Mapping[State, int], n_weeks: int = WEEKS
) -> tuple[Flow, ...]:
    """Every open state that holds problems or lost some, in the order of the states."""
    return tuple(
        Flow(state, n_open.get(state, 0), n_left.get(state, 0), n_weeks)
        for state in State
        if state not in ENDINGS and (n_open.get(state) or n_left.get(state))
    )


def bottleneck(found: Sequence[Flow]) -> Flow | None:
    """The state whose problems need the most weeks to leave it; first of all one that none leaves.

    Of several that none leaves it is the fullest. None when nothing is open.
    """
    held = [one for one in found if one.n_open]
    if not held:
        return None
    return max(held, key=lambda one: (one.weeks is None, one.weeks or 0.0, one.n_open))
