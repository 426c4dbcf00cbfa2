"""Poverty measures for comparing places: Foster–Greer–Thorbecke, Alkire–Foster, nearness to a line.

Floats with exact summation. They describe groups and decide nothing about a household.
Foster, Greer and Thorbecke (1984); Alkire and Foster (2011).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from huitoukan.domain.refusals import Refused


def _demand(values: Sequence[float], weights: Sequence[float], line: float = 1) -> float:
    """The sum of the weights; Refused MEASURE_INPUT when there is nothing to measure by."""
    if not values or len(values) != len(weights):
        raise Refused("MEASURE_INPUT", why="没有数据，或权数与数据个数不同")
    if not all(map(math.isfinite, (*values, *weights, line))) or min(weights) < 0 or line <= 0:
        raise Refused("MEASURE_INPUT", why="有不是数的值、负的权数，或线不大于零")
    whole = math.fsum(weights)
    if whole <= 0:
        raise Refused("MEASURE_INPUT", why="权数合计为零")
    return whole


def fgt(income: Sequence[float], weights: Sequence[float], line: float, alpha: float) -> float:
    """P_α = Σ w·1(y<z)·((z−y)/z)^α ÷ Σ w: headcount (0), gap (1), squared gap (2)."""
    whole = _demand(income, weights, line)
    pairs = zip(income, weights, strict=True)
    return math.fsum(w * ((line - y) / line) ** alpha for y, w in pairs if y < line) / whole


def watts(income: Sequence[float], weights: Sequence[float], line: float) -> float:
    """Σ w·1(y<z)·ln(z/y) ÷ Σ w; incomes must be above zero."""
    whole = _demand(income, weights, line)
    if min(income) <= 0:
        raise Refused("MEASURE_INPUT", why="瓦茨指数要求收入大于零")
    pairs = zip(income, weights, strict=True)
    return math.fsum(w * math.log(line / y) for y, w in pairs if y < line) / whole


def share_near(
    income: Sequence[float], weights: Sequence[float], line: float, within: float = 0.1
) -> float:
    """The share of those not below the line but at most `within` of it above."""
    whole = _demand(income, weights, line)
    most = line * (1 + within)
    pairs = zip(income, weights, strict=True)
    return math.fsum(w for y, w in pairs if line <= y <= most) / whole


def shocked(income: Sequence[float], exposure: Sequence[float], shock: float) -> tuple[float, ...]:
    """Income − shock × exposure: a scenario, not a forecast (wages −20 %: exposure wages, .2)."""
    if len(income) != len(exposure):
        raise Refused("MEASURE_INPUT", why="冲击所及的数与收入个数不同")
    return tuple(y - shock * part for y, part in zip(income, exposure, strict=True))


@dataclass(frozen=True)
class AlkireFoster:
    """H, A and M₀ = H·A, M₁, M₂; for each dimension the censored headcount and its part of M₀."""

    headcount: float
    intensity: float
    m0: float
    m1: float
    m2: float
    censored: tuple[float, ...]
    contributions: tuple[float, ...]


def alkire_foster(
    achievements: Sequence[Sequence[float]],
    cutoffs: Sequence[float],
    k: float,
    *,
    dimension_weights: Sequence[float] = (),
    weights: Sequence[float] = (),
) -> AlkireFoster:
    """Rows are persons or households, columns dimensions; below the cut-off is deprived.

    Poor is who is deprived in dimensions that weigh at least `k` together; each weighs 1 unless
    given. `k` is above zero; the union approach takes the smallest weight.
    """
    n = len(cutoffs)
    of_rows = tuple(weights) or (1.0,) * len(achievements)
    of_columns = tuple(dimension_weights) or (1.0,) * n
    whole = _demand([float(len(row)) for row in achievements], of_rows)
    if not n or len(of_columns) != n or any(len(row) != n for row in achievements):
        raise Refused("MEASURE_INPUT", why="每一行要有与线一样多的维度")
    if k <= 0 or min(cutoffs) <= 0 or min(of_columns) < 0:
        raise Refused("MEASURE_INPUT", why="界值和线都要大于零")
    gaps = [
        [(z - y) / z if y < z else None for y, z in zip(row, cutoffs, strict=True)]
        for row in achievements
    ]
    scores = [
        math.fsum(w for gap, w in zip(row, of_columns, strict=True) if gap is not None)
        for row in gaps
    ]
    # A score that is k up to the last bit of addition is k.
    poor = [
        (row, w) for row, w, score in zip(gaps, of_rows, scores, strict=True) if score >= k - 1e-12
    ]
    total = whole * math.fsum(of_columns)

    def adjusted(alpha: int) -> float:
        return (
            math.fsum(
                w * part * gap**alpha
                for row, w in poor
                for gap, part in zip(row, of_columns, strict=True)
                if gap is not None
            )
            / total
        )

    headcount = math.fsum(w for _, w in poor) / whole
    m0 = adjusted(0)
    censored = tuple(
        math.fsum(w for row, w in poor if row[column] is not None) / whole for column in range(n)
    )
    return AlkireFoster(
        headcount=headcount,
        intensity=m0 / headcount if headcount else 0.0,
        m0=m0,
        m1=adjusted(1),
        m2=adjusted(2),
        censored=censored,
        contributions=tuple(
            share * part / math.fsum(of_columns) / m0 if m0 else 0.0
            for share, part in zip(censored, of_columns, strict=True)
        ),
    )
