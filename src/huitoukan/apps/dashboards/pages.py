"""What the pages that read all stages show: overview, my work, household dossier, search, phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    Crumb,
    Due,
    Figure,
    FileItem,
    KeyValue,
    Pager,
    Severity,
    Share,
    StageItem,
    Tab,
    TimelineItem,
)

# --- overview ---


@dataclass(frozen=True)
class AreaRow:
    """A township (or a village, for a township's page): counts in households and problems.

    `n_hits` doubts raised, `n_confirmed` of them confirmed; `closed` problems closed of all opened.
    """

    name: str
    href: str
    n_households: int
    n_hits: int
    n_confirmed: int
    closed: Share
    n_overdue: int


@dataclass(frozen=True)
class VillageCell:
    """A village of the grid. `closed` has total 0 where no problem was opened."""

    name: str
    href: str
    closed: Share
    n_waiting: int
    n_overdue: int

    @property
    def level(self) -> str:
        """h0 doubts wait and nothing was closed … h5 nothing left to do: what is done recedes."""
        percent = self.closed.percent
        if percent is None:
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
    """Problems of one topic by where they stand: closed, in hand, not yet handed over, overdue.

    The four are disjoint and add up to all problems of the topic.
    """

    label: str
    closed: int
    in_hand: int
    waiting: int
    overdue: int
    href: str = ""

    @property
    def total(self) -> int:
        """All problems of the topic."""
        return self.closed + self.in_hand + self.waiting + self.overdue


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
        """The chart's numbers: labels and one list for each series, in the order of `categories`."""
        return {
            "labels": [row.label for row in self.categories],
            "closed": [row.closed for row in self.categories],
            "in_hand": [row.in_hand for row in self.categories],
            "waiting": [row.waiting for row in self.categories],
            "overdue": [row.overdue for row in self.categories],
        }


# --- my work ---


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
    """[dashboards:todo]"""

    groups: tuple[TodoGroup, ...]
    n: int
    n_overdue: int


# --- one household, one file ---


@dataclass(frozen=True)
class Guarantee:
    """One of the guarantee items with the value that the registry holds: a fact, not a verdict.

    `value` "" = not registered. `doubt` is set when an open doubt or problem touches the item.
    """

    icon: str
    title: str
    value: str
    note: str
    doubt: Chip | None = None
    href: str = ""


@dataclass(frozen=True)
class IncomePart:
    """A kind of income as registered, in yuan a year; costs are negative."""

    label: str
    amount: float
    tone: int
    start: str
    width: str


@dataclass(frozen=True)
class RegisteredIncome:
    """The registered income: yuan per person and year, and the parts of the household's income.

    Bars: `start` and `width` of a part are SVG attributes; only positive parts have a width.
    """

    per_person: float | None
    n_members: int
    period: str
    parts: tuple[IncomePart, ...]

    @classmethod
    def of(
        cls,
        per_person: float | None,
        n_members: int,
        period: str,
        parts: tuple[tuple[str, float], ...],
    ) -> RegisteredIncome:
        """The bar of the given (label, yuan a year) parts, in their order."""
        total = sum(max(amount, 0) for _, amount in parts) or 1.0
        made: list[IncomePart] = []
        start = 0.0
        for tone, (label, amount) in enumerate(parts, start=1):
            width = max(amount, 0) / total * 100
            made.append(IncomePart(label, amount, tone, f"{start:.2f}%", f"{width:.2f}%"))
            start += width
        return cls(per_person, n_members, period, tuple(made))


@dataclass(frozen=True)
class MemberRow:
    """A member with a masked number. `age` in completed years; `n_doubts` open doubts."""

    person_no: str
    name: str
    relation: str
    sex: str
    age: int | None
    id_no: str
    health: str
    school: str
    work: str
    insurance: str
    n_doubts: int = 0


@dataclass(frozen=True)
class ComparedRow:
    """A doubt about the household: what is registered, what the department has, what people said."""

    hit_code: str
    department: str
    item: str
    registered: str
    delivered: str
    doubt: str
    severity: Severity
    verdict: Chip
    is_open: bool
    problem_code: str = ""


@dataclass(frozen=True)
class HouseholdProblem:
    """A problem of the household in short."""

    code: str
    title: str
    unit: str
    severity: Severity
    due: Due
    state: Chip


@dataclass(frozen=True)
class HouseholdPage:
    """[dashboards:household] One household, one file: what exists so far, each with its time.

    `checked` says in words what was compared ("9 个部门的 27 条规则，疑点 3 个，无法判断 4 条").
    """

    household_no: str
    head_name: str
    crumbs: tuple[Crumb, ...]
    tags: tuple[str, ...]
    monitor: Chip | None
    facts: tuple[KeyValue, ...]
    guarantees: tuple[Guarantee, ...]
    income: RegisteredIncome | None
    members: tuple[MemberRow, ...]
    n_workers: int
    compared: tuple[ComparedRow, ...]
    checked: str
    problems: tuple[HouseholdProblem, ...]
    timeline: tuple[TimelineItem, ...]
    registered_at: datetime | None
    previous: Crumb | None = None
    next: Crumb | None = None


@dataclass(frozen=True)
class FoundHousehold:
    """A household that a search found, and by what."""

    household_no: str
    head_name: str
    place: str
    n_members: int
    tags: tuple[str, ...]
    matched: str
    n_open_problems: int


@dataclass(frozen=True)
class SearchPage:
    """[dashboards:search] `query` as typed; empty query shows how to search."""

    query: str
    rows: tuple[FoundHousehold, ...]
    pager: Pager


# --- phone ---


@dataclass(frozen=True)
class PhoneTask:
    """A problem as a big card."""

    code: str
    household: str
    place: str
    title: str
    severity: Severity
    state: Chip
    due: Due


@dataclass(frozen=True)
class PhonePage:
    """[dashboards:phone] A worker's problems by tab: to accept, in hand, handed in."""

    place: str
    tabs: tuple[Tab, ...]
    n_to_accept: int
    n_in_hand: int
    n_overdue: int
    tasks: tuple[PhoneTask, ...]
    pager: Pager | None = None


@dataclass(frozen=True)
class PhoneProblemPage:
    """[dashboards:phone_problem] The same facts and steps as [problems:detail], one column.

    `phone` is a dialable number when the person may call it, else "".
    """

    code: str
    title: str
    severity: Severity
    state: Chip
    due: Due
    due_label: str
    household: str
    household_no: str
    place: str
    phone: str
    facts: tuple[KeyValue, ...]
    measure: str
    basis: str
    ask_in_field: str
    files: tuple[FileItem, ...]
    timeline: tuple[TimelineItem, ...]
    actions: tuple[ActionForm, ...]
    waiting_for: str = ""

    @property
    def photos(self) -> tuple[FileItem, ...]:
        """Files that are pictures."""
        return tuple(file for file in self.files if file.is_image)


@dataclass(frozen=True)
class PhoneMePage:
    """[dashboards:phone_me] Who I am, what I may see, how my problems stand."""

    name: str
    username: str
    posts: tuple[KeyValue, ...]
    scope: str
    figures: tuple[Figure, ...]
