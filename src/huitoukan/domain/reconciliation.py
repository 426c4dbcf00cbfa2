"""对账: counts of problems that levels report, held against the ledger and against each other.

Source: R171 (6月底前全部对账销号). In each report found = rectified + cancelled + passed on + open.
A report must be what the ledger counts on its day; a township's must be the sum of its villages'
(and a county's of its townships'), if all of them reported: where some did not it cannot be told.
A difference is named, never put right by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final

from huitoukan.domain.problem_words import ENDINGS, Ending, State, Words


@dataclass(frozen=True)
class Standing:
    """Problems of an area on a day: all that were found, and where they stand, in numbers."""

    found: int = 0
    rectified: int = 0
    cancelled: int = 0
    passed_on: int = 0
    still_open: int = 0

    def __add__(self, other: Standing) -> Standing:
        return Standing(*(getattr(self, name) + getattr(other, name) for name in PARTS))

    @property
    def sum_of_parts(self) -> int:
        """What `found` must be."""
        return self.rectified + self.cancelled + self.passed_on + self.still_open

    @staticmethod
    def of(state: State) -> Standing:
        """One problem in this state."""
        name = {
            None: "still_open",
            Ending.RECTIFIED: "rectified",
            Ending.CANCELLED: "cancelled",
            Ending.PASSED_ON: "passed_on",
        }[ENDINGS.get(state)]
        return Standing(**{"found": 1, name: 1})


PARTS: Final = tuple(part.name for part in fields(Standing))
PART_WORDS: Final[dict[str, Words]] = {
    "found": Words("发现", "Found"),
    "rectified": Words("整改销号", "Rectified"),
    "cancelled": Words("核销", "Cancelled"),
    "passed_on": Words("移交或转长期", "Transferred or long-term"),
    "still_open": Words("未办结", "Still open"),
}


class Against(StrEnum):
    """What a reported number was held against."""

    PARTS = "parts"
    LEDGER = "ledger"
    BELOW = "below"


AGAINST_WORDS: Final[dict[Against, Words]] = {
    Against.PARTS: Words("分项之和", "the sum of its parts"),
    Against.LEDGER: Words("台账", "the ledger"),
    Against.BELOW: Words("下级上报之和", "the sum of the reports below"),
}


@dataclass(frozen=True)
class Difference:
    """A number that does not agree: which, what was reported, what it was held against."""

    part: str
    against: Against
    reported: int
    other: int

    @property
    def by(self) -> int:
        """Reported minus the other."""
        return self.reported - self.other


def differences(
    reported: Standing, counted: Standing, below: Mapping[str, Standing | None]
) -> tuple[Difference, ...]:
    """Every number of a report that does not agree.

    `below` are the reports of the areas right below by name, None where one did not report: then
    nothing is said of their sum.
    """
    found = []
    if reported.found != reported.sum_of_parts:
        found.append(Difference("found", Against.PARTS, reported.found, reported.sum_of_parts))
    found += _each(reported, counted, Against.LEDGER)
    if (whole := sum_of(below.values())) is not None:
        found += _each(reported, whole, Against.BELOW)
    return tuple(found)


def sum_of(below: Iterable[Standing | None]) -> Standing | None:
    """The sum of all reports; None when one is missing or there is none to add."""
    reports = list(below)
    given = [one for one in reports if one is not None]
    if not given or len(given) < len(reports):
        return None
    return sum(given, Standing())


def _each(reported: Standing, other: Standing, against: Against) -> list[Difference]:
    return [
        Difference(name, against, getattr(reported, name), getattr(other, name))
        for name in PARTS
        if getattr(reported, name) != getattr(other, name)
    ]
