"""The first households of a query, in order, by the few columns that indexes hold.

Counting them, adding them up and taking one page of them is then a matter of the list in hand: the
database is asked once, and whole rows are read only for the page that is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import Counted
from huitoukan.apps.registry.models import Household
from huitoukan.apps.registry.queries.search import having, with_broad, with_rare, words_of
from huitoukan.apps.registry.queries.tree import Total

MOST: Final = 10_000
"""So many households are counted and can be leafed through."""
MOST_OF_BROAD: Final = 200
"""The same for words that very many have: a surname alone."""
SORTS: Final[Mapping[str, str]] = {
    "place": "place_key", "no": "household_no", "members": "n_members", "changed": "changed_at",
}  # fmt: skip
SORTS_AT_ANY_SIZE: Final = frozenset({"place", "members", "changed"})
"""Orders that an index has; the others need all rows in hand and are offered for a short list."""


@dataclass(frozen=True)
class First:
    """The first households of a query: ids in order; how many there are; their sums when all.

    `sort` is the order they are in, `most` the bound at which counting stopped.
    """

    pks: tuple[int, ...]
    counted: Counted
    total: Total | None
    sort: str
    most: int


def first_households(
    households: ScopedQuerySet[Household], words: str = "", sort: str = "place"
) -> First:
    """The first of these households that have the words, in the order asked for.

    An order without an index is given up when there are more than can be counted.
    """
    asked = words_of(words)
    if asked.rare:
        rows = list(_rows(with_rare(households, asked.rare).order_by(), sort))
        for word in asked.broad:
            met = having(word, [row[0] for row in rows])
            rows = [row for row in rows if row[0] in met]
        return _first(_by_hand(rows, sort), sort, MOST)
    if not asked.is_empty and not asked.broad:
        return _first([], sort, MOST)
    found = with_broad(households, asked.broad)
    most = MOST_OF_BROAD if asked.broad else MOST
    is_indexed = sort.removeprefix("-") in SORTS_AT_ANY_SIZE
    used = sort if is_indexed else "place"
    rows = list(_rows(ordered(found, used), sort)[: most + 1])
    if is_indexed or len(rows) > most:
        return _first(rows, used, most)
    return _first(_by_hand(rows, sort), sort, most)


def ordered(households: ScopedQuerySet[Household], sort: str) -> ScopedQuerySet[Household]:
    """The households in the order of the list, "-members" from many to few."""
    sign = "-" if sort.startswith("-") else ""
    return households.order_by(f"{sign}{SORTS[sort.removeprefix('-')]}", f"{sign}place_key")


def whole_rows(households: ScopedQuerySet[Household], pks: Sequence[int]) -> list[Household]:
    """The households with these ids, in this order; `households` says for whom."""
    found = {household.pk: household for household in households.filter(pk__in=pks)}
    return [found[pk] for pk in pks if pk in found]


def _rows(households: ScopedQuerySet[Household], sort: str) -> Any:
    column = SORTS[sort.removeprefix("-")]
    return households.values_list(
        "pk", "area_id", "n_members", "monitor_category", column, "place_key"
    )


def _by_hand(rows: list[Any], sort: str) -> list[Any]:
    """Sorted here: told to sort few rows, a database may walk the whole list in order instead."""
    return sorted(rows, key=lambda row: row[4:], reverse=sort.startswith("-"))


def _first(rows: list[Any], sort: str, most: int) -> First:
    counted = Counted.up_to(most, len(rows))
    total = None
    if not counted.is_more:
        total = Total(
            len(rows),
            sum(row[2] for row in rows),
            len({row[1] for row in rows}),
            sum(bool(row[3]) for row in rows),
        )
    return First(tuple(row[0] for row in rows[:most]), counted, total, sort, most)
