"""What a photograph says against the problem that it stands for: questions for people, no verdicts.

A photograph that names neither time nor place says nothing against anybody: no mark is set.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median
from typing import Final

from huitoukan.domain.problem_words import Words

EARTH_KM: Final = 6371.0088
"""Mean radius of the earth (IUGG)."""
BANDS: Final = 4
BAND_BITS: Final = 16
FOUND_WITHIN: Final = 2 * BANDS - 1
"""Bits within which the bands find every alike picture: one of four differs in at most one bit."""

Place = tuple[float, float]
"""Degrees north and east."""


class Mark(StrEnum):
    """A question that a photograph raises."""

    BEFORE_FOUND = "before_found"
    CLOCK_AHEAD = "clock_ahead"
    USED_ELSEWHERE = "used_elsewhere"
    BEFORE_IS_AFTER = "before_is_after"
    FAR_FROM_VILLAGE = "far_from_village"
    FAR_APART = "far_apart"


MARK_WORDS: Final = {
    Mark.BEFORE_FOUND: Words("拍摄早于问题发现", "taken before the problem was found"),
    Mark.CLOCK_AHEAD: Words("拍摄时间晚于上传", "taken later than it was sent"),
    Mark.USED_ELSEWHERE: Words(
        "相同或相似照片用在别的问题上", "alike a photograph of another problem"
    ),
    Mark.BEFORE_IS_AFTER: Words("整改前后是同一张照片", "before and after are the same photograph"),
    Mark.FAR_FROM_VILLAGE: Words("离本村其他照片很远", "far from the village's other photographs"),
    Mark.FAR_APART: Words("整改前后拍摄地点相距很远", "before and after were taken far apart"),
}


@dataclass(frozen=True)
class Seen:
    """What is known of one photograph of a problem; None where it cannot be told.

    `is_after` shows the rectification; `others` counts other problems with an alike photograph.
    """

    is_after: bool
    taken_on: date | None
    sent_on: date
    place: Place | None
    others: int = 0
    is_both: bool = False


@dataclass(frozen=True)
class Against:
    """What photographs of a problem are held against; None where it cannot be told."""

    found_on: date
    centre: Place | None
    far_km: float | None


def marks_of(photo: Seen, against: Against) -> tuple[Mark, ...]:
    """The questions that one photograph raises by itself, in the order of `Mark`."""
    taken = photo.taken_on
    found = {
        Mark.BEFORE_FOUND: photo.is_after and taken is not None and taken < against.found_on,
        Mark.CLOCK_AHEAD: taken is not None and taken > photo.sent_on,
        Mark.USED_ELSEWHERE: photo.others > 0,
        Mark.BEFORE_IS_AFTER: photo.is_both,
        Mark.FAR_FROM_VILLAGE: is_far(photo.place, against.centre, against.far_km),
    }
    return tuple(mark for mark in Mark if found.get(mark))


def are_far_apart(before: Sequence[Place], after: Sequence[Place], far_km: float | None) -> bool:
    """Whether no photograph of the one side was taken near one of the other."""
    return bool(before and after) and all(
        is_far(one, other, far_km) for one in before for other in after
    )


def is_far(place: Place | None, other: Place | None, far_km: float | None) -> bool:
    """Whether two places are further apart than `far_km`; False where it cannot be told."""
    if place is None or other is None or far_km is None:
        return False
    return kilometres(place, other) > far_km


def kilometres(one: Place, other: Place) -> float:
    """The distance of two places on a sphere, by the haversine."""
    lat1, lon1, lat2, lon2 = (math.radians(part) for part in (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + (
        math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def centre_of(places: Sequence[Place], least: int | None) -> Place | None:
    """Where most of these places are, by medians; None for fewer than `least`."""
    if least is None or len(places) < max(least, 1):
        return None
    return median(lat for lat, _ in places), median(lon for _, lon in places)


def differing_bits(one: int, other: int) -> int:
    """In how many bits two likenesses differ."""
    return (one ^ other).bit_count()


def bands_of(likeness: int) -> tuple[int, ...]:
    """The four parts of a likeness, 16 bits each, by which alike ones are looked for."""
    return tuple(likeness >> (BAND_BITS * place) & 0xFFFF for place in range(BANDS))


def near_band(band: int) -> tuple[int, ...]:
    """The part itself and the 16 that differ from it in one bit."""
    return (band, *(band ^ (1 << bit) for bit in range(BAND_BITS)))
