"""Deciding whether a row and a registered person are one: states, acts, what an act needs.

A link is a suggestion until a person decides; a decision can be taken back, and is never deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from huitoukan.domain.refusals import Refused


class State(StrEnum):
    """What people have said of a suggestion."""

    OPEN = "open"
    LINKED = "linked"
    TWO = "two"
    UNLINKED = "unlinked"


class Act(StrEnum):
    """What a person decides."""

    LINK = "link"
    NOT_SAME = "not_same"
    UNLINK = "unlink"


@dataclass(frozen=True)
class Words:
    """A word in both languages; `style` is the chip or button of the design language."""

    zh: str
    en: str
    style: str = ""


STATE_WORDS: Final[dict[State, Words]] = {
    State.OPEN: Words("待决定", "To be decided", "wait"),
    State.LINKED: Words("已关联", "Linked", "ok"),
    State.TWO: Words("不是同一人", "Two persons", "none"),
    State.UNLINKED: Words("已撤销", "Unlinked", "warn"),
}
ACT_WORDS: Final[dict[Act, Words]] = {
    Act.LINK: Words("是同一人，关联", "One person: link", "primary"),
    Act.NOT_SAME: Words("不是同一人", "Two persons", "plain"),
    Act.UNLINK: Words("撤销关联", "Unlink", "danger"),
}
FROM: Final[dict[Act, tuple[State, ...]]] = {
    Act.LINK: (State.OPEN, State.TWO, State.UNLINKED),
    Act.NOT_SAME: (State.OPEN, State.UNLINKED),
    Act.UNLINK: (State.LINKED,),
}
TO: Final[dict[Act, State]] = {
    Act.LINK: State.LINKED,
    Act.NOT_SAME: State.TWO,
    Act.UNLINK: State.UNLINKED,
}


def after(act: Act, state: State, *, reason: str) -> State:
    """The state after a decision; every decision but the first, and every no, says why.

    Raises Refused LINK_STATE, REASON_NEEDED.
    """
    if state not in FROM[act]:
        raise Refused("LINK_STATE", state=STATE_WORDS[state].zh)
    is_plain = act is Act.LINK and state is State.OPEN
    if not is_plain and not reason.strip():
        raise Refused("REASON_NEEDED")
    return TO[act]
