"""Deliveries of departments: whether one is due, what changed since the last, the report's life.

Days and limits come from the pack or the campaign; nothing here knows one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from huitoukan.domain.refusals import Refused

# --- whether a delivery is due ---


class Standing(StrEnum):
    """How a department stands with one data set."""

    DELIVERED = "delivered"
    LATE = "late"
    NOT_DUE = "not_due"


@dataclass(frozen=True)
class DueState:
    """The standing, and the day that it is told from: the one missed, or the next one."""

    standing: Standing
    due_on: date


def due_state(
    first_due: date, monthly_day: int | None, delivered_on: date | None, on: date
) -> DueState:
    """How a data set stands on a day.

    Args:
        first_due: the day by which the first delivery is wanted.
        monthly_day: the day of each later month by which another one is wanted; None: only one.
        delivered_on: the day of the newest delivery.
        on: the day that is asked about. A delivery on the due day itself is in time.
    """
    due, before = first_due, None
    while monthly_day is not None and (following := _next_month(due, monthly_day)) <= on:
        due, before = following, due
    asked = due if due <= on else None
    if asked is None:
        return DueState(Standing.DELIVERED if delivered_on else Standing.NOT_DUE, due)
    if delivered_on is not None and (before is None or delivered_on > before):
        if monthly_day is not None:
            return DueState(Standing.DELIVERED, _next_month(due, monthly_day))
        return DueState(Standing.DELIVERED, due)
    return DueState(Standing.LATE if on > asked else Standing.NOT_DUE, asked)


def _next_month(day: date, monthly_day: int) -> date:
    year, month = divmod(day.year * 12 + day.month, 12)
    return date(year, month + 1, monthly_day)


# --- what changed since the last delivery ---


class Drift(StrEnum):
    """A change that a person should look at before the figures are used."""

    COLUMN_GONE = "column_gone"
    COLUMN_NEW = "column_new"
    HEADING_NEW = "heading_new"
    KIND_CHANGED = "kind_changed"
    BLANKS_JUMPED = "blanks_jumped"
    ROWS_JUMPED = "rows_jumped"


@dataclass(frozen=True)
class Alarm:
    """One change: which column it is about, the figure before and after (shares from 0 to 1)."""

    kind: Drift
    column: str = ""
    before: float | None = None
    after: float | None = None


@dataclass(frozen=True)
class DriftLimits:
    """From which difference on a change is told: of a share of rows; of the number of rows."""

    share: float
    rows: float


def drift(
    before: Mapping[str, Any], after: Mapping[str, Any], limits: DriftLimits
) -> tuple[Alarm, ...]:
    """What differs between the profiles of two deliveries of one data set.

    A profile has `rows` (kept), `rejected`, `delivered` (columns), `unread` (headings), `blank` and
    `refused` (column to number of rows).
    """
    was, is_ = set(before["delivered"]), set(after["delivered"])
    found = [Alarm(Drift.COLUMN_GONE, name) for name in before["delivered"] if name not in is_]
    found += [Alarm(Drift.COLUMN_NEW, name) for name in after["delivered"] if name not in was]
    known = set(before["unread"])
    found += [Alarm(Drift.HEADING_NEW, one) for one in after["unread"] if one not in known]
    for name in after["delivered"]:
        if name in was:
            found += _column_drift(name, before, after, limits)
    rows, now = before["rows"] + before["rejected"], after["rows"] + after["rejected"]
    if rows and abs(now - rows) > limits.rows * rows:
        found.append(Alarm(Drift.ROWS_JUMPED, "", rows, now))
    return tuple(found)


def _column_drift(
    name: str, before: Mapping[str, Any], after: Mapping[str, Any], limits: DriftLimits
) -> list[Alarm]:
    found = []
    blank = _share(before["blank"].get(name, 0), before["rows"])
    blank_now = _share(after["blank"].get(name, 0), after["rows"])
    if blank is not None and blank_now is not None and abs(blank_now - blank) > limits.share:
        found.append(Alarm(Drift.BLANKS_JUMPED, name, blank, blank_now))
    refused = _share(before["refused"].get(name, 0), before["rows"] + before["rejected"]) or 0.0
    refused_now = _share(after["refused"].get(name, 0), after["rows"] + after["rejected"])
    if refused_now is not None and refused_now - refused > limits.share:
        found.append(Alarm(Drift.KIND_CHANGED, name, refused, refused_now))
    return found


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


# --- the life of a quality report ---


class ReportState(StrEnum):
    """Where a quality report stands."""

    SENT = "sent"
    RECEIVED = "received"
    ANSWERED = "answered"
    REDELIVERED = "redelivered"
    ACCEPTED = "accepted"


class ReportAction(StrEnum):
    """What may be done with it."""

    RECEIVE = "receive"
    ANSWER = "answer"
    REDELIVER = "redeliver"
    ACCEPT = "accept"
    RETURN = "return"


OPEN_REPORTS: Final = (ReportState.SENT, ReportState.RECEIVED)
"""The states in which the department is asked for something."""
_LIFE: Final[Mapping[ReportAction, tuple[Collection[ReportState], ReportState]]] = {
    ReportAction.RECEIVE: ((ReportState.SENT,), ReportState.RECEIVED),
    ReportAction.ANSWER: ((ReportState.RECEIVED,), ReportState.ANSWERED),
    # A new delivery answers by itself, whether or not somebody wrote that the report was received.
    ReportAction.REDELIVER: (
        (ReportState.SENT, ReportState.RECEIVED, ReportState.ANSWERED),
        ReportState.REDELIVERED,
    ),
    ReportAction.ACCEPT: ((ReportState.ANSWERED, ReportState.REDELIVERED), ReportState.ACCEPTED),
    ReportAction.RETURN: ((ReportState.ANSWERED, ReportState.REDELIVERED), ReportState.RECEIVED),
}
NEEDS_WORDS: Final = frozenset({ReportAction.ANSWER, ReportAction.RETURN})


def actions_in(state: ReportState) -> tuple[ReportAction, ...]:
    """What may be done with a report in this state."""
    return tuple(action for action, (states, _) in _LIFE.items() if state in states)


def after_action(state: ReportState, action: ReportAction, words: str) -> ReportState:
    """The state after it; Refused REPORT_STEP where it is not open, OPINION_MISSING without words.

    An answer says what was found out, a report that goes back says why.
    """
    states, following = _LIFE[action]
    if state not in states:
        raise Refused("REPORT_STEP")
    if action in NEEDS_WORDS and not words.strip():
        raise Refused("REPORT_WORDS")
    return following
