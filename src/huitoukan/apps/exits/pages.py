"""What the pages of exits show: the list, one of them, its paper, and the form that proposes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

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
    """One exit of the list. `waits_for` names whose signature is next."""

    code: str
    kind: str
    place: str
    n_objects: int
    signed: str
    proposed: str
    state: Chip
    waits_for: str = ""


@dataclass(frozen=True)
class ListPage:
    """[exits:list] Exits by state, those that wait for this person first."""

    tabs: tuple[Tab, ...]
    filters: Filters
    rows: tuple[Row, ...]
    pager: Pager
    new_href: str = ""


@dataclass(frozen=True)
class ObjectRow:
    """A household or village of an exit; `struck` is why it was put off on its own."""

    number: str
    name: str
    n_persons: int
    verdict: Chip
    machine: Chip
    href: str = ""
    struck: str = ""


@dataclass(frozen=True)
class SignatureRow:
    """One level of the chain: who signs, and what was signed; blank while it is to come."""

    level: str
    title: str
    name: str = ""
    at: datetime | None = None
    opinion: str = ""
    is_next: bool = False


@dataclass(frozen=True)
class ExitPage:
    """[exits:detail], [exits:paper] An exit, its objects, its signatures, what may be done now."""

    code: str
    kind: str
    place: str
    basis: str
    state: Chip
    facts: tuple[KeyValue, ...]
    rows: tuple[ObjectRow, ...]
    of_households: bool
    signatures: tuple[SignatureRow, ...]
    timeline: tuple[TimelineItem, ...]
    steps: tuple[ActionForm, ...]
    printed_on: date
    again_href: str = ""


@dataclass(frozen=True)
class NewPage:
    """[exits:new] First kind and village, then the objects that may exit and the public notice.

    `why` says why nothing can be proposed here.
    """

    kinds: tuple[Choice, ...]
    villages: tuple[Choice, ...]
    kind: str = ""
    village: str = ""
    title: str = ""
    basis: str = ""
    chain: str = ""
    standard: str = ""
    objects: tuple[Choice, ...] = ()
    fields: tuple[Field, ...] = ()
    href: str = ""
    why: str = ""
    errors: tuple[str, ...] = ()
    is_again: bool = False
