"""The books of a month: what was open, came, was reopened, ended, is open; and they balance.

opening + found + reopened - rectified - cancelled - passed on = closing, for the whole and for each
area, type and source (features d22, R171). A month is counted from the steps of the problems only;
what a problem is today does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta

from huitoukan.domain.problem_words import ENDINGS, Ending, State
from huitoukan.domain.refusals import Refused


def month_of(text: str) -> date:
    """The first day of a month written as 2026-11; Refused MONTH_FORMAT otherwise."""
    try:
        return date.fromisoformat(f"{text.strip()}-01")
    except ValueError:
        raise Refused("MONTH_FORMAT", label="月份", value=text) from None


def next_month(first: date) -> date:
    """The first day of the month after."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


@dataclass(frozen=True)
class Books:
    """The flows of one month in numbers of problems."""

    opening: int = 0
    found: int = 0
    reopened: int = 0
    rectified: int = 0
    cancelled: int = 0
    passed_on: int = 0
    closing: int = 0

    def __add__(self, other: Books) -> Books:
        return Books(
            *(getattr(self, part.name) + getattr(other, part.name) for part in fields(self))
        )

    @property
    def difference(self) -> int:
        """0 when the books balance."""
        came = self.opening + self.found + self.reopened
        return came - self.rectified - self.cancelled - self.passed_on - self.closing


def books_of(moves: Iterable[tuple[date, State | None, State]], first: date) -> Books:
    """The books of one problem: its steps in order as (day, from, to); `from` None: found.

    A problem that ends twice in a month was reopened in between and counts so. Passing from one
    ending to another (signed off, then archived; long-term, then transferred) is no flow when both
    are of a kind; else it counts as reopened and ended anew, so that the sums hold.
    """
    after = next_month(first)
    counts = dict.fromkeys((part.name for part in fields(Books)), 0)
    ending: Ending | None = None
    is_there = False
    for day, before, to in moves:
        if day >= after:
            break
        now = ENDINGS.get(to)
        if day < first:
            is_there, ending = True, now
            counts["opening"] = int(now is None)
            continue
        if before is None or not is_there:
            is_there = True
            counts["found"] += 1
        elif ending is not None and now is not ending:
            counts["reopened"] += 1
        if now is not None and now is not ending:
            counts[now.value] += 1
        ending = now
    counts["closing"] = int(is_there and ending is None)
    return Books(**counts)


def refuse_unbalanced(books: Mapping[str, Books]) -> None:
    """Refuse books that do not balance, as MONTH_UNBALANCED; a fault of the program or the data."""
    wrong = tuple(name for name, one in books.items() if one.difference)
    if wrong:
        raise Refused("MONTH_UNBALANCED", names=wrong[:5])
