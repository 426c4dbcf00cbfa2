"""Which rows of two lists are worth comparing: those that share what strangers rarely share."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Iterator
from itertools import chain, product
from typing import Final

from huitoukan.linking.numbers import without_century
from huitoukan.linking.people import Person

MOST_PAIRS: Final = 4_000
"""Pairs of rows that share a key; with more of them it is too common to tell anything."""


def keys_of(person: Person) -> Iterator[Hashable]:
    """What a row is looked up by. Every kind of difference that is told leaves one of them whole.

    A number with one wrong place keeps its head and birth date, or its tail; a name with one wrong
    character keeps its surname, its sound or its given name, each together with the village.
    """
    name, number, village = person.name, person.number.text, person.village
    if len(number) >= 15:
        yield "head", number[:12]
        yield "tail", number[-8:]
        yield "ends", number[:6], number[-4:]
        yield "middle", number[6:14], number[-1]
        yield "old", without_century(number) if len(number) == 18 else number
    if name.whole:
        yield "sound", name.sound
        if village:
            yield "sound", name.sound, village
            yield "start", name.whole[:2], village
            yield "given", name.given, village
            yield "all", "".join(sorted(name.whole)), village
    if person.born:
        yield "born", person.born, village
        yield "born", person.born, name.surname
        yield "born", person.born, name.given


def candidates(
    a: Iterable[tuple[int, Person]], b: Iterable[tuple[int, Person]], shared: Container[int | str]
) -> Iterator[tuple[int, int]]:
    """Pairs of rows that share a key, each once.

    At least one of the two has no sound number of its own (a number of `shared` belongs to
    several): two sound numbers that differ are two persons.
    """
    blocks: dict[Hashable, tuple[list[int], list[int], list[int], list[int]]] = {}
    sound: list[tuple[int, int, Person]] = []
    for side, people in enumerate((a, b)):
        for row, person in people:
            if person.number.is_whole and person.number.identity not in shared:
                sound.append((side, row, person))
                continue
            for key in keys_of(person):
                blocks.setdefault(key, ([], [], [], []))[side].append(row)
    for side, row, person in sound:
        for key in keys_of(person):
            if key in blocks:
                blocks[key][2 + side].append(row)
    seen: set[tuple[int, int]] = set()
    for open_a, open_b, sound_a, sound_b in blocks.values():
        n_pairs = len(open_a) * (len(open_b) + len(sound_b)) + len(sound_a) * len(open_b)
        if n_pairs > MOST_PAIRS:
            continue
        for pair in chain(product(open_a, open_b + sound_b), product(sound_a, open_b)):
            if pair not in seen:
                seen.add(pair)
                yield pair
