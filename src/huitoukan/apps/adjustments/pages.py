"""What the pages of adjustments show: the list, one of them, and the form that proposes one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    Choice,
    Field,
    Filters,
    KeyValue,
    Pager,
    Tab,
    TimelineItem,
)


@dataclass(frozen=True)
class Row:
    """One adjustment of the list. `waits_for` names whose turn it is."""

    code: str
    kind: str
    household_no: str
    household_name: str
    persons: str
    place: str
    effective_on: date
    proposed: str
    state: Chip
    waits_for: str = ""


@dataclass(frozen=True)
class ListPage:
    """[adjustments:list] `tabs` by state, with the work that waits for this person first."""

    tabs: tuple[Tab, ...]
    filters: Filters
    rows: tuple[Row, ...]
    pager: Pager
    new_href: str = ""


@dataclass(frozen=True)
class ChangedField:
    """One field before and after, masked like everywhere."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """One row of the registry and what happens to it."""

    title: str
    chip: Chip
    fields: tuple[ChangedField, ...]


@dataclass(frozen=True)
class AdjustmentPage:
    """[adjustments:detail] What it does to the rows, who did what, and what may be done now."""

    code: str
    kind: str
    basis: str
    household_no: str
    household_name: str
    state: Chip
    facts: tuple[KeyValue, ...]
    changes: tuple[RowChange, ...]
    timeline: tuple[TimelineItem, ...]
    steps: tuple[ActionForm, ...]
    again_href: str = ""
    may_see_household: bool = False


@dataclass(frozen=True)
class KindCard:
    """A kind that may be chosen; `barred` says why it does not fit this household."""

    title: str
    note: str
    href: str
    barred: str = ""


@dataclass(frozen=True)
class KindGroup:
    """Kinds of one group: changes of status, natural changes, corrections."""

    title: str
    cards: tuple[KindCard, ...]


@dataclass(frozen=True)
class NewPage:
    """[adjustments:new] First the kind, then its form.

    `persons` are the members that may be chosen (`many`: several); `hidden` goes along unseen.
    """

    title: str
    household_no: str
    household_name: str
    groups: tuple[KindGroup, ...] = ()
    kind: str = ""
    basis: str = ""
    chain: str = ""
    href: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    persons: tuple[Choice, ...] = ()
    is_many: bool = False
    fields: tuple[Field, ...] = ()
    more: tuple[Field, ...] = ()
    column_picker: Field | None = None
    errors: tuple[str, ...] = ()
