"""One household, one file; and the search for households."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huitoukan.apps.assessment.pages import VerdictBlock
from huitoukan.apps.core.pages import (
    Chip,
    Crumb,
    Due,
    KeyValue,
    Pager,
    Severity,
    Tab,
    TimelineItem,
)
from huitoukan.apps.incomes.pages import DossierBlock


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
    """A doubt about the household: registered, delivered, and what people said."""

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
    `then` leads to the household as it was in each snapshot.
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
    account: DossierBlock | None = None
    previous: Crumb | None = None
    next: Crumb | None = None
    then: tuple[Tab, ...] = ()
    may_see_agreement: bool = False
    may_adjust: bool = False
    ended: str = ""
    verdict: VerdictBlock | None = None


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
