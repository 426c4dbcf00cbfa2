"""What an income sheet is worked out with: items, prices, profiles, recorded payments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from huitoukan.rules.shapes.standards import Criterion
from huitoukan.rules.shapes.words import LineValue, Param, Period, Text

INCOME_KINDS = ("wage", "business", "property", "transfer", "spending")
# How an item counts: whole, not at all, up to a share of the total or a line, or shown beside.
COUNTS = ("full", "none", "capped", "beside")


@dataclass(frozen=True)
class IncomeItem:
    """One thing an income sheet may list; `also` are other words for it, `kind` its part."""

    code: str
    kind: str
    title: Text
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class IncomeItems:
    """The items of one part of the income sheet."""

    id: str
    title: Text
    basis: str
    items: tuple[IncomeItem, ...]


@dataclass(frozen=True)
class PriceList:
    """What a unit of one item is worth, and the share of its output that is cost without receipts.

    `units` are other units with how many of `unit` they are (斤: 0.5).
    """

    id: str
    title: Text
    basis: str
    unit: str
    units: Mapping[str, float]
    prices: tuple[LineValue, ...]
    cost_ratios: tuple[LineValue, ...]


@dataclass(frozen=True)
class Treatment:
    """How a profile counts items (codes or whole kinds) in a period and place; see COUNTS.

    `ratio` is the most that capped items may be of the counted total; `line` caps spending.
    """

    items: tuple[str, ...]
    counts: str
    in_force: Period
    place: str
    source: str
    ratio: float | None = None
    line: str = ""


@dataclass(frozen=True)
class MembershipRule:
    """Whether persons of whom `when` holds count as members; the first rule that holds decides."""

    title: Text
    when: Criterion
    counts: bool
    source: str


@dataclass(frozen=True)
class Profile:
    """One way of accounting an income sheet: who counts, what counts, how it is rounded.

    `places` are the decimals of a yuan; `wage_costs` says whether costs of going out to work are
    taken off wages.
    """

    id: str
    title: Text
    basis: str
    places: Param
    wage_costs: Param
    members: tuple[MembershipRule, ...]
    treatments: tuple[Treatment, ...]


@dataclass(frozen=True)
class RecordedItems:
    """Items of a sheet that a payment is compared with, and the words by which it is known."""

    items: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Recorded:
    """How the rows of a data set (`id`) are payments that an income sheet should show.

    `amount` is a column of yuan ("" when the data set has none), meant `each` time, month or year;
    `on` the column of the day, month or year of one payment, `first` and `last` those of a stretch.
    `by` is the column whose text holds one of the `words` of a part; without it every row counts.
    `tolerance`: percent of the recorded amount within which the two agree.
    """

    id: str
    basis: str
    tolerance: Param
    amount: str
    each: str
    on: str
    first: str
    last: str
    by: str
    parts: tuple[RecordedItems, ...]
