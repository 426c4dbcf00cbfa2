"""What a person fills in for a step of a problem's life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from huitoukan.apps.files.models import StoredFile
from huitoukan.domain import problems as life


@dataclass(frozen=True)
class Filled:
    """What a person filled in for a step. Empty and blank values count as absent."""

    opinion: str = ""
    seal_no: str = ""
    reason: str = ""
    unit: str = ""
    person: str = ""
    measure: str = ""
    result: str = ""
    due_on: date | None = None
    evidence: tuple[StoredFile, ...] = ()
    before: tuple[StoredFile, ...] = ()
    back_to: str = ""
    into: str = ""
    household_word: str = ""
    to: str = ""
    milestones: str = ""
    amount: Decimal | None = None
    batch: str = ""
    meeting: str = ""
    """The number of the feedback meeting at which a problem was taken over."""
    request: str = ""
    """The number of the approved request; only `services.requests` fills it in."""

    def present(self) -> frozenset[str]:
        """The names of the facts that are there."""
        values: Mapping[str, object] = vars(self)
        return frozenset(
            name
            for name, value in values.items()
            if (value.strip() if isinstance(value, str) else value)
        )

    def told(self) -> dict[str, Any]:
        """The facts for the event row: text as it is, dates as text, files by name."""
        told = {name: str(value) for name, value in vars(self).items() if value}
        for name, files in (("evidence", self.evidence), ("before", self.before)):
            if files:
                told[name] = "、".join(file.name for file in files)
        if self.back_to:
            told["back_to"] = life.STATE_WORDS[life.State(self.back_to)].zh
        return told
