"""Trend by date: how the ledger stood at the end of each day, added up from its steps.

Source: R170 (目前已经整改问题1580条): counters of found, rectified and open by area, type and date.
A step counts when it brings a problem into the ledger or from one kind of standing (open,
rectified, cancelled, passed on) to another; so the last row is what a count of the ledger says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from huitoukan.domain.problem_words import ENDINGS, Ending, State
from huitoukan.domain.reconciliation import PARTS, Standing

PART_OF: Final[dict[Ending | None, str]] = {
    None: "still_open",
    Ending.RECTIFIED: "rectified",
    Ending.CANCELLED: "cancelled",
    Ending.PASSED_ON: "passed_on",
}
Flow = tuple[date, str, str, int]
"""So many steps of a day from one state to another; from "" into the ledger."""


class Pace(StrEnum):
    """How long a row of the trend is."""

    DAY = "day"
    WEEK = "week"


MOST_ROWS: Final[dict[Pace, int]] = {Pace.DAY: 31, Pace.WEEK: 26}


def states_of(part: str) -> tuple[State, ...]:
    """The states that make up a part of the standing; of `found` all of them."""
    if part == "found":
        return tuple(State)
    return tuple(state for state in State if PART_OF[ENDINGS.get(state)] == part)


def part_of(state: str) -> str:
    """The part of the standing to which a state belongs."""
    return PART_OF[ENDINGS.get(State(state))]


def ends_of(first: date, last: date, pace: Pace) -> tuple[date, ...]:
    """The last days of the periods until `last`, at most MOST_ROWS; weeks end on Sunday.

    The period that is not over ends with `last`.
    """
    found: list[date] = []
    day = last
    while day >= first and len(found) < MOST_ROWS[pace]:
        found.append(day)
        back = 1 if pace is Pace.DAY else day.isoweekday()
        day -= timedelta(days=back)
    return tuple(reversed(found)) or (last,)


@dataclass(frozen=True)
class Point:
    """How the ledger stood at the end of a period: `since` is the day after the one before."""

    since: date
    until: date
    standing: Standing
    new: int


def points_of(flows: Iterable[Flow], ends: Sequence[date], pace: Pace) -> tuple[Point, ...]:
    """The standing at the end of each period, from the steps of all days until then."""
    waiting = sorted(flows)
    counts = dict.fromkeys(PARTS, 0)
    found: list[Point] = []
    at = 0
    for end in ends:
        before = counts["found"]
        while at < len(waiting) and waiting[at][0] <= end:
            _add(counts, waiting[at])
            at += 1
        since = end if pace is Pace.DAY else end - timedelta(days=end.isoweekday() - 1)
        # What came before the first period is none of its own.
        new = counts["found"] - before if found else _new(waiting, since, end)
        found.append(Point(since, end, Standing(**counts), new))
    return tuple(found)


def standing_of(flows: Iterable[Flow]) -> Standing:
    """The standing after all these steps."""
    counts = dict.fromkeys(PARTS, 0)
    for flow in flows:
        _add(counts, flow)
    return Standing(**counts)


def _add(counts: dict[str, int], flow: Flow) -> None:
    _day, before, after, n = flow
    if before:
        counts[part_of(before)] -= n
    else:
        counts["found"] += n
    counts[part_of(after)] += n


def _new(flows: Iterable[Flow], since: date, until: date) -> int:
    return sum(n for day, before, _after, n in flows if not before and since <= day <= until)
