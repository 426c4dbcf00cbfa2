"""How urgent a problem's date is, and who is told: reminder, yellow, red, list for a talk.

Source: domain reference 6.3 (提前提醒责任人；黄牌告单位负责人；红牌告联系县领导；列入约谈名单);
S003 only says that whoever is late answers for it. The days come from the pack. A list names
problems, never a score of a person; whether anybody is summoned is decided by people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from huitoukan.domain.problem_words import Words


class Stage(StrEnum):
    """How far a date has gone."""

    SOON = "soon"
    YELLOW = "yellow"
    RED = "red"
    TALK = "talk"


STAGE_WORDS: Final[dict[Stage, Words]] = {
    Stage.SOON: Words("即将到期：提醒责任人", "Due soon: the responsible person", "wait"),
    Stage.YELLOW: Words("黄牌：告知单位负责人", "Yellow: the head of the unit", "warn"),
    Stage.RED: Words("红牌：告知联系县领导", "Red: the linked county leader", "bad"),
    Stage.TALK: Words("列入约谈名单", "Listed for a talk", "bad"),
}


@dataclass(frozen=True)
class Steps:
    """Days from the due date, as the pack says: `soon` before it (positive), the others after."""

    soon: int
    red: int
    talk: int

    def due_between(self, stage: Stage, on: date) -> tuple[date, date]:
        """The first and last due date that are in this stage on a day, both included."""
        day = timedelta(days=1)
        return {
            Stage.SOON: (on, on + self.soon * day),
            Stage.YELLOW: (on - (self.red - 1) * day, on - day),
            Stage.RED: (on - (self.talk - 1) * day, on - self.red * day),
            Stage.TALK: (date.min, on - self.talk * day),
        }[stage]

    def stage_of(self, due_on: date, on: date) -> Stage | None:
        """The stage of a due date on a day; None while there is time."""
        for stage in Stage:
            first, last = self.due_between(stage, on)
            if first <= due_on <= last:
                return stage
        return None
