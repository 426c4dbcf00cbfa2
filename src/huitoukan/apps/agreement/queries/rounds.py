"""Reading the rounds of one household: their lines, and where they contradict each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from huitoukan.apps.agreement.models import Reading, Round
from huitoukan.apps.agreement.queries.lines import SIDES, Key, Line, lines_again
from huitoukan.domain.agreement import Entry, Equality, Seen, is_same
from huitoukan.rules.pack import Pack


def lines_kept(kept: Round, pack: Pack) -> list[Line]:
    """The lines of a round, with the system's values as it froze them."""
    return lines_again((_plain(reading) for reading in kept.readings.all()), pack)


def line_of(reading: Reading, pack: Pack) -> Line | None:
    """The line behind a reading; None when the pack no longer compares its column."""
    return next(iter(lines_again([_plain(reading)], pack)), None)


def _plain(reading: Reading) -> dict[str, object]:
    return {
        "person_no": reading.person_no,
        "person_name": reading.person_name,
        "column": reading.column,
        "value": reading.system,
    }


def contradictions(rounds: Sequence[Round], pack: Pack) -> set[Key]:
    """Fields of which two rounds saw different things on the same side.

    A side that one of them did not look at contradicts nothing.
    """
    ways = {line.key: line.how for kept in rounds for line in lines_kept(kept, pack)}
    found: set[Key] = set()
    for one, other in combinations(rounds, 2):
        theirs = {reading.key: reading.entries for reading in other.readings.all()}
        for reading in one.readings.all():
            if reading.key not in theirs or reading.key not in ways:
                continue
            ours, second = reading.entries, theirs[reading.key]
            if any(_contradict(ways[reading.key], ours[side], second[side]) for side in SIDES):
                found.add(reading.key)
    return found


def _contradict(how: Equality, one: Entry, other: Entry) -> bool:
    if Seen.UNSEEN in {one.seen, other.seen}:
        return False
    if Seen.BLANK in {one.seen, other.seen}:
        return one.seen is not other.seen
    return not is_same(how, one.value, other.value)
