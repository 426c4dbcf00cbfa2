"""The campaign's phases: which are done, which is going on, judged from reported gate facts.

A phase of the pack names the gate that ends it; the stage that owns a gate reports it. Nobody types
in that a phase is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Progress(StrEnum):
    """How far one phase is."""

    DONE = "done"
    NOW = "now"
    LATER = "todo"


@dataclass(frozen=True)
class PhaseStatus:
    """One phase with its progress and the sentence its gate reported, if it did."""

    code: str
    progress: Progress
    told: str = ""


def statuses(
    phases: Sequence[tuple[str, str]], gates: Mapping[str, tuple[bool, str]]
) -> tuple[PhaseStatus, ...]:
    """Each phase `(code, gate)` with its progress; `gates` maps a gate to (passed, what was told).

    The first phase whose gate has not passed is the present one; later gates that already report
    something are shown as told but stay later.
    """
    found: list[PhaseStatus] = []
    reached_now = False
    for code, gate in phases:
        passed, told = gates.get(gate, (False, ""))
        if passed:
            progress = Progress.DONE
        elif not reached_now:
            progress, reached_now = Progress.NOW, True
        else:
            progress = Progress.LATER
        found.append(PhaseStatus(code, progress, told))
    return tuple(found)
