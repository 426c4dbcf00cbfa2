"""How an exit is signed, level by level: its states, the steps between them, who may take which.

R040 asks for the signatures of five levels, R283 for quality before schedule: whoever's turn it is
may put an exit off or refuse it, with a reason. Which levels sign is data of a pack.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from huitoukan.domain.refusals import Refused


class ExitState(StrEnum):
    """Where an exit stands."""

    SIGNING = "signing"
    DEFERRED = "deferred"
    SIGNED = "signed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ExitStep(StrEnum):
    """What a person does with an exit."""

    PROPOSE = "propose"
    SIGN = "sign"
    STRIKE = "strike"
    DEFER = "defer"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Words:
    """A state or a step in both languages; `style` is the chip or button of the design language."""

    zh: str
    en: str
    style: str


STATE_WORDS: Final[dict[ExitState, Words]] = {
    ExitState.SIGNING: Words("签批中", "Being signed", "wait"),
    ExitState.DEFERRED: Words("暂缓", "Put off", "bad"),
    ExitState.SIGNED: Words("签批完成", "Signed by all", "ok"),
    ExitState.REFUSED: Words("不予退出", "Refused", "none"),
    ExitState.WITHDRAWN: Words("已撤回", "Withdrawn", "none"),
}
STEP_WORDS: Final[dict[ExitStep, Words]] = {
    ExitStep.PROPOSE: Words("提出", "Propose", "primary"),
    ExitStep.SIGN: Words("签字背书", "Sign", "primary"),
    ExitStep.STRIKE: Words("单独暂缓一户", "Put one household off", "plain"),
    ExitStep.DEFER: Words("暂缓", "Put off", "plain"),
    ExitStep.REFUSE: Words("不予退出", "Refuse", "danger"),
    ExitStep.WITHDRAW: Words("撤回", "Withdraw", "plain"),
}
NEEDS_REASON: Final = {ExitStep.STRIKE, ExitStep.DEFER, ExitStep.REFUSE, ExitStep.WITHDRAW}
OPEN: Final = (ExitState.SIGNING, ExitState.DEFERRED)
"""States in which the same object may not be proposed a second time."""
_FROM: Final[dict[ExitStep, tuple[ExitState, ...]]] = {
    ExitStep.PROPOSE: (ExitState.DEFERRED,),
    ExitStep.SIGN: (ExitState.SIGNING,),
    ExitStep.STRIKE: (ExitState.SIGNING,),
    ExitStep.DEFER: (ExitState.SIGNING,),
    ExitStep.REFUSE: (ExitState.SIGNING,),
    ExitStep.WITHDRAW: OPEN,
}
OF_SIGNERS: Final = {ExitStep.SIGN, ExitStep.STRIKE, ExitStep.DEFER, ExitStep.REFUSE}
"""Steps of the level whose turn it is."""


@dataclass(frozen=True)
class Standing:
    """An exit as it stands: the levels that sign, how many have, who had a hand in it.

    `until` is the day to which it was put off.
    """

    state: ExitState
    levels: tuple[str, ...]
    n_signed: int
    proposer: str
    signed: tuple[str, ...] = ()
    until: dt.date | None = None


def turn_of(now: Standing) -> str:
    """The level whose signature is next, "" when none is."""
    return now.levels[now.n_signed] if now.state is ExitState.SIGNING else ""


def verb_of(step: ExitStep) -> str:
    """The right that a step asks for."""
    return "exit.sign" if step in OF_SIGNERS else "exit.propose"


def after(
    step: ExitStep, now: Standing, *, who: str, reason: str, on: dt.date, until: dt.date | None
) -> tuple[ExitState, int]:
    """The state after a step, and how many have signed then.

    Nobody signs their own proposal or for two levels; only the proposer takes it back; what was put
    off is proposed anew by whoever may, not before its day, and is signed from the first level on.
    Raises Refused EXIT_STATE, EXIT_SAME_PERSON, EXIT_NOT_YOURS, EXIT_UNTIL, REASON_NEEDED.
    """
    if now.state not in _FROM[step]:
        raise Refused("EXIT_STATE")
    if step is ExitStep.WITHDRAW and who != now.proposer:
        raise Refused("EXIT_NOT_YOURS")
    if step in OF_SIGNERS and (who == now.proposer or who in now.signed):
        raise Refused("EXIT_SAME_PERSON")
    if step in NEEDS_REASON and not reason.strip():
        raise Refused("REASON_NEEDED")
    match step:
        case ExitStep.PROPOSE:
            if now.until is not None and on < now.until:
                raise Refused("EXIT_UNTIL", day=now.until.isoformat())
            return ExitState.SIGNING, 0
        case ExitStep.SIGN:
            n_signed = now.n_signed + 1
            is_last = n_signed == len(now.levels)
            return (ExitState.SIGNED if is_last else ExitState.SIGNING), n_signed
        case ExitStep.STRIKE:
            return ExitState.SIGNING, now.n_signed
        case ExitStep.DEFER:
            if until is None or until <= on:
                raise Refused("EXIT_DEFER_DAY")
            return ExitState.DEFERRED, now.n_signed
        case ExitStep.REFUSE:
            return ExitState.REFUSED, now.n_signed
    return ExitState.WITHDRAWN, now.n_signed


def demand_notice(
    first: dt.date | None, last: dt.date | None, days: int, *, on: dt.date, has_objection: bool
) -> None:
    """Refuse a public notice that is too short, not over, or was objected to.

    Both days count: a notice of five days ends on the fifth. Raises Refused EXIT_NOTICE,
    EXIT_OBJECTION.
    """
    if days:
        enough = first and last and last <= on and last - first >= dt.timedelta(days - 1)
        if not enough:
            raise Refused("EXIT_NOTICE", days=days, first=first or "未填", last=last or "未填")
    if has_objection:
        raise Refused("EXIT_OBJECTION")
