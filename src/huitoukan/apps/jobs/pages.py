"""What the pages of background work show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huitoukan.apps.core.pages import ActionForm, Chip, KeyValue, Pager, Share, Tab


@dataclass(frozen=True)
class JobRow:
    """One job; `share` in its own units (`told` says which), `seconds` since the start."""

    code: str
    title: str
    state: Chip
    is_over: bool
    share: Share
    told: str
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    attempt: int
    seconds: int | None = None


@dataclass(frozen=True)
class JobList:
    """[jobs:list] Background work, newest first."""

    tabs: tuple[Tab, ...]
    rows: tuple[JobRow, ...]
    pager: Pager
    worker_seen_at: datetime | None = None


@dataclass(frozen=True)
class JobPage:
    """[jobs:detail] `result` are facts of the outcome; `next_href` is where the work is to be read.

    While the job is not over, the fragment `jobs/_job_progress.html` asks again every two seconds.
    `again` asks anew for a job that failed or was refused.
    """

    job: JobRow
    facts: tuple[KeyValue, ...] = ()
    result: tuple[KeyValue, ...] = ()
    refusal: str = ""
    remedy: str = ""
    next_label: str = ""
    next_href: str = ""
    again: ActionForm | None = None


@dataclass(frozen=True)
class JobOutcome:
    """What a finished job made, in facts, and where to read on; each kind of job tells its own."""

    facts: tuple[KeyValue, ...] = ()
    next_label: str = ""
    next_href: str = ""
