"""Learning from examples and from the catalogue's wordings, and suggesting types for free texts.

A kind is one file of the catalogue's `wordings/`; a type is what is suggested: a problem type of
the catalogue, or a label of the examples. docs/explain/classification.md tells the method.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from huitoukan.classify.encoder import Matrix, Meanings
from huitoukan.classify.examples import INDIVIDUAL, Example
from huitoukan.classify.groups import distinct, wording_groups
from huitoukan.classify.learning import (
    Chance,
    Numbers,
    chance_of,
    fit,
    one_of,
    shares,
    temperature_of,
)
from huitoukan.classify.masking import masked
from huitoukan.classify.space import Space, space_of
from huitoukan.rules.pack import Pack

N_SHOWN = 3
N_FOLDS = 5
ADOPTED_FROM = 0.10  # mean score at which a kind counts as the same as a label of the examples
SHARE_WITHOUT_KNOWLEDGE = 0.5  # of common texts, where no example says how many are individual
SHARE_OF_STRANGERS = 4  # one stranger for so many individual texts
_AT_ONCE = 500
_CHINESE = re.compile(r"[一-鿿]{2}")


@dataclass(frozen=True)
class Kind:
    """The wordings of one kind of problem; `names` are the type's id and title, if it has one."""

    id: str
    names: tuple[str, ...]
    texts: tuple[str, ...]


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
class _Taught:
    """What is learnt from: masked texts with the place of their type; groups hold together."""

    texts: list[str]
    places: list[int]
    groups: list[int]
    tested: list[bool]
    """Whether the text counts when the chances are measured; adopted wordings do not."""
    others: list[str]
    """Masked texts of no type."""
    share_of_common: float


@dataclass(frozen=True)
class Suggester:
    """Suggests; made by `learn` or `learn_from_catalogue`."""

    types: tuple[str, ...]
    _space: Space
    _weights: Matrix
    _temperature: float
    _common: Chance

    def suggest(self, texts: Sequence[str]) -> Iterator[Suggestions]:
        """One for each text, in order. A text in which nothing can be read gets chances of 0."""
        for start in range(0, len(texts), _AT_ONCE):
            part = texts[start : start + _AT_ONCE]
            read = [masked(text) for text in part]
            scores = self._space.rows(read) @ self._weights
            common = self._common.of(scores.max(axis=1))
            common[[not text for text in read]] = 0.0
            joint = shares(scores, self._temperature) * common[:, None]
            for text, row, one in zip(part, joint, common, strict=True):
                best = np.argsort(-row, kind="stable")[:N_SHOWN]
                yield Suggestions(
                    text,
                    tuple(Suggestion(self.types[at], round(float(row[at]), 6)) for at in best),
                    round(float(one), 6),
                )


def kinds_of(pack: Pack) -> list[Kind]:
    """The catalogue's kinds with their wordings."""
    kinds = []
    for wordings in pack.wordings.values():
        problem = pack.problem_types.get(wordings.problem)
        names = (problem.id, problem.title.zh) if problem else ()
        kinds.append(Kind(wordings.id, names, wordings.texts))
    return kinds


def learn_from_catalogue(kinds: Sequence[Kind], meanings: Meanings | None) -> Suggester:
    """Suggests the catalogue's problem types; kinds without a type are what is individual."""
    types = tuple(sorted({kind.names[0] for kind in kinds if kind.names}))
    own = [(masked(text), kind) for kind in kinds for text in kind.texts]
    common = [(text, types.index(kind.names[0])) for text, kind in own if kind.names]
    space = space_of([text for text, _ in own], meanings)
    texts, places = [text for text, _ in common], [place for _, place in common]
    taught = _Taught(
        texts=texts,
        places=places,
        groups=wording_groups(replace(space, meanings=None).rows(texts), places),
        tested=[True] * len(common),
        others=[text for text, kind in own if not kind.names],
        share_of_common=SHARE_WITHOUT_KNOWLEDGE,
    )
    return _learn(taught, types, space)


def learn(
    examples: Sequence[Example], kinds: Sequence[Kind], meanings: Meanings | None
) -> Suggester:
    """Suggests the labels of the examples.

    Kinds of the catalogue that are like a label lend it their wordings; the others show what
    problems look like that belong to no label.
    """
    types = tuple(sorted({one.label for one in examples} - {INDIVIDUAL}))
    read = distinct([Example(masked(one.text), one.label) for one in examples])
    common = [one for one in read if one.label != INDIVIDUAL]
    n_individual = sum(one.label == INDIVIDUAL for one in examples)
    own = [masked(text) for kind in kinds for text in kind.texts]
    space = space_of([one.text for one in read] + own, meanings)
    places = [types.index(one.label) for one in common]
    words = replace(space, meanings=None)
    groups = wording_groups(words.rows([one.text for one in common]), places)
    label_of = _adoptions(types, common, groups, kinds, words)
    lent = [(masked(text), label_of[kind.id]) for kind in kinds if kind.id in label_of
            for text in kind.texts]  # fmt: skip
    taught = _Taught(
        texts=[one.text for one in common] + [text for text, _ in lent],
        places=places + [place for _, place in lent],
        groups=groups + list(range(len(common), len(common) + len(lent))),
        tested=[True] * len(common) + [False] * len(lent),
        others=[one.text for one in read if one.label == INDIVIDUAL]
        or [masked(text) for kind in kinds if kind.id not in label_of for text in kind.texts],
        share_of_common=1 - n_individual / len(examples)
        if n_individual
        else SHARE_WITHOUT_KNOWLEDGE,
    )
    return _learn(taught, types, space)


def _adoptions(
    types: Sequence[str],
    common: Sequence[Example],
    groups: Sequence[int],
    kinds: Sequence[Kind],
    space: Space,
) -> dict[str, int]:
    """Which kind is the same as which label: by its name, or by what its examples say."""
    if not kinds:
        return {}
    own = [(masked(text), place) for place, kind in enumerate(kinds) for text in kind.texts]
    rows, targets = space.rows([text for text, _ in own]), one_of([at for _, at in own], len(kinds))
    weights = rows.T @ fit(rows @ rows.T, targets, np.ones(len(own)))
    scores = space.rows([one.text for one in common]) @ weights
    likeness = np.zeros((len(types), len(kinds)))
    for place, label in enumerate(types):
        mine = [at for at, one in enumerate(common) if one.label == label]
        of_group = [
            scores[[at for at in mine if groups[at] == group]].mean(axis=0)
            for group in sorted({groups[at] for at in mine})
        ]
        if _CHINESE.search(label):
            of_group.append((space.rows([masked(label)]) @ weights)[0])
        likeness[place] = np.mean(of_group, axis=0)
    adopted = {}
    for at, kind in enumerate(kinds):
        named = [place for place, label in enumerate(types) if label in kind.names]
        best = named[0] if named else int(likeness[:, at].argmax())
        if named or likeness[best, at] >= ADOPTED_FROM:
            adopted[kind.id] = best
    return adopted


def _learn(taught: _Taught, types: tuple[str, ...], space: Space) -> Suggester:
    """Fits on everything; measures the chances on texts that were held out group by group."""
    rows, groups = space.rows(taught.texts), np.array(taught.groups)
    sizes = np.bincount(groups)
    belief: Numbers = 1 / np.sqrt(sizes[groups])
    targets = one_of(taught.places, len(types))
    likeness = rows @ rows.T
    weights = rows.T @ fit(likeness, targets, belief)
    held_out, tested = np.zeros((len(rows), len(types))), np.array(taught.tested)
    for fold in range(N_FOLDS):
        out = tested & (groups % N_FOLDS == fold)
        if out.any() and not out.all():
            taught_by = fit(likeness[np.ix_(~out, ~out)], targets[~out], belief[~out])
            held_out[out] = likeness[np.ix_(out, ~out)] @ taught_by
    known = held_out[tested]
    places = [place for place, counts in zip(taught.places, taught.tested, strict=True) if counts]
    # Besides them, texts that share nothing with any type: theirs is a score of 0.
    others = (space.rows(taught.others) @ weights).max(axis=1, initial=0.0)
    others = np.concatenate([others, np.zeros(1 + len(others) // SHARE_OF_STRANGERS)])
    return Suggester(
        types,
        space,
        weights,
        temperature_of(known, places, belief[tested]),
        chance_of(known.max(axis=1), others, taught.share_of_common),
    )
