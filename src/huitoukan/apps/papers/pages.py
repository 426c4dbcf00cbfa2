"""What the pages of papers show: the list, making one, one paper with its receipts, templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    Choice,
    Field,
    FileItem,
    Filters,
    KeyValue,
    Pager,
    RowOutcome,
    Tab,
)
from huitoukan.documents import word_pieces


@dataclass(frozen=True)
class PaperRow:
    """A paper in the list; `received` of `n_receipts` addressees have signed."""

    code: str
    title: str
    kind: str
    place: str
    n_problems: int
    made_at: datetime
    made_by: str
    received: int
    n_receipts: int
    state: Chip


@dataclass(frozen=True)
class ListPage:
    """[papers:list] The papers that the person may see, newest first."""

    filters: Filters
    rows: tuple[PaperRow, ...]
    pager: Pager
    may_make: bool
    may_template: bool


@dataclass(frozen=True)
class KindCard:
    """A kind of paper to choose."""

    id: str
    title: str
    about: str
    layout: str
    href: str
    is_chosen: bool = False


@dataclass(frozen=True)
class ProblemTick:
    """A problem that can stand in the next list."""

    code: str
    place: str
    household: str
    title: str
    is_chosen: bool


@dataclass(frozen=True)
class Preview:
    """The first copy as it would be issued; `n` copies, `n_problems` in the first."""

    n: int
    n_problems: int
    pages: tuple[word_pieces.Page, ...]
    addressees: tuple[str, ...]
    is_cut: bool
    """Whether only the first rows are shown."""


@dataclass(frozen=True)
class NewPage:
    """[papers:new] Choose a kind, its objects, fill in, look, issue.

    `ticks` are problems to choose from; `places` for a select; `hidden` what the forms carry on.
    """

    kinds: tuple[KindCard, ...]
    kind: KindCard | None = None
    places: tuple[Choice, ...] = ()
    asks_for_objects: bool = False
    objects: str = ""
    object_help: str = ""
    may_take_every: bool = False
    is_every: bool = False
    ticks: tuple[ProblemTick, ...] = ()
    fields: tuple[Field, ...] = ()
    errors: tuple[str, ...] = ()
    preview: Preview | None = None


@dataclass(frozen=True)
class ReceiptRow:
    """An addressee; `receive` is the form to sign, where the person may."""

    addressee: str
    received_at: datetime | None
    received_name: str
    receive: ActionForm | None = None


@dataclass(frozen=True)
class SignedBy:
    """Who is named to sign a paper: a sentence on how it stands, the scan, what may be done."""

    name: str
    state: Chip
    told: str
    scan: FileItem | None = None
    acts: tuple[ActionForm, ...] = ()


@dataclass(frozen=True)
class SignatureRow:
    """A paper that waits for its person, or was signed."""

    code: str
    title: str
    place: str
    household_no: str
    name: str
    state: Chip
    told: str
    reminded: str


@dataclass(frozen=True)
class SignaturesPage:
    """[papers:signatures] Who has signed and who has not; `remind` reminds those who have not."""

    tabs: tuple[Tab, ...]
    rows: tuple[SignatureRow, ...]
    pager: Pager
    remind: ActionForm | None = None
    told: str = ""


@dataclass(frozen=True)
class LetterPage:
    """[dashboards:phone_letter] A letter on a phone: the tasks, advice, day, and signing."""

    code: str
    title: str
    facts: tuple[KeyValue, ...]
    tasks: tuple[KeyValue, ...]
    signed: SignedBy


@dataclass(frozen=True)
class PaperPage:
    """[papers:detail] One paper with files and receipts; not `is_whole`: only the own rows.

    `signed` is the person whom it names to sign.
    """

    code: str
    title: str
    kind: str
    state: Chip
    facts: tuple[KeyValue, ...]
    pages: tuple[word_pieces.Page, ...]
    is_cut: bool
    is_whole: bool
    files: tuple[FileItem, ...]
    receipts: tuple[ReceiptRow, ...]
    received: int
    void: ActionForm | None = None
    results: ActionForm | None = None
    """The form to give a filled checklist back."""
    signed: SignedBy | None = None


@dataclass(frozen=True)
class ResultRow:
    """A row of a filled checklist: its line, what it says, and what would become of it."""

    line: int
    code: str
    result: str
    told: str
    checker: str
    becomes: str
    is_ready: bool


@dataclass(frozen=True)
class ResultsPage:
    """[papers:results] A filled checklist before it is taken (`rows`, `take`), or the outcomes.

    `n_blank` rows are not filled in, `n_missing` problems of the list have no row in the file.
    """

    code: str
    title: str
    name: str
    rows: tuple[ResultRow, ...] = ()
    n_ready: int = 0
    n_barred: int = 0
    n_blank: int = 0
    n_missing: int = 0
    take: ActionForm | None = None
    outcomes: tuple[RowOutcome, ...] = ()


@dataclass(frozen=True)
class PrintPage:
    """[papers:printed] The whole paper for the printer."""

    code: str
    title: str
    pages: tuple[word_pieces.Page, ...]
    signed: SignedBy | None = None


@dataclass(frozen=True)
class BatchPage:
    """[papers:batch] Papers that were made at once."""

    code: str
    kind: str
    place: str
    made_at: datetime
    rows: tuple[PaperRow, ...]
    pager: Pager
    files: tuple[FileItem, ...]


@dataclass(frozen=True)
class TemplateRow:
    """A kind of paper and the version of its template that is used."""

    kind: str
    title: str
    about: str
    layout: str
    version: int
    by: str
    at: datetime | None
    href: str
    basis: str


@dataclass(frozen=True)
class TemplatesPage:
    """[papers:templates] All templates."""

    rows: tuple[TemplateRow, ...]


@dataclass(frozen=True)
class VersionRow:
    """A version of a template, to be downloaded."""

    version: int
    href: str
    by: str
    at: datetime | None
    note: str
    is_used: bool


@dataclass(frozen=True)
class TemplatePage:
    """[papers:template] One template: versions, variables, upload, and what stood against it."""

    kind: str
    title: str
    basis: str
    versions: tuple[VersionRow, ...]
    names: tuple[str, ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    help: str
    upload: ActionForm | None
    faults: tuple[str, ...] = ()
    checked: str = ""
