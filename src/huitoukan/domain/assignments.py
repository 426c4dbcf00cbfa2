"""Doubts that are sent down: to whom, the states of each, who may answer, what an answer needs.

Source: the domain reference 5.2 (新疑点 → 已下发 → 核实中 → 属实, 不属实, 数据错误, 已整改) and
10.2 (nobody checks in the own village, S000). An answer is the word of those who were asked; what
it means for the doubt is decided by the county (`comparison.services.judge_hit`). Nothing is stored
here; days come as arguments.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal

from huitoukan.domain.refusals import Refused

VILLAGE_TEAM: Final = "village_team"
"""Those of the village's own team: residence team, village cadres, the township's village cadre."""

Side = Literal["field", "department"]


class Addressee(StrEnum):
    """To whom doubts are sent down."""

    TOWNSHIP = "township"
    VILLAGE = "village"
    DEPARTMENT = "department"

    @property
    def side(self) -> Side:
        """Who answers in the end: people in the field, or the department."""
        return "department" if self is Addressee.DEPARTMENT else "field"


class State(StrEnum):
    """Where one doubt of an assignment stands. Overdue is computed, not stored."""

    SENT = "sent"
    VERIFYING = "verifying"
    ANSWERED = "answered"
    RETURNED = "returned"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What a person does with an assignment, or with doubts of it."""

    SEND = "send"
    RECEIVE = "receive"
    ANSWER = "answer"
    RETURN = "return"
    SETTLE = "settle"
    REMIND = "remind"
    WITHDRAW = "withdraw"


class Verdict(StrEnum):
    """What those who were asked found."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    DATA_ERROR = "data_error"
    RECTIFIED = "rectified"


@dataclass(frozen=True)
class Words:
    """A word in both languages; `style` is the chip or button of the design language."""

    zh: str
    en: str
    style: str = ""


ADDRESSEE_WORDS: Final[dict[Addressee, Words]] = {
    Addressee.TOWNSHIP: Words("乡镇", "Township"),
    Addressee.VILLAGE: Words("村工作队", "Village team"),
    Addressee.DEPARTMENT: Words("部门", "Department"),
}
SIDE_WORDS: Final[dict[str, Words]] = {
    "field": Words("基层核实", "Field"),
    "department": Words("部门答复", "Department"),
}
STATE_WORDS: Final[dict[State, Words]] = {
    State.SENT: Words("待签收", "To be received", "none"),
    State.VERIFYING: Words("核实中", "Being verified", "doing"),
    State.ANSWERED: Words("待县级核定", "Awaiting the county", "wait"),
    State.RETURNED: Words("退回重核", "Sent back", "bad"),
    State.SETTLED: Words("已核定", "Settled", "ok"),
    State.WITHDRAWN: Words("已改派", "Reassigned", "none"),
}
STEP_WORDS: Final[dict[Step, Words]] = {
    Step.SEND: Words("下发", "Send down", "primary"),
    Step.RECEIVE: Words("签收", "Confirm receipt", "primary"),
    Step.ANSWER: Words("核实反馈", "Answer", "primary"),
    Step.RETURN: Words("退回重核", "Send back", "danger"),
    Step.SETTLE: Words("采纳反馈", "Settle", "primary"),
    Step.REMIND: Words("催办", "Remind", "plain"),
    Step.WITHDRAW: Words("改派", "Reassign", "plain"),
}
VERDICT_WORDS: Final[dict[Verdict, Words]] = {
    Verdict.CONFIRMED: Words("属实", "Confirmed", "bad"),
    Verdict.DISMISSED: Words("不属实", "Not a problem", "ok"),
    Verdict.DATA_ERROR: Words("数据错误", "Data error", "warn"),
    Verdict.RECTIFIED: Words("属实，已整改", "Confirmed and put right", "doing"),
}

FROM: Final[dict[Step, tuple[State, ...]]] = {
    Step.RECEIVE: (State.SENT,),
    Step.ANSWER: (State.VERIFYING, State.RETURNED),
    Step.RETURN: (State.ANSWERED,),
    Step.SETTLE: (State.ANSWERED,),
    Step.WITHDRAW: (State.SENT, State.VERIFYING, State.RETURNED),
}
"""From which states a step moves a doubt on."""
TO: Final[dict[Step, State]] = {
    Step.RECEIVE: State.VERIFYING,
    Step.ANSWER: State.ANSWERED,
    Step.RETURN: State.RETURNED,
    Step.SETTLE: State.SETTLED,
    Step.WITHDRAW: State.WITHDRAWN,
}
VERBS: Final[dict[Step, str]] = {
    Step.SEND: "assignment.send",
    Step.RECEIVE: "assignment.answer",
    Step.ANSWER: "assignment.answer",
    Step.RETURN: "hit.judge",
    Step.SETTLE: "hit.judge",
    Step.REMIND: "assignment.send",
    Step.WITHDRAW: "assignment.send",
}
"""The right that each step asks for."""
OPEN: Final = frozenset({State.SENT, State.VERIFYING, State.RETURNED})
"""States in which those who were asked still have to answer."""


def after(step: Step, state: State) -> State:
    """The state after a step; Refused ASSIGN_STATE, ASSIGN_NOT_RECEIVED before the receipt."""
    if state not in FROM[step]:
        if step is Step.ANSWER and state is State.SENT:
            raise Refused("ASSIGN_NOT_RECEIVED")
        raise Refused("ASSIGN_STATE", state=STATE_WORDS[state].zh, step=STEP_WORDS[step].zh)
    return TO[step]


@dataclass(frozen=True)
class Answer:
    """What is answered: the verdict, the pack's reason with what it asks for, words, papers."""

    verdict: Verdict
    reason: str = ""
    reason_needs_text: bool = False
    reason_evidence: str = ""
    note: str = ""
    n_files: int = 0


def refuse_unfit(answer: Answer) -> None:
    """Refuse an answer that lacks its reason, words or papers.

    Not a problem: a reason of the pack, with the papers that the reason names. A data error says
    what is wrong. Put right at once: what was done, and a picture or paper of it.
    """
    if answer.verdict is Verdict.DISMISSED:
        if not answer.reason or (answer.reason_needs_text and not answer.note.strip()):
            raise Refused("REASON_NEEDED")
        if answer.reason_evidence and not answer.n_files:
            raise Refused("ASSIGN_EVIDENCE", evidence=answer.reason_evidence)
    if answer.verdict in {Verdict.DATA_ERROR, Verdict.RECTIFIED} and not answer.note.strip():
        raise Refused("ASSIGN_NOTE", verdict=VERDICT_WORDS[answer.verdict].zh)
    if answer.verdict is Verdict.RECTIFIED and not answer.n_files:
        raise Refused("ASSIGN_EVIDENCE", evidence="整改后的照片或凭证")


def differ(one: Verdict, other: Verdict) -> bool:
    """Whether two sides say different things of a doubt; put right at once is confirmed, too."""
    same = {Verdict.RECTIFIED: Verdict.CONFIRMED}
    return same.get(one, one) is not same.get(other, other)


Alarm = Literal["", "soon", "yellow", "red"]


def alarm(due_on: date, on: date, *, soon: int, red: int) -> Alarm:
    """How urgent an open doubt is on a day: `soon` days before it is due, past it, `red` days past.

    Both numbers come from the pack (overdue_reminder, overdue_red; there −2 and 3 natural days).
    """
    over = (on - due_on).days
    if over > 0:
        return "red" if over >= red else "yellow"
    return "soon" if -over <= soon else ""
