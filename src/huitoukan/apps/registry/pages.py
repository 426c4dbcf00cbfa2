"""What the pages of the registry show: the list with its tree of places, and the import page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from huitoukan.apps.core.pages import ActionForm, Chip, Filters, Pager, PlaceNode, RejectRow


@dataclass(frozen=True)
class HouseholdRow:
    """One household of the list. `monitor` is set only for a monitored household."""

    household_no: str
    head_name: str
    n_members: int
    township: str
    village: str
    natural_group: str
    household_type: str
    exit_status: str
    monitor: Chip | None


@dataclass(frozen=True)
class RegistryPage:
    """[registry:list] Counts are of the whole query, not of the page shown."""

    tree: tuple[PlaceNode, ...]
    filters: Filters
    rows: tuple[HouseholdRow, ...]
    pager: Pager
    n_households: int
    n_persons: int
    n_villages: int
    n_monitored: int
    place: str
    baseline_on: date | None = None
    export_href: str = ""
    may_import: bool = False


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
class SnapshotRow:
    """The registry frozen at a moment; `hash_head` is the beginning of the content's SHA-256."""

    code: str
    is_baseline: bool
    as_of: date
    taken_at: datetime
    taken_by: str
    n_households: int
    n_members: int
    n_villages: int
    hash_head: str


@dataclass(frozen=True)
class ImportPage:
    """[registry:import] `upload` and `freeze` are None when the person may not.

    `shown` is the batch whose rejects are listed (the newest, or the one that was opened);
    `rejects` holds at most a page of them, `rejects_pager` the way to the rest. `over` are limits
    that it passes, `twice` persons listed twice, `changes` its largest changes of `n_changes`.
    """

    upload: ActionForm | None
    freeze: ActionForm | None
    expected: tuple[ExpectedSheet, ...]
    template_href: str
    batches: tuple[BatchRow, ...]
    snapshots: tuple[SnapshotRow, ...]
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
