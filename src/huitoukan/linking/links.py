"""From two lists to links: the certain pairs first, then the likely ones, one at most for a row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from huitoukan.linking.candidates import candidates
from huitoukan.linking.chances import Chances
from huitoukan.linking.evidence import Evidence, compare
from huitoukan.linking.names import NameMatch, compare_names
from huitoukan.linking.numbers import NumberMatch
from huitoukan.linking.people import Person
from huitoukan.linking.weights import Weights

LIKELY: Final = 0.985
"""A link is suggested from this probability on: with it about one link in 20,000 is wrong where
numbers are as good as in the reference lists, and 3 in 1,000 are left out
(docs/explain/linking.md)."""
_ROUNDS: Final = 4
_DIGITS: Final = 6
_MOST_COPIES: Final = 50
"""A number on more rows than this fills a column; it is nobody's."""
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
class _Pair:
    a: int
    b: int
    evidence: Evidence
    weight: float
    """How much more often one person's rows agree so than strangers' rows do."""


def link(a: Sequence[Person], b: Sequence[Person]) -> list[Link]:
    """The suggested links between two lists, by row of `a`; at most one for each row.

    Neither the order of the rows nor that of the lists changes who is linked with whom.
    """
    rows_a, rows_b = _without_copies(a), _without_copies(b)
    shared = _shared(rows_a) | _shared(rows_b)
    weights = Weights([person for _, person in (*rows_a, *rows_b)])

    def weighed(pairs: Iterable[tuple[int, int]]) -> Iterator[_Pair]:
        for i, j in pairs:
            evidence = compare(a[i], b[j])
            if not _are_two(a[i], b[j], evidence):
                is_shared = a[i].number.identity in shared
                weight = weights.of(a[i], b[j], evidence, is_shared=is_shared)
                yield _Pair(i, j, evidence, weight)

    equal = _uncontradicted(rows_a, rows_b, list(_equal_numbers(rows_a, rows_b, shared)))
    for i, j in equal:
        weights.learn(compare(a[i], b[j]))
    chances = Chances([p for _, p in rows_a], [p for _, p in rows_b], len(equal), shared)
    certain = _likely(_scored(list(weighed(equal)), lambda _: chances.of_certain()))
    taken_a, taken_b = {one.a for one in certain}, {one.b for one in certain}
    open_a = [(row, person) for row, person in rows_a if row not in taken_a]
    open_b = [(row, person) for row, person in rows_b if row not in taken_b]

    def before(pair: _Pair) -> float:
        return chances.of_open(a[pair.a], b[pair.b])

    pairs = list(weighed(candidates(open_a, open_b, shared)))
    if not equal:
        # No number tells how many persons are in both lists: the scores themselves do, in rounds.
        for _ in range(_ROUNDS):
            chances.assume(sum(score for score, _ in _scored(pairs, before)))
    return sorted(certain + _likely(_scored(pairs, before)), key=lambda one: one.a)


def _without_copies(people: Sequence[Person]) -> Rows:
    """The rows without those of a person who is in the list already: one number, one name.

    Which of the copies stays does not depend on the order of the rows, unless they are equal.
    """
    several: dict[int | str, Rows] = defaultdict(list)
    for row, person in enumerate(people):
        several[person.number.identity].append((row, person))
    kept: Rows = []
    for identity, rows in several.items():
        if not identity or len(rows) == 1 or len(rows) > _MOST_COPIES:
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


def _uncontradicted(
    rows_a: Rows, rows_b: Rows, pairs: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The pairs without those whose number seems to be a sibling's or spouse's.

    Their names are two persons', and one of these persons stands in the other list, in the same
    village and with a number that leads to nobody of the name.
    """
    a, b = dict(rows_a), dict(rows_b)
    # Nobody's sibling or spouse has another surname and the same given name.
    likely = _ONE_PERSONS | {NameMatch.SURNAME}
    sure = [(i, j) for i, j in pairs if compare_names(a[i].name, b[j].name) in likely]
    sure_a, sure_b = {i for i, _ in sure}, {j for _, j in sure}
    left_a = {(one.name.whole, one.village) for row, one in rows_a if row not in sure_a}
    left_b = {(one.name.whole, one.village) for row, one in rows_b if row not in sure_b}
    others = [
        (i, j)
        for i, j in set(pairs) - set(sure)
        if (b[j].name.whole, b[j].village) not in left_a
        and (a[i].name.whole, a[i].village) not in left_b
    ]
    return sorted(sure + others)


def _are_two(one: Person, other: Person, evidence: Evidence) -> bool:
    """Whether these are two persons for sure, or nothing tells them from relatives."""
    are_valid = one.number.key is not None and other.number.key is not None
    return (are_valid and evidence.number is NumberMatch.FAR) or evidence.is_of_relatives


def _scored(
    pairs: Sequence[_Pair], before: Callable[[_Pair], float]
) -> Iterator[tuple[float, _Pair]]:
    """Each pair with its probability: against both rows being alone and every rival of either.

    `before` gives the odds of a pair before it is compared. Of two pairs that share a row only one
    can be likelier than not.
    """
    odds = [before(pair) * pair.weight for pair in pairs]
    all_of_a: dict[int, float] = defaultdict(float)
    all_of_b: dict[int, float] = defaultdict(float)
    for pair, own in zip(pairs, odds, strict=True):
        all_of_a[pair.a] += own
        all_of_b[pair.b] += own
    for pair, own in zip(pairs, odds, strict=True):
        rivals_of_a = max(0.0, all_of_a[pair.a] - own)
        rivals_of_b = max(0.0, all_of_b[pair.b] - own)
        yield own / (own + (1 + rivals_of_a) * (1 + rivals_of_b)), pair


def _likely(scored: Iterable[tuple[float, _Pair]]) -> list[Link]:
    return [
        Link(pair.a, pair.b, min(round(score, _DIGITS), _HIGHEST), pair.evidence.reason)
        for score, pair in scored
        if score >= LIKELY
    ]
