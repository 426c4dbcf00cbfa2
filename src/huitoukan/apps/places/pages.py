"""What the page of places shows: the tree of a day, one area with what lies in it, its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huitoukan.apps.core.pages import Crumb, Filters, KeyValue, PlaceNode, TimelineItem


@dataclass(frozen=True)
class AreaLine:
    """An area under the shown one; `gone` says how and when it ended, "" while it is there."""

    code: str
    name: str
    kind: str
    href: str
    n_below: int
    note: str = ""
    gone: str = ""


@dataclass(frozen=True)
class PlacesPage:
    """[places:list] Names and codes are those of the chosen day, unless the area was not there."""

    on: date
    is_today: bool
    filters: Filters
    tree: tuple[PlaceNode, ...]
    crumbs: tuple[Crumb, ...]
    name: str
    code: str
    gone: str
    facts: tuple[KeyValue, ...]
    below: str
    rows: tuple[AreaLine, ...]
    timeline: tuple[TimelineItem, ...]
    found: tuple[AreaLine, ...] = ()
    asked: str = ""
    change_href: str = ""
    counts_href: str = ""
