"""The overview of a county, a township or a village, and my work."""

from __future__ import annotations

from dataclasses import dataclass

from huitoukan.apps.core.pages import (
    Due,
    Figure,
    Severity,
    Share,
    StageItem,
)


@dataclass(frozen=True)
class AreaRow:
    """A township (or a village, for a township's page): counts in households and problems.

    `n_hits` doubts raised, `n_confirmed` of them confirmed; `closed` problems signed off of all
    opened; cancelled ones, and those made long-term or transferred, are told apart.
    """

    name: str
    href: str
    n_households: int
    n_hits: int
    n_confirmed: int
    closed: Share
    n_overdue: int
    n_cancelled: int = 0
    n_passed_on: int = 0


@dataclass(frozen=True)
class VillageCell:
    """A village of the grid. `closed` are all endings; total 0 where no problem was opened.

    Where nothing was compared yet (`is_compared`) a village without problems is not called done.
    """

    name: str
    href: str
    closed: Share
    n_waiting: int
    n_overdue: int
    is_compared: bool = True

    @property
    def level(self) -> str:
        """h0 doubts wait and nothing was closed … h5 nothing left to do: what is done recedes."""
        percent = self.closed.percent
        if percent is None:
            if not self.is_compared:
                return "none"
            return "h0" if self.n_waiting else "h5"
        if percent >= 100:
            return "h4" if self.n_waiting else "h5"
        if percent >= 85:
            return "h4"
        if percent >= 70:
            return "h3"
        if percent >= 50:
            return "h2"
        return "h1" if percent > 0 else "h0"


@dataclass(frozen=True)
class VillageLine:
    """The villages of one township."""

    township: str
    cells: tuple[VillageCell, ...]
    n_done: int


@dataclass(frozen=True)
class TodayItem:
    """Something to do today: how many, of what, why, and the page where it is done."""

    icon: str
    tone: str
    n: int
    title: str
    why: str
    button: str
    href: str


@dataclass(frozen=True)
class OverdueRow:
    """An overdue problem in a short list."""

    code: str
    title: str
    place: str
    unit: str
    severity: Severity
    due: Due


@dataclass(frozen=True)
class CategoryRow:
    """Problems of one topic by where they stand: signed off, cancelled, long-term or transferred,
    in hand, not yet handed over, overdue.

    The six are disjoint and add up to all problems of the topic.
    """

    label: str
    closed: int
    cancelled: int
    passed_on: int
    in_hand: int
    waiting: int
    overdue: int
    href: str = ""

    @property
    def total(self) -> int:
        """All problems of the topic."""
        ended = self.closed + self.cancelled + self.passed_on
        return ended + self.in_hand + self.waiting + self.overdue


@dataclass(frozen=True)
class OverviewPage:
    """[dashboards:overview] The whole county, or the same page for a township or a village.

    `level` is county, township or village: the rows of `areas` are the level below it.
    `figures` are six. `villages` empty for a village. `today_total` counts all entries of my work.
    `categories_chart` is a plain value for json_script, same numbers as `categories`.
    """

    level: str
    place: str
    stages: tuple[StageItem, ...]
    figures: tuple[Figure, ...]
    areas: tuple[AreaRow, ...]
    villages: tuple[VillageLine, ...]
    today: tuple[TodayItem, ...]
    today_total: int
    overdue: tuple[OverdueRow, ...]
    n_overdue: int
    categories: tuple[CategoryRow, ...]
    days_left: int | None = None

    @property
    def categories_chart(self) -> dict[str, list[object]]:
        """The numbers of the chart: labels and a list for each series, in this order."""
        return {
            "labels": [row.label for row in self.categories],
            "closed": [row.closed for row in self.categories],
            "cancelled": [row.cancelled for row in self.categories],
            "passed_on": [row.passed_on for row in self.categories],
            "in_hand": [row.in_hand for row in self.categories],
            "waiting": [row.waiting for row in self.categories],
            "overdue": [row.overdue for row in self.categories],
        }


@dataclass(frozen=True)
class TodoItem:
    """One thing that I can do now."""

    code: str
    title: str
    place: str
    note: str
    severity: Severity | None
    due: Due
    href: str


@dataclass(frozen=True)
class TodoGroup:
    """Things of one step, the oldest first; `items` at most ten of `n`, `all_href` the whole list.

    `button` names the act ("认领"); `why` says why it is mine.
    """

    code: str
    icon: str
    tone: str
    title: str
    why: str
    n: int
    n_overdue: int
    button: str
    items: tuple[TodoItem, ...]
    all_href: str


@dataclass(frozen=True)
class TodoPage:
    """[dashboards:todo] What I can do now, grouped by step."""

    groups: tuple[TodoGroup, ...]
    n: int
    n_overdue: int
