"""What the pages of assignments show: the list, sending, one assignment, one doubt, the print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from huitoukan.apps.comparison.pages import ComparedFact
from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    Due,
    Figure,
    Filters,
    KeyValue,
    Pager,
    RowOutcome,
    Severity,
    Share,
    Tab,
    TimelineItem,
)


@dataclass(frozen=True)
class Row:
    """An assignment in the list; `share` is doubts answered of all, `due` that of the next one."""

    code: str
    to: str
    addressee: str
    sent_at: datetime
    state: Chip
    share: Share
    n_waiting: int
    due: Due
    alarm: str = ""
    n_overdue: int = 0
    n_reminders: int = 0
    is_urgent: bool = False
    may_remind: bool = False


@dataclass(frozen=True)
class ListPage:
    """[assignments:list] `bulk` reminds the ticked addressees; None when not allowed."""

    tabs: tuple[Tab, ...]
    filters: Filters
    figures: tuple[Figure, ...]
    rows: tuple[Row, ...]
    pager: Pager
    bulk: ActionForm | None = None
    outcomes: tuple[RowOutcome, ...] = ()
    may_send: bool = False


@dataclass(frozen=True)
class ShareRow:
    """Doubts that would go to one addressee; `value` is sent by its tick, with the count shown."""

    value: str
    to: str
    addressee: str
    n: int
    severities: tuple[tuple[Severity, int], ...]
    rules: str
    due: date | None
    is_manned: bool = True


@dataclass(frozen=True)
class SendPage:
    """[assignments:new] The split of the doubts asked for; `form` sends the ticked shares."""

    filters: Filters
    rows: tuple[ShareRow, ...]
    form: ActionForm
    n: int
    n_unplaced: int = 0
    n_overlapping: int = 0
    kept: tuple[str, ...] = ()


@dataclass(frozen=True)
class LineRow:
    """A doubt of an assignment; `answer` is what was answered, in words."""

    code: str
    hit: str
    rule: str
    rule_title: str
    severity: Severity
    sentence: str
    name: str
    place: str
    due: Due
    state: Chip
    alarm: str = ""
    answer: str = ""
    other: str = ""
    is_differing: bool = False
    is_present: bool = True
    may_tick: bool = False


@dataclass(frozen=True)
class AssignmentPage:
    """[assignments:detail] `bulks` are acts on the ticked doubts, chosen by `act`; the first shown.

    `steps` are acts on the whole: receipt, reminder.
    """

    code: str
    to: str
    addressee: str
    state: Chip
    facts: tuple[KeyValue, ...]
    figures: tuple[Figure, ...]
    tabs: tuple[Tab, ...]
    rows: tuple[LineRow, ...]
    pager: Pager
    steps: tuple[ActionForm, ...]
    timeline: tuple[TimelineItem, ...]
    bulk: ActionForm | None = None
    outcomes: tuple[RowOutcome, ...] = ()
    is_correction: bool = False


@dataclass(frozen=True)
class Holder:
    """Who was asked about a doubt, until when, and how far it has come; `href` for who may look."""

    side: str
    addressee: str
    assignment: str
    sent_on: date
    state: Chip
    due: Due | None
    href: str = ""


@dataclass(frozen=True)
class OfHitPage:
    """[assignments:of_hit] With whom a doubt is; empty when it was not sent down.

    What was answered is not told here: one side answers before it reads the other's answer.
    """

    hit: str
    holders: tuple[Holder, ...]


@dataclass(frozen=True)
class AnswerCard:
    """What one side answered, as often as it did; the last one counts."""

    side: str
    addressee: str
    state: Chip
    is_adopted: bool
    answers: tuple[TimelineItem, ...]
    due: Due


@dataclass(frozen=True)
class LinePage:
    """[assignments:line] One doubt of an assignment, as page and drawer; numbers arrive masked."""

    code: str
    assignment: str
    hit: str
    hit_href: str
    rule: str
    rule_title: str
    severity: Severity
    state: Chip
    sentence: str
    facts: tuple[KeyValue, ...]
    compared: tuple[ComparedFact, ...]
    source: str
    basis: str
    ask_in_field: str
    false_positives: tuple[str, ...]
    is_present: bool
    cards: tuple[AnswerCard, ...]
    is_differing: bool
    actions: tuple[ActionForm, ...]
    previous_href: str = ""
    next_href: str = ""


@dataclass(frozen=True)
class PrintRow:
    """A line of the printed list."""

    number: int
    hit: str
    place: str
    household_no: str
    name: str
    id_no: str
    severity: Severity
    sentence: str
    ask: str
    due: date
    answer: str


@dataclass(frozen=True)
class PrintPage:
    """[assignments:printed] The list that goes along on paper, with room for answers."""

    code: str
    title: str
    addressee: str
    organ: str
    sent_on: date
    note: str
    rows: tuple[PrintRow, ...]
