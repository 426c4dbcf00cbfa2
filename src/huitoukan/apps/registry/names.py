"""The search text of a household: names with the initials of all readings, numbers, telephone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from pypinyin import Style, pinyin

from huitoukan.domain.identity import fold_name


@lru_cache(maxsize=50_000)
def initials(name: str) -> tuple[str, ...]:
    """Pinyin initials of a name, one for each reading of its first character (单雄信: dxx, sxx).

    The first character is the one that goes wrong: surnames have readings of their own.
    """
    folded = fold_name(name)
    if not folded:
        return ()
    readings = pinyin(folded, style=Style.FIRST_LETTER, heteronym=True)
    first = sorted({letter[:1] for letter in readings[0] if letter})
    rest = [reading[0][:1] for reading in readings[1:]]
    return tuple("".join(parts) for parts in product(first, ["".join(rest)]))


def search_text(household_no: str, phone: str, people: Iterable[tuple[str, str]]) -> str:
    """Words of a household: number, telephone, names, initials, last four of the IDs."""
    words = [household_no, phone]
    for name, id_no in people:
        words.append(fold_name(name))
        words.extend(initials(name))
        if len(id_no) >= 4:
            words.append(id_no[-4:].lower())
    return " ".join(dict.fromkeys(word.lower() for word in words if word))
