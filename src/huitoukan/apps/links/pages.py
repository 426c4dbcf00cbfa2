"""What the pages of links show: suggestions, and one of them side by side."""

from __future__ import annotations

from dataclasses import dataclass

from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    Figure,
    Filters,
    KeyValue,
    Pager,
    Tab,
    TimelineItem,
)


@dataclass(frozen=True)
class Row:
    """A suggestion in the list; `score` in words."""

    code: str
    dataset: str
    row_name: str
    member_name: str
    place: str
    reason: str
    score: str
    state: Chip
    is_present: bool = True


@dataclass(frozen=True)
class ListPage:
    """[links:list] `search` asks for a new search; None when not allowed."""

    tabs: tuple[Tab, ...]
    filters: Filters
    figures: tuple[Figure, ...]
    rows: tuple[Row, ...]
    pager: Pager
    search: ActionForm | None = None
    running_job_code: str = ""


@dataclass(frozen=True)
class Compared:
    """One line of the two columns; numbers masked."""

    label: str
    registered: str
    delivered: str
    is_differing: bool = False


@dataclass(frozen=True)
class LinkPage:
    """[links:detail] A row beside the registered person it may be."""

    code: str
    dataset: str
    row_name: str
    member_name: str
    state: Chip
    score: str
    reason: str
    facts: tuple[KeyValue, ...]
    compared: tuple[Compared, ...]
    more: tuple[KeyValue, ...]
    actions: tuple[ActionForm, ...]
    timeline: tuple[TimelineItem, ...]
    household_no: str = ""
    is_present: bool = True
    previous_href: str = ""
    next_href: str = ""
