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
    """One import: file, who, when, the account of its sheets, and the workbook of rejected rows."""

    code: str
    file_name: str
    imported_by: str
    imported_at: datetime
    sheets: tuple[SheetAccount, ...]
    n_rejected: int
    href: str
    errors_href: str = ""
    is_current: bool = False


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
    `rejects` holds at most a page of them, `rejects_pager` the way to the rest.
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
    job_href: str = ""
