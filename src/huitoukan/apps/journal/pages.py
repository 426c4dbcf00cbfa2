"""What the journal's page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huitoukan.apps.core.pages import Filters, KeyValue, Pager


@dataclass(frozen=True)
class JournalLine:
    """Who did what to which object, when, by which right; `reason` is the post that gave it.

    `is_intact` says whether the line fits the chain of its object; None = not checked here.
    """

    at: datetime
    actor: str
    post: str
    verb: str
    object_kind: str
    object_code: str
    object_href: str
    summary: str
    details: tuple[KeyValue, ...]
    reason: str
    seq: int
    hash_head: str
    is_intact: bool | None = None


@dataclass(frozen=True)
class ChainCheck:
    """The answer of the chain's check over the lines on this page: whole, or the broken places."""

    n_lines: int
    n_broken: int
    checked_at: datetime | None = None


@dataclass(frozen=True)
class JournalPage:
    """[journal:list] Who did what, newest first."""

    filters: Filters
    lines: tuple[JournalLine, ...]
    pager: Pager
    chain: ChainCheck
