"""What an agreement is worth: how often one person's rows agree so, and how often strangers' do.

The method of Fellegi and Sunter (1969). How often one person's rows agree is learned from the rows
whose valid numbers are equal; how often strangers agree comes from how common names, surnames of a
village, villages and birth dates are in the two lists themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, Generic, TypeVar

from huitoukan.linking.evidence import TAILS, BirthMatch, Evidence, VillageMatch
from huitoukan.linking.names import Name, NameMatch
from huitoukan.linking.numbers import NumberMatch
from huitoukan.linking.people import Person

Kind = TypeVar("Kind", NameMatch, VillageMatch)

# What is believed before the lists are seen, worth as many observations as `_BELIEF`. Shares of
# the reference pair of lists (docs/explain/linking.md); kinds that it has not are set by judgement.
_BELIEF: Final = 40.0
_NAMES: Final = {
    NameMatch.SAME: 0.92, NameMatch.WRITTEN: 0.016, NameMatch.SOUND: 0.03, NameMatch.LOOK: 0.004,
    NameMatch.CUT: 0.008, NameMatch.SWAPPED: 0.002, NameMatch.ONE: 0.008,
    NameMatch.SURNAME: 0.008, NameMatch.DIFFERENT: 0.004,
}  # fmt: skip
_VILLAGES: Final = {VillageMatch.SAME: 0.94, VillageMatch.DIFFERENT: 0.06}
_BIRTHS: Final = {BirthMatch.SAME: 0.96, BirthMatch.NEAR: 0.02, BirthMatch.DIFFERENT: 0.02}

# Of one person's numbers that are not equal, the share that agree so; then of two strangers'.
# Two strangers share the area often and the day of birth once in 25,000; order and check character
# leave one in some hundreds, and about 20 numbers lie one place away from a given one. Where only
# the tail differs, area and day are the same. By judgement, rounded up: a share of strangers that
# is too large only makes the score lower.
_NUMBERS: Final = {
    NumberMatch.EQUAL: (0.98, 1e-10),
    NumberMatch.FIFTEEN: (0.95, 1e-7),
    NumberMatch.ONE: (0.75, 2e-6),
    NumberMatch.ONE_IN_TAIL: (0.75, 2e-5),
    NumberMatch.TWO: (0.1, 2e-4),
    NumberMatch.TWO_IN_TAIL: (0.1, 2e-4),
    NumberMatch.ROUNDED: (0.9, 1e-4),
    NumberMatch.MASKED: (0.9, 1e-3),
    NumberMatch.FAR: (0.02, 1.0),
    NumberMatch.UNKNOWN: (1.0, 1.0),
}
_SHARED_NUMBER: Final = 1e-2
"""A number that several rows of one list have: the head's, copied to the whole household."""

_DAYS: Final = 25_000.0
"""Days of birth among the living, about."""
_NEAR_DAYS: Final = 60.0
"""Days that differ from a given one in one place."""
_TWINS: Final = 0.01
"""Share of two strangers of one surname, in the lists of a village, who are born on one day: twins.
Set by judgement, on the large side; no source."""
_SMOOTHING: Final = 25.0
"""Rows of a village that the surnames of all villages count for, beside its own."""

_FREE: Final = 100.0
"""Rows of a surname that the given names of all surnames count for, beside its own."""


class Weights:
    """How much each agreement of two rows speaks for one person (more than 1) or against."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._n = max(2, len(people))
        names = [person.name for person in people if person.name.whole]
        self._wholes = Counter(name.whole for name in names)
        self._surnames = Counter(name.surname for name in names)
        self._given = Counter(name.given for name in names)
        self._given_starts = Counter(name.given[:1] for name in names)
        self._given_sounds = Counter(name.given_sound for name in names)
        self._in_village = Counter(person.village for person in people if person.village)
        self._local = Counter((person.village, person.name.surname) for person in people)
        self._born = Counter(person.born for person in people if person.born)
        self._names: _Learned[NameMatch] = _Learned(_NAMES)
        self._villages: _Learned[VillageMatch] = _Learned(_VILLAGES)
        self._strangers = lru_cache(maxsize=100_000)(self._strangers_name)

    def learn(self, evidence: Evidence) -> None:
        """Counts how two rows agree that are one person's for sure."""
        self._names.add(evidence.name)
        if evidence.village is not VillageMatch.UNKNOWN:
            self._villages.add(evidence.village)

    def of(self, one: Person, other: Person, evidence: Evidence, *, is_shared: bool) -> float:
        """How much more often one person's rows agree so than strangers' rows do.

        `is_shared` says that several persons of a list have the number. Independent fields
        multiply; what they share (twins, surnames of a village) is inside each factor.
        """
        return (
            self._of_number(evidence, is_shared=is_shared)
            * self._of_name(one, other, evidence)
            * self._of_village(one.village, evidence.village)
            * self._of_birth(one.born, evidence)
        )

    def _of_number(self, evidence: Evidence, *, is_shared: bool) -> float:
        own, strangers = _NUMBERS[evidence.number]
        if is_shared and evidence.number is NumberMatch.EQUAL:
            strangers = _SHARED_NUMBER
        if evidence.may_be_twins and evidence.number in TAILS:
            strangers = _TWINS
        return own / strangers

    def _of_name(self, one: Person, other: Person, evidence: Evidence) -> float:
        if not one.name.whole or not other.name.whole:
            return 1.0
        village = one.village if evidence.village is VillageMatch.SAME else ""
        strangers = max(
            self._strangers(one.name, evidence.name, village),
            self._strangers(other.name, evidence.name, village),
        )
        return self._names.share(evidence.name) / strangers

    def _of_village(self, village: str, match: VillageMatch) -> float:
        if match is VillageMatch.UNKNOWN:
            return 1.0
        strangers = 1.0
        if match is VillageMatch.SAME:
            strangers = self._in_village[village] / self._n
        return self._villages.share(match) / strangers

    def _of_birth(self, day: date | None, evidence: Evidence) -> float:
        if evidence.birth is BirthMatch.UNKNOWN:
            return 1.0
        strangers = 1.0
        if evidence.birth is BirthMatch.NEAR:
            strangers = _NEAR_DAYS / _DAYS
        elif evidence.birth is BirthMatch.SAME:
            others = max(0, self._born[day] - 2) if day else 0
            strangers = (others + 1) / (self._n + _DAYS)
            strangers += _TWINS if evidence.may_be_twins else 0.0
        return _BIRTHS[evidence.birth] / strangers

    def _strangers_name(self, name: Name, match: NameMatch, village: str) -> float:
        """How likely a stranger, of the village if one is given, has a name that agrees so."""
        surname = self._share(self._surnames[name.surname])
        if village:
            n_village = self._in_village[village]
            own = max(0, self._local[village, name.surname] - 2)
            surname = (own + _SMOOTHING * surname) / (max(0, n_village - 2) + _SMOOTHING)
        given = self._share(self._given[name.given])
        sound = self._share(self._given_sounds[name.given_sound])
        match match:
            case NameMatch.SAME | NameMatch.WRITTEN:
                # That nobody else has a name does not make it rarer than half a row.
                return max(surname * self._given_after(name, given), 0.5 / self._n)
            case NameMatch.SOUND:
                return surname * max(sound, given)
            case NameMatch.LOOK | NameMatch.SWAPPED:
                return surname * (given + 0.003)
            case NameMatch.CUT:
                return surname * (self._share(self._given_starts[name.given[:1]]) + 0.01)
            case NameMatch.ONE:
                return surname * 0.1
            case NameMatch.SURNAME:
                return max(sound, given)
            case _:
                return 1.0

    def _given_after(self, name: Name, given: float) -> float:
        """How likely somebody of this surname has this given name.

        Given names hardly depend on surnames of one character; the second part of a name with a
        middle dot does depend on the first. That few are seen makes a name no rarer: it is chance.
        """
        alike = max(0, self._wholes[name.whole] - 2)
        of_surname = max(0, self._surnames[name.surname] - 2)
        return max(given, (alike + _FREE * given) / (of_surname + _FREE))

    def _share(self, count: int) -> float:
        # Two of the rows are the pair that is judged; half a row stands for what was not seen.
        return (max(0, count - 2) + 0.5) / self._n


class _Learned(Generic[Kind]):
    """Shares of the kinds of agreement among one person's rows: belief, then observation."""

    def __init__(self, belief: Mapping[Kind, float]) -> None:
        self._counts: dict[Kind, float] = {kind: share * _BELIEF for kind, share in belief.items()}
        self._total = _BELIEF

    def add(self, kind: Kind) -> None:
        self._counts[kind] += 1
        self._total += 1

    def share(self, kind: Kind) -> float:
        return self._counts[kind] / self._total
