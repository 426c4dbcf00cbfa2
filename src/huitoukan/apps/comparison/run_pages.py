"""What the pages of runs show: the list, one run with what changed, coverage by village."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from huitoukan.apps.comparison.pages import HitRow
from huitoukan.apps.core.pages import Chip, Choice, Crumb, Filters, KeyValue, Pager, Share, Tab


@dataclass(frozen=True)
class RunRow:
    """A run in the list, in numbers of doubts; `hits` = new + still + back."""

    code: str
    on: date
    ended_at: datetime
    asked_by: str
    n_rules: int
    n_hits: int
    n_new: int
    n_still: int
    n_back: int
    n_gone: int
    n_not_compared: int
    seconds: float


@dataclass(frozen=True)
class RunsPage:
    """[comparison:runs] Every run of the campaign, the newest first."""

    rows: tuple[RunRow, ...]
    pager: Pager


@dataclass(frozen=True)
class RuleLine:
    """What one rule did in one run: objects, and why some (or all) could not be told."""

    rule: str
    title: str
    n_objects: int
    n_hits: int
    n_clean: int
    n_cannot_tell: int
    why: str
    seconds: float
    href: str


@dataclass(frozen=True)
class StepLine:
    """One step of the plan, as SQL."""

    name: str
    why: str
    sql: str


@dataclass(frozen=True)
class InputLine:
    """A delivery that the run read; without `delivery` the data set was not delivered."""

    dataset: str
    title: str
    delivery: str = ""
    file: str = ""
    hash_head: str = ""
    href: str = ""


@dataclass(frozen=True)
class ChangedRow:
    """A doubt that a later run told otherwise; `why` in words, `problem` where it stands."""

    hit: HitRow
    why: str = ""
    problem: Chip | None = None


@dataclass(frozen=True)
class RunPage:
    """[comparison:run] One run; `part` is changes, rules or inputs.

    `against` are the other runs to compare with, the chosen one marked; none before the second
    run. `rows` are the changes of the chosen tab that the actor may see, `steps` the chosen rule's.
    """

    row: RunRow
    facts: tuple[KeyValue, ...]
    parts: tuple[Tab, ...]
    part: str
    against: tuple[Choice, ...] = ()
    compared_with: str = ""
    tabs: tuple[Tab, ...] = ()
    rows: tuple[ChangedRow, ...] = ()
    pager: Pager | None = None
    rules: tuple[RuleLine, ...] = ()
    left_out: tuple[KeyValue, ...] = ()
    steps: tuple[StepLine, ...] = ()
    inputs: tuple[InputLine, ...] = ()


@dataclass(frozen=True)
class CoverageRow:
    """A township or village: how many objects could be told; `reasons` are why others not.

    Counted once for each rule that asks about them.
    """

    name: str
    href: str
    told: Share
    n_cannot_tell: int
    reasons: tuple[KeyValue, ...]


@dataclass(frozen=True)
class CoveragePage:
    """[comparison:coverage] Who could be told in which place, and why not.

    `silent` are the rules that could not tell everybody, the largest number first; `left_out` how
    many rules did not run at all.
    """

    run: RunRow
    crumbs: tuple[Crumb, ...]
    filters: Filters
    total: CoverageRow
    rows: tuple[CoverageRow, ...]
    silent: tuple[RuleLine, ...]
    n_left_out: int
    unit: str
