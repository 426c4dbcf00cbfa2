"""What the pages of the comparison show: the last run, rules, doubts, one doubt, bulk verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    Figure,
    Filters,
    KeyValue,
    Pager,
    RowOutcome,
    Severity,
    Tab,
    TimelineItem,
)

NARROWEST: Final = 1.5
"""The least width of a part of a rule's bar, in percent of the bar."""
MOST_LINES: Final = 9
MOST_CHARACTERS: Final = 120
"""As many facts, and so long a sentence, fit on a sheet in letters of ordinary size."""


@dataclass(frozen=True)
class RunSummary:
    """The newest run, in doubts; `job_href` when one is going on now."""

    code: str
    on: date
    ended_at: datetime
    asked_by: str
    snapshot: str
    n_rules: int
    n_sources: int
    n_hits: int
    n_new: int
    n_still: int
    n_back: int
    n_gone: int
    n_not_compared: int
    seconds: float
    pack: str


@dataclass(frozen=True)
class RuleRow:
    """A rule and what it found: objects hit, clean, and those it cannot tell, with why.

    `unit` is what is counted (人, 户, 村). Hit + clean + cannot tell = objects.
    """

    id: str
    title: str
    severity: Severity
    department: str
    topic: str
    unit: str
    n_objects: int
    n_hits: int
    n_clean: int
    n_cannot_tell: int
    why: str
    n_waiting: int
    n_confirmed: int
    n_dismissed: int
    hits_href: str = ""

    @property
    def _shares(self) -> tuple[float, float, float]:
        """Hit, clean and cannot tell in percent; a part that exists is wide enough to be seen."""
        total = max(self.n_objects, 1)
        parts = (self.n_hits, self.n_clean, self.n_cannot_tell)
        seen = [max(part / total * 100, NARROWEST) if part else 0.0 for part in parts]
        whole = sum(seen) or 1.0
        return seen[0] / whole * 100, seen[1] / whole * 100, seen[2] / whole * 100

    @property
    def widths(self) -> tuple[str, str, str]:
        """Widths of hit, clean and cannot tell, as SVG attributes."""
        hit, clean, silent = self._shares
        return f"{hit:.2f}%", f"{clean:.2f}%", f"{silent:.2f}%"

    @property
    def starts(self) -> tuple[str, str, str]:
        """Where the three parts begin, as SVG attributes."""
        hit, clean, _ = self._shares
        return "0%", f"{hit:.2f}%", f"{hit + clean:.2f}%"


@dataclass(frozen=True)
class RuleGroup:
    """Rules of one kind: between departments, or inside the registry."""

    title: str
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True)
class ComparisonPage:
    """[comparison:overview] `run` is None before the first run; `start` posts the wish for one."""

    run: RunSummary | None
    figures: tuple[Figure, ...]
    groups: tuple[RuleGroup, ...]
    start: ActionForm | None = None
    running_job_code: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class HitRow:
    """A doubt in the list; `standing` says what the newest run told otherwise, with why."""

    code: str
    rule: str
    rule_title: str
    severity: Severity
    sentence: str
    household_no: str
    household: str
    name: str
    place: str
    department: str
    state: Chip
    is_present: bool
    problem_code: str = ""
    may_judge: bool = False
    standing: str = ""


@dataclass(frozen=True)
class HitsPage:
    """[comparison:hits] `bulk` is the form of a verdict on the chosen rows, None when not allowed.

    Its field `codes` is sent by the ticked rows; `outcomes` is shown after such an act.
    """

    tabs: tuple[Tab, ...]
    filters: Filters
    rows: tuple[HitRow, ...]
    pager: Pager
    bulk: ActionForm | None = None
    outcomes: tuple[RowOutcome, ...] = ()


@dataclass(frozen=True)
class ComparedFact:
    """One line of the two columns: what the registry says, what the department says.

    `is_differing` marks lines that the rule is about; an absent side is "".
    """

    label: str
    registered: str
    delivered: str
    is_differing: bool = False


@dataclass(frozen=True)
class EvidenceRow:
    """Where a row behind a doubt stands: table, delivery (or snapshot), file, row, file's hash."""

    table: str
    code: str
    file: str
    place: str
    hash_head: str
    delivered_on: date | None = None
    is_registered: bool = False
    href: str = ""


@dataclass(frozen=True)
class SheetPage:
    """[comparison:sheet] A doubt on one page of A4, in words for the household that answers it.

    `days` after receipt an answer is asked for; None means by `ends_on`. Numbers arrive masked.
    """

    code: str
    organ: str
    printed_on: date
    sentence: str
    who: tuple[KeyValue, ...]
    compared: tuple[ComparedFact, ...]
    rows: tuple[EvidenceRow, ...]
    source: str
    rule: str
    basis: str
    matched_by: str
    ask: str
    mistakes: tuple[str, ...]
    department: str
    village: str
    days: int | None
    ends_on: date
    proof: str

    @property
    def is_long(self) -> bool:
        """Whether it needs smaller letters to stay on one page."""
        return len(self.compared) > MOST_LINES or len(self.sentence) > MOST_CHARACTERS


@dataclass(frozen=True)
class HitPage:
    """[comparison:hit] One doubt as page and drawer. Personal numbers arrive masked.

    `actions` are confirm, dismiss, data_error for a person who may judge, in this order.
    `verdict` are who, when, why, once judged; both the machine's and the person's word are shown.
    `closure` says what became of the proposal to sign the problem off, `closure_actions` decide it.
    """

    code: str
    rule: str
    rule_title: str
    severity: Severity
    state: Chip
    sentence: str
    household_no: str
    household: str
    place: str
    facts: tuple[KeyValue, ...]
    compared: tuple[ComparedFact, ...]
    department: str
    source: str
    matched_by: str
    n_rows: int
    basis: str
    false_positives: tuple[str, ...]
    ask_in_field: str
    first_seen_on: date
    last_seen_on: date
    is_present: bool
    verdict: tuple[KeyValue, ...]
    actions: tuple[ActionForm, ...]
    problem_code: str = ""
    previous_href: str = ""
    next_href: str = ""
    standing: str = ""
    rows: tuple[EvidenceRow, ...] = ()
    proof: tuple[KeyValue, ...] = ()
    history: tuple[TimelineItem, ...] = ()
    closure: str = ""
    closure_actions: tuple[ActionForm, ...] = ()
