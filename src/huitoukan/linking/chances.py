"""How likely a row has a partner in the other list at all, before any partner is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from huitoukan.linking.people import Person

_UNKNOWN_OVERLAP: Final = 0.5
"""Share of the shorter list that is first believed to be in the other when no number tells it."""
_MOST_OVERLAP: Final = 0.95
"""However many are found, somebody may always be in one list only."""


class Chances:
    """Chances from the shares of rows whose valid number is, or is not, in the other list.

    Of all persons who are in both lists, those with a valid number in both are known: the certain
    pairs. The shares of valid numbers tell how many persons there are in both altogether.
    """

    def __init__(
        self, a: Sequence[Person], b: Sequence[Person], n_certain: int, shared: set[int | str]
    ) -> None:
        self._valid_a, self._valid_b = _share_valid(a), _share_valid(b)
        self._n_a, self._n_b, self._n_certain = len(a), len(b), n_certain
        self._shared = shared
        self.assume(
            n_certain / (self._valid_a * self._valid_b)
            if n_certain
            else _UNKNOWN_OVERLAP * min(len(a), len(b))
        )

    def assume(self, in_both: float) -> None:
        """Takes it that so many persons are in both lists."""
        self._in_both = max(1e-6, min(in_both, _MOST_OVERLAP * min(self._n_a, self._n_b)))
        self._n_open = max(1.0, self._in_both - self._n_certain)
        self._a = (self._in_both / max(1, self._n_a), self._valid_b)
        self._b = (self._in_both / max(1, self._n_b), self._valid_a)

    def of_certain(self) -> float:
        """The odds for rows that are compared because their valid numbers are equal."""
        return _odds(self._a[0], self._b[0], self._in_both)

    def of_open(self, one: Person, other: Person) -> float:
        """The odds for two rows that the certain pairs leave: a pair, against both alone."""
        return _odds(self._open(one, *self._a), self._open(other, *self._b), self._n_open)

    def _open(self, person: Person, in_both: float, others_valid: float) -> float:
        number = person.number
        if not number.is_whole or number.key in self._shared:
            return in_both
        # Its number is good and was not found: its partner's would have to be spoiled.
        spoiled = in_both * (1 - others_valid)
        return spoiled / (spoiled + 1 - in_both)


def _share_valid(people: Sequence[Person]) -> float:
    return sum(person.number.key is not None for person in people) / max(1, len(people))


def _odds(a: float, b: float, n_pairs: float) -> float:
    return a * b / n_pairs / ((1 - a) * (1 - b))
