"""What the pages of department deliveries show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huitoukan.apps.core.pages import ActionForm, Chip, KeyValue, Pager, RejectRow, Share


@dataclass(frozen=True)
class DataSetRow:
    """A data set and its newest delivery. `quality` = keyed rows of accepted rows, in rows.

    `n_rows` counts data rows of the file, `n_unkeyed` rows kept that cannot be matched to anyone.
    `state` says 未报, 已报, 有退回行. `rules` are the rules that need this data set.
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
