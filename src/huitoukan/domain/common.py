"""Whether a type of problem is common in an area: a statistical statement, not a feeling.

Source: S004 (按照共性问题和个性问题分类梳理); the test is that of the statistics reference, D3.
A type is common when it lies in enough villages of enough townships, or when the lower limit of the
share of villages (Wilson, 95 %) reaches a set share. Twenty cases in one village are local.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final

Z: Final = 1.959964
"""The normal deviate of a two-sided 95 % interval."""


def wilson_low(hits: int, n: int) -> float:
    """The lower limit of a share of `hits` in `n` (Wilson, 95 %), from 0 to 1; 0 of nothing."""
    if n == 0:
        return 0.0
    share = hits / n
    middle = share + Z * Z / (2 * n)
    width = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return max((middle - width) / (1 + Z * Z / n), 0.0)


@dataclass(frozen=True)
class Bounds:
    """From when on a type is common; `share` from 0 to 1."""

    villages: int
    townships: int
    share: float


@dataclass(frozen=True)
class Spread:
    """Where the problems of a type lie: cases by village, villages by township."""

    n_cases: int
    n_villages: int
    n_townships: int
    n_checked: int
    low: float
    concentration: float
    """Sum of the squared shares of the villages (HHI): 1 when all cases lie in one village."""

    def is_common(self, bounds: Bounds) -> bool:
        """What the numbers say; people may decide otherwise."""
        is_wide = self.n_villages >= bounds.villages and self.n_townships >= bounds.townships
        return is_wide or (self.n_villages > 1 and self.low >= bounds.share)

    @property
    def is_local(self) -> bool:
        """Whether more than half of the cases lie together in very few villages."""
        return self.n_cases > 1 and self.concentration > 0.5


def spread_of(cases: Mapping[tuple[str, str], int], n_checked: int) -> Spread:
    """The spread of cases by (township, village) among so many villages that were checked."""
    n_cases = sum(cases.values())
    villages = {village for _town, village in cases}
    return Spread(
        n_cases=n_cases,
        n_villages=len(villages),
        n_townships=len({town for town, _village in cases}),
        n_checked=n_checked,
        low=wilson_low(min(len(villages), n_checked), n_checked),
        concentration=sum((n / n_cases) ** 2 for n in cases.values()) if n_cases else 0.0,
    )
