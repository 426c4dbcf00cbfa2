"""What the pages of department deliveries show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    Due,
    KeyValue,
    Pager,
    RejectRow,
    Share,
    TimelineItem,
)


@dataclass(frozen=True)
class DataSetRow:
    """A data set and its newest delivery. `quality` = keyed rows of accepted rows, in rows.

    `n_rows` counts data rows of the file, `n_unkeyed` rows kept that cannot be matched to anyone.
    `state` says 未报, 已报, 有退回行; `standing` 逾期未报 or 未到期, where one is known, `due`
    the day that it is told from. `rules` are the rules that need this data set. `score`: 0 to 100.
    """

    dataset: str
    title: str
    object: str
    period: str
    state: Chip
    rules: tuple[str, ...]
    n_deliveries: int
    delivery_code: str = ""
    delivered_at: datetime | None = None
    delivered_by: str = ""
    n_rows: int = 0
    n_unkeyed: int = 0
    n_rejected: int = 0
    quality: Share | None = None
    template_href: str = ""
    score: float | None = None
    standing: Chip | None = None
    due: Due = field(default_factory=Due)
    n_alarms: int = 0
    report_code: str = ""
    report: Chip | None = None
    remind_href: str = ""
    n_reminders: int = 0


@dataclass(frozen=True)
class DepartmentGroup:
    """A department with its data sets; `received` counts data sets that came."""

    code: str
    name: str
    received: Share
    datasets: tuple[DataSetRow, ...]


@dataclass(frozen=True)
class SourcesPage:
    """[sources:list] `deliver` posts to [sources:deliver]; None when the person may not.

    `received` counts data sets that came; `n_rows` data rows received in all.
    """

    groups: tuple[DepartmentGroup, ...]
    received: Share
    n_rows: int
    n_rejected: int
    n_unkeyed: int
    n_departments_waiting: int
    deliver: ActionForm | None = None
    off_registry_href: str = ""
    n_late: int = 0
    table: ActionForm | None = None
    due_day: ActionForm | None = None
    n_reports: int = 0


@dataclass(frozen=True)
class FindingRow:
    """One thing found in a delivery: `n` of `of` rows; `n` None: cannot be told."""

    title: str
    n: int | None
    of: int
    remedy: str


@dataclass(frozen=True)
class DeliveryRow:
    """An earlier delivery of the same data set."""

    code: str
    delivered_at: datetime
    delivered_by: str
    file_name: str
    n_rows: int
    n_rejected: int
    is_newest: bool
    is_shown: bool


@dataclass(frozen=True)
class DeliveryPage:
    """[sources:delivery] n_rows = created + updated + unchanged + rejected, in rows."""

    code: str
    dataset: str
    title: str
    department: str
    file_name: str
    sheet: str
    delivered_at: datetime
    delivered_by: str
    is_newest: bool
    n_rows: int
    n_created: int
    n_updated: int
    n_unchanged: int
    n_rejected: int
    n_skipped: int
    n_unkeyed: int
    n_duplicates: int
    quality: Share
    hash_head: str
    facts: tuple[KeyValue, ...]
    notes: tuple[str, ...]
    rejects: tuple[RejectRow, ...]
    rejects_pager: Pager | None
    history: tuple[DeliveryRow, ...]
    errors_href: str = ""
    alarms: tuple[str, ...] = ()
    findings: tuple[FindingRow, ...] = ()
    score: float | None = None
    definition: tuple[KeyValue, ...] = ()
    send: ActionForm | None = None
    report_code: str = ""
    report: Chip | None = None


@dataclass(frozen=True)
class ReportRow:
    """A quality report in the list; `score` from 0 to 100."""

    code: str
    title: str
    dataset: str
    department: str
    state_code: str
    state: Chip
    sent_at: datetime
    due: Due
    n_findings: int
    score: float | None = None


@dataclass(frozen=True)
class ReportsPage:
    """[sources:reports] `n_open` counts those that wait for the department."""

    rows: tuple[ReportRow, ...]
    n_open: int


@dataclass(frozen=True)
class ReportPage:
    """[sources:report] What was found, what was done since, what may be done now."""

    code: str
    title: str
    dataset: str
    department: str
    state: Chip
    due: Due
    delivery_code: str
    file_name: str
    delivered_at: datetime
    n_rows: int
    score: float | None
    findings: tuple[FindingRow, ...]
    alarms: tuple[str, ...]
    definition: tuple[KeyValue, ...]
    steps: tuple[TimelineItem, ...]
    actions: tuple[ActionForm, ...]
    workbook_href: str
    remind_href: str = ""
    n_reminders: int = 0


@dataclass(frozen=True)
class ListRow:
    """A delivery that a group is derived from, in rows."""

    code: str
    on: datetime
    n_rows: int
    href: str = ""


@dataclass(frozen=True)
class OffRegistryGroupRow:
    """One group: its list, whether it can be told, and what came of it last.

    `state` says 可推导 or 无法判断, `why` the reason for the second. The counts are rows of the
    list, `n_persons` persons; all are None where the group was not told in the last derivation.
    """

    title: str
    group: str
    list_title: str
    basis: str
    condition: str
    state: Chip
    lists: tuple[ListRow, ...]
    why: str = ""
    sources: tuple[str, ...] = ()
    n_rows: int | None = None
    n_belong: int | None = None
    n_dead: int | None = None
    n_registered: int | None = None
    n_unclear: int | None = None
    n_unmatched: int | None = None
    n_persons: int | None = None


@dataclass(frozen=True)
class PlaceCount:
    """Persons of a township by group, in the order of the page's groups; None: cannot tell."""

    place: str
    counts: tuple[int | None, ...]


@dataclass(frozen=True)
class GoneRow:
    """A listed person with the groups in which nobody finds him or her any more; masked.

    `is_registered`: by now a member of a registered poor household.
    """

    name: str
    id_no: str
    place: str
    groups: tuple[str, ...]
    is_registered: bool = False


@dataclass(frozen=True)
class LastDerivation:
    """The newest derivation: its import, what it found, whom it found no more."""

    code: str
    href: str
    state: Chip
    at: datetime
    on: str
    n_persons: int
    n_several: int
    n_unplaced: int
    n_unmatched: int
    n_new: int
    n_changed: int
    n_same: int
    places: tuple[PlaceCount, ...]
    gone: tuple[GoneRow, ...]
    n_gone: int


@dataclass(frozen=True)
class OffRegistryPage:
    """[sources:off_registry] `derive` is None when the person may not; `job_href`: one is running.

    `codes` are the groups in words, as columns of the places. `unasked` are lists of deaths that
    were not delivered: nobody is taken off by them.
    """

    groups: tuple[OffRegistryGroupRow, ...]
    codes: tuple[str, ...]
    unasked: tuple[str, ...]
    derive: ActionForm | None = None
    last: LastDerivation | None = None
    job_href: str = ""
