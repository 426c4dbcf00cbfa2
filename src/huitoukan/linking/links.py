"""From two lists to links: the certain pairs first, then the likely ones, one at most for a row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from huitoukan.linking.candidates import candidates
from huitoukan.linking.chances import Chances
from huitoukan.linking.evidence import Evidence, compare
from huitoukan.linking.names import NameMatch, compare_names
from huitoukan.linking.numbers import NumberMatch
from huitoukan.linking.people import Person
from huitoukan.linking.weights import Weights

LIKELY: Final = 0.988
"""A link is suggested from this probability on: above it, about one row in 30,000 of the generated
lists is linked wrongly, below it too many are left out (docs/explain/linking.md)."""
_DIGITS: Final = 6
_HIGHEST: Final = 0.999999
"""Two lists never make it certain."""
_ONE_PERSONS: Final = frozenset(NameMatch) - {NameMatch.SURNAME, NameMatch.DIFFERENT, NameMatch.ONE}

Rows = list[tuple[int, Person]]


@dataclass(frozen=True, slots=True)
class Link:
    """A suggestion that two rows are one person; rows count from 0 below the heading."""

    a: int
    b: int
    score: float
    """The probability that they are one person, as far as the two lists tell."""
    reason: str


@dataclass(frozen=True, slots=True)
class _Judged:
    a: int
    b: int
    odds: float
    """That they are one person, against that both rows are alone."""
    evidence: Evidence


def link(a: Sequence[Person], b: Sequence[Person]) -> list[Link]:
    """The suggested links between two lists, by row of `a`; at most one for each row.

    Neither the order of the rows nor that of the lists changes who is linked with whom.
    """
    rows_a, rows_b = _without_copies(a), _without_copies(b)
    shared = _shared(rows_a) | _shared(rows_b)
    certain = list(_equal_numbers(rows_a, rows_b, shared))
    weights = Weights([person for _, person in (*rows_a, *rows_b)])
    chances = Chances([p for _, p in rows_a], [p for _, p in rows_b], len(certain), shared)

    def judge(i: int, j: int, evidence: Evidence, before: float) -> _Judged:
        is_shared = a[i].number.identity in shared
        weight = weights.of(a[i], b[j], evidence, is_shared=is_shared)
        return _Judged(i, j, before * weight, evidence)

    compared = [(i, j, compare(a[i], b[j])) for i, j in certain]
    for _, _, evidence in compared:
        weights.learn(evidence)
    links = _settled([judge(*each, chances.of_certain()) for each in compared])
    taken_a, taken_b = {one.a for one in links}, {one.b for one in links}
    open_a = [(row, person) for row, person in rows_a if row not in taken_a]
    open_b = [(row, person) for row, person in rows_b if row not in taken_b]
    open_pairs = ((i, j, compare(a[i], b[j])) for i, j in candidates(open_a, open_b, shared))
    links += _settled(
        [
            judge(i, j, evidence, chances.of_open(a[i], b[j]))
            for i, j, evidence in open_pairs
            if not _are_two(a[i], b[j], evidence)
        ]
    )
    return sorted(links, key=lambda one: one.a)


def _without_copies(people: Sequence[Person]) -> Rows:
    """The rows without those of a person who is in the list already: one number, one name.

    Which of the copies stays does not depend on the order of the rows, unless they are equal.
    """
    several: dict[int | str, Rows] = defaultdict(list)
    for row, person in enumerate(people):
        several[person.number.identity].append((row, person))
    kept: Rows = []
    for identity, rows in several.items():
        if not identity or len(rows) == 1:
            kept += rows
            continue
        rows.sort(key=lambda each: (each[1].name.folded, each[1].village, each[0]))
        apart: Rows = []
        for row, person in rows:
            if all(compare_names(person.name, one.name) not in _ONE_PERSONS for _, one in apart):
                apart.append((row, person))
        kept += apart
    return sorted(kept, key=lambda each: each[0])


def _shared(rows: Rows) -> set[int | str]:
    """Numbers of several persons of one list: the head's, copied to the whole household."""
    counts = Counter(person.number.identity for _, person in rows)
    return {identity for identity, count in counts.items() if identity and count > 1}


def _equal_numbers(rows_a: Rows, rows_b: Rows, shared: set[int | str]) -> Iterator[tuple[int, int]]:
    """Pairs of rows with one valid number that nobody else has."""
    place = {
        person.number.key: row
        for row, person in rows_a
        if person.number.key is not None and person.number.key not in shared
    }
    for row, person in rows_b:
        if person.number.key in place:
            yield place[person.number.key], row


def _are_two(one: Person, other: Person, evidence: Evidence) -> bool:
    """Whether these are two persons for sure, or nothing tells them from relatives."""
    are_valid = one.number.key is not None and other.number.key is not None
    return (are_valid and evidence.number is NumberMatch.FAR) or evidence.is_of_relatives


def _settled(pairs: Sequence[_Judged]) -> list[Link]:
    """The likely pairs: judged against both rows being alone and against every rival of either.

    No two of them share a row: they would be rivals, and only one can be likelier than not.
    """
    all_of_a = _sums((one.a, one.odds) for one in pairs)
    all_of_b = _sums((one.b, one.odds) for one in pairs)
    links = []
    for one in pairs:
        rivals_of_a = max(0.0, all_of_a[one.a] - one.odds)
        rivals_of_b = max(0.0, all_of_b[one.b] - one.odds)
        score = one.odds / (one.odds + (1 + rivals_of_a) * (1 + rivals_of_b))
        if score >= LIKELY:
            shown = min(round(score, _DIGITS), _HIGHEST)
            links.append(Link(one.a, one.b, shown, one.evidence.reason))
    return links


def _sums(odds: Iterable[tuple[int, float]]) -> dict[int, float]:
    total: dict[int, float] = defaultdict(float)
    for row, value in odds:
        total[row] += value
    return total
