"""What the pages of the registry show: the list with its tree of places, and the import page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    Choice,
    Crumb,
    Field,
    Filters,
    Pager,
    PlaceNode,
    RejectRow,
    Share,
    Tab,
)


@dataclass(frozen=True)
class Cell:
    """What stands in one column of a household: a text with a small note, or a chip."""

    name: str
    label: str
    text: str = ""
    note: str = ""
    chip: Chip | None = None
    is_right: bool = False


@dataclass(frozen=True)
class HouseholdRow:
    """One household of the list; `cells` in the order of the page's columns.

    `found_by` says by what a search found it, where that is not its head's name.
    """

    household_no: str
    head_name: str
    cells: tuple[Cell, ...]
    found_by: str = ""


@dataclass(frozen=True)
class Heading:
    """A column's heading; `sort_href` orders the list by it, `sorted` says how it is now."""

    label: str
    is_right: bool = False
    sort_href: str = ""
    sorted: Literal["", "ascending", "descending"] = ""


@dataclass(frozen=True)
class OpenedView:
    """The saved view that is open, and what the person may do with it."""

    number: int
    name: str
    is_shared: bool
    opens_first: bool
    may_remove: bool


@dataclass(frozen=True)
class ListTools:
    """Choosing columns and saving views. `query` is the list's present address, without a page."""

    columns: tuple[Choice, ...]
    most_columns: int
    query: str
    opened: OpenedView | None = None
    may_share: bool = False


@dataclass(frozen=True)
class RegistryPage:
    """[registry:list] Counts are of the whole query, not of the page shown.

    Counting stops at a bound (`pager.is_more`); persons, villages and monitored households of such
    a query are not told. `sort_note` says why the list is not in the order that was asked for.
    """

    tree: tuple[PlaceNode, ...]
    filters: Filters
    views: tuple[Tab, ...]
    headings: tuple[Heading, ...]
    rows: tuple[HouseholdRow, ...]
    pager: Pager
    tools: ListTools
    n_households: int
    place: str
    quality_href: str
    n_persons: int | None = None
    n_villages: int | None = None
    n_monitored: int | None = None
    sort_note: str = ""
    baseline_on: date | None = None
    export_href: str = ""
    may_import: bool = False


@dataclass(frozen=True)
class MeasureHead:
    """A measure of quality: its field, its table, its weight, and the whole place's share."""

    id: str
    label: str
    table: str
    weight: float
    share: Share
    note: str = ""


@dataclass(frozen=True)
class QualityCell:
    """One measure in one place; `href` opens the households in which it does not hold."""

    measure: str
    share: Share
    href: str = ""


@dataclass(frozen=True)
class GateHead:
    """A zero-error gate and how many households of the whole place pass it."""

    title: str
    share: Share


@dataclass(frozen=True)
class QualityRow:
    """One place. `score` from 0 to 100, None where nothing can be told; `gates` as the heads."""

    place: str
    href: str
    n_households: int
    score: float | None
    gates: tuple[int, ...]
    cells: tuple[QualityCell, ...]

    @property
    def level(self) -> str:
        """The score in a word of the style sheet, as a share's."""
        return "" if self.score is None else Share(round(self.score * 100), 10_000).level


@dataclass(frozen=True)
class ScoreOn:
    """The score of the whole campaign's registry in one snapshot."""

    code: str
    taken_at: datetime
    score: float | None


@dataclass(frozen=True)
class QualityPage:
    """[registry:quality] Measures in columns, places in rows, worst first."""

    place: str
    crumbs: tuple[Crumb, ...]
    n_households: int
    score: float | None
    gates: tuple[GateHead, ...]
    measures: tuple[MeasureHead, ...]
    rows: tuple[QualityRow, ...]
    basis: str
    export_href: str
    trend: tuple[ScoreOn, ...] = ()


@dataclass(frozen=True)
class SheetAccount:
    """The account of one sheet: n_rows = created + updated + unchanged + rejected, in rows.

    `n_skipped` (totals, signatures, blanks) stands outside. `notes` are what the reader folded.
    """

    sheet: str
    table: str
    n_rows: int
    n_created: int
    n_updated: int
    n_unchanged: int
    n_rejected: int
    n_skipped: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class BatchRow:
    """One import: files, who, when, the account of its sheets, and the workbook of rejected rows.

    `decision` says who decided what, when and why.
    """

    code: str
    file_name: str
    imported_by: str
    imported_at: datetime
    sheets: tuple[SheetAccount, ...]
    n_rejected: int
    href: str
    state: Chip
    errors_href: str = ""
    is_current: bool = False
    decision: str = ""


@dataclass(frozen=True)
class ChangedField:
    """One field that would change or has changed: what it held before and after, masked."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangedRow:
    """One row of the registry with the fields that change; `href` leads to its household."""

    table: str
    key: str
    fields: tuple[ChangedField, ...]
    href: str = ""


@dataclass(frozen=True)
class ListedTwice:
    """A person of the import whose ID number somebody else has too."""

    sheet: str
    row: int
    other: str


@dataclass(frozen=True)
class FileRefusal:
    """A file of an import that could not be taken as a whole."""

    name: str
    sentence: str


@dataclass(frozen=True)
class ExpectedSheet:
    """A sheet that an import understands, with its required headings and how many are optional."""

    title: str
    required: tuple[str, ...]
    n_optional: int


@dataclass(frozen=True)
class ImportPage:
    """[registry:import] `upload` is None when the person may not.

    `shown` is the batch whose rejects are listed (the newest, or the one that was opened);
    `rejects` holds at most a page of them, `rejects_pager` the way to the rest. `over` are limits
    that it passes, `twice` persons listed twice, `changes` its largest changes of `n_changes`.
    """

    upload: ActionForm | None
    expected: tuple[ExpectedSheet, ...]
    template_href: str
    batches: tuple[BatchRow, ...]
    shown: BatchRow | None = None
    rejects: tuple[RejectRow, ...] = ()
    rejects_pager: Pager | None = None
    over: tuple[str, ...] = ()
    twice: tuple[ListedTwice, ...] = ()
    refused_files: tuple[FileRefusal, ...] = ()
    changes: tuple[ChangedRow, ...] = ()
    n_changes: int = 0
    steps: tuple[ActionForm, ...] = ()
    job_href: str = ""


@dataclass(frozen=True)
class OffRegistryPerson:
    """A person outside the registry whom the look-back visits too; the number is masked."""

    name: str
    id_no: str
    place: str
    natural_group: str
    head_name: str
    groups: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class TownGroups:
    """A township: its persons, and how many are in each group of the page; None: cannot tell."""

    name: str
    href: str
    n: int
    counts: tuple[int | None, ...]


@dataclass(frozen=True)
class OffRegistryList:
    """[registry:off_registry] Persons may be in several groups, so the groups add up to more.

    `untold` are groups that the newest derivation could not tell.
    """

    tabs: tuple[Tab, ...]
    filters: Filters
    rows: tuple[OffRegistryPerson, ...]
    pager: Pager
    groups: tuple[str, ...]
    towns: tuple[TownGroups, ...]
    untold: tuple[str, ...] = ()
    derive_href: str = ""


@dataclass(frozen=True)
class AuthorisationRow:
    """One authorisation of a household: whom and which data it covers, from when until when."""

    who: str
    scope: str
    valid_from: str
    valid_to: str
    signed_by: str
    filled_by: str
    chip: Chip
    revoke: ActionForm | None = None


@dataclass(frozen=True)
class AuthorisationsPage:
    """[registry:authorisations] What a household signed, and the form that records one more.

    `scopes` are the data that may be authorised; `action` is "" for who may only look.
    """

    household_no: str
    head_name: str
    crumbs: tuple[Crumb, ...]
    rows: tuple[AuthorisationRow, ...]
    scopes: tuple[Choice, ...]
    fields: tuple[Field, ...]
    action: str
    errors: tuple[str, ...] = ()
