"""What the pages of the rule book show: the list, one rule, scorecards, a try before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from huitoukan.apps.comparison.pages import RuleRow
from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    Figure,
    Filters,
    KeyValue,
    Pager,
    Severity,
    Tab,
)


@dataclass(frozen=True)
class RuleLine:
    """A rule in the list; `n_hits` of the newest run, None before any or while it could not run."""

    id: str
    title: str
    severity: Severity
    department: str
    topic: str
    sources: str
    needs_consent: bool
    is_altered: bool
    n_hits: int | None
    n_cannot_tell: int | None


@dataclass(frozen=True)
class RulesPage:
    """[rulebook:rules] `ask` tries a rule file, None for whom that is not open."""

    filters: Filters
    rows: tuple[RuleLine, ...]
    pager: Pager
    pack: str
    installed: str = ""
    ask: ActionForm | None = None
    tries_href: str = ""


@dataclass(frozen=True)
class ExampleRow:
    """An example that a rule carries: tables given, objects expected, and once it ran, what came.

    `given` is a tuple of (table, headings, rows); `outcome` is None before it ran.
    """

    name: str
    case: str
    on: date
    given: tuple[tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]], ...]
    expect: tuple[str, ...]
    outcome: Chip | None = None


@dataclass(frozen=True)
class AlteredKey:
    """What one key of the rule's file said and says."""

    key: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """The rule of the campaign against another release: its keys and the data sets it reads.

    Without either the two are equal; `note` says what cannot be compared.
    """

    title: str
    rows: tuple[AlteredKey, ...] = ()
    tables: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class ScoreRow:
    """How one rule does in one place. Shares and days are words; "" where nothing was judged."""

    label: str
    href: str
    n_hits: int
    n_confirmed: int
    n_dismissed: int
    n_data_errors: int
    n_waiting: int
    n_gone: int
    share: str
    interval: str
    reasons: str
    days: str
    n_steps: int
    is_mostly_dismissed: bool
    rule: str = ""
    severity: Severity | None = None


@dataclass(frozen=True)
class RulePage:
    """[rulebook:rule] A rule that explains itself: what it says, why, when it errs, how it does.

    `condition` is shown as written, `sql` as the newest run ran it, by step. `consent` names the
    data sets that only persons with an authorisation are compared with, with the basis.
    """

    id: str
    title: str
    severity: Severity
    topic: str
    department: str
    problem_type: str
    basis: str
    in_force_from: date | None
    in_force_to: date | None
    area: str
    of: str
    sources: tuple[KeyValue, ...]
    sentence: str
    condition: tuple[KeyValue, ...]
    params: tuple[KeyValue, ...]
    false_positives: tuple[str, ...]
    ask_in_field: str
    examples: tuple[ExampleRow, ...]
    pack: str
    hash_head: str
    consent: tuple[KeyValue, ...] = ()
    sql: tuple[KeyValue, ...] = ()
    differences: tuple[Difference, ...] = ()
    row: RuleRow | None = None
    score: ScoreRow | None = None
    asks: tuple[ActionForm, ...] = ()
    run_examples_href: str = ""


@dataclass(frozen=True)
class ScorecardsPage:
    """[rulebook:scorecards] One row a rule, or of one rule one row a township."""

    filters: Filters
    rows: tuple[ScoreRow, ...]
    total: ScoreRow
    pager: Pager
    is_by_place: bool
    heading: str
    export_href: str


@dataclass(frozen=True)
class TryRow:
    """A try in the list."""

    code: str
    href: str
    rule: str
    title: str
    how: str
    asked_by: str
    asked_at: datetime
    state: Chip
    n_before: int
    n_after: int
    n_both: int


@dataclass(frozen=True)
class TriesPage:
    """[rulebook:tries] The tries that are kept, newest first."""

    rows: tuple[TryRow, ...]
    kept: int


@dataclass(frozen=True)
class CountRow:
    """The counts of one version of a tried rule, in objects."""

    label: str
    n_objects: int
    n_hits: int
    n_clean: int
    n_cannot_tell: int
    why: str


@dataclass(frozen=True)
class TriedPlaceRow:
    """A township: objects on each side."""

    name: str
    n_before: int
    n_after: int
    n_both: int


@dataclass(frozen=True)
class TriedHitRow:
    """One object of a try; the name is masked."""

    household_no: str
    name: str
    place: str
    sentence: str
    side: Chip


@dataclass(frozen=True)
class TriedPage:
    """[rulebook:tried] A try: before beside after. `is_cut`: the list holds the first rows only."""

    code: str
    rule: str
    title: str
    how: str
    asked_by: str
    asked_at: datetime
    is_over: bool
    job_href: str
    snapshot: str
    on: date | None
    figures: tuple[Figure, ...]
    counts: tuple[CountRow, ...]
    altered: tuple[AlteredKey, ...]
    places: tuple[TriedPlaceRow, ...]
    tabs: tuple[Tab, ...]
    rows: tuple[TriedHitRow, ...]
    pager: Pager | None
    content: str
    is_cut: bool = False
    most: int = 0
    export_href: str = ""
