"""Following a rectification up: which problems are tracked, and what a visit must say.

Source: S003 驻村工作队对整改销号情况进行跟踪督促 (R169). A visit changes no state; it says what
was seen.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from huitoukan.domain.problem_words import STATE_WORDS, State
from huitoukan.domain.refusals import Refused

FOLLOWED: Final = (
    State.ASSIGNED, State.ACCEPTED, State.PLANNED, State.RECTIFYING, State.RETURNED, State.PAUSED,
    State.UNDER_REVIEW, State.REVIEWED, State.DEFERRED,
)  # fmt: skip
"""States in which somebody is at work on a problem: handed over and not ended, long-term too."""


def refuse_unfit(state: State, *, on: date, found_on: date, today: date) -> None:
    """Refuse a visit to a problem nobody works on (VISIT_STATE), or on a wrong day (VISIT_DATE)."""
    if state not in FOLLOWED:
        raise Refused("VISIT_STATE", state=STATE_WORDS[state].zh)
    if not found_on <= on <= today:
        raise Refused("VISIT_DATE", on=on, found_on=found_on)
