"""Whether a problem is common in an area, local to a village or individual, by the numbers.

Source: the project's statistics reference, part D3, after R179 (共性问题和个性问题). A person may
judge otherwise; this says only what the numbers of cases carry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Final

Z_95: Final = 1.959963984540054
"""Of the normal distribution, for an interval of 95 %."""


class Spread(StrEnum):
    """How far a type of problem reaches."""

    COMMON = "common"
    LOCAL = "local"
    INDIVIDUAL = "individual"
    NONE_FOUND = "none_found"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class VillageCases:
    """The cases of one type of problem in one village that was checked; 0 is none found."""

    village: str
    township: str
    n: int


@dataclass(frozen=True)
class SpreadLimits:
    """What counts as common.

    `share` of the checked villages (0 to 1) that is surely passed; or `villages` in `townships`
    (three in two by D3). Cases count as local from a `concentration` (0 to 1) on. Share and
    concentration have no source: the county sets them.
    """

    share: float
    concentration: float
    villages: int = 3
    townships: int = 2


@dataclass(frozen=True)
class SpreadStatement:
    """The statement with all the figures that it rests on."""

    spread: Spread
    n_checked: int
    n_affected: int
    n_townships: int
    n_cases: int
    lower: float
    upper: float
    concentration: float
    """Herfindahl–Hirschman index over villages: 1 is one village alone; 0 without any case."""


def wilson(k: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """The Wilson interval of k of n (Wilson 1927; Newcombe 1998, method 3).

    ValueError unless 0 ≤ k ≤ n and n ≥ 1.
    """
    if not (0 <= k <= n and n >= 1):
        raise ValueError(f"{k} of {n}")
    middle, within = 2 * k + z * z, z * sqrt(z * z + 4 * k * (n - k) / n)
    lower = 0.0 if k == 0 else (middle - within) / (2 * (n + z * z))
    upper = 1.0 if k == n else (middle + within) / (2 * (n + z * z))
    return lower, upper


def state_spread(villages: Iterable[VillageCases], limits: SpreadLimits) -> SpreadStatement:
    """Whether the type of problem is common among the villages that were checked.

    Without a checked village it cannot be told. Where all cases but few stand in one village they
    are local, however many villages have one. ValueError for a village that stands there twice or
    has a negative number of cases.
    """
    checked = list(villages)
    if len({one.village for one in checked}) < len(checked) or any(one.n < 0 for one in checked):
        raise ValueError("a village twice, or a negative number of cases")
    affected = [one for one in checked if one.n]
    n_cases = sum(one.n for one in affected)
    lower, upper = wilson(len(affected), len(checked)) if checked else (0.0, 1.0)
    concentration = sum((one.n / n_cases) ** 2 for one in affected)
    n_townships = len({one.township for one in affected})
    reaches_far = lower >= limits.share or (
        len(affected) >= limits.villages and n_townships >= limits.townships
    )
    if not checked:
        spread = Spread.CANNOT_TELL
    elif not affected:
        spread = Spread.NONE_FOUND
    elif n_cases > 1 and concentration >= limits.concentration:
        spread = Spread.LOCAL
    elif reaches_far:
        spread = Spread.COMMON
    else:
        spread = Spread.INDIVIDUAL
    return SpreadStatement(
        spread, len(checked), len(affected), n_townships, n_cases, lower, upper, concentration
    )
