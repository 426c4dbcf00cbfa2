"""What the pages of kept ledgers show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    Field,
    Filters,
    KeyValue,
    Pager,
    RejectRow,
    TimelineItem,
)


@dataclass(frozen=True)
class LedgerRow:
    """One ledger: how many entries stand and have ended in the person's areas.

    `rules` are those that read it; `reads` says what the comparison reads where a delivery exists.
    """

    dataset: str
    title: str
    purpose: str
    keepers: str
    n_standing: int
    n_ended: int
    rules: tuple[str, ...] = ()
    reads: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True)
class LedgerGroup:
    """A department with its ledgers."""

    name: str
    ledgers: tuple[LedgerRow, ...]


@dataclass(frozen=True)
class LedgersPage:
    """[ledgers:list] Groups in the order of the pack; `n_entries` stand in the person's areas."""

    groups: tuple[LedgerGroup, ...]
    filters: Filters
    n_entries: int


@dataclass(frozen=True)
class Heading:
    """A column of the list; `sorted` is the value of aria-sort, empty when it is not the order."""

    label: str
    sort_href: str = ""
    sorted: str = ""
    is_right: bool = False


@dataclass(frozen=True)
class Cell:
    """A value in the list, under its column's label."""

    label: str
    text: str
    is_right: bool = False


@dataclass(frozen=True)
class EntryRow:
    """One entry of the list: its title columns as a link, the others as cells."""

    code: str
    number: int
    title: str
    place: str
    cells: tuple[Cell, ...]
    state: Chip
    changed: str


@dataclass(frozen=True)
class EntriesPage:
    """[ledgers:entries] `totals` are sums over the whole query, cell for cell under the columns."""

    dataset: str
    title: str
    department: str
    purpose: str
    basis: str
    filters: Filters
    headings: tuple[Heading, ...]
    rows: tuple[EntryRow, ...]
    totals: tuple[Cell, ...]
    pager: Pager
    new_href: str = ""
    import_href: str = ""
    export_href: str = ""
    export_full_href: str = ""
    template_href: str = ""


@dataclass(frozen=True)
class ChangedField:
    """One column before and after, masked as everywhere; `typed` is what a stale form asks for."""

    label: str
    before: str
    after: str
    typed: str = ""


@dataclass(frozen=True)
class EntryPage:
    """[ledgers:entry] An entry, what may be done with it, and every change, the newest first."""

    code: str
    number: int
    dataset: str
    ledger: str
    title: str
    state: Chip
    facts: tuple[KeyValue, ...]
    history: tuple[TimelineItem, ...]
    actions: tuple[ActionForm, ...]
    edit_href: str = ""


@dataclass(frozen=True)
class FormPage:
    """[ledgers:new] and [ledgers:edit] The form of one entry.

    `since` is what somebody else changed while the form was open; saving again then overwrites it.
    """

    dataset: str
    ledger: str
    title: str
    href: str
    back_href: str
    fields: tuple[Field, ...]
    hidden: tuple[tuple[str, str], ...] = ()
    errors: tuple[str, ...] = ()
    since: tuple[ChangedField, ...] = ()
    purpose: str = ""


@dataclass(frozen=True)
class AccountRow:
    """One import: n_rows = created + updated + unchanged + rejected, in rows."""

    code: str
    file_name: str
    read_name: str
    read_at: datetime
    state: Chip
    n_rows: int
    n_created: int
    n_updated: int
    n_unchanged: int
    n_rejected: int


@dataclass(frozen=True)
class UploadPage:
    """[ledgers:upload] The form that takes a file, and the imports of this ledger so far."""

    dataset: str
    ledger: str
    upload: ActionForm
    template_href: str
    accounts: tuple[AccountRow, ...]


@dataclass(frozen=True)
class ReadRow:
    """A row that was read: where, what it is for the ledger, and what would change."""

    sheet: str
    row: int
    title: str
    place: str
    fate: Chip
    fields: tuple[ChangedField, ...]
    entry_code: str = ""


@dataclass(frozen=True)
class ImportPage:
    """[ledgers:import] The account of a file, row by row; `actions` write or drop it."""

    account: AccountRow
    dataset: str
    ledger: str
    notes: tuple[str, ...]
    rows: tuple[ReadRow, ...]
    rows_pager: Pager
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
