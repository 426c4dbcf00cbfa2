"""The household's account: its states, and the answers a household can give to it (S000; R204).

    draft ──show──► shown ──answer──► confirmed
      │               │      └──────► refused ──answer──► confirmed
      └──── correct ──┴── a new version, a draft again; the old one stays

An account is accepted when the household signed it, put a fingerprint to it, or somebody named did
so for it. A refusal is an answer too: the account is then contested, and nothing may rest on it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from huitoukan.domain.refusals import Refused


class SheetState(StrEnum):
    """Where one version of an account stands."""

    DRAFT = "draft"
    SHOWN = "shown"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class How(StrEnum):
    """How the household answered (domain reference 4.5)."""

    SIGNATURE = "signature"
    FINGERPRINT = "fingerprint"
    PROXY = "proxy"
    REFUSAL = "refusal"


ANSWERABLE: Final = (SheetState.SHOWN, SheetState.REFUSED)
"""States in which an answer may be recorded: who refused may be won over, not the reverse."""
ANSWERED: Final = (SheetState.CONFIRMED, SheetState.REFUSED)


@dataclass(frozen=True)
class Answer:
    """What the household answered: who signed, on which day; of a proxy and a refusal, why."""

    how: How
    signer: str
    on: dt.date
    relation: str = ""
    reason: str = ""

    @property
    def state(self) -> SheetState:
        """Where the answer leads."""
        return SheetState.REFUSED if self.how is How.REFUSAL else SheetState.CONFIRMED


STATE_IN_WORDS: Final = {
    SheetState.DRAFT: "还没有给农户看过",
    SheetState.SHOWN: "已经给农户看过",
    SheetState.CONFIRMED: "农户已经确认",
    SheetState.REFUSED: "农户没有认可",
}


class Fault(StrEnum):
    """What is wrong with an answer."""

    SIGNER = "signer"
    RELATION = "relation"
    REASON = "reason"
    FUTURE = "future"
    BEFORE = "before"


def faults_of(answer: Answer, *, not_before: dt.date, today: dt.date) -> dict[str, Fault]:
    """What is wrong with an answer, by the name of its field.

    A proxy says whose relation and why the household did not sign itself, a refusal why. The day is
    not to come, and not before `not_before`, the first of the period: paper may be typed in late.
    """
    faults = {}
    if not answer.signer.strip():
        faults["signer"] = Fault.SIGNER
    if answer.how is How.PROXY and not answer.relation.strip():
        faults["relation"] = Fault.RELATION
    if answer.how in (How.PROXY, How.REFUSAL) and not answer.reason.strip():
        faults["reason"] = Fault.REASON
    if not not_before <= answer.on <= today:
        faults["on"] = Fault.FUTURE if answer.on > today else Fault.BEFORE
    return faults


def demand_answerable(state: SheetState) -> None:
    """Refused INCOME_STATE unless the version waits for an answer, or was refused before."""
    if state not in ANSWERABLE:
        raise Refused("INCOME_STATE", why=STATE_IN_WORDS[state])


def demand_draft(state: SheetState) -> None:
    """Refused INCOME_STATE unless the version is a draft that can be shown."""
    if state is not SheetState.DRAFT:
        raise Refused("INCOME_STATE", why=STATE_IN_WORDS[state])
