"""The life of a problem as one table: states, steps, who may take them, what must be present.

Source of the states: S002/S003 as collected in the domain reference, section 6.2; the separation of
persons is S003 (审核组长审核后签字销号) and R168. Nothing is stored here: `problems.services` takes
the step that `decide` allows, and the buttons of a page ask the same function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from huitoukan.domain.problem_words import (
    ACTION_WORDS,
    ENDING_WORDS,
    ENDINGS,
    FACT_WORDS,
    SIGN_LEVELS,
    STATE_WORDS,
    Action,
    Ending,
    State,
    Words,
)
from huitoukan.domain.refusals import Refused

__all__ = [
    "ACTION_WORDS",
    "ENDINGS",
    "ENDING_WORDS",
    "FACT_WORDS",
    "SIGN_LEVELS",
    "STATE_WORDS",
    "Action",
    "Ending",
    "State",
    "Words",
]


@dataclass(frozen=True)
class Transition:
    """One row of the table: from any of `sources` to `target` by `verb`, if `needs` are present."""

    action: Action
    sources: tuple[State, ...]
    target: State
    verb: str
    needs: tuple[str, ...]
    apart_from: tuple[str, ...] = ()

    @property
    def by_request(self) -> bool:
        """Whether the step follows only from a request that somebody else approved."""
        return "request" in self.needs


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
    Transition(A.PLAN, (S.ACCEPTED,), S.PLANNED, "problem.plan", ("measure", "due_on")),
    Transition(
        A.APPROVE_PLAN,
        (S.PLANNED,),
        S.RECTIFYING,
        "problem.approve_plan",
        ("opinion",),
        ("rectifier", "village_team"),
    ),
    Transition(
        A.RETURN_PLAN,
        (S.PLANNED,),
        S.ACCEPTED,
        "problem.approve_plan",
        ("reason",),
        ("rectifier", "village_team"),
    ),
    Transition(
        A.FIX_ON_SPOT,
        (S.REGISTERED,),
        S.UNDER_REVIEW,
        "problem.submit",
        ("result", "before", "evidence"),
    ),
    Transition(
        A.SUBMIT,
        (S.RECTIFYING, S.RETURNED, S.DEFERRED),
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
    Transition(A.REOPEN, (S.CLOSED, S.ARCHIVED), S.RECTIFYING, "problem.reopen", ("reason",)),
    Transition(
        A.ARCHIVE,
        (S.CLOSED,),
        S.ARCHIVED,
        "problem.revisit",
        ("result", "household_word"),
        ("rectifier", "village_team"),
    ),
    Transition(
        A.MERGE,
        (S.REGISTERED, S.CONFIRMED, S.ASSIGNED, S.ACCEPTED, S.PLANNED, S.RECTIFYING, S.RETURNED),
        S.MERGED,
        "problem.merge",
        ("reason", "into"),
        ("rectifier",),
    ),
    Transition(
        A.PAUSE,
        (S.RECTIFYING, S.RETURNED),
        S.PAUSED,
        "problem.approve",
        ("reason", "request"),
        ("rectifier", "asker"),
    ),
    Transition(A.RESUME, (S.PAUSED,), S.RECTIFYING, "problem.approve", ("reason",)),
    Transition(
        A.DEFER,
        (S.RECTIFYING, S.RETURNED),
        S.DEFERRED,
        "problem.approve",
        ("reason", "milestones", "due_on", "request"),
        ("rectifier", "asker"),
    ),
    Transition(
        A.TRANSFER,
        (S.CONFIRMED, S.ASSIGNED, S.ACCEPTED, S.PLANNED, S.RECTIFYING, S.RETURNED, S.DEFERRED),
        S.TRANSFERRED,
        "problem.approve",
        ("reason", "to", "request"),
        ("rectifier", "asker"),
    ),
)
BACK_TO: Final[dict[State, tuple[State, ...]]] = {
    S.UNDER_REVIEW: (S.RETURNED, S.ACCEPTED, S.CONFIRMED),
    S.REVIEWED: (S.RETURNED, S.UNDER_REVIEW, S.ACCEPTED, S.CONFIRMED),
}
"""To which step a rectification may be sent back, the usual one first: rectify again, plan again,
assign again; from before the sign-off also: review again."""
del S, A

APART_REASONS: Final[dict[str, str]] = {
    "finder": "核定这一疑点的人不能审核它的整改。",
    "rectifier": "整改人不能审核或销号自己整改的问题。",
    "reviewer": "审核人不能为自己审核的问题销号。",
    "village_team": "本村工作队、村干部和包村干部不能审核或销号本村的问题。",
    "asker": "申请人不能批准自己的申请。",
}

OPEN_STATES: Final = frozenset(State) - frozenset(ENDINGS)
"""States in which somebody still has something to do."""
UNCONFIRMED: Final = frozenset(
    {State.REGISTERED, State.REJECTED, State.DATA_FIX, State.CORRECTED, State.MERGED}
)
"""Nobody has said that it is so, or it turned out not to be, or another one tells it."""
SIGNED_OFF: Final = frozenset({State.CLOSED, State.ARCHIVED})
"""Signed off; archived when a return visit found it still right."""
DATED_STATES: Final = (OPEN_STATES - {State.PAUSED}) | {State.DEFERRED}
"""States whose date can pass: not while paused; a long-term problem has its approved date."""


def sign_level(by_severity: str, found_by_level: str) -> str:
    """Which level signs a problem off: that of its severity; what city or province found, they."""
    return found_by_level if found_by_level in {"city", "province"} else by_severity


def may_sign(levels: frozenset[str], needed: str) -> bool:
    """Whether somebody of these levels signs what `needed` signs: it, or a higher one up to county.

    A city or province signs what it found, not what is the county's to sign.
    """
    order = list(SIGN_LEVELS)
    higher = order[order.index(needed) : max(order.index("county"), order.index(needed)) + 1]
    return bool(levels & set(higher))


@dataclass(frozen=True)
class Facts:
    """What is known when a step is asked for: who asks, who did what before, what was filled in.

    `actor`, `finder`, `rectifiers` and `reviewer` are account names; `in_village_team` says whether
    the actor holds a post in the problem's own village; `present` names the facts filled in.
    `asker` made the request that is being granted. `sign_level` signs the problem off; `levels`
    are those at which the actor holds that right for it.
    """

    actor: str
    finder: str = ""
    rectifiers: frozenset[str] = frozenset()
    reviewer: str = ""
    in_village_team: bool = False
    present: frozenset[str] = frozenset()
    asker: str = ""
    sign_level: str = "county"
    levels: frozenset[str] = frozenset({"county"})

    def bar(self, row: Transition) -> Refused | None:
        """What forbids this person this step, if anything: who they are, or their level."""
        for role in row.apart_from:
            is_villages_own = row.action is Action.CLOSE and self.sign_level == "village"
            if role == "village_team" and is_villages_own:
                continue  # a hint is signed off in the village, by somebody who did not review it
            if not self.is_apart_from(role):
                return Refused("STEP_SAME_PERSON", why=APART_REASONS[role])
        if row.action is Action.CLOSE and not may_sign(self.levels, self.sign_level):
            return Refused("STEP_LEVEL", level=SIGN_LEVELS[self.sign_level].zh)
        return None

    def is_apart_from(self, role: str) -> bool:
        """Whether the actor is somebody else than the person in that role."""
        same: dict[str, bool] = {
            "finder": self.actor == self.finder,
            "rectifier": self.actor in self.rectifiers,
            "reviewer": self.actor == self.reviewer,
            "village_team": self.in_village_team,
            "asker": self.actor == self.asker,
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
    if (bar := facts.bar(row)) is not None:
        raise bar
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
    refusal: Refused | None = None


def offers(state: State, may: Callable[[str], bool], facts: Facts) -> tuple[Offer, ...]:
    """The steps open from this state to a person with these rights, with any bar to them.

    Facts are taken as present: the form that follows asks for them. Steps that follow from an
    approved request are offered with the request (`requests`).
    """
    return tuple(
        Offer(row, facts.bar(row))
        for row in TRANSITIONS
        if state in row.sources and not row.by_request and may(row.verb)
    )


def landing(row: Transition, state: State, back_to: str = "") -> State:
    """Where a step ends: its own target, or the step that a reviewer chose to send it back to.

    Raises Refused STEP_BACK_TO when the chosen one lies not behind `state`.
    """
    if row.action is not Action.RETURN or not back_to:
        return row.target
    choices = BACK_TO[state]
    if back_to not in choices:
        raise Refused("STEP_BACK_TO", choices=tuple(STATE_WORDS[one].zh for one in choices))
    return State(back_to)


def is_overdue(state: State, due_on: date | None, on: date) -> bool:
    """Whether the present deadline lies before `on`, in a state whose date can pass."""
    return state in DATED_STATES and due_on is not None and due_on < on


def reachable(start: Iterable[State]) -> frozenset[State]:
    """Every state that the table reaches from `start`; the docs and a test ask."""
    seen = set(start)
    while True:
        step = {row.target for row in TRANSITIONS if seen & set(row.sources)} - seen
        if not step:
            return frozenset(seen)
        seen |= step
