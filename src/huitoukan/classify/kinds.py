"""The kinds of problems that the catalogue's wordings tell of, and which of them a text may be.

A kind is what files of `wordings/` with one problem type and one title say together; a type of
the catalogue may have several. What a label of somebody's examples means is told by the kinds that
its examples may be, even where they share no word with a wording.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huitoukan.classify.encoder import Matrix
from huitoukan.classify.groups import wording_groups
from huitoukan.classify.learning import fit, one_of, shares, temperature_of
from huitoukan.classify.masking import masked
from huitoukan.classify.space import Numbers, Rows, Space, likeness, likeness_of_words
from huitoukan.rules.pack import Pack


@dataclass(frozen=True)
class Kind:
    """The wordings of one kind of problem; `names` are the type's id and title, if it has one."""

    id: str
    names: tuple[str, ...]
    texts: tuple[str, ...]


def kinds_of(pack: Pack) -> list[Kind]:
    """The catalogue's kinds with their wordings."""
    kinds: dict[tuple[str, str], Kind] = {}
    for wordings in pack.wordings.values():
        problem = pack.problem_types.get(wordings.problem)
        names = (problem.id, problem.title.zh) if problem else ()
        key = (wordings.problem, wordings.title.zh)
        before = kinds.get(key, Kind(wordings.id, names, ()))
        kinds[key] = Kind(before.id, names, before.texts + wordings.texts)
    return list(kinds.values())


@dataclass(frozen=True)
class Wordings:
    """All wordings of the kinds, masked, in one line."""

    texts: list[str]
    kind_of: list[int]
    groups: list[int]
    rows: Rows
    belief: Numbers

    @property
    def kinds(self) -> range:
        """The places of the kinds."""
        return range(max(self.kind_of) + 1)


def wordings_of(kinds: Sequence[Kind], space: Space) -> Wordings:
    """The wordings as rows of the space."""
    told = [(masked(text), at) for at, kind in enumerate(kinds) for text in kind.texts]
    texts, kind_of = [text for text, _ in told], [at for _, at in told]
    rows = space.rows(texts)
    groups = wording_groups(likeness_of_words(rows, rows), kind_of)
    return Wordings(texts, kind_of, groups, rows, belief_of(groups))


def belief_of(groups: Sequence[int]) -> Numbers:
    """Near duplicates share their weight: four tell as much as two that differ."""
    sizes = np.bincount(groups)
    return np.asarray(1 / np.sqrt(sizes[np.array(groups)]))


@dataclass(frozen=True)
class Profiler:
    """Which kinds a text may be, as shares that sum to 1."""

    wordings: Wordings
    own: Matrix
    """The shares of the wordings themselves, each by the others."""
    _weights: Matrix
    _temperature: float

    def shares(self, rows: Rows) -> Matrix:
        """A row for each text, a column for each kind."""
        return shares(likeness(rows, self.wordings.rows) @ self._weights, self._temperature)


def profiler_of(kinds: Sequence[Kind], space: Space) -> Profiler:
    """Learns the kinds from their wordings; there must be at least one."""
    ours = wordings_of(kinds, space)
    learnt = fit(
        likeness(ours.rows, ours.rows),
        one_of(ours.kind_of, len(kinds)),
        ours.belief,
        ours.groups,
    )
    temperature = temperature_of(learnt.held_out, ours.kind_of, ours.belief)
    own = shares(learnt.held_out, temperature)
    return Profiler(ours, own, learnt.weights, temperature)
