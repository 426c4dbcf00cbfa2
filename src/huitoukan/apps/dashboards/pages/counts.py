"""Households and persons on the borders of a chosen day, beside what offices reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huitoukan.apps.core.pages import ActionForm, Crumb, Filters
from huitoukan.domain.counts import Tally


@dataclass(frozen=True)
class CountRow:
    """A township, village or group with what the registry counts there, in households and persons.

    `whole` are the registered households, lifted and not; `ordinary` stand beside them in the
    registry. `reported` is the whole as reported (households), `differs` reported minus counted:
    None when it cannot be told or nothing was reported. `note` says what is special.
    """

    level: str
    code: str
    name: str
    href: str
    n_villages: int
    whole: Tally
    lifted: Tally
    not_lifted: Tally
    ordinary: Tally
    reported: int | None = None
    differs: int | None = None
    note: str = ""


@dataclass(frozen=True)
class CheckLine:
    """One reported figure against its count, or (`is_inner`) the whole against the sum of parts.

    A difference is reported minus counted, or whole minus sum; None: cannot tell or not said.
    """

    part: str
    is_inner: bool
    households: int
    persons: int | None
    to_households: int
    to_persons: int | None
    undecided: int
    differs_households: int | None
    differs_persons: int | None
    source: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Check:
    """All reported figures of one area."""

    code: str
    name: str
    lines: tuple[CheckLine, ...]

    @property
    def n_differences(self) -> int:
        """How many lines differ for certain."""
        return sum(bool(x.differs_households) or bool(x.differs_persons) for x in self.lines)


@dataclass(frozen=True)
class CountsPage:
    """[dashboards:counts] `n_unplaced` households lie in no area of the day that can be told."""

    on: date
    is_today: bool
    filters: Filters
    crumbs: tuple[Crumb, ...]
    place: str
    below: str
    total: CountRow
    rows: tuple[CountRow, ...]
    checks: tuple[Check, ...]
    n_unplaced: int
    export_href: str
    report: ActionForm | None = None
