"""What the pages of snapshots show: all of them, two against each other, a household in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    Choice,
    Crumb,
    Filters,
    Pager,
    Tab,
)
from huitoukan.apps.registry.pages import ChangedField


@dataclass(frozen=True)
class FrozenFile:
    """A file of a snapshot with its recorded SHA-256."""

    name: str
    sha256: str


@dataclass(frozen=True)
class SnapshotRow:
    """The registry frozen at a moment. Counts are of the person's own villages; None when unknown.

    `stood_on` is the day on which it stood so, `as_of` the day that the campaign names for its
    data; of a past day the two are one.

    `check` is what the last check of the files found, `check_note` when and by whom. `since_href`
    compares it with the snapshot before.
    """

    code: str
    is_baseline: bool
    is_past: bool
    stood_on: date
    as_of: date
    taken_at: datetime
    taken_by: str
    content_hash: str
    hash_head: str
    n_households: int | None = None
    n_members: int | None = None
    n_villages: int | None = None
    files: tuple[FrozenFile, ...] = ()
    check: Chip | None = None
    check_note: str = ""
    list_href: str = ""
    verify_href: str = ""
    since_href: str = ""


@dataclass(frozen=True)
class SnapshotsPage:
    """[registry:snapshots] `freeze` and `past` are None when the person may not.

    `before`, `after` choose two snapshots to compare; empty when there is only one. `place` names
    whose counts are shown where the person does not see the whole county.
    """

    rows: tuple[SnapshotRow, ...]
    pager: Pager
    before: tuple[Choice, ...] = ()
    after: tuple[Choice, ...] = ()
    freeze: ActionForm | None = None
    past: ActionForm | None = None
    counts_href: str = ""
    place: str = ""


@dataclass(frozen=True)
class CountLink:
    """A number with the list that it opens; without rows it opens none."""

    label: str
    n: int
    href: str = ""


@dataclass(frozen=True)
class CountRow:
    """A table, a field or a place with its numbers of differing rows."""

    label: str
    cells: tuple[CountLink, ...]
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class DifferenceRow:
    """One row that differs. `href` is the household's file, `then_href` the household as it was."""

    table: str
    kind: Chip
    key: str
    name: str
    household_no: str
    place: str
    fields: tuple[ChangedField, ...] = ()
    href: str = ""
    then_href: str = ""


@dataclass(frozen=True)
class ComparePage:
    """[registry:compare] Two snapshots against each other, for the places that the person sees.

    `totals`, `fields` and `places` are of the chosen place, the list also of the other conditions.
    The cells of `places` come in `groups` of three kinds, one for each table named there.
    `turned_href` is the same comparison the other way round.
    """

    before: SnapshotRow
    after: SnapshotRow
    place: str
    crumbs: tuple[Crumb, ...]
    groups: tuple[str, ...]
    totals: tuple[CountRow, ...]
    fields: tuple[CountRow, ...]
    places: tuple[CountRow, ...]
    filters: Filters
    rows: tuple[DifferenceRow, ...]
    pager: Pager
    turned_href: str
    counts_href: str = ""
    export_href: str = ""


@dataclass(frozen=True)
class FrozenHousehold:
    """A household as a snapshot has it; `href` leads to it then, where the person may see that."""

    household_no: str
    head_name: str
    place: str
    household_type: str
    exit_status: str
    n_members: int
    href: str = ""


@dataclass(frozen=True)
class FrozenListPage:
    """[registry:frozen] The households of a snapshot in the chosen place."""

    snapshot: SnapshotRow
    place: str
    crumbs: tuple[Crumb, ...]
    places: tuple[CountLink, ...]
    filters: Filters
    rows: tuple[FrozenHousehold, ...]
    pager: Pager


@dataclass(frozen=True)
class FieldThen:
    """A field as it was, and as it is now; `differs` when the two are not the same."""

    label: str
    then: str
    now: str
    differs: bool = False


@dataclass(frozen=True)
class MemberThen:
    """A member then and now; `state` says who came or left since."""

    person_no: str
    name: str
    fields: tuple[FieldThen, ...]
    n_different: int = 0
    state: Chip | None = None


@dataclass(frozen=True)
class ThenPage:
    """[registry:then] A household as it was in a snapshot, and beside it what is different now.

    `other` are the same household in the other snapshots; `note` says that it was not in the
    registry then, or is no longer.
    """

    snapshot: SnapshotRow
    household_no: str
    head_name: str
    place: str
    fields: tuple[FieldThen, ...]
    members: tuple[MemberThen, ...]
    n_different: int
    other: tuple[Tab, ...]
    note: str = ""
    now_href: str = ""
