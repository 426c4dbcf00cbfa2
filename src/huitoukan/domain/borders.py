"""Borders through time: what became of an area, and in which area of a chosen day something lies.

A change has an effective day: the first day of the new borders. Areas are named by our own ids,
which no change of name or code touches. Where a split or a merger makes the answer undecidable,
it is None: cannot tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Final


class ChangeKind(StrEnum):
    """What can happen to an area; a new name, code or parent leaves its ground as it was."""

    ESTABLISHED = "established"
    RENAMED = "renamed"
    RECODED = "recoded"
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"
    ABOLISHED = "abolished"


KIND_WORDS: Final[dict[ChangeKind, tuple[str, str]]] = {
    ChangeKind.ESTABLISHED: ("设立", "established"),
    ChangeKind.RENAMED: ("更名", "renamed"),
    ChangeKind.RECODED: ("改码", "recoded"),
    ChangeKind.MOVED: ("划转", "moved"),
    ChangeKind.MERGED: ("合并", "merged"),
    ChangeKind.SPLIT: ("拆分", "split"),
    ChangeKind.ABOLISHED: ("撤销", "abolished"),
}
"""The Chinese word as sheets of changes and pages say it, and the English one."""
GROUND: Final = frozenset(
    {ChangeKind.ESTABLISHED, ChangeKind.MERGED, ChangeKind.SPLIT, ChangeKind.ABOLISHED}
)
"""The kinds that change which ground an area covers."""


@dataclass(frozen=True)
class Change:
    """One change as the borders know it.

    A merger has several `old` and one `new` area, which may be one of the old; a split the other
    way round. `by_group` and `by_list` tell the areas of the side of several apart: villagers'
    group or household number to area. `recorded_at` is when we learned of it; what was put into an
    area before that was put there by the old borders, whatever its day.
    """

    kind: ChangeKind
    on: date
    old: tuple[int, ...]
    new: tuple[int, ...]
    by_group: Mapping[str, int] = field(default_factory=dict)
    by_list: Mapping[str, int] = field(default_factory=dict)
    recorded_at: datetime | None = None

    @property
    def known_at(self) -> datetime:
        """When we learned of it; its first moment where that is not recorded."""
        return self.recorded_at or datetime.combine(self.on, time.min, UTC)

    def told(self, group: str, household_no: str) -> int | None:
        """The area of the side of several for this household; the list before the group."""
        return self.by_list.get(household_no) or self.by_group.get(group)


@dataclass(frozen=True)
class Standing:
    """Where something stands: the area, when it was put there, and what tells it apart."""

    area: int
    since: datetime
    group: str = ""
    household_no: str = ""


class Borders:
    """All changes of the ground, in the order in which they came into force."""

    def __init__(self, changes: Iterable[Change]) -> None:
        ground = [change for change in changes if change.kind in GROUND]
        self.changes = sorted(ground, key=lambda change: change.on)
        self._begins: dict[int, date] = {}
        self._ends: dict[int, date] = {}
        for change in self.changes:
            for area in set(change.new) - set(change.old):
                self._begins[area] = change.on
            for area in set(change.old) - set(change.new):
                self._ends[area] = change.on

    @property
    def touched(self) -> frozenset[int]:
        """Areas whose ground ever changed; all others lie today where they always lay."""
        return frozenset(a for change in self.changes for a in (*change.old, *change.new))

    def is_in_force(self, area: int, on: date) -> bool:
        """Whether the area is there on this day."""
        begins, ends = self._begins.get(area), self._ends.get(area)
        return (begins is None or begins <= on) and (ends is None or on < ends)

    def successors(self, area: int, on: date) -> tuple[int, ...]:
        """The areas that its ground belongs to on a day, itself while it is there.

        Empty when it was abolished without a successor.
        """
        found = [area]
        for change in self.changes:
            if change.on <= on and change.kind is not ChangeKind.ESTABLISHED:
                found = _replaced(found, change.old, change.new)
        return tuple(found)

    def predecessors(self, area: int, on: date) -> tuple[int, ...]:
        """The areas of a day of whose ground it was made; itself if it was there and whole.

        Empty when it was established without a predecessor after that day.
        """
        found = [area]
        for change in reversed(self.changes):
            if change.on > on and change.kind is not ChangeKind.ABOLISHED:
                found = _replaced(found, change.new, change.old)
        return tuple(found)

    def possible(self, area: int, on: date) -> tuple[int, ...]:
        """All areas of a day that something in the area may stand in, when nothing tells which.

        Backward to whatever it was made of, then forward to the day.
        """
        origins = {*self.predecessors(area, on), area}
        found = {each for origin in origins for each in self.successors(origin, on)}
        return tuple(sorted(each for each in found if self.is_in_force(each, on)))

    def place_on(self, stands: Standing, on: date) -> int | None:
        """The area of a day in which a household stands, or None: cannot tell.

        The changes that were known when it was put into its area are in that area already; those
        among them that came into force after the day are taken back, the others that are in force
        on the day applied.
        """
        known = self._known_to(stands)
        at: int | None = stands.area
        for change in reversed(self.changes):
            if change in known and change.on > on and at in change.new:
                at = _through(change, change.old, stands)
        for change in self.changes:
            if change not in known and change.on <= on and at in change.old:
                at = _through(change, change.new, stands)
        return at

    def _known_to(self, stands: Standing) -> list[Change]:
        """The changes that its area has seen: not its own end, nor what came after that."""
        ends, begins = self._ends.get(stands.area), self._begins.get(stands.area)
        return [
            change
            for change in self.changes
            if (change.known_at <= stands.since or (begins is not None and change.on <= begins))
            and (ends is None or change.on < ends)
        ]


def _through(change: Change, side: tuple[int, ...], stands: Standing) -> int | None:
    """The one area of a side, or the one that group or list tell; None: cannot tell."""
    if len(side) == 1:
        return side[0]
    told = change.told(stands.group, stands.household_no)
    return told if told in side else None


def _replaced(areas: list[int], gone: tuple[int, ...], come: tuple[int, ...]) -> list[int]:
    """The areas with those of one side of a change replaced by all of the other side."""
    if not set(areas) & set(gone):
        return areas
    kept = [area for area in areas if area not in gone]
    return [*kept, *(area for area in come if area not in kept)]
