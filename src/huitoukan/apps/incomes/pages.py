"""What the pages of the household's account show: frozen, worked out on the spot, never stored.

Money is text as one writes it ("10,500", "3,208.33"), in yuan; "" where it is not known, with the
reason beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
    RejectRow,
    Tab,
    TimelineItem,
)
from huitoukan.documents.form_paper import FormPaper


@dataclass(frozen=True)
class ListRow:
    """A household with the newest version of its account; `per_head` by the main profile."""

    household_no: str
    head_name: str
    place: str
    state: Chip
    version: int = 0
    per_head: str = ""
    why: str = ""
    made: str = ""


@dataclass(frozen=True)
class ListPage:
    """[incomes:list] The households and how far their accounts are, for one period."""

    period: str
    figures: tuple[Figure, ...]
    tabs: tuple[Tab, ...]
    filters: Filters
    rows: tuple[ListRow, ...]
    pager: Pager
    export_href: str
    may_record: bool
    may_export: bool


@dataclass(frozen=True)
class Part:
    """A kind of income in the bar; `start` and `width` are SVG attributes."""

    label: str
    amount: str
    tone: int
    start: str
    width: str


@dataclass(frozen=True)
class Compared:
    """Income per head beside one line of the pack; `chip` says above, not above, cannot tell."""

    title: str
    value: str
    chip: Chip
    note: str
    source: str


@dataclass(frozen=True)
class CapRow:
    """What a share of the total took off."""

    items: str
    sentence: str
    source: str


@dataclass(frozen=True)
class ProfileView:
    """The account by one profile; with `refusal` it could not be worked out, and nothing else is.

    `sum` is the arithmetic in words: "42,000 元 ÷ 4 人".
    """

    title: str
    basis: str
    refusal: str = ""
    total: str = ""
    per_head: str = ""
    sum: str = ""
    parts: tuple[Part, ...] = ()
    compared: tuple[Compared, ...] = ()
    caps: tuple[CapRow, ...] = ()
    beside: str = ""
    rigid: str = ""
    after_rigid: str = ""
    rounding: str = ""
    has_forecast: bool = False


@dataclass(frozen=True)
class Cell:
    """What one profile makes of a line or a member; `is_out` when it does not count."""

    value: str
    note: str = ""
    is_out: bool = False


@dataclass(frozen=True)
class LineRow:
    """A line of the sheet: the arithmetic, what each profile counts, and on what it rests."""

    no: str
    item: str
    who: str
    formula: str
    cells: tuple[Cell, ...]
    evidence: str
    said_by: str
    basis: str
    is_forecast: bool
    days: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """The lines of one kind with its sums, by profile."""

    title: str
    rows: tuple[LineRow, ...]
    sums: tuple[str, ...]


@dataclass(frozen=True)
class MemberRow:
    """A member, and by each profile whether the person counts and by which rule."""

    name: str
    relation: str
    facts: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Question:
    """A hint for people, worded as a question; `why` says what it rests on."""

    title: str
    asks: str
    why: str
    basis: str


@dataclass(frozen=True)
class BesideRow:
    """What was reported beside what a department recorded; a difference is a doubt."""

    item: str
    source: str
    reported: str
    recorded: str
    difference: str
    chip: Chip
    note: str


@dataclass(frozen=True)
class Difference:
    """What one version says differently from the version before."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class VersionRow:
    """A version in the history, with what it changed."""

    version: int
    href: str
    chip: Chip
    made: str
    why: str
    differences: tuple[Difference, ...]
    is_current: bool


@dataclass(frozen=True)
class AccountPage:
    """[incomes:household], [incomes:sheet] One version of a household's account, and all versions.

    Without a sheet `code` is "" and only the way to the form is there.
    """

    household_no: str
    head_name: str
    place: str
    crumbs: tuple[Crumb, ...]
    state: Chip
    code: str = ""
    version: int = 0
    newest_href: str = ""
    facts: tuple[KeyValue, ...] = ()
    profiles: tuple[ProfileView, ...] = ()
    members: tuple[MemberRow, ...] = ()
    groups: tuple[Group, ...] = ()
    spending: tuple[LineRow, ...] = ()
    questions: tuple[Question, ...] = ()
    beside: tuple[BesideRow, ...] = ()
    beside_note: str = ""
    versions: tuple[VersionRow, ...] = ()
    periods: tuple[Tab, ...] = ()
    answers: tuple[TimelineItem, ...] = ()
    actions: tuple[ActionForm, ...] = ()
    edit_href: str = ""
    is_registered: bool = True
    may_see_household: bool = False


@dataclass(frozen=True)
class DossierBlock:
    """The account in the household's file: figure, state, and the way to its lines."""

    state: Chip
    href: str
    period: str = ""
    per_head: str = ""
    sum: str = ""
    why: str = ""
    parts: tuple[Part, ...] = ()
    compared: tuple[Compared, ...] = ()


# --- the form ---


@dataclass(frozen=True)
class FormLine:
    """One line of the form: its inputs, and its days folded unless one is filled in.

    `error` is said above them.
    """

    index: int
    fields: tuple[Field, ...]
    days: tuple[Field, ...] = ()
    error: str = ""

    @property
    def has_days(self) -> bool:
        """Whether the line is for less than the whole period."""
        return any(field.value for field in self.days)

    @property
    def number(self) -> int:
        """The line as people count it."""
        return self.index + 1


@dataclass(frozen=True)
class FormMember:
    """One member of the form; `title` is the name for a person of the registry."""

    index: int
    title: str
    person_no: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class FormPage:
    """[incomes:record] The account as a form; `spare_line` is what a script copies for one more."""

    household_no: str
    head_name: str
    place: str
    title: str
    href: str
    back_href: str
    hidden: tuple[tuple[str, str], ...]
    period: tuple[Field, ...]
    members: tuple[FormMember, ...]
    lines: tuple[FormLine, ...]
    spare_line: FormLine
    why: Field | None
    units: tuple[Choice, ...]
    errors: tuple[str, ...] = ()
    outside: tuple[Field, ...] = ()


# --- workbooks ---


@dataclass(frozen=True)
class ImportRow:
    """A workbook that was read: read = created + updated + unchanged + given back, in rows."""

    code: str
    file_name: str
    read_name: str
    read_at: datetime
    n_sheets: int
    n_rows: int
    n_created: int
    n_updated: int
    n_unchanged: int
    n_rejected: int
    href: str
    errors_href: str
    is_current: bool


@dataclass(frozen=True)
class ImportPage:
    """[incomes:import] The upload, what was read before, and the rows of one that came back."""

    upload: ActionForm
    rows: tuple[ImportRow, ...]
    job_href: str = ""
    shown: ImportRow | None = None
    rejects: tuple[RejectRow, ...] = ()
    rejects_pager: Pager | None = None


# --- papers ---


@dataclass(frozen=True)
class PaperPage:
    """[incomes:paper], [incomes:card] A paper as it is printed, and its Word document."""

    code: str
    paper: FormPaper
    word_href: str
