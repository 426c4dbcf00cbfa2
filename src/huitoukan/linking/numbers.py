"""Two ID numbers of which at least one is not usable as it stands: may both be one number?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from huitoukan.domain.identity import birth_date_of, check_id, clean_id, person_key

_NUMBER: Final = re.compile(r"[0-9A-Z]{12,22}")
_MASKED: Final = re.compile(r"[0-9]{2,14}\*{2,14}[0-9]{0,6}[0-9X]")
_EXPONENT: Final = re.compile(r".*E\+?[0-9]+")
_BEFORE_ORDER: Final = 14
"""Characters of area and birth date; order and check character come behind."""

_DISABILITY_CARD: Final = (20, 22)
"""Lengths of a disability card's number: a citizen number and two or four characters more."""
_ROUNDED: Final = "000"
"""What a table program leaves of the last three characters: it keeps 15 digits of a number."""


class NumberMatch(StrEnum):
    """How two numbers agree; the value is the reason given to people."""

    EQUAL = "号码相同"
    FIFTEEN = "15位号码与18位号码相符"
    ONE = "号码差一处"
    ONE_IN_TAIL = "号码只差末四位中的一处"
    TWO = "号码差两处"
    TWO_IN_TAIL = "号码只差末四位中的两处"
    ROUNDED = "号码末三位被表格软件清零"
    MASKED = "号码未遮盖的部分相同"
    FAR = "号码不同"
    UNKNOWN = "没有可比的号码"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is compared."""

    text: str
    """Cleaned; "" when the cell holds nothing that could be a number."""
    key: int | None
    """The person key of a valid number."""
    birth: date | None

    @property
    def is_whole(self) -> bool:
        """Whether it is valid and has lost nothing: neither its century nor its last digits."""
        return self.key is not None and len(self.text) == 18 and not self.text.endswith(_ROUNDED)

    @property
    def identity(self) -> int | str:
        """What rows of one number share; "" when there is none."""
        return self.text if self.key is None else self.key


def number_of(text: str) -> Number:
    """A number from a cell; texts that are no number count as missing: 无, 9.9E+17, 000000."""
    cleaned = clean_id(text)
    if check_id(cleaned) is None:
        return Number(cleaned[:18], person_key(cleaned), birth_date_of(cleaned))
    if len(cleaned) in _DISABILITY_CARD:
        cleaned = cleaned[:18]
    is_number = _NUMBER.fullmatch(cleaned) and not _EXPONENT.fullmatch(cleaned)
    if not (is_number or _MASKED.fullmatch(cleaned)) or len(set(cleaned)) <= 2:
        cleaned = ""
    return Number(cleaned, None, None)


@lru_cache(maxsize=200_000)
def compare_numbers(one: Number, other: Number) -> NumberMatch:
    """The closest way in which two numbers agree; the order of the two does not matter.

    Two valid numbers that differ are two persons: the check character finds every single wrong
    digit and every swap of neighbours (ISO 7064 MOD 11-2), so that neither was mistyped.
    """
    if not one.text or not other.text:
        return NumberMatch.UNKNOWN
    a, b = sorted((one.text, other.text), key=lambda text: (len(text), text))
    if a == b or (one.key is not None and one.key == other.key):
        return NumberMatch.EQUAL
    if len(a) == 15 and len(b) == 18 and a.isdigit():
        return _old_and_new(a, b)
    if len(a) == len(b) == 18 and a[:15] == b[:15] and _ROUNDED in {a[15:], b[15:]}:
        return NumberMatch.ROUNDED
    if one.key is not None and other.key is not None:
        return NumberMatch.FAR
    if "*" in a or "*" in b:
        return _masked(a, b)
    is_in_tail = a[:_BEFORE_ORDER] == b[:_BEFORE_ORDER]
    match distance(a, b):
        case 1:
            return NumberMatch.ONE_IN_TAIL if is_in_tail else NumberMatch.ONE
        case 2:
            return NumberMatch.TWO_IN_TAIL if is_in_tail else NumberMatch.TWO
        case _:
            return NumberMatch.FAR


def without_century(text: str) -> str:
    """The 15 digits that an 18-character number had before, whatever its century."""
    return text[:6] + text[8:17]


def _old_and_new(old: str, new: str) -> NumberMatch:
    # Upgrading guesses 19..; who was born after 1999 got 15 digits from a careless program.
    match distance(old, without_century(new)):
        case 0:
            return NumberMatch.FIFTEEN
        case 1:
            return NumberMatch.TWO  # without a check character this is less than one place
        case _:
            return NumberMatch.FAR


def _masked(a: str, b: str) -> NumberMatch:
    if len(a) != len(b):
        return NumberMatch.UNKNOWN
    shown = [x == y for x, y in zip(a, b, strict=True) if "*" not in {x, y}]
    if len(shown) < 8:
        return NumberMatch.UNKNOWN
    return NumberMatch.MASKED if all(shown) else NumberMatch.FAR


def distance(a: str, b: str, most: int = 2) -> int:
    """Places in which two texts differ; more than `most` is `most` + 1.

    A place is a wrong, a missing or an added character, or two neighbours that changed places
    (optimal string alignment).
    """
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            best = min(above[j - 1] + (x != y), above[j] + 1, row[j - 1] + 1)
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, above = above, row
        if min(row) > most:
            return most + 1
    return min(above[-1], most + 1)
