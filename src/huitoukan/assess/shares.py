"""Percentages that are worked out from other facts: incidence, rates, degrees of acceptance.

The numerator and the denominator are facts of the same table, so that every percentage can be
taken back to the counts it was made of. A missing count leaves it unknown, never 0 and never 100.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from huitoukan.assess.facts import Known
from huitoukan.rules.shapes.standards import Fact, FactTable

Find = Callable[[Fact], Known]


@dataclass(frozen=True)
class Part:
    """A fact with what is known of it."""

    fact: Fact
    known: Known


@dataclass(frozen=True)
class Worked:
    """A percentage with its numerator (added up) and denominator; `known.value` is exact."""

    parts: tuple[Part, ...]
    whole: Part
    known: Known


def work_out(fact: Fact, table: FactTable, find: Find) -> Worked:
    """100 × the sum of the parts ÷ the whole; `find` tells what is known of a fact."""
    assert fact.share is not None  # noqa: S101 - only shares are worked out
    by_name: Mapping[str, Fact] = table.by_name
    parts = tuple(Part(by_name[name], find(by_name[name])) for name in fact.share.of)
    whole = Part(by_name[fact.share.whole], find(by_name[fact.share.whole]))
    return Worked(parts, whole, _known(parts, whole, is_part=fact.share.is_part))


def _known(parts: tuple[Part, ...], whole: Part, *, is_part: bool) -> Known:
    counts = (*parts, whole)
    missing = [one for one in counts if one.known.value is None]
    if missing:
        return Known(
            None, why="；".join(f"{one.fact.title.zh}：{one.known.why}" for one in missing)
        )
    upper = sum((Decimal(str(one.known.value)) for one in parts), Decimal(0))
    lower = Decimal(str(whole.known.value))
    if lower <= 0:
        return Known(None, why=f"{whole.fact.title.zh}不大于零，算不出比例")
    if is_part and upper > lower:
        names = "＋".join(one.fact.title.zh for one in parts)
        return Known(None, why=f"{names} {upper} 多于{whole.fact.title.zh} {lower}，请核对")
    sources = dict.fromkeys(one.known.source for one in counts if one.known.source)
    days = [one.known.on for one in counts if one.known.on is not None]
    # The oldest of its counts tells how old a percentage is.
    return Known(100 * upper / lower, "、".join(sources), min(days, default=None))
