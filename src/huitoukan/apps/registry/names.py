"""What a household is found by: names and their parts, pinyin, numbers, telephones.

Pure functions; `services.search` stores what they give, `queries.search` asks with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from huitoukan.documents.characters import clean_text, half_width
from huitoukan.domain.identity import clean_id, fold_name
from huitoukan.domain.surnames import OF_ONE_CHARACTER, OF_TWO_CHARACTERS
from huitoukan.linking.characters import readings

LONGEST_KEY: Final = 60
LAST: Final = 4
"""So many last characters of an ID number or a telephone are a key."""
_DOT: Final = "·"
_NUMBER: Final = re.compile(r"[0-9]+x?")
_PLAIN: Final = re.compile("[\u4e00-\u9fa5]+")


class KeyKind(StrEnum):
    """What a search key is; one letter, as it is stored."""

    NAME = "N"
    PART_OF_NAME = "G"
    INITIALS = "I"
    PINYIN = "P"
    HOUSEHOLD_NO = "H"
    LAST_OF_ID = "D"
    PHONE = "T"
    LAST_OF_PHONE = "E"


Key = tuple[KeyKind, str]


def searchable(name: str) -> str:
    """The form in which a search compares names: folded, in small letters, · as the only dot.

    Code points that older editions of GB 18030 kept in the private use area are set to the
    characters that they stand for.
    """
    if _PLAIN.fullmatch(name):  # nearly every name: nothing to fold
        return name
    return fold_name(half_width(clean_text(name))).lower().strip(_DOT)


def _surname_of(name: str) -> str:
    """The first two characters when they are a surname of two, else the first."""
    return name[:2] if len(name) > 2 and name[:2] in OF_TWO_CHARACTERS else name[:1]


def _syllables(name: str) -> Iterator[tuple[str, ...]]:
    """The readings of a name as syllables: all of the first character, one of the others."""
    rest = [readings(character)[:1] for character in name[1:]]
    tail = tuple(syllable for syllables in rest for syllable in syllables)
    as_surname = OF_ONE_CHARACTER.get(name[0])
    first = dict.fromkeys((*readings(name[0]), *([as_surname] if as_surname else ())))
    for reading in first:
        yield (reading, *tail)
    if not first:  # a character that no dictionary reads
        yield tail
    pair = OF_TWO_CHARACTERS.get(name[:2])
    if pair:
        yield (*pair, *tail[1:])


@lru_cache(maxsize=5_000)
def keys_of_name(name: str) -> tuple[Key, ...]:
    """What a person is found by: the name, its parts, initials and pinyin in all readings.

    Parts: what follows the surname, and each part between middle dots (阿卜杜拉·买买提). The first
    character goes wrong most often (单雄信: shan, dan, chan), so that it counts in every reading.
    """
    folded = searchable(name)
    if not folded:
        return ()
    whole = folded.replace(_DOT, "")
    parts = [part for part in folded.split(_DOT) if part][1:]
    if _DOT not in folded:
        parts = [whole[1:], whole[len(_surname_of(whole)) :]]
    keys: list[Key] = [(KeyKind.NAME, whole)]
    keys += [(KeyKind.PART_OF_NAME, part) for part in parts if part]
    for spelled in (whole, *(parts if _DOT in folded else ())):
        for syllables in _syllables(spelled):
            keys.append((KeyKind.INITIALS, "".join(syllable[:1] for syllable in syllables)))
            keys.append((KeyKind.PINYIN, "".join(syllables)))
    return tuple(dict.fromkeys((kind, key[:LONGEST_KEY]) for kind, key in keys if key))


def initials(name: str) -> tuple[str, ...]:
    """Pinyin initials of a name in all readings (单雄信: dxx, cxx, sxx)."""
    return tuple(key for kind, key in keys_of_name(name) if kind is KeyKind.INITIALS)


def keys_of_household(
    household_no: str, phones: Iterable[str], people: Iterable[tuple[str, str]]
) -> set[Key]:
    """Everything a household is found by; `people` are names with ID numbers (perhaps empty).

    Of an ID number only the last four characters become a key.
    """
    keys: set[Key] = {(KeyKind.HOUSEHOLD_NO, half_width(household_no).lower()[:LONGEST_KEY])}
    for name, id_no in people:
        keys.update(keys_of_name(name))
        if len(id_no) >= LAST:
            keys.add((KeyKind.LAST_OF_ID, last_of_id(id_no)))
    for phone in phones:
        digits = "".join(character for character in half_width(phone) if character.isdigit())
        if len(digits) >= LAST:
            keys.add((KeyKind.PHONE, digits[:LONGEST_KEY]))
            keys.add((KeyKind.LAST_OF_PHONE, digits[-LAST:]))
    return keys


def last_of_id(number: str) -> str:
    """The last four characters; of a disability card those of the number inside it."""
    inner = number[:18] if len(number) in {20, 22} else number
    return inner[-LAST:].lower()


@dataclass(frozen=True)
class Asked:
    """One word of a search: keys of these kinds that begin with it, or are it.

    `id_no` is set for a word that may be a whole ID number: that person is meant as well, found by
    the last four and then compared.
    """

    word: str
    kinds: tuple[KeyKind, ...]
    is_whole: bool = False
    id_no: str = ""


_IN_LETTERS: Final = (
    KeyKind.NAME, KeyKind.PART_OF_NAME, KeyKind.INITIALS, KeyKind.PINYIN, KeyKind.HOUSEHOLD_NO,
)  # fmt: skip


def asked_for(words: str) -> tuple[Asked, ...]:
    """The words of a search box. Dots and spaces both part words; every word must be met.

    Four digits (the last may be X) are the end of an ID number or a telephone, or a whole household
    number; longer ones the beginning of a telephone or a household number.
    """
    asked = []
    for word in words.split():
        folded = searchable(word)
        number = clean_id(word)
        if len(number) in {15, 18, 20, 22} and _NUMBER.fullmatch(number[:18].lower()):
            typed = half_width(word).lower()[:LONGEST_KEY]
            asked.append(Asked(typed, (KeyKind.HOUSEHOLD_NO,), id_no=number))
        elif _NUMBER.fullmatch(folded) and len(folded) == LAST:
            kinds = (KeyKind.LAST_OF_ID, KeyKind.LAST_OF_PHONE, KeyKind.HOUSEHOLD_NO)
            asked.append(Asked(folded, kinds, is_whole=True))
        elif _NUMBER.fullmatch(folded):
            longer = (KeyKind.PHONE,) if len(folded) > LAST else ()
            asked.append(Asked(folded[:LONGEST_KEY], (KeyKind.HOUSEHOLD_NO, *longer)))
        else:
            asked += _by_name(folded)
    return tuple(asked)


def _by_name(folded: str) -> list[Asked]:
    whole = folded.replace(_DOT, "").replace("ü", "v").replace("'", "")
    return [Asked(whole[:LONGEST_KEY], _IN_LETTERS)] if whole else []
