"""Reconciling counts: what an office reports, what the registry counts, and their difference.

A count that rests on households whose place cannot be told has no difference: None, cannot tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Part(StrEnum):
    """What is counted: registered households (建档立卡户) in all, those lifted out of poverty and
    those not yet, and ordinary households that the registry holds beside them."""

    ALL = ""
    LIFTED = "lifted"
    NOT_LIFTED = "not_lifted"
    ORDINARY = "ordinary"


PART_WORDS: Final[dict[Part, tuple[str, str]]] = {
    Part.ALL: ("合计", "all"),
    Part.LIFTED: ("已脱贫", "lifted"),
    Part.NOT_LIFTED: ("未脱贫", "not lifted"),
    Part.ORDINARY: ("普通农户", "ordinary households"),
}
SUMMANDS: Final = (Part.LIFTED, Part.NOT_LIFTED)
"""The parts that make up the whole of the registered households."""


@dataclass(frozen=True)
class Amount:
    """Households and persons; None where they were not said."""

    households: int
    persons: int | None = None


@dataclass(frozen=True)
class Tally:
    """What was counted for certain, and households (with persons) that may belong here or not."""

    households: int = 0
    persons: int = 0
    undecided: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.households + other.households,
            self.persons + other.persons,
            self.undecided + other.undecided,
        )

    @property
    def is_certain(self) -> bool:
        """Whether no household is in doubt."""
        return self.undecided == 0


@dataclass(frozen=True)
class Difference:
    """Reported minus counted (or minus the sum of the parts); None: cannot tell, or not said."""

    households: int | None
    persons: int | None

    @property
    def is_any(self) -> bool:
        """Whether something differs for certain."""
        return bool(self.households) or bool(self.persons)


def against_count(reported: Amount, counted: Tally) -> Difference:
    """Reported minus counted."""
    if not counted.is_certain:
        return Difference(None, None)
    persons = None if reported.persons is None else reported.persons - counted.persons
    return Difference(reported.households - counted.households, persons)


def within_report(reported: Mapping[Part, Amount]) -> tuple[Amount, Difference] | None:
    """The sum of the reported parts, and by how much the reported whole differs from it.

    None when the whole or a part was not reported. S004's own figures: 1,535 households in all,
    1,005 lifted and 535 not lifted make 1,540; the whole lacks 5.
    """
    if Part.ALL not in reported or any(part not in reported for part in SUMMANDS):
        return None
    parts = [reported[part] for part in SUMMANDS]
    households = sum(part.households for part in parts)
    persons = [part.persons for part in parts]
    whole = reported[Part.ALL]
    if whole.persons is None or None in persons:
        return Amount(households), Difference(whole.households - households, None)
    n_persons = sum(n for n in persons if n is not None)
    return (
        Amount(households, n_persons),
        Difference(whole.households - households, whole.persons - n_persons),
    )
