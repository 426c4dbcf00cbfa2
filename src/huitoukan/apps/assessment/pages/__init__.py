"""What the pages of verdicts show; frozen values, filled in `queries`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from huitoukan.apps.assessment.pages.stating import FormSection, StatedBlock
from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    Choice,
    Crumb,
    Field,
    Figure,
    Filters,
    KeyValue,
    Pager,
    Share,
    Tab,
    TimelineItem,
)


@dataclass(frozen=True)
class RunRow:
    """A run in the list, in numbers of households; `how` is what a try changed."""

    code: str
    standard: str
    on: date
    ended_at: datetime
    asked_by: str
    n_objects: int
    n_met: int
    n_not_met: int
    n_cannot_tell: int
    seconds: float
    how: str = ""
    n_villages: int = 0
    n_villages_met: int = 0
    n_villages_not_met: int = 0
    as_of: str = ""


@dataclass(frozen=True)
class RunsPage:
    """[assessment:runs] Every run of the campaign and the tries of changed packs."""

    rows: tuple[RunRow, ...]
    pager: Pager
    tries: tuple[RunRow, ...]
    start: ActionForm | None
    attempt: ActionForm | None
    running_job_code: str = ""


@dataclass(frozen=True)
class CountRow:
    """An indicator or a place with its answers; `told` is met + not met of all."""

    label: str
    title: str
    href: str
    n_met: int
    n_not_met: int
    n_cannot_tell: int
    told: Share
    not_met_href: str = ""
    cannot_tell_href: str = ""


@dataclass(frozen=True)
class RunPage:
    """[assessment:run] One run: answers by indicator and by place, and what could not be read."""

    row: RunRow
    facts: tuple[KeyValue, ...]
    figures: tuple[Figure, ...]
    indicators: tuple[CountRow, ...]
    crumbs: tuple[Crumb, ...]
    places: tuple[CountRow, ...]
    unread: tuple[KeyValue, ...]


@dataclass(frozen=True)
class Mark:
    """An indicator's answer in the list."""

    indicator: str
    title: str
    chip: Chip


@dataclass(frozen=True)
class HouseholdRow:
    """A household in the list: the program's answer, and a person's beside it."""

    household_no: str
    head_name: str
    place: str
    verdict: Chip
    marks: tuple[Mark, ...]
    human: Chip | None
    href: str
    measures: tuple[str, ...] = ()


@dataclass(frozen=True)
class HouseholdsPage:
    """[assessment:households], [assessment:queue] The households of a run by answer."""

    row: RunRow
    filters: Filters
    tabs: tuple[Tab, ...]
    rows: tuple[HouseholdRow, ...]
    pager: Pager
    export_href: str
    title: str


@dataclass(frozen=True)
class CheckRow:
    """One fact held against one value: what was known, from where, and what came of it."""

    who: str
    fact: str
    value: str
    source: str
    how: str
    against_source: str
    chip: Chip
    why: str
    decides: bool
    conflict: tuple[KeyValue, ...]
    state_href: str = ""


@dataclass(frozen=True)
class IndicatorBlock:
    """One indicator of the worksheet, with why it is not met or cannot be told."""

    id: str
    title: str
    chip: Chip
    says: str
    why: tuple[str, ...]
    basis: str
    evidence: str
    rule: str
    checks: tuple[CheckRow, ...]
    measures: tuple[KeyValue, ...]
    is_open: bool


@dataclass(frozen=True)
class HouseholdPage:
    """[assessment:household] The worksheet of one household, and what people decided.

    `refused` is the sentence when the facts were no household's; then there are no indicators.
    """

    run: RunRow
    household_no: str
    head_name: str
    crumbs: tuple[Crumb, ...]
    verdict: Chip
    human: Chip | None
    facts: tuple[KeyValue, ...]
    indicators: tuple[IndicatorBlock, ...]
    refused: str
    on: date
    is_other_day: bool
    judge: ActionForm | None
    history: tuple[TimelineItem, ...]
    stated: StatedBlock
    state_href: str = ""
    state_error: str = ""
    file_href: str = ""
    adjust_href: str = ""


@dataclass(frozen=True)
class ChangedRow:
    """A household whose answers differ between two runs."""

    household_no: str
    place: str
    href: str
    before: Chip
    after: Chip
    differs: tuple[KeyValue, ...]
    why_href: str = ""


@dataclass(frozen=True)
class ChangesPage:
    """[assessment:changes] Two runs of one standard, household by household.

    `before` is None when there is no run to compare with.
    """

    before: RunRow | None
    after: RunRow
    others: tuple[Choice, ...]
    action: str
    tabs: tuple[Tab, ...]
    rows: tuple[ChangedRow, ...]
    pager: Pager


@dataclass(frozen=True)
class LineRow:
    """A value of a line, by place and time."""

    place: str
    since: str
    until: str
    value: str
    source: str


@dataclass(frozen=True)
class IndicatorCard:
    """An indicator in the browser of standards: its criterion in words, numbers, examples."""

    id: str
    title: str
    basis: str
    rule: str
    says: str
    params: tuple[KeyValue, ...]
    evidence: str
    examples: tuple[KeyValue, ...]
    readings: tuple[KeyValue, ...]


@dataclass(frozen=True)
class LineCard:
    """A line of the pack: its values by place and year, and the years without one."""

    id: str
    title: str
    unit: str
    basis: str
    rows: tuple[LineRow, ...]
    here: str


@dataclass(frozen=True)
class StandardsPage:
    """[assessment:standards] The pack's standards; the chosen one with everything in it."""

    tabs: tuple[Tab, ...]
    title: str
    basis: str
    facts: tuple[KeyValue, ...]
    indicators: tuple[IndicatorCard, ...]
    lines: tuple[LineCard, ...]


@dataclass(frozen=True)
class VerdictBlock:
    """The block of verdicts in a household's file; without a run there is none."""

    verdict: Chip
    human: Chip | None
    standard: str
    on: date
    marks: tuple[Mark, ...]
    href: str


@dataclass(frozen=True)
class DoubtRow:
    """A doubt about a household's listing: what it follows from, what to look at, what was said.

    `marks` are the indicators that the verdict rests on; `adjust_href` proposes the adjustment that
    answers it; `forms` are the decisions open now.
    """

    code: str
    title: str
    household_no: str
    place: str
    told: str
    marks: tuple[Mark, ...]
    look: tuple[str, ...]
    basis: str
    chip: Chip
    in_hand: str
    said: str
    href: str
    problem_href: str
    problem_code: str
    adjust_href: str
    forms: tuple[ActionForm, ...]


@dataclass(frozen=True)
class DayRow:
    """Which doubts rest on which day, and how many households the newest run could tell of `n`.

    Without `code` nobody has held the households against a standard as of that day yet.
    """

    kinds: str
    as_of: str
    code: str = ""
    href: str = ""
    n: int = 0
    n_told: int = 0


@dataclass(frozen=True)
class DoubtsPage:
    """[assessment:doubts] Doubts about listing, by what people said of them."""

    tabs: tuple[Tab, ...]
    rows: tuple[DoubtRow, ...]
    pager: Pager
    filters: Filters
    days: tuple[DayRow, ...]
    error: str = ""


@dataclass(frozen=True)
class FactsPage:
    """[assessment:facts] The form on which facts of a household are stated, in a view's order.

    `refused` stands in place of the form when the material is no household's.
    """

    run: RunRow
    household_no: str
    head_name: str
    crumbs: tuple[Crumb, ...]
    title: str
    basis: str
    tabs: tuple[Tab, ...]
    action: str
    fields: tuple[Field, ...]
    sections: tuple[FormSection, ...]
    stated: StatedBlock
    errors: tuple[str, ...] = ()
    refused: str = ""


@dataclass(frozen=True)
class Reason:
    """One thing that differs between two worksheets: rule, threshold or fact, before and after."""

    what: str
    title: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangedIndicator:
    """An indicator whose answer changed, and because of what; without an answer nobody asked it."""

    id: str
    title: str
    before: Chip | None
    after: Chip | None
    because: tuple[Reason, ...]


@dataclass(frozen=True)
class ChangedPage:
    """[assessment:changed] Why the answers of one household differ between two runs.

    `before` is None when there is no run with this household to compare with.
    """

    before: RunRow | None
    after: RunRow
    household_no: str
    head_name: str
    crumbs: tuple[Crumb, ...]
    verdicts: tuple[Chip, ...]
    indicators: tuple[ChangedIndicator, ...]
