"""Meetings of a township: what may be named as the one at which a problem was taken over.

Source: S003 — 每到一个镇第一时间召开动员培训会和问题反馈会 (R163); 在认领了问题后 (R162). A
kick-off opens the work in a township, the feedback meeting hands over what was found there. Codes
of kinds are those of the pack's list `meeting_kind`; the ledger of meetings is K05.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from huitoukan.domain.problem_words import Words
from huitoukan.domain.refusals import Refused

MEETINGS: Final = "K05"
"""The kept ledger of meetings."""
KICK_OFF: Final = "动员培训会"
FEEDBACK: Final = "问题反馈会"


@dataclass(frozen=True)
class Meeting:
    """A meeting that was held: its number, kind and day, and the township it was held for."""

    code: str
    kind: str
    held_on: date
    area: int
    path: str
    place: str

    @property
    def title(self) -> str:
        """As it stands in a problem's history."""
        return f"{self.place}{self.kind} {self.held_on:%Y-%m-%d}（{self.code}）"


def refuse_unfit(
    meeting: Meeting, *, problem: str, path: str, told_on: date | None, on: date
) -> None:
    """Refuse a meeting at which a problem cannot have been taken over.

    `path` is the problem's area; `told_on` the day on which its list was issued, or, where it
    stands in none, on which it was handed over. Raises Refused: MEETING_KIND, MEETING_PLACE,
    MEETING_TO_COME, MEETING_EARLY.
    """
    if meeting.kind != FEEDBACK:
        raise Refused("MEETING_KIND", code=meeting.code, kind=meeting.kind)
    if not path.startswith(meeting.path):
        raise Refused("MEETING_PLACE", code=meeting.code, place=meeting.place, problem=problem)
    if meeting.held_on > on:
        raise Refused("MEETING_TO_COME", code=meeting.code, held_on=meeting.held_on)
    if told_on is not None and meeting.held_on < told_on:
        raise Refused(
            "MEETING_EARLY", code=meeting.code, held_on=meeting.held_on, problem=problem,
            told_on=told_on,
        )  # fmt: skip


class Held(StrEnum):
    """Whether a meeting that belongs to the work in a township was held."""

    YES = "yes"
    MISSING = "missing"
    NOT_YET = "not_yet"
    CANNOT_TELL = "cannot_tell"


HELD_WORDS: Final[dict[Held, Words]] = {
    Held.YES: Words("已召开", "Held", "ok"),
    Held.MISSING: Words("没有记录", "No record", "bad"),
    Held.NOT_YET: Words("还不到时候", "Not due yet", "none"),
    Held.CANNOT_TELL: Words("不能判断", "Cannot tell", "warn"),
}


@dataclass(frozen=True)
class Round:
    """What is known of a township: the first of its two meetings, and how far the work is there.

    `is_kept`: somebody in the county keeps the ledger of meetings; without it a missing entry
    means nothing. `is_reached`: something was found there; `is_handed_over`: a problem of it was.
    """

    kick_off: Meeting | None
    feedback: Meeting | None
    is_kept: bool
    is_reached: bool
    is_handed_over: bool

    @property
    def kick_off_held(self) -> Held:
        """Due as soon as the work has reached the township."""
        return self._held(self.kick_off, is_due=self.is_reached)

    @property
    def feedback_held(self) -> Held:
        """Due as soon as a problem of the township is handed over."""
        return self._held(self.feedback, is_due=self.is_handed_over)

    def _held(self, meeting: Meeting | None, *, is_due: bool) -> Held:
        if meeting is not None:
            return Held.YES
        if not is_due:
            return Held.NOT_YET
        return Held.MISSING if self.is_kept else Held.CANNOT_TELL

    @property
    def missing(self) -> tuple[str, ...]:
        """The kinds of meetings of which a record is missing."""
        pairs = ((KICK_OFF, self.kick_off_held), (FEEDBACK, self.feedback_held))
        return tuple(kind for kind, held in pairs if held is Held.MISSING)


def first_of(meetings: Iterable[Meeting], kind: str, area: int) -> Meeting | None:
    """The first meeting of this kind in a township."""
    fit = (one for one in meetings if one.kind == kind and one.area == area)
    return min(fit, key=lambda one: (one.held_on, one.code), default=None)
