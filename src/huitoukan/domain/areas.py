"""Area codes and paths: level, parent code, whether one area lies in another.

Codes are the 12-digit statistical codes (2 province, 4 prefecture, 6 county, 9 township, 12
village; domain reference 2.5). Paths are our own ids joined by dots and outlive any code.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from huitoukan.domain.refusals import Refused


class Level(StrEnum):
    """The five levels that hold offices; groups inside a village come with the registry."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


LENGTHS: Final[dict[Level, int]] = {
    Level.PROVINCE: 2,
    Level.CITY: 4,
    Level.COUNTY: 6,
    Level.TOWNSHIP: 9,
    Level.VILLAGE: 12,
}
LEVELS: Final = tuple(LENGTHS)
INVENTED_PREFIXES: Final = ("98", "99")
"""Beginnings of area codes that no real place has; invented data live only there."""


def level_of(code: str) -> Level:
    """The level that a code's length stands for; trailing zeros to 12 digits do not count."""
    if not code.isascii() or not code.isdigit():
        raise Refused("AREA_UNKNOWN", code=code)
    for level, length in LENGTHS.items():
        if len(code) == length or (len(code) == 12 and set(code[length:]) == {"0"}):
            return level
    raise Refused("AREA_UNKNOWN", code=code)


def short_code(code: str) -> str:
    """The code without the zeros that pad it to 12 digits."""
    return code[: LENGTHS[level_of(code)]]


def parent_code(code: str) -> str | None:
    """The code one level up, or None for a province."""
    level = level_of(code)
    above = LEVELS.index(level) - 1
    return None if above < 0 else code[: LENGTHS[LEVELS[above]]]


def contains(path: str, inner: str) -> bool:
    """Whether the area with this path is `inner` or holds it."""
    return inner.startswith(path)
