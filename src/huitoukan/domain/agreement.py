"""Three-way agreement: whether system, booklet and reality say the same of one field (S003, R074).

What was seen is a value, a blank, or nothing at all: a blank booklet is an observation, one that
nobody opened is not. Where a side was not looked at the answer is "cannot tell", never "agrees".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from huitoukan.domain.identity import fold_name

Plain = str | int | float | bool | None
SEPARATOR: Final = "、"
"""Between the values of a multi-valued column, as the registry stores them."""


class Side(StrEnum):
    """Where a value comes from; the order is that of the page and of the paper."""

    SYSTEM = "system"
    BOOKLET = "booklet"
    OBSERVED = "observed"


class Seen(StrEnum):
    """What looking at one side gave."""

    VALUE = "value"
    BLANK = "blank"
    UNSEEN = "unseen"


class Judge(StrEnum):
    """How two values are found equal."""

    EXACT = "exact"
    NUMBER = "number"
    MONTH = "month"
    SET = "set"
    NAME = "name"


class Verdict(StrEnum):
    """What the three sides say together: the three answers of the project."""

    AGREE = "agree"
    DIFFER = "differ"
    CANNOT_TELL = "cannot_tell"


class Standing(StrEnum):
    """Where a household stands: nobody was there, two rounds contradict, or its worst verdict."""

    NOT_RECORDED = "not_recorded"
    RECONCILE = "reconcile"
    DIFFER = "differ"
    CANNOT_TELL = "cannot_tell"
    AGREE = "agree"


class Document(StrEnum):
    """What was found of a document that belongs into a file; not looked at is no entry at all."""

    PRESENT = "present"
    INCOMPLETE = "incomplete"
    ABSENT = "absent"


@dataclass(frozen=True)
class Entry:
    """What was seen on one side; `value` is None unless a value was seen."""

    seen: Seen
    value: Plain = None

    @staticmethod
    def of(value: Plain) -> Entry:
        """What a stored value says: nothing stored is a blank that was looked at."""
        return BLANK if value is None or value == "" else Entry(Seen.VALUE, value)


BLANK: Final = Entry(Seen.BLANK)
UNSEEN: Final = Entry(Seen.UNSEEN)


@dataclass(frozen=True)
class Equality:
    """How the values of one field are compared; `within` is the tolerance in the field's unit."""

    judge: Judge
    within: int | float = 0


@dataclass(frozen=True)
class Judged:
    """The verdict on one field and the sides that stand apart, in the order of `Side`.

    Two against one: the one. Otherwise every side that some other side contradicts.
    """

    verdict: Verdict
    apart: tuple[Side, ...] = ()


def is_same(how: Equality, one: Plain, other: Plain) -> bool:
    """Whether two values say the same; symmetric, and every value equals itself."""
    if how.judge is Judge.NUMBER:
        ours, theirs = _number(one), _number(other)
        if ours is not None and theirs is not None:
            # Decimal: 3200.1 and 3201.1 are exactly 1 apart, which floats would deny.
            return abs(ours - theirs) <= Decimal(str(how.within))
    if how.judge is Judge.MONTH:
        return _month(one) == _month(other)
    if how.judge is Judge.SET:
        return _parts(one) == _parts(other)
    if how.judge is Judge.NAME:
        return fold_name(str(one)) == fold_name(str(other))
    return _text(one) == _text(other)


def _number(value: Plain) -> Decimal | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _month(value: Plain) -> str:
    return str(value)[:7]


def _parts(value: Plain) -> Counter[str]:
    return Counter(part for part in str(value).split(SEPARATOR) if part)


def _text(value: Plain) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return re.sub(r"\s+", "", str(value))


def judge(how: Equality, entries: Mapping[Side, Entry]) -> Judged:
    """What the three sides say together.

    They differ as soon as two that were looked at do, whatever the third says; they agree only when
    all three were looked at. A blank agrees with a blank and differs from every value.
    """
    seen = [side for side in Side if entries[side].seen is not Seen.UNSEEN]
    differing = [
        (one, other)
        for place, one in enumerate(seen)
        for other in seen[place + 1 :]
        if not _agree(how, entries[one], entries[other])
    ]
    if not differing:
        is_whole = len(seen) == len(Side)
        return Judged(Verdict.AGREE if is_whole else Verdict.CANNOT_TELL)
    counts = Counter(side for pair in differing for side in pair)
    # Two differing pairs share the side that stands alone against the two others.
    fewest = 2 if len(differing) == 2 else 1
    return Judged(Verdict.DIFFER, tuple(side for side in seen if counts[side] >= fewest))


def _agree(how: Equality, one: Entry, other: Entry) -> bool:
    if Seen.BLANK in {one.seen, other.seen}:
        return one.seen is other.seen
    return is_same(how, one.value, other.value)


def worst(verdicts: Iterable[Verdict]) -> Standing:
    """Where a household stands by its verdicts: a mismatch outweighs all; none is not "agrees"."""
    found = set(verdicts)
    if Verdict.DIFFER in found:
        return Standing.DIFFER
    if Verdict.CANNOT_TELL in found or not found:
        return Standing.CANNOT_TELL
    return Standing.AGREE


# --- what a person writes in a cell of the page or of the sheet ---

SAME_MARKS: Final = frozenset({"=", "＝", "同"})
"""Written for "the same as the system value"."""
BLANK_MARKS: Final = frozenset({"/", "／"})
"""Written for "looked at, nothing there", as on paper forms."""


@dataclass(frozen=True)
class Written:
    """A cell as a person filled it in: a mark that is already an entry, or text to be typed."""

    entry: Entry | None
    text: str = ""


def written(text: str, system: Entry) -> Written:
    """What a cell says. Empty: not looked at; "/": blank; "=" or 同: as the system; else value."""
    text = text.strip()
    if not text:
        return Written(UNSEEN)
    if text in BLANK_MARKS:
        return Written(BLANK)
    if text in SAME_MARKS:
        return Written(system)
    return Written(None, text)
