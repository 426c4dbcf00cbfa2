"""How alike two texts are: by sequences of one to three characters, and by meaning if there is one.

No word segmentation: it knows neither the field's words nor its abbreviations, and was measured
weaker than characters (statistics.md D: .488 against .601 on unseen wordings).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

import numpy as np

from huitoukan.classify.encoder import Matrix, Meanings

Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]
Places = np.ndarray[tuple[int], np.dtype[np.int64]]

LONGEST_SEQUENCE = 3
WEIGHT_OF_MEANING = 0.7  # beside words, which weigh 1; this and the next by held-out wordings
SHARPNESS = 1.5  # how fast likeness of meaning falls with the angle: exp(1.5 (cosine - 1))
_AT_ONCE = 200


def sequences(text: str) -> Iterator[str]:
    """All runs of one to three characters inside the clauses of a masked text."""
    for clause in text.split():
        for length in range(1, LONGEST_SEQUENCE + 1):
            for start in range(len(clause) - length + 1):
                yield clause[start : start + length]


@dataclass(frozen=True)
class Rows:
    """Texts as numbers: of text i the known sequences are columns[starts[i]:starts[i + 1]].

    Only what is there is kept: of thirty thousand sequences a text has fifty.
    """

    starts: Places
    columns: Places
    values: Numbers
    meanings: Matrix | None
    """A row of length 1 for each text, the average meaning taken off."""

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def row_of(self) -> Places:
        """The text of each entry."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    @cached_property
    def by_column(self) -> tuple[Places, Places, Numbers]:
        """Columns in order, and for each entry its text and value."""
        order = np.argsort(self.columns, kind="stable")
        return self.columns[order], self.row_of[order], self.values[order]


def likeness_of_words(left: Rows, right: Rows) -> Matrix:
    """The cosine of every text of `left` (rows) with every one of `right`, between 0 and 1."""
    columns, row_of, values = right.by_column
    first = np.searchsorted(columns, left.columns, side="left")
    times = np.searchsorted(columns, left.columns, side="right") - first
    found = np.zeros((len(left), len(right)))
    for start in range(0, len(left), _AT_ONCE):
        end = min(start + _AT_ONCE, len(left))
        part = slice(left.starts[start], left.starts[end])
        meets = times[part]  # each entry meets the texts on the right that have its column
        begins = first[part] - (np.cumsum(meets) - meets)
        at = np.repeat(begins, meets) + np.arange(meets.sum())
        cells = np.repeat(left.row_of[part] - start, meets) * len(right) + row_of[at]
        weights = np.repeat(left.values[part], meets) * values[at]
        sums = np.bincount(cells, weights, minlength=(end - start) * len(right))
        found[start:end] = sums.reshape(end - start, len(right))
    return found


def likeness(left: Rows, right: Rows) -> Matrix:
    """As `likeness_of_words`, and of meanings where both have some."""
    found = likeness_of_words(left, right)
    if left.meanings is not None and right.meanings is not None:
        cosine = left.meanings @ right.meanings.T
        found += WEIGHT_OF_MEANING * np.exp(SHARPNESS * (cosine - 1))
    return found


@dataclass(frozen=True)
class Space:
    """The sequences that are known, each with its column and weight (rare ones tell more)."""

    column_of: dict[str, int]
    weights: Numbers
    weight_of_unknown: float
    meanings: Meanings | None
    centre: Numbers
    """The average meaning: what all texts of the field have in common tells none apart."""

    def rows(self, texts: Sequence[str]) -> Rows:
        """A row for each masked text; its length is 1 if all its sequences are known.

        Sequences that are not known make it shorter, so that a text with little that is known is
        like nothing much; a held-out text and a new one then have scores of one size.
        """
        starts, columns, values = [0], [], []
        for text in texts:
            here, square = [], 0.0
            for sequence, times in Counter(sequences(text)).items():
                column = self.column_of.get(sequence)
                weight = self.weight_of_unknown if column is None else self.weights[column]
                value = float(weight) * log(1 + times)
                square += value * value
                if column is not None:
                    columns.append(column)
                    here.append(value)
            length = max(square**0.5, 1e-12)
            values += [value / length for value in here]
            starts.append(len(columns))
        return Rows(
            np.array(starts),
            np.array(columns, dtype=np.int64),
            np.array(values, dtype=np.float64),
            None if self.meanings is None else self._centred(self.meanings.of(texts)),
        )

    def _centred(self, meanings: Matrix) -> Matrix:
        told = np.any(meanings != 0, axis=1, keepdims=True)
        rows = (meanings - self.centre) * told
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))


def space_of(texts: Sequence[str], meanings: Meanings | None) -> Space:
    """The space in which these masked texts are told apart."""
    ours = sorted(set(texts))
    seen: Counter[str] = Counter()
    for text in ours:
        seen.update(set(sequences(text)))
    known = sorted(seen)
    return Space(
        {one: column for column, one in enumerate(known)},
        np.array([log((1 + len(ours)) / (1 + seen[one])) + 1 for one in known]),
        log(1 + len(ours)) + 1,
        meanings,
        meanings.of(ours).mean(axis=0) if meanings and ours else np.zeros(0),
    )
