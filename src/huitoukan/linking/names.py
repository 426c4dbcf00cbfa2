"""Two names: what kind of difference there is between them, if they are one person's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from huitoukan.documents.characters import clean_text, half_width
from huitoukan.domain.identity import fold_name
from huitoukan.domain.surnames import OF_ONE_CHARACTER, OF_TWO_CHARACTERS
from huitoukan.linking.characters import looks_alike, readings, sounds_alike, sounds_near

_DOT: Final = "·"
_SHORTEST_CUT: Final = 2
_LONG: Final = 4
"""Names of more characters are of two parts, with or without their middle dot."""


class NameMatch(StrEnum):
    """How two names agree, the closest first; the value is the reason given to people."""

    SAME = "姓名相同"
    WRITTEN = "姓名只差间隔号"
    SOUND = "姓名同音"
    LOOK = "姓名字形相近"
    CUT = "姓名少字"
    SWAPPED = "姓名两字颠倒"
    ONE = "姓名差一字"
    SURNAME = "名相同或同音、姓不同"
    DIFFERENT = "姓名不同"


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared."""

    folded: str
    """Folded, every dot as ·, without white space."""
    whole: str
    """The same without dots."""
    surname: str
    given: str
    sound: str
    """The surname's and the given name's syllables without tones, in their usual reading."""
    given_sound: str


@lru_cache(maxsize=100_000)
def name_of(text: str) -> Name:
    """A name from a cell; an empty one stays empty. Notes in brackets (户主) are not part of it."""
    folded = fold_name(half_width(clean_text(text))).upper().strip(_DOT)
    folded = folded.partition("(")[0].partition("（")[0] or folded
    whole = folded.replace(_DOT, "")
    length = 2 if len(whole) > _LONG or (len(whole) > 2 and whole[:2] in OF_TWO_CHARACTERS) else 1
    given_sound = " ".join(_usual(character) for character in whole[length:])
    pair = OF_TWO_CHARACTERS.get(whole[:2]) if length == 2 else None
    first = " ".join(pair) if pair else " ".join(_first(one) for one in whole[:length])
    return Name(
        folded, whole, whole[:length], whole[length:], f"{first} {given_sound}", given_sound
    )


def _usual(character: str) -> str:
    found = readings(character)
    return found[0] if found else character


def _first(character: str) -> str:
    return OF_ONE_CHARACTER.get(character) or _usual(character)


@lru_cache(maxsize=200_000)
def compare_names(one: Name, other: Name) -> NameMatch:
    """The closest way in which two names agree; the order of the two does not matter."""
    a, b = one.whole, other.whole
    if not a or not b:
        return NameMatch.DIFFERENT
    if a == b:
        return NameMatch.SAME if one.folded == other.folded else NameMatch.WRITTEN
    if len(a) == len(b):
        return _of_one_length(one, other)
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) >= _SHORTEST_CUT and _is_cut(shorter, longer):
        return NameMatch.CUT
    is_given_same = one.given_sound == other.given_sound
    return NameMatch.SURNAME if is_given_same else NameMatch.DIFFERENT


def _of_one_length(one: Name, other: Name) -> NameMatch:
    a, b = one.whole, other.whole
    unlike = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    if all(sounds_alike(x, y) for x, y in unlike):
        return NameMatch.SOUND
    if one.sound == other.sound:
        return NameMatch.SOUND
    if all(sounds_alike(x, y) or looks_alike(x, y) for x, y in unlike):
        return NameMatch.LOOK
    if len(unlike) == 2 and unlike[0] == unlike[1][::-1]:
        return NameMatch.SWAPPED
    is_near = len(unlike) == 1 or all(sounds_near(x, y) for x, y in unlike)
    if is_near and len(a) > 2 and one.surname == other.surname:
        return NameMatch.ONE
    if one.given and one.given_sound == other.given_sound:
        return NameMatch.SURNAME
    return NameMatch.DIFFERENT


def _is_cut(shorter: str, longer: str) -> bool:
    """Whether the shorter is the beginning of the longer, or lacks one character of it."""
    if longer.startswith(shorter):
        return True
    if len(longer) - len(shorter) != 1:
        return False
    at = next(place for place, character in enumerate(shorter) if character != longer[place])
    return shorter[at:] == longer[at + 1 :]
