"""Area codes, names and paths: level, parent code, whether one area lies in another.

Codes are the 12-digit statistical codes (2 province, 4 prefecture, 6 county, 9 township, 12
village; domain reference 2.5); villagers' groups have none, we number them inside their village
with two more digits. Paths are our own ids joined by dots and outlive any code.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from huitoukan.domain.refusals import Refused


class Level(StrEnum):
    """The five levels that hold offices, and the villagers' group inside a village."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    GROUP = "group"


LENGTHS: Final[dict[Level, int]] = {
    Level.PROVINCE: 2,
    Level.CITY: 4,
    Level.COUNTY: 6,
    Level.TOWNSHIP: 9,
    Level.VILLAGE: 12,
}
LEVELS: Final = tuple(LENGTHS)
"""The levels that have official codes, from the top."""
GROUP_LENGTH: Final = 14
"""A village's twelve digits and our own number of the group, 01 to 99."""
INVENTED_PREFIXES: Final = ("98", "99")
"""Beginnings of area codes that no real place has; invented data live only there."""


def level_of(code: str) -> Level:
    """The level that a code's length stands for; trailing zeros to 12 digits do not count."""
    if not code.isascii() or not code.isdigit():
        raise Refused("AREA_UNKNOWN", code=code)
    if len(code) == GROUP_LENGTH:
        return Level.GROUP
    for level, length in LENGTHS.items():
        if len(code) == length or (len(code) == 12 and set(code[length:]) == {"0"}):
            return level
    raise Refused("AREA_UNKNOWN", code=code)


def short_code(code: str) -> str:
    """The code without the zeros that pad it to 12 digits."""
    level = level_of(code)
    return code if level is Level.GROUP else code[: LENGTHS[level]]


def parent_code(code: str) -> str | None:
    """The code one level up, or None for a province."""
    level = level_of(code)
    if level is Level.GROUP:
        return code[: LENGTHS[Level.VILLAGE]]
    above = LEVELS.index(level) - 1
    return None if above < 0 else code[: LENGTHS[LEVELS[above]]]


def contains(path: str, inner: str) -> bool:
    """Whether the area with this path is `inner` or holds it."""
    return inner.startswith(path)


def stated_code(text: str, level: Level | None = None) -> str:
    """The short code that a cell states, of this level if one is named; REGION_CODE otherwise.

    Nothing is guessed: a code with a leading zero lost, or turned into 5.2E+11, is refused.
    """
    try:
        short = short_code(text)
        if level is None or level_of(text) is level:
            return short
    except Refused:
        pass
    raise Refused("REGION_CODE", code=text)


_OFFICES: Final = (
    # the office that governs a place -> the place
    (re.compile(r"(.+?)村?(?:村民委员会|村委会)"), r"\1村"),
    (re.compile(r"(.+?)(?:社区)?(?:居民委员会|居委会)"), r"\1社区"),
    (re.compile(r"(.+?街道)办事处"), r"\1"),
    (re.compile(r"(.+?[镇乡])人民政府"), r"\1"),
)
"""Statistical lists name the office (核桃村委会), registries the place (核桃村)."""


def place_name(text: str) -> str:
    """The name of the place behind the name of its office, without white space."""
    name = "".join(text.split())
    for office, place in _OFFICES:
        if office.fullmatch(name):
            return office.sub(place, name)
    return name


_ZONE: Final = re.compile(
    r".*(?:开发区|高新区|经开区|管理区|示范区|产业园区?|工业园区?|管理委员会|管委会|农场|林场|新区)"
)


def is_zone_name(name: str) -> bool:
    """Whether a name is that of a development or management zone, a farm or a forest farm.

    Such areas govern townships or villages without being a unit of GB/T 2260 or GB/T 10114, which
    no code can tell for sure; a sheet that states the kind goes before this.
    """
    return _ZONE.fullmatch(name) is not None
