"""Who decides on an adjustment: its states, the steps between them, and the separation of persons.

R015 asks for an approval chain; which rights it consists of is data of a pack.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from huitoukan.domain.refusals import Refused


class State(StrEnum):
    """Where an adjustment stands."""

    PROPOSED = "proposed"
    RETURNED = "returned"
    APPLIED = "applied"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


class Step(StrEnum):
    """What a person does with an adjustment."""

    PROPOSE = "propose"
    AGREE = "agree"
    RETURN = "return"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    REVOKE = "revoke"


@dataclass(frozen=True)
class Words:
    """A state or a step in both languages; `style` is the chip or button of the design language."""

    zh: str
    en: str
    style: str


STATE_WORDS: Final[dict[State, Words]] = {
    State.PROPOSED: Words("办理中", "Under way", "wait"),
    State.RETURNED: Words("已退回", "Sent back", "bad"),
    State.APPLIED: Words("已生效", "In effect", "ok"),
    State.REFUSED: Words("不同意", "Refused", "none"),
    State.WITHDRAWN: Words("已撤回", "Withdrawn", "none"),
    State.REVOKED: Words("已撤销", "Revoked", "none"),
}
STEP_WORDS: Final[dict[Step, Words]] = {
    Step.PROPOSE: Words("提出", "Propose", "primary"),
    Step.AGREE: Words("同意", "Agree", "primary"),
    Step.RETURN: Words("退回修改", "Send back", "plain"),
    Step.REFUSE: Words("不同意", "Refuse", "danger"),
    Step.WITHDRAW: Words("撤回", "Withdraw", "plain"),
    Step.REVOKE: Words("撤销", "Revoke", "danger"),
}
NEEDS_REASON: Final = {Step.RETURN, Step.REFUSE, Step.WITHDRAW, Step.REVOKE}
_FROM: Final[dict[Step, tuple[State, ...]]] = {
    Step.PROPOSE: (State.RETURNED,),
    Step.AGREE: (State.PROPOSED,),
    Step.RETURN: (State.PROPOSED,),
    Step.REFUSE: (State.PROPOSED,),
    Step.WITHDRAW: (State.PROPOSED, State.RETURNED),
    Step.REVOKE: (State.APPLIED,),
}


@dataclass(frozen=True)
class Standing:
    """An adjustment as it stands: its chain of rights, how many agreed, who had a hand in it."""

    state: State
    chain: tuple[str, ...]
    n_agreed: int
    proposer: str
    agreed: tuple[str, ...] = ()


def verb_of(step: Step, now: Standing) -> str:
    """The right that a step asks for now; of the chain, the next one, or to revoke the last."""
    if step in {Step.PROPOSE, Step.WITHDRAW}:
        return "adjustment.propose"
    if step is Step.REVOKE:
        return now.chain[-1]
    return now.chain[min(now.n_agreed, len(now.chain) - 1)]


def after(step: Step, now: Standing, *, who: str, reason: str) -> tuple[State, int]:
    """The state after a step, and how many have agreed then.

    Nobody decides on their own proposal, nobody agrees twice, only the proposer takes it back.
    Raises Refused ADJUSTMENT_STATE, ADJUSTMENT_SAME_PERSON, ADJUSTMENT_NOT_YOURS, REASON_NEEDED.
    """
    if now.state not in _FROM[step]:
        raise Refused("ADJUSTMENT_STATE")
    if step in {Step.PROPOSE, Step.WITHDRAW}:
        if who != now.proposer:
            raise Refused("ADJUSTMENT_NOT_YOURS")
    elif who == now.proposer or (step is Step.AGREE and who in now.agreed):
        raise Refused("ADJUSTMENT_SAME_PERSON")
    if step in NEEDS_REASON and not reason.strip():
        raise Refused("REASON_NEEDED")
    match step:
        case Step.PROPOSE:
            return State.PROPOSED, 0
        case Step.AGREE:
            n_agreed = now.n_agreed + 1
            is_last = n_agreed == len(now.chain)
            return (State.APPLIED if is_last else State.PROPOSED), n_agreed
        case Step.RETURN:
            return State.RETURNED, 0
        case Step.REFUSE:
            return State.REFUSED, now.n_agreed
        case Step.WITHDRAW:
            return State.WITHDRAWN, now.n_agreed
    return State.REVOKED, now.n_agreed
