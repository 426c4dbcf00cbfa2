"""The life of a problem as one table: states, steps, who may take them, what must be present.

Source of the states: S002/S003 as collected in the domain reference, section 6.2; the separation of
persons is S003 (审核组长审核后签字销号) and R168. Nothing is stored here: `problems.services` takes
the step that `decide` allows, and the buttons of a page ask the same function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from huitoukan.domain.refusals import Refused


class State(StrEnum):
    """Where a problem stands; one value, never a set of flags. Overdue is computed, not stored."""

    REGISTERED = "registered"
    CONFIRMED = "confirmed"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    RECTIFYING = "rectifying"
    UNDER_REVIEW = "under_review"
    REVIEWED = "reviewed"
    RETURNED = "returned"
    CLOSED = "closed"
    REJECTED = "rejected"
    DATA_FIX = "data_fix"
    CORRECTED = "corrected"


class Action(StrEnum):
    """A step that a person takes."""

    CONFIRM = "confirm"
    REJECT = "reject"
    REPORT_DATA_ERROR = "report_data_error"
    CORRECT = "correct"
    ASSIGN = "assign"
    ACCEPT = "accept"
    PLAN = "plan"
    SUBMIT = "submit"
    RETURN = "return"
    PASS_REVIEW = "pass_review"  # noqa: S105 - a step, not a password
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True)
class Words:
    """A state or a step in both languages; `style` is the chip of the design language."""

    zh: str
    en: str
    style: str = ""


STATE_WORDS: Final[dict[State, Words]] = {
    State.REGISTERED: Words("待部门确认", "Awaiting department", "wait"),
    State.CONFIRMED: Words("待交办", "To be assigned", "none"),
    State.ASSIGNED: Words("待认领", "To be accepted", "none"),
    State.ACCEPTED: Words("待制定方案", "Plan due", "doing"),
    State.RECTIFYING: Words("整改中", "Being rectified", "doing"),
    State.UNDER_REVIEW: Words("待审核", "Under review", "wait"),
    State.REVIEWED: Words("待销号", "Awaiting sign-off", "wait"),
    State.RETURNED: Words("已退回", "Sent back", "bad"),
    State.CLOSED: Words("已销号", "Signed off", "ok"),
    State.REJECTED: Words("不属实", "Not a problem", "none"),
    State.DATA_FIX: Words("待更正数据", "Data to be corrected", "warn"),
    State.CORRECTED: Words("数据已更正", "Data corrected", "ok"),
}

ACTION_WORDS: Final[dict[Action, Words]] = {
    Action.CONFIRM: Words("确认属实", "Confirm", "primary"),
    Action.REJECT: Words("确认不属实", "Not a problem", "danger"),
    Action.REPORT_DATA_ERROR: Words("属数据错误", "Data error", "plain"),
    Action.CORRECT: Words("登记数据更正", "Record the correction", "primary"),
    Action.ASSIGN: Words("交办", "Assign", "primary"),
    Action.ACCEPT: Words("认领", "Accept", "primary"),
    Action.PLAN: Words("提交整改方案", "Submit the plan", "primary"),
    Action.SUBMIT: Words("申请销号", "Submit for review", "primary"),
    Action.RETURN: Words("退回整改", "Send back", "danger"),
    Action.PASS_REVIEW: Words("审核通过", "Pass the review", "primary"),
    Action.CLOSE: Words("同意销号", "Sign off", "primary"),
    Action.REOPEN: Words("重新打开（反弹）", "Reopen", "danger"),
}

FACT_WORDS: Final[dict[str, Words]] = {
    "opinion": Words("意见", "opinion"),
    "seal_no": Words("签字盖章编号", "signature and seal number"),
    "reason": Words("理由", "reason"),
    "unit": Words("责任单位", "responsible unit"),
    "person": Words("责任人", "responsible person"),
    "measure": Words("整改措施", "measure"),
    "due_on": Words("完成时限", "due date"),
    "result": Words("整改情况", "result"),
    "evidence": Words("佐证材料", "evidence"),
}


@dataclass(frozen=True)
class Transition:
    """One row of the table: from any of `sources` to `target` by `verb`, if `needs` are present."""

    action: Action
    sources: tuple[State, ...]
    target: State
    verb: str
    needs: tuple[str, ...]
    apart_from: tuple[str, ...] = ()


S, A = State, Action
TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(A.CONFIRM, (S.REGISTERED,), S.CONFIRMED, "problem.confirm", ("opinion", "seal_no")),
    Transition(
        A.REJECT, (S.REGISTERED,), S.REJECTED, "problem.confirm", ("opinion", "reason", "seal_no")
    ),
    Transition(
        A.REPORT_DATA_ERROR,
        (S.REGISTERED,),
        S.DATA_FIX,
        "problem.confirm",
        ("opinion", "seal_no"),
    ),
    Transition(A.CORRECT, (S.DATA_FIX,), S.CORRECTED, "problem.correct", ("result", "evidence")),
    Transition(A.ASSIGN, (S.CONFIRMED,), S.ASSIGNED, "problem.assign", ("unit", "person")),
    Transition(A.ACCEPT, (S.ASSIGNED,), S.ACCEPTED, "problem.accept", ()),
    Transition(A.PLAN, (S.ACCEPTED,), S.RECTIFYING, "problem.plan", ("measure", "due_on")),
    Transition(
        A.SUBMIT,
        (S.RECTIFYING, S.RETURNED),
        S.UNDER_REVIEW,
        "problem.submit",
        ("result", "evidence"),
    ),
    Transition(A.RETURN, (S.UNDER_REVIEW, S.REVIEWED), S.RETURNED, "problem.return", ("reason",)),
    Transition(
        A.PASS_REVIEW,
        (S.UNDER_REVIEW,),
        S.REVIEWED,
        "problem.review",
        ("opinion",),
        ("finder", "rectifier", "village_team"),
    ),
    Transition(
        A.CLOSE,
        (S.REVIEWED,),
        S.CLOSED,
        "problem.sign_off",
        ("opinion",),
        ("rectifier", "reviewer", "village_team"),
    ),
    Transition(A.REOPEN, (S.CLOSED,), S.RECTIFYING, "problem.reopen", ("reason",)),
)
del S, A

APART_REASONS: Final[dict[str, str]] = {
    "finder": "核定这一疑点的人不能审核它的整改。",
    "rectifier": "整改人不能审核或销号自己整改的问题。",
    "reviewer": "审核人不能为自己审核的问题销号。",
    "village_team": "本村工作队、村干部和包村干部不能审核或销号本村的问题。",
}

OPEN_STATES: Final = frozenset(State) - {State.CLOSED, State.REJECTED, State.CORRECTED}
"""States in which somebody still has something to do."""


@dataclass(frozen=True)
class Facts:
    """What is known when a step is asked for: who asks, who did what before, what was filled in.

    `actor`, `finder`, `rectifiers` and `reviewer` are account names; `in_village_team` says whether
    the actor holds a post in the problem's own village; `present` names the facts filled in.
    """

    actor: str
    finder: str = ""
    rectifiers: frozenset[str] = frozenset()
    reviewer: str = ""
    in_village_team: bool = False
    present: frozenset[str] = frozenset()

    def is_apart_from(self, role: str) -> bool:
        """Whether the actor is somebody else than the person in that role."""
        same: dict[str, bool] = {
            "finder": self.actor == self.finder,
            "rectifier": self.actor in self.rectifiers,
            "reviewer": self.actor == self.reviewer,
            "village_team": self.in_village_team,
        }
        return not same[role]


def transition_for(state: State, action: Action) -> Transition:
    """The row of the table for this step from this state, or a refusal that names both."""
    for row in TRANSITIONS:
        if row.action is action and state in row.sources:
            return row
    raise Refused("STEP_NOT_POSSIBLE", state=STATE_WORDS[state].zh, action=ACTION_WORDS[action].zh)


def decide(state: State, action: Action, facts: Facts) -> Transition:
    """The transition that this step makes, or a refusal that names what stands in its way.

    The order of the refusals is: not possible from here; the wrong person; facts missing.
    """
    row = transition_for(state, action)
    for role in row.apart_from:
        if not facts.is_apart_from(role):
            raise Refused("STEP_SAME_PERSON", why=APART_REASONS[role])
    missing = [need for need in row.needs if need not in facts.present]
    if missing:
        raise Refused(
            "STEP_MISSING_FACTS",
            action=ACTION_WORDS[action].zh,
            missing=tuple(FACT_WORDS[need].zh for need in missing),
        )
    return row


@dataclass(frozen=True)
class Offer:
    """A step that a page may show: the row, and the sentence that stands in its way, if any."""

    transition: Transition
    refusal: str = ""


def offers(state: State, may: Callable[[str], bool], facts: Facts) -> tuple[Offer, ...]:
    """The steps open from this state to a person with these rights, with any bar to them.

    Facts are taken as present: the form that follows asks for them.
    """
    found = []
    for row in TRANSITIONS:
        if state not in row.sources or not may(row.verb):
            continue
        bars = [APART_REASONS[role] for role in row.apart_from if not facts.is_apart_from(role)]
        found.append(Offer(row, bars[0] if bars else ""))
    return tuple(found)


def is_overdue(state: State, due_on: date | None, on: date) -> bool:
    """Whether an open problem's present deadline lies before `on`."""
    return state in OPEN_STATES and due_on is not None and due_on < on


def reachable(start: Iterable[State]) -> frozenset[State]:
    """Every state that the table reaches from `start`; the docs and a test ask."""
    seen = set(start)
    while True:
        step = {row.target for row in TRANSITIONS if seen & set(row.sources)} - seen
        if not step:
            return frozenset(seen)
        seen |= step
