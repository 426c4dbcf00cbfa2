"""What the pages of villages, rates and poverty measures show; frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huitoukan.apps.assessment.pages import IndicatorBlock, Mark, RunRow
from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    Choice,
    Crumb,
    Field,
    Filters,
    KeyValue,
    Pager,
    Tab,
    TimelineItem,
)


@dataclass(frozen=True)
class VillageRow:
    """A village in the list; `households` met, not met, cannot be told."""

    code: str
    name: str
    township: str
    kind: str
    verdict: Chip
    marks: tuple[Mark, ...]
    human: Chip | None
    href: str
    households: tuple[int, int, int]


@dataclass(frozen=True)
class VillagesPage:
    """[assessment:villages] The villages of a run by answer; no standard, nothing was judged."""

    run: RunRow
    standard: str
    filters: Filters
    tabs: tuple[Tab, ...]
    rows: tuple[VillageRow, ...]
    pager: Pager
    export_href: str


@dataclass(frozen=True)
class VillagePage:
    """[assessment:village] The worksheet of one village, and what people decided."""

    run: RunRow
    code: str
    name: str
    standard: str
    verdict: Chip
    human: Chip | None
    facts: tuple[KeyValue, ...]
    crumbs: tuple[Crumb, ...]
    indicators: tuple[IndicatorBlock, ...]
    households: tuple[KeyValue, ...]
    refused: str
    on: date
    is_other_day: bool
    judge: ActionForm | None
    history: tuple[TimelineItem, ...]
    exit_href: str = ""


@dataclass(frozen=True)
class LimitRow:
    """A limit that a rate is held to, with its source and what came of it."""

    how: str
    source: str
    chip: Chip


@dataclass(frozen=True)
class RateBlock:
    """A rate with its numerator and denominator; `why` when it cannot be told."""

    title: str
    percent: str
    why: str
    numerator: tuple[KeyValue, ...]
    denominator: KeyValue
    limits: tuple[LimitRow, ...]
    basis: str


@dataclass(frozen=True)
class RateCell:
    """A rate of a place in the table: the percentage, or why there is none."""

    label: str
    value: str
    why: str
    chip: Chip | None


@dataclass(frozen=True)
class PlaceRates:
    """The rates of a place, in the order of the heads."""

    place: str
    cells: tuple[RateCell, ...]


@dataclass(frozen=True)
class MeasureRow:
    """Poverty measures of a place in percent of persons; blank where nobody could be told.

    `income`: headcount, gap, severity, within 10 % above the line, headcount after the shock;
    `deprived`: headcount, intensity and their product over the guarantees.
    """

    place: str
    n_households: int
    n_accounts: int
    n_told: int
    income: tuple[KeyValue, ...]
    deprived: tuple[KeyValue, ...]


@dataclass(frozen=True)
class RatesPage:
    """[assessment:rates] Rates of one place, townships side by side, and poverty measures."""

    run: RunRow
    place: str
    places: tuple[Choice, ...]
    standard: str
    basis: str
    rates: tuple[RateBlock, ...]
    heads: tuple[str, ...]
    rows: tuple[PlaceRates, ...]
    measures: tuple[MeasureRow, ...]
    line: str
    dimensions: str
    asked: tuple[Field, ...]
    refused: str
