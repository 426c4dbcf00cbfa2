"""Tables: the data sets of departments, the tables of the registry, and their columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from huitoukan.rules.shapes.words import Text

REGISTRY = ("household", "member", "village")
AUTHORISATION = "authorisation"
"""The list of signed authorisations, frozen with the registry: who may be compared with what."""
EVERYTHING = "全部"
"""The scope of an authorisation that names no single data set."""
FROZEN = (*REGISTRY, AUTHORISATION)
"""The tables that a comparison reads of a registry; the last may be missing."""
REGISTRY_LISTS = ("cadre", "helper", "off_registry", AUTHORISATION)
"""Lists of persons that a registry may hold besides; a pack need not have them."""
KEY_OF_OBJECT = {
    "person": "id_no",
    "household": "household_no",
    "village": "village_code",
    "township": "township_code",
}


@dataclass(frozen=True)
class Column:
    """One column of a data set or of the registry; `label` and `also` are its possible headings."""

    name: str
    label: str
    also: tuple[str, ...]
    type: str
    label_en: str = ""
    required: bool = False
    sensitive: bool = False
    codes: str | None = None
    many: bool = False
    unit: str = ""
    block: str = ""  # columns of one block come in the same export: one filled, all delivered
    help: str = ""  # how to fill it in, beside its input


@dataclass(frozen=True)
class Kept:
    """How a data set is kept as a ledger: people enter its rows on screen or import them.

    `title` are the columns that name an entry, `place` the one with the code of its village or
    township (none: an entry is the county's), `by` the levels that keep it besides the department
    and the county, `totals` the columns of numbers that are added up,
    `long` those that are written in a large box. `stands` says what the
    comparison reads where both a ledger and a delivery exist: the ledger `alone` (deliveries are
    not taken), the ledger `first`, or the ledger `second`.
    """

    title: tuple[str, ...]
    stands: str
    place: str = ""
    by: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    long: tuple[str, ...] = ()


@dataclass(frozen=True)
class DataSet:
    """A table of a department (`sources/`) or of the registry (`fields/`).

    With `needs_consent` only persons who signed for it are compared; `consent_basis` says why.
    """

    id: str
    title: Text
    department: str
    object: str
    key: str
    row_key: tuple[str, ...]
    purpose: str
    basis: str
    retention_months: int
    period: str
    columns: tuple[Column, ...]
    needs_consent: bool = False
    consent_basis: str = ""
    kept: Kept | None = None

    @property
    def is_delivered(self) -> bool:
        """Whether departments deliver it as files; a ledger that stands alone is only kept."""
        return self.kept is None or self.kept.stands != "alone"

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when there is none."""
        return self.by_name[name]

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by name, in the order of the file."""
        return {column.name: column for column in self.columns}


@dataclass(frozen=True)
class Rhythm:
    """When data sets of one period are wanted: days after the campaign's start, then each month.

    `stale_months`: how many months before the delivery the newest entry may lie; None: not asked.
    """

    period: str
    first_days: int
    source: str
    monthly_day: int | None = None
    stale_months: int | None = None


@dataclass(frozen=True)
class Payments:
    """A table whose rows say until when a person was paid: by a day or month, or while it runs."""

    table: str
    on: str = ""
    until: str = ""  # blank in a row: the entitlement still runs


@dataclass(frozen=True)
class DeliveryTerms:
    """The file `deliveries.yaml`: when data are due, how their quality is counted, what is told.

    `share` and `rows` are differences from the last delivery (of a share of rows, of the number of
    rows) above which people are told; `weights` make the score; `reaches` names the column that
    tells how far a data set reaches, `deaths` the day of death in lists of deaths.
    """

    basis: str = ""
    rhythms: Mapping[str, Rhythm] = field(default_factory=dict)
    share: float = 1.0
    rows: float = float("inf")
    weights: Mapping[str, float] = field(default_factory=dict)
    reaches: Mapping[str, str] = field(default_factory=dict)
    deaths: Mapping[str, str] = field(default_factory=dict)
    payments: tuple[Payments, ...] = ()
