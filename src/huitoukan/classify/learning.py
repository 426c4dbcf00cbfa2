"""The arithmetic of learning: a ridge with a closed answer, and chances out of its scores.

No random start and no steps: the same examples give the same numbers. scikit-learn was tried and
is no better here, but takes two seconds to import (ADR 0015).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huitoukan.classify.encoder import Matrix
from huitoukan.classify.space import Numbers

RIDGE = 0.6  # of texts whose likeness to themselves is 1; 0.3 to 1 are as good
_TEMPERATURES = tuple(0.02 * 1.15**step for step in range(30))
_ROUNDS = 40


@dataclass(frozen=True)
class Learnt:
    """What a ridge gives: weights for new texts, and scores of the old ones as if they were new."""

    weights: Matrix
    """What each text adds to the score of a text that is like it, for each target."""
    held_out: Matrix
    """The scores of each text by what the texts of other groups teach."""


def fit(likeness: Matrix, targets: Matrix, belief: Numbers, groups: Sequence[int]) -> Learnt:
    """A ridge in its dual form, because texts are fewer than columns.

    `likeness` is that of the texts among each other. Texts of more belief are fitted more closely.
    Held-out scores need no second fit: with C the inverse and w the weights, those of the group g
    are its targets less C[g, g]^-1 w[g] (leave one group out, exactly).
    """
    inverse = np.linalg.inv(likeness + np.diag(RIDGE / belief))
    weights = inverse @ targets
    held_out = targets - weights / np.diag(inverse)[:, None]
    of_group: defaultdict[int, list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        of_group[group].append(at)
    for ours in of_group.values():
        if len(ours) > 1:
            lost = np.linalg.solve(inverse[np.ix_(ours, ours)], weights[ours])
            held_out[ours] = targets[ours] - lost
    return Learnt(np.asarray(weights), np.asarray(held_out))


def one_of(places: list[int], n: int) -> Matrix:
    """A row for each place: 1 there and 0 elsewhere, less the average."""
    targets = np.full((len(places), n), -1.0 / n)
    targets[np.arange(len(places)), places] += 1.0
    return targets


def shares(scores: Matrix, temperature: float) -> Matrix:
    """Scores as shares that sum to 1 in each row (softmax)."""
    powers = np.exp((scores - scores.max(axis=1, keepdims=True)) / temperature)
    found: Matrix = powers / powers.sum(axis=1, keepdims=True)
    return found


def temperature_of(scores: Matrix, places: list[int], belief: Numbers) -> float:
    """The temperature at which held-out texts were told with the right confidence."""
    rows = np.arange(len(places))

    def loss(temperature: float) -> float:
        right = np.maximum(shares(scores, temperature)[rows, places], 1e-9)
        return float(-(belief * np.log(right)).sum())

    return min(_TEMPERATURES, key=loss)


@dataclass(frozen=True)
class Chance:
    """The chance that goes with a score: a logistic curve, rising."""

    start: float
    slope: float

    def of(self, scores: Numbers) -> Numbers:
        """Between 0 and 1 for each score."""
        found: Numbers = 1 / (1 + np.exp(-np.clip(self.start + self.slope * scores, -50, 50)))
        return found


def chance_of(yes: Numbers, no: Numbers, share_of_yes: float) -> Chance:
    """The curve between the scores of both sides, for texts of which that share is on the yes side.

    Newton's method with a small penalty, so that sides which do not overlap give no certainty.
    """
    scores = np.concatenate([yes, no])
    answers = np.concatenate([np.ones(len(yes)), np.zeros(len(no))])
    weights = np.concatenate(
        [np.full(len(yes), share_of_yes / len(yes)), np.full(len(no), (1 - share_of_yes) / len(no))]
    ) * len(scores)
    columns = np.column_stack([np.ones(len(scores)), scores])
    penalty = np.diag([1e-6, 0.05])
    found = np.zeros(2)
    for _ in range(_ROUNDS):
        chance = Chance(*found).of(scores)
        gradient = columns.T @ (weights * (answers - chance)) - penalty @ found
        curvature = (columns * (weights * chance * (1 - chance))[:, None]).T @ columns + penalty
        step = np.clip(np.linalg.solve(curvature, gradient), -5, 5)
        found = found + step
        if np.abs(step).max() < 1e-9:
            break
    return Chance(float(found[0]), max(0.0, float(found[1])))
