"""Texts as rows of numbers: sequences of one to three characters, and meanings if there are any.

No word segmentation: it knows neither the field's words nor its abbreviations, and was measured
weaker than characters (statistics.md D: .488 against .601 on unseen wordings).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from huitoukan.classify.encoder import Matrix, Meanings

LONGEST_SEQUENCE = 3
WEIGHT_OF_MEANING = 0.55  # of a row of length 1; chosen by held-out wordings, see the benchmark


def sequences(text: str) -> Iterator[str]:
    """All runs of one to three characters inside the clauses of a masked text."""
    for clause in text.split():
        for length in range(1, LONGEST_SEQUENCE + 1):
            for start in range(len(clause) - length + 1):
                yield clause[start : start + length]


@dataclass(frozen=True)
class Space:
    """The sequences that are known, each with its column and weight (rare ones tell more)."""

    column_of: dict[str, int]
    weights: np.ndarray[tuple[int], np.dtype[np.float64]]
    weight_of_unknown: float
    meanings: Meanings | None

    def rows(self, texts: Sequence[str]) -> Matrix:
        """A row for each masked text; the part of the characters has length 1 if all are known.

        Sequences that are not known make it shorter, so that a text with little that is known is
        like nothing much; a held-out text and a new one then have scores of one size.
        """
        rows, unknown = np.zeros((len(texts), len(self.weights))), np.zeros((len(texts), 1))
        for position, text in enumerate(texts):
            for sequence, times in Counter(sequences(text)).items():
                column = self.column_of.get(sequence)
                if column is not None:
                    rows[position, column] = log(1 + times)
                else:
                    unknown[position] += (self.weight_of_unknown * log(1 + times)) ** 2
        rows *= self.weights
        lengths = np.sqrt((rows * rows).sum(axis=1, keepdims=True) + unknown)
        rows /= np.maximum(lengths, 1e-12)
        if self.meanings is None:
            return rows
        return np.hstack([rows, WEIGHT_OF_MEANING * self.meanings.of(texts)])


def space_of(texts: Sequence[str], meanings: Meanings | None) -> Space:
    """The space in which these masked texts are told apart."""
    seen: Counter[str] = Counter()
    for text in sorted(set(texts)):
        seen.update(set(sequences(text)))
    known = sorted(seen)
    n_texts = len(set(texts))
    weights = np.array([log((1 + n_texts) / (1 + seen[one])) + 1 for one in known])
    return Space(
        {one: column for column, one in enumerate(known)}, weights, log(1 + n_texts) + 1, meanings
    )
