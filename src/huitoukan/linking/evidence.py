"""How two rows agree: number, birth date, name and village, each compared once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from huitoukan.linking.names import NameMatch, compare_names
from huitoukan.linking.numbers import NumberMatch, compare_numbers, distance
from huitoukan.linking.people import Person


class BirthMatch(StrEnum):
    """How two birth dates agree; the value is the reason given to people."""

    SAME = "出生日期相同"
    NEAR = "出生日期差一处"
    DIFFERENT = "出生日期不同"
    UNKNOWN = ""


class VillageMatch(StrEnum):
    """How two villages agree; the value is the reason given to people."""

    SAME = "同村"
    DIFFERENT = "村不同"
    UNKNOWN = "村未填"


_OF_ONE_CHILD: Final = frozenset(
    (NameMatch.SAME, NameMatch.WRITTEN, NameMatch.SOUND, NameMatch.LOOK)
)

TAILS: Final = frozenset((NumberMatch.ONE_IN_TAIL, NumberMatch.TWO_IN_TAIL, NumberMatch.ROUNDED))
"""Numbers that agree in area and birth date, as those of twins do."""
_NUMBER_SPEAKS: Final = (
    frozenset(NumberMatch) - TAILS - {NumberMatch.FAR, NumberMatch.UNKNOWN}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """How two rows agree."""

    number: NumberMatch
    birth: BirthMatch
    name: NameMatch
    village: VillageMatch
    may_be_twins: bool
    """One surname and given names that two children of one mother may have."""

    @property
    def is_of_relatives(self) -> bool:
        """Whether all that speaks for one person is what twins or neighbours share as well.

        Twins have surname, area and day of birth in common, neighbours the village and a name's
        part. A name that is the same, sounds or looks the same, or was cut short says more.
        """
        if self.number in _NUMBER_SPEAKS or self.name in _OF_ONE_CHILD | {NameMatch.CUT}:
            return False
        is_told_by_day = self.number in TAILS or self.birth is BirthMatch.SAME
        return self.name in {NameMatch.ONE, NameMatch.DIFFERENT} or not is_told_by_day

    @property
    def reason(self) -> str:
        """What agrees and what does not, for people."""
        parts = (self.number, self.birth, self.name, self.village)
        return "；".join(part.value for part in parts if part.value)


def compare(one: Person, other: Person) -> Evidence:
    """How two rows agree; the order of the two does not matter."""
    number = compare_numbers(one.number, other.number)
    name = compare_names(one.name, other.name)
    return Evidence(
        number,
        _compare_births(one, other, number),
        name,
        _compare_villages(one.village, other.village),
        one.name.surname == other.name.surname and name not in _OF_ONE_CHILD,
    )


def _compare_villages(one: str, other: str) -> VillageMatch:
    if not one or not other:
        return VillageMatch.UNKNOWN
    return VillageMatch.SAME if one == other else VillageMatch.DIFFERENT


def _compare_births(one: Person, other: Person, number: NumberMatch) -> BirthMatch:
    if number in {NumberMatch.UNKNOWN, NumberMatch.FAR}:
        return _compare_days(one.born, other.born)
    # The birth date is inside the number: where numbers agree it can only speak against them.
    found = _compare_days(one.birth, other.birth)
    return BirthMatch.UNKNOWN if found is BirthMatch.SAME else found


def _compare_days(a: date | None, b: date | None) -> BirthMatch:
    if a is None or b is None:
        return BirthMatch.UNKNOWN
    if a == b:
        return BirthMatch.SAME
    is_turned = a.year == b.year and (a.month, a.day) == (b.day, b.month)
    if is_turned or distance(f"{a:%Y%m%d}", f"{b:%Y%m%d}", 1) == 1:
        return BirthMatch.NEAR
    return BirthMatch.DIFFERENT
