"""A doubt over many runs: by what it is the same one, and what a run says of one it did not raise.

A doubt is gone only if the run really asked about it: the rule, its sources, its village and its
day. Otherwise it stays, and the run says why it was not compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


@dataclass(frozen=True)
class Recipe:
    """By which facts a doubt of a later run is the same doubt.

    `parts` name facts of a doubt: rule, object_kind (person, household or village), object_key
    (its number in the registry). A released recipe is never changed: another gets a version.
    """

    version: int
    parts: tuple[str, ...]


RECIPES: Final[dict[int, Recipe]] = {1: Recipe(1, ("rule", "object_kind", "object_key"))}
"""Every recipe that ever was, by its version: identities of old ones stay readable."""


def recipe_in_force() -> Recipe:
    """The newest recipe, by which new doubts are named."""
    return RECIPES[max(RECIPES)]


def identity_of(doubt: Mapping[str, str], recipe: Recipe | None = None) -> str:
    """The identity of a doubt by a recipe, the newest unless told: SHA-256 over its parts."""
    recipe = recipe or recipe_in_force()
    text = "|".join((str(recipe.version), *(doubt[part] for part in recipe.parts)))
    return hashlib.sha256(text.encode()).hexdigest()


def identities_of(doubt: Mapping[str, str]) -> Iterator[str]:
    """Its identities by all recipes, the newest first: an older run may have used another."""
    for version in sorted(RECIPES, reverse=True):
        yield identity_of(doubt, RECIPES[version])


class Standing(StrEnum):
    """What the newest run says of a doubt."""

    NEW = "new"
    STILL = "still"
    BACK = "back"
    GONE = "gone"
    NOT_COMPARED = "not_compared"


LINK_WITHDRAWN: Final = "link_withdrawn"
LEFT_OUT: Final = "rule_left_out"
NOT_IN_FORCE: Final = "rule_not_in_force"
REMOVED: Final = "rule_removed"
EARLIER_DAY: Final = "earlier_day"
NO_KEY: Final = "no_key"
VILLAGE_MISSING: Final = "village_missing"
VILLAGE_UNCOVERED: Final = "village_uncovered"
PERIOD_UNCOVERED: Final = "period_uncovered"
RULE_CHANGED: Final = "rule_changed"


@dataclass(frozen=True)
class Asked:
    """What a run asked about a doubt that it did not raise.

    `left_out` says why the rule did not run, `cannot_tell` why it answered nobody (both empty when
    it did), `is_unclear` whether it could not tell this very object. `village_is_registered`: the
    registry of this run has rows of the doubt's village; `link_is_withdrawn`: a person's link had
    raised it and the row is linked no more; `uncovered` are the data sets that raised
    it and have no row of the village any more, `periods_missing` those without a row of its year,
    month or term. `on` and `seen_on` are the days of this run and of
    the last one that raised it.
    """

    on: date
    seen_on: date
    left_out: str = ""
    cannot_tell: str = ""
    is_unclear: bool = False
    village_is_registered: bool = True
    uncovered: tuple[str, ...] = ()
    periods_missing: tuple[str, ...] = ()
    rule_changed: bool = False
    link_is_withdrawn: bool = False


def standing_of_unseen(asked: Asked) -> tuple[Standing, str]:
    """Gone, or not compared and why; with a rule that changed meanwhile "gone" says so."""
    reasons = (
        (bool(asked.left_out), asked.left_out),
        (asked.on < asked.seen_on, EARLIER_DAY),
        (bool(asked.cannot_tell), asked.cannot_tell),
        (asked.is_unclear, NO_KEY),
        (not asked.village_is_registered, VILLAGE_MISSING),
        (bool(asked.uncovered), f"{VILLAGE_UNCOVERED}:{','.join(asked.uncovered)}"),
        (bool(asked.periods_missing), f"{PERIOD_UNCOVERED}:{','.join(asked.periods_missing)}"),
    )
    if asked.link_is_withdrawn:
        return Standing.GONE, LINK_WITHDRAWN
    for applies, why in reasons:
        if applies:
            return Standing.NOT_COMPARED, why
    return Standing.GONE, RULE_CHANGED if asked.rule_changed else ""
