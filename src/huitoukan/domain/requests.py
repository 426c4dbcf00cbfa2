"""What a person may ask for a problem, and another grants: more time, a pause, a long term.

Source: S003 (确属短时间内难以解决的，明确整改措施和时限), R175 (特事特办，需理由和批准), R178
(没有政策口子的由县级统筹资金), domain reference 6.2 and 6.3 (every extension needs a reason and
approval). Who asks never grants. Some grants move the problem to another state; the table of
`problems` says how.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from huitoukan.domain.problem_words import FACT_WORDS, STATE_WORDS, Action, State, Words
from huitoukan.domain.refusals import Refused


class Kind(StrEnum):
    """What is asked for."""

    EXTEND = "extend"
    PAUSE = "pause"
    LONG_TERM = "long_term"
    TRANSFER = "transfer"
    EXPEDITE = "expedite"
    FUND = "fund"


class Standing(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


KIND_WORDS: Final[dict[Kind, Words]] = {
    Kind.EXTEND: Words("延期", "Extension"),
    Kind.PAUSE: Words("暂停计时", "Pause"),
    Kind.LONG_TERM: Words("转长期整改", "Long-term rectification"),
    Kind.TRANSFER: Words("移交", "Transfer"),
    Kind.EXPEDITE: Words("特事特办", "Expedited handling"),
    Kind.FUND: Words("没有政策口子，县级统筹资金", "No policy channel, county funds"),
}
STANDING_WORDS: Final[dict[Standing, Words]] = {
    Standing.ASKED: Words("等待批准", "Waiting for approval", "wait"),
    Standing.GRANTED: Words("已批准", "Granted", "ok"),
    Standing.REFUSED: Words("未批准", "Not granted", "bad"),
}

_S = State
_AT_WORK: Final = (_S.ASSIGNED, _S.ACCEPTED, _S.PLANNED, _S.RECTIFYING, _S.RETURNED)


@dataclass(frozen=True)
class Terms:
    """From which states a kind may be asked for, what must be present, which step follows."""

    states: tuple[State, ...]
    needs: tuple[str, ...]
    action: Action | None = None


TERMS: Final[dict[Kind, Terms]] = {
    Kind.EXTEND: Terms((*_AT_WORK, _S.DEFERRED), ("reason", "due_on")),
    Kind.PAUSE: Terms((_S.RECTIFYING, _S.RETURNED), ("reason", "due_on"), Action.PAUSE),
    Kind.LONG_TERM: Terms(
        (_S.RECTIFYING, _S.RETURNED),
        ("reason", "measure", "milestones", "due_on"),
        Action.DEFER,
    ),
    Kind.TRANSFER: Terms((_S.CONFIRMED, *_AT_WORK, _S.DEFERRED), ("reason", "to"), Action.TRANSFER),
    Kind.EXPEDITE: Terms((_S.REGISTERED, _S.CONFIRMED, *_AT_WORK), ("reason",)),
    Kind.FUND: Terms((_S.CONFIRMED, *_AT_WORK, _S.DEFERRED), ("reason", "amount")),
}


def may_ask(kind: Kind, state: State) -> bool:
    """Whether this can be asked for a problem in this state."""
    return state in TERMS[kind].states


def refuse_unfit(kind: Kind, state: State, present: frozenset[str]) -> None:
    """Refuse a request from a wrong state (REQUEST_STATE), and one that lacks something."""
    words = KIND_WORDS[kind].zh
    if not may_ask(kind, state):
        raise Refused("REQUEST_STATE", state=STATE_WORDS[state].zh, kind=words)
    missing = [need for need in TERMS[kind].needs if need not in present]
    if missing:
        raise Refused(
            "REQUEST_MISSING",
            kind=words,
            missing=tuple(FACT_WORDS[need].zh for need in missing),
        )


DATE_REASONS: Final[dict[str, str]] = {
    "past": "不晚于今天。",
    "no_gain": "不晚于现在的期限。",
    "too_late": "晚于最后期限，需要更长时间的请申请转长期整改。",
}
"""Why a date helps nobody, as sentences."""


def refuse_date(kind: Kind, asked: date, *, now_due: date | None, latest: date, on: date) -> None:
    """Refuse a date that helps nobody, as REQUEST_DATE.

    An extension ends after the present date, never after `latest` (the last day set for the area);
    what needs longer is a long-term rectification. The others end after today.
    """
    why = ""
    if asked <= on:
        why = "past"
    elif kind is Kind.EXTEND and now_due is not None and asked <= now_due:
        why = "no_gain"
    elif kind is Kind.EXTEND and asked > latest:
        why = "too_late"
    if why:
        raise Refused("REQUEST_DATE", due_on=asked, why=DATE_REASONS[why])


@dataclass(frozen=True)
class Milestone:
    """What shall be reached by a day on the way to a long-term rectification."""

    on: date
    what: str


_LINE: Final = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})[\s,，、:：]+(\S.*)$")


def milestones_of(text: str, *, last: date) -> tuple[Milestone, ...]:
    """The milestones of a text, one a line: "2026-12-31 完成地基". At most until `last`.

    Raises Refused REQUEST_MILESTONE for a line that cannot be read or lies after `last`.
    """
    found = []
    for line in filter(None, (part.strip() for part in text.splitlines())):
        match = _LINE.match(line)
        try:
            on = date(*(int(match[n]) for n in (1, 2, 3))) if match else None
        except ValueError:
            on = None
        if match is None or on is None or on > last:
            raise Refused("REQUEST_MILESTONE", line=line, last=last)
        found.append(Milestone(on, match[4].strip()))
    return tuple(sorted(found, key=lambda one: one.on))
