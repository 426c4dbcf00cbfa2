"""Learning from examples and from the catalogue's wordings, and suggesting types for free texts.

A type is what is suggested: a problem type of the catalogue, or a label of the examples. Beside
the types there is always one place more, for texts of no type.
docs/explain/classification.md tells the method.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from huitoukan.classify.encoder import Matrix, Meanings
from huitoukan.classify.examples import INDIVIDUAL, Example
from huitoukan.classify.groups import distinct, wording_groups
from huitoukan.classify.kinds import Kind, Profiler, belief_of, profiler_of, wordings_of
from huitoukan.classify.learning import Chance, chance_of, fit, one_of, shares, temperature_of
from huitoukan.classify.masking import masked
from huitoukan.classify.space import (
    Numbers,
    Rows,
    Space,
    likeness,
    likeness_of_words,
    space_of,
)

N_SHOWN = 3
SHARE_WITHOUT_KNOWLEDGE = 0.5  # of common texts, where no example says how many are individual
SHARE_OF_STRANGERS = 4  # one stranger for so many individual texts
# Of a lent wording whose kind is like one label only, beside an example, which weighs 1; this
# weight and the profile's by held-out wordings, see docs/explain/classification.md.
BELIEF_IN_LENT = 0.2
WEIGHT_OF_PROFILE = 1.0
LEAST_BELIEF = 0.02  # below it a wording is not lent
FOREIGN_BELOW = 0.1  # a kind of less strength is of no label
_AT_ONCE = 500
_CHINESE = re.compile(r"[一-鿿]{2}")


@dataclass(frozen=True)
class Suggestion:
    """A type and the chance that the text belongs to it."""

    type: str
    p: float


@dataclass(frozen=True)
class Suggestions:
    """The likeliest types, best first, and the chance that the text is of any common type."""

    text: str
    top: tuple[Suggestion, ...]
    common_p: float


@dataclass(frozen=True)
class _Read:
    """Texts as they are compared: rows, and the square roots of their shares of the kinds."""

    rows: Rows
    profile: Matrix | None

    def likeness(self, other: _Read) -> Matrix:
        """Of words and meanings, and of what the catalogue takes the texts for."""
        found = likeness(self.rows, other.rows)
        if self.profile is not None and other.profile is not None:
            found += WEIGHT_OF_PROFILE * self.profile @ other.profile.T
        return found


@dataclass(frozen=True)
class _Reader:
    """Reads masked texts."""

    space: Space
    profiler: Profiler | None

    def read(self, texts: Sequence[str]) -> _Read:
        rows = self.space.rows(texts)
        return _Read(rows, np.sqrt(self.profiler.shares(rows)) if self.profiler else None)


@dataclass(frozen=True)
class _Taught:
    """What is learnt from: masked texts with the place of their type; groups hold together."""

    texts: list[str]
    places: list[int]
    groups: list[int]
    belief: Numbers
    tested: list[bool]
    """Whether the text counts when the chances are measured; lent wordings do not."""
    share_of_common: float


@dataclass(frozen=True)
class Suggester:
    """Suggests; made by `learn` or `learn_from_catalogue`."""

    types: tuple[str, ...]
    _reader: _Reader
    _known: _Read
    _weights: Matrix
    _temperature: float
    _common: Chance

    def suggest(self, texts: Sequence[str]) -> Iterator[Suggestions]:
        """One for each text, in order. A text in which nothing can be read gets chances of 0."""
        for start in range(0, len(texts), _AT_ONCE):
            part = texts[start : start + _AT_ONCE]
            read = [masked(text) for text in part]
            scores = self._reader.read(read).likeness(self._known) @ self._weights
            common = self._common.of(_lead(scores))
            common[[not text for text in read]] = 0.0
            joint = shares(scores[:, :-1], self._temperature) * common[:, None]
            for text, row, one in zip(part, joint, common, strict=True):
                best = np.argsort(-row, kind="stable")[:N_SHOWN]
                yield Suggestions(
                    text,
                    tuple(Suggestion(self.types[at], round(float(row[at]), 6)) for at in best),
                    round(float(one), 6),
                )


def learn_from_catalogue(kinds: Sequence[Kind], meanings: Meanings | None) -> Suggester:
    """Suggests the catalogue's problem types; kinds without a type are what is individual."""
    types = tuple(sorted({kind.names[0] for kind in kinds if kind.names}))
    space = space_of([masked(text) for kind in kinds for text in kind.texts], meanings)
    own = wordings_of(kinds, space)
    place = [types.index(kind.names[0]) if kind.names else len(types) for kind in kinds]
    taught = _Taught(
        texts=own.texts,
        places=[place[kind] for kind in own.kind_of],
        groups=own.groups,
        belief=own.belief,
        tested=[True] * len(own.texts),
        share_of_common=SHARE_WITHOUT_KNOWLEDGE,
    )
    return _learn(taught, types, _Reader(space, None))


def learn(
    examples: Sequence[Example], kinds: Sequence[Kind], meanings: Meanings | None
) -> Suggester:
    """Suggests the labels of the examples.

    The catalogue tells which kinds a text may be; kinds that are like a label lend it their
    wordings; the others show what problems look like that belong to no label.
    """
    types = tuple(sorted({one.label for one in examples} - {INDIVIDUAL}))
    read = distinct([Example(masked(one.text), one.label) for one in examples])
    named = [Example(masked(one), one) for one in types if _CHINESE.search(one)]
    told = read + named  # what a label says itself is one wording more
    texts = [one.text for one in told]
    own = [masked(text) for kind in kinds for text in kind.texts]
    space = space_of(texts + own, meanings)
    reader = _Reader(space, profiler_of(kinds, space) if own else None)
    places = [len(types) if one.label == INDIVIDUAL else types.index(one.label) for one in told]
    words = space.rows(texts)
    groups = wording_groups(likeness_of_words(words, words), places)
    n_individual = sum(one.label == INDIVIDUAL for one in examples)
    taught = _Taught(
        texts=texts,
        places=places,
        groups=groups,
        belief=belief_of(groups),
        tested=[True] * len(read) + [False] * len(named),
        share_of_common=1 - n_individual / len(examples)
        if n_individual
        else SHARE_WITHOUT_KNOWLEDGE,
    )
    return _learn(_with_lent(taught, types, kinds, reader), types, reader)


def _with_lent(
    taught: _Taught, types: Sequence[str], kinds: Sequence[Kind], reader: _Reader
) -> _Taught:
    """Besides the examples, wordings of the catalogue: as firmly as their kind is like one label.

    Kinds that name a label, as type or title, lend as much as an example. Kinds that are like none
    are of no label, where the examples do not show themselves what that is.
    """
    profiler = reader.profiler
    if profiler is None:
        return taught
    likes = _likes(taught, types, reader.space, profiler)
    label_of = likes.argmax(axis=1)
    strength = likes.max(axis=1) ** 2 / np.maximum(likes.sum(axis=1), 1e-12)
    knows_individual = len(types) in taught.places
    for at, kind in enumerate(kinds):
        named = [place for place, label in enumerate(types) if label in kind.names]
        if named:
            label_of[at], strength[at] = named[0], 1 / BELIEF_IN_LENT
        elif strength[at] < FOREIGN_BELOW and not knows_individual:
            label_of[at], strength[at] = len(types), 1.0
    own = profiler.wordings
    belief = BELIEF_IN_LENT * strength[own.kind_of] * own.belief
    lent = [int(at) for at in np.flatnonzero(belief >= LEAST_BELIEF)]
    first = max(taught.groups) + 1
    return replace(
        taught,
        texts=taught.texts + [own.texts[at] for at in lent],
        places=taught.places + [int(label_of[own.kind_of[at]]) for at in lent],
        groups=taught.groups + list(range(first, first + len(lent))),
        belief=np.concatenate([taught.belief, belief[lent]]),
        tested=taught.tested + [False] * len(lent),
    )


def _likes(taught: _Taught, types: Sequence[str], space: Space, profiler: Profiler) -> Matrix:
    """For each kind and label the mean share that the label's examples give the kind.

    Near duplicates count as one.
    """
    found = profiler.shares(space.rows(taught.texts))
    likes = np.zeros((found.shape[1], len(types)))
    for place in range(len(types)):
        ours: dict[int, list[int]] = {}
        for at, group in enumerate(taught.groups):
            if taught.places[at] == place:
                ours.setdefault(group, []).append(at)
        means = [found[group].mean(axis=0) for group in ours.values()]
        likes[:, place] = np.mean(means, axis=0)
    return likes


def _lead(scores: Matrix) -> Numbers:
    """By how much the best type is ahead of none."""
    return np.asarray(scores[:, :-1].max(axis=1) - scores[:, -1])


def _learn(taught: _Taught, types: tuple[str, ...], reader: _Reader) -> Suggester:
    """Fits on everything; measures the chances on texts held out group by group."""
    known = reader.read(taught.texts)
    places, tested = np.array(taught.places), np.array(taught.tested)
    targets = one_of(taught.places, len(types) + 1)
    learnt = fit(known.likeness(known), targets, taught.belief, taught.groups)
    common = tested & (places < len(types))
    # Besides those of no type, texts that share nothing with any: all their scores are 0.
    of_none = places == len(types)
    others = _lead(learnt.held_out[of_none & (tested | ~np.any(tested & of_none))])
    others = np.concatenate([others, np.zeros(1 + len(others) // SHARE_OF_STRANGERS)])
    return Suggester(
        types,
        reader,
        known,
        learnt.weights,
        temperature_of(
            learnt.held_out[common, :-1], places[common].tolist(), taught.belief[common]
        ),
        chance_of(_lead(learnt.held_out[common]), others, taught.share_of_common),
    )
