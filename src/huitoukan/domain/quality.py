"""The quality of registered data: what a measure asks of one row, and the score of many.

A measure counts rows that it asks and rows that hold. A score is the weighted mean of the shares,
from 0 to 100; where nothing was asked nothing is claimed (None), neither full marks nor none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from huitoukan.domain.identity import check_id, clean_id

FILLED: Final = "filled"
ID_VALID: Final = "id_valid"
MEMBERS_AGREE: Final = "members_agree"
CHECKS: Final = (FILLED, ID_VALID, MEMBERS_AGREE)
"""A field is filled; an ID number is valid; the number of members is the number of those listed."""


def is_asked(
    check: str, column: str, when: Mapping[str, tuple[str, ...]], facts: Mapping[str, Any]
) -> bool:
    """Whether a measure is about this row.

    `when` names other columns with the values that make the question (no values: any). Whether a
    number is valid or agrees is asked only where one stands; its absence is another measure's.
    """
    if check != FILLED and column not in facts:
        return False
    return all(
        name in facts and (not values or str(facts[name]) in values)
        for name, values in when.items()
    )


def holds(check: str, column: str, facts: Mapping[str, Any], n_members: int = 0) -> bool:
    """Whether the row is as the measure wants it. Empty values are absent from `facts`."""
    if check == ID_VALID:
        return check_id(clean_id(str(facts[column]))) is None
    if check == MEMBERS_AGREE:
        return bool(facts[column] == n_members)
    return column in facts


def score(parts: Iterable[tuple[float, int, int]]) -> float | None:
    """100 x the sum of weight x held / asked, over the sum of the weights that were asked.

    `parts` are weight, rows that hold, rows asked, one for each measure.
    """
    counted = [(weight, held / asked) for weight, held, asked in parts if asked]
    total = sum(weight for weight, _ in counted)
    if not total:
        return None
    # Weights that are no binary fractions may add up to a hair more than their sum.
    return min(100.0, 100 * sum(weight * share for weight, share in counted) / total)
