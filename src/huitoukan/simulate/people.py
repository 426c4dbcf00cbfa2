"""Identity numbers of invented persons: always under area codes 98 and 99, never repeated.

The check digit is written out here a second time on purpose: a simulator that shared the
program's own function would agree with it even where both are wrong.
"""

from __future__ import annotations

import random
from datetime import date
from typing import Final

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS: Final = "10X98765432"  # GB 11643-1999, by the weighted sum modulo 11


def check_digit(first_17: str) -> str:
    """The eighteenth character that belongs to seventeen digits (GB 11643-1999)."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, first_17, strict=True))
    return CHECK_CHARACTERS[total % 11]


def wrong_check_digit(id_no: str) -> str:
    """The same number with a last character that does not belong to it."""
    at = CHECK_CHARACTERS.index(id_no[17])
    return id_no[:17] + CHECK_CHARACTERS[(at + 3) % 11]


class IdentityNumbers:
    """Gives out identity numbers and never gives the same one twice."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._given: set[str] = set()

    def new(self, area: str, born: date, sex: str, *, ends_with_x: bool | None = None) -> str:
        """A fresh valid number; `ends_with_x` asks for (or against) the check character X."""
        prefix = f"{area}{born.year:04d}{born.month:02d}{born.day:02d}"
        while True:
            draw = int(self._rng.random() * 500) * 2 + (1 if sex == "男" else 0)
            first_17 = f"{prefix}{draw:03d}"
            if first_17 in self._given:
                continue
            check = check_digit(first_17)
            if ends_with_x is not None and (check == "X") is not ends_with_x:
                continue
            self._given.add(first_17)
            return first_17 + check
