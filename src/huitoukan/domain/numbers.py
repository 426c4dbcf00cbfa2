"""What one delivered number says about itself: its kind, whether it is valid, birth date and sex.

`identity` judges and cleans; this puts its answers into one value for `huitoukan id check` and for
pages that explain a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from huitoukan.domain.identity import birth_date_of, check_id, clean_id, sex_of, upgrade_15

PLACEHOLDER_PREFIX: Final = "999999"
"""Begins the stand-in of a person without a number in the national system's exports."""
RARE_BEFORE: Final = 1900
"""Birth years before this one are possible and worth a look."""
SEX_CODES: Final = {"男": 1, "女": 2}
"""GB/T 2261.1."""


class Kind(StrEnum):
    """The kinds of number in an ID column."""

    CITIZEN_18 = "citizen18"
    CITIZEN_15 = "citizen15"
    DISABILITY_20 = "disability20"
    DISABILITY_22 = "disability22"
    PLACEHOLDER = "placeholder"
    NONE = "none"


KIND_OF_LENGTH: Final = {
    18: Kind.CITIZEN_18,
    15: Kind.CITIZEN_15,
    20: Kind.DISABILITY_20,
    22: Kind.DISABILITY_22,
}


@dataclass(frozen=True)
class Described:
    """A number as delivered and what it says. `code` is a refusal code, `warning` a remark's code.

    `normalised` is the cleaned number; of a valid 15-digit number its 18-character form.
    """

    delivered: str
    normalised: str
    kind: Kind
    is_valid: bool = False
    birth: date | None = None
    sex: int | None = None
    code: str | None = None
    warning: str | None = None


def describe(delivered: str, on: date) -> Described:
    """What the number says, judged on a day: nobody is born after it.

    An empty line is no number (REQUIRED); a placeholder is no fault and not valid either.
    """
    cleaned = clean_id(delivered)
    if not cleaned:
        return Described(delivered, "", Kind.NONE, code="REQUIRED")
    if cleaned.startswith(PLACEHOLDER_PREFIX):
        return Described(delivered, cleaned, Kind.PLACEHOLDER)
    kind = KIND_OF_LENGTH.get(len(cleaned), Kind.NONE)
    code = check_id(cleaned)
    birth = birth_date_of(cleaned) if code is None else None
    if birth is not None and birth > on:
        code = "ID_DATE"
    if code is not None or birth is None:
        return Described(delivered, cleaned, kind, code=code)
    whole = upgrade_15(cleaned) if kind is Kind.CITIZEN_15 else cleaned
    return Described(
        delivered,
        whole or cleaned,
        kind,
        is_valid=True,
        birth=birth,
        sex=SEX_CODES[sex_of(cleaned) or "男"],
        warning="BIRTH_BEFORE_1900" if birth.year < RARE_BEFORE else None,
    )
