"""Results of an item-by-item verification (逐项核查): what a row says, and which step it asks for.

Source: S003, 根据问题清单逐一核查 (R198). Nothing is stored here: `papers.services.verifying` takes
the step, and the table of steps (`problems`) decides whether it may be taken.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from huitoukan.domain.problems import Action
from huitoukan.domain.refusals import Refused


class Result(StrEnum):
    """What the checker found on the spot."""

    RIGHT = "整改到位"
    NOT_RIGHT = "未到位"
    UNTRUE = "不实"


RESULTS: Final = tuple(one.value for one in Result)


@dataclass(frozen=True)
class Checked:
    """One row of the checklist as it came back; blank texts were not filled in."""

    row: int
    code: str
    result: str
    told: str = ""
    household_word: str = ""
    checker: str = ""
    checked_on: date | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nobody filled it in: such a row asks for nothing."""
        return not (self.result or self.told or self.household_word or self.checker)

    @property
    def action(self) -> Action:
        """The step that the result asks for: archive what is right, reopen what is not."""
        return Action.ARCHIVE if self.result == Result.RIGHT else Action.REOPEN

    @property
    def words(self) -> str:
        """What stands with the step: result, what was found, who checked and when."""
        day = f"，{self.checked_on.isoformat()}" if self.checked_on else ""
        told = f"：{self.told}" if self.told else ""
        return f"逐项核查“{self.result}”{told}（核查人{self.checker}{day}）"


def demand_sound(checked: Checked, codes: Collection[str], issued_on: date, today: date) -> None:
    """Refuse a row that does not belong to the list or does not say enough.

    Raises Refused VERIFY_FOREIGN, VERIFY_RESULT, VERIFY_CHECKER, VERIFY_TOLD, VERIFY_DATE.
    """
    if checked.code not in codes:
        raise Refused("VERIFY_FOREIGN", code=checked.code[:30])
    if checked.result not in RESULTS:
        raise Refused("VERIFY_RESULT", code=checked.code, value=checked.result[:30], known=RESULTS)
    if not checked.checker:
        raise Refused("VERIFY_CHECKER", code=checked.code)
    if checked.result != Result.RIGHT and not checked.told:
        raise Refused("VERIFY_TOLD", code=checked.code, value=checked.result)
    on = checked.checked_on
    if on is not None and not issued_on <= on <= today:
        raise Refused("VERIFY_DATE", code=checked.code, on=on, first=issued_on, last=today)
