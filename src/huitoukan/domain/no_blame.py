"""The window without blame: what an area's own people reported before its freeze point.

Source: S002 (三月底前把问题固定死，此前报出的不追究乡村两级的责任；以后别人查出的必须追究),
R176, R177, R190. The system marks and lists; whether anybody answers for anything is decided by
people, and no score of a person or place is made of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from huitoukan.domain.problem_words import Words


class Mark(StrEnum):
    """What the window says of a problem."""

    OWN_IN_TIME = "own_in_time"
    OWN_LATE = "own_late"
    KNOWN = "known"
    MISSED = "missed"
    NOT_ASKED = "not_asked"


MARK_WORDS: Final[dict[Mark, Words]] = {
    Mark.OWN_IN_TIME: Words("冻结前自查报出，免责", "Reported before the freeze, no blame", "ok"),
    Mark.OWN_LATE: Words("冻结后自查报出", "Reported after the freeze", "none"),
    Mark.KNOWN: Words("外部发现，此前已报出", "Found by others, reported before", "ok"),
    Mark.MISSED: Words("应发现未发现（待核实）", "Declared as none, found by others", "bad"),
    Mark.NOT_ASKED: Words("外部发现，无自查记录，不能判断", "Found by others, cannot tell", "wait"),
}


@dataclass(frozen=True)
class Finding:
    """A problem as the window sees it; `outside`: found by others than the area's own people.

    `reported_before`: the own people had reported the same type on the same object by the freeze
    point; `declared_none`: a self-check said of this place and topic that there was nothing.
    """

    found_on: date
    outside: bool
    reported_before: bool = False
    declared_none: bool = False


def mark_of(finding: Finding, freeze_on: date | None) -> Mark | None:
    """The mark of a finding; None while no freeze point is set, or before it for outsiders."""
    if freeze_on is None:
        return None
    if not finding.outside:
        return Mark.OWN_IN_TIME if finding.found_on <= freeze_on else Mark.OWN_LATE
    if finding.found_on <= freeze_on:
        return None
    if finding.reported_before:
        return Mark.KNOWN
    return Mark.MISSED if finding.declared_none else Mark.NOT_ASKED
