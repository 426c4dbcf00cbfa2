"""What the ledger's pages show: the list, one problem with its open steps, issued lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    Choice,
    Crumb,
    Due,
    FileItem,
    Filters,
    KeyValue,
    Pager,
    RejectRow,
    RowOutcome,
    Severity,
    Tab,
    TimelineItem,
)


@dataclass(frozen=True)
class ProblemRow:
    """A problem in the list. `step` is the label of what the person may do now, or ""."""

    code: str
    household_no: str
    household: str
    place: str
    topic: str
    severity: Severity
    title: str
    unit: str
    person: str
    due: Due
    state: Chip
    step: str = ""
    may_take: bool = False


@dataclass(frozen=True)
class ProblemsPage:
    """[problems:list] `bulk` assigns or confirms the chosen rows (they send `codes`).

    It is None for who may do neither.

    `outcomes` is shown after a bulk act. `export_href` keeps the query of the list.
    """

    tabs: tuple[Tab, ...]
    filters: Filters
    rows: tuple[ProblemRow, ...]
    pager: Pager
    bulk: ActionForm | None = None
    outcomes: tuple[RowOutcome, ...] = ()
    export_href: str = ""
    may_issue: bool = False
    may_enter: bool = False


@dataclass(frozen=True)
class RequestItem:
    """A request for more time, a transfer …; `decisions` are the forms of who may decide it."""

    title: str
    state: Chip
    asked_by: str
    asked_at: datetime
    facts: tuple[KeyValue, ...]
    decided_by: str = ""
    decided_at: datetime | None = None
    opinion: str = ""
    decisions: tuple[ActionForm, ...] = ()


@dataclass(frozen=True)
class ProblemPage:
    """[problems:detail] One problem as page and drawer.

    `facts` short facts in two columns; `evidence` what was known when it was found, masked;
    `files` all files, before and after; `actions` the steps open to this person now, with what
    stands in their way; `waiting_for` says in words who is to act when it is not this person.
    `requests` were made for it, `asks` are the forms for new ones; `beside` are forms that change
    no state (a visit, a conference); `marks` are words beside the
    state; `others` are problems merged into it or that it recurs from; `milestones` are those of
    a long term.
    `adjustments` of the registry that were proposed to rectify it, `adjust` kinds that would.
    `sweeps` are looks for the same elsewhere that began here, `sweep` begins one.
    """

    code: str
    title: str
    severity: Severity
    topic: str
    type: str
    state: Chip
    due: Due
    due_label: str
    household_no: str
    household: str
    place: str
    facts: tuple[KeyValue, ...]
    evidence: tuple[KeyValue, ...]
    origin: str
    origin_href: str
    rule: str
    basis: str
    measure: str
    result: str
    files: tuple[FileItem, ...]
    timeline: tuple[TimelineItem, ...]
    actions: tuple[ActionForm, ...]
    waiting_for: str = ""
    round: int = 1
    n_returned: int = 0
    requests: tuple[RequestItem, ...] = ()
    asks: tuple[ActionForm, ...] = ()
    beside: tuple[ActionForm, ...] = ()
    marks: tuple[str, ...] = ()
    others: tuple[Crumb, ...] = ()
    milestones: tuple[KeyValue, ...] = ()
    adjustments: tuple[Crumb, ...] = ()
    adjust: tuple[Crumb, ...] = ()
    sweeps: tuple[Crumb, ...] = ()
    sweep: ActionForm | None = None

    @property
    def before(self) -> tuple[FileItem, ...]:
        """Pictures from before the rectification."""
        return tuple(file for file in self.photos if file.when == "before")

    @property
    def after(self) -> tuple[FileItem, ...]:
        """Pictures that show the rectification."""
        return tuple(file for file in self.photos if file.when == "after")

    @property
    def photos(self) -> tuple[FileItem, ...]:
        """Pictures from before and after; those of a visit stand with it in the history."""
        return tuple(file for file in self.files if file.is_image and file.when)

    @property
    def papers(self) -> tuple[FileItem, ...]:
        """Files that are not pictures."""
        return tuple(file for file in self.files if not file.is_image)


@dataclass(frozen=True)
class BulletinRow:
    """An issued list: 问题清单第 N 期; `n_open` of its problems have not ended yet.

    `close` is the form that closes it as a whole, where every problem has ended and the person may.
    """

    issue: int
    issued_at: datetime
    issued_by: str
    n_problems: int
    n_open: int
    word: FileItem
    excel: FileItem
    state: Chip
    closed_at: datetime | None = None
    closed_by: str = ""
    slip: FileItem | None = None
    close: ActionForm | None = None


@dataclass(frozen=True)
class BulletinsPage:
    """[problems:bulletins] `issue` is the form that issues the next number, None when not allowed.

    `n_waiting` counts problems handed over that stand in no list yet.
    """

    rows: tuple[BulletinRow, ...]
    n_waiting: int
    next_issue: int
    issue: ActionForm | None = None


@dataclass(frozen=True)
class BoardCell:
    """One cell of a board; numbers stand right."""

    text: str
    href: str = ""
    style: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class BoardSection:
    """A table of a board. `n` is how many there are, when not all are shown."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[BoardCell, ...], ...]
    note: str = ""
    n: int = 0
    acts: tuple[ActionForm, ...] = ()

    @property
    def columns(self) -> tuple[tuple[str, bool], ...]:
        """Each heading, and whether its column holds numbers."""
        first = self.rows[0] if self.rows else ()
        kinds = [cell.is_number for cell in first] or [False] * len(self.heads)
        return tuple(zip(self.heads, kinds, strict=True))


@dataclass(frozen=True)
class BoardPage:
    """[problems:supervision] and its neighbours: tables beside the ledger, and what may be done.

    `boards` leads to the others; `links` are of this one: another day, another month, a download.
    """

    title: str
    note: str
    boards: tuple[Tab, ...]
    sections: tuple[BoardSection, ...]
    acts: tuple[ActionForm, ...] = ()
    links: tuple[Crumb, ...] = ()
    told: str = ""


@dataclass(frozen=True)
class Suggested:
    """A type that a description may belong to, with its chance in percent."""

    type: str
    title: str
    percent: int


@dataclass(frozen=True)
class EntryPage:
    """[problems:new] Entering a problem by hand: `ask` suggests types for a description."""

    ask: ActionForm
    entry: ActionForm
    suggested: tuple[Suggested, ...] = ()


@dataclass(frozen=True)
class ListAccount:
    """A list of problems that was handed over, and what became of its rows."""

    code: str
    file_name: str
    read_name: str
    read_at: datetime
    source: str
    source_ref: str
    state: Chip
    n_rows: int
    n_new: int
    n_known: int
    n_rejected: int


@dataclass(frozen=True)
class ListsPage:
    """[problems:lists] Taking a list of problems as a file, and the lists so far."""

    upload: ActionForm
    rows: tuple[ListAccount, ...]


@dataclass(frozen=True)
class ListedRow:
    """A row of a list: `types` to choose from while it waits, `problem` what it became or was."""

    id: int
    row: int
    number: str
    title: str
    place: str
    household_no: str
    type: str
    types: tuple[Choice, ...]
    state: Chip
    problem: str = ""


@dataclass(frozen=True)
class ListPage:
    """[problems:list_account] A list row by row; `n_unsure` rows have a suggested type only."""

    account: ListAccount
    notes: tuple[str, ...]
    found_on: date
    answer_due_on: date | None
    rows: tuple[ListedRow, ...]
    pager: Pager
    n_unsure: int
    types_href: str
    rejects: tuple[RejectRow, ...]
    actions: tuple[ActionForm, ...]
    errors_href: str = ""

    @property
    def file_name(self) -> str:
        """The file, for the panel of rows given back."""
        return self.account.file_name

    @property
    def n_rejected(self) -> int:
        """Rows given back."""
        return self.account.n_rejected


@dataclass(frozen=True)
class TrendLine:
    """A line of the drawing: `points` as SVG says them, the name at `end_y`."""

    part: str
    label: str
    points: str
    end_y: float


@dataclass(frozen=True)
class TrendChart:
    """Three lines over time, with the numbers of the scale and a few days, each with its place."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    lines: tuple[TrendLine, ...]
    scale: tuple[tuple[str, str], ...]
    days: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TrendRow:
    """A period: what was found in it, and how the ledger stood at its end."""

    label: str
    new: int
    parts: tuple[BoardCell, ...]


@dataclass(frozen=True)
class TrendPage:
    """[problems:trend] The ledger by date, the newest first; each figure opens its list."""

    boards: tuple[Tab, ...]
    filters: Filters
    chart: TrendChart
    heads: tuple[str, ...]
    rows: tuple[TrendRow, ...]


@dataclass(frozen=True)
class AsOfPage:
    """[problems:as_of] The problems behind one figure of the trend."""

    boards: tuple[Tab, ...]
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[BoardCell, ...], ...]
    pager: Pager
    back: str
