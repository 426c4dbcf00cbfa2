"""Who lives together: the shapes of households and the ages and relations inside them."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final, NamedTuple


class Seat(NamedTuple):
    """One place in a household before a person sits on it."""

    relation: str
    sex: str
    age: int


Shape = Callable[[random.Random], list[Seat]]


def _child(rng: random.Random, relation: str, age: int) -> Seat:
    sex = "男" if rng.random() < 0.52 else "女"
    return Seat(relation + ("子" if sex == "男" else "女"), sex, age)


def _children(rng: random.Random, mother_age: int, number: int) -> list[Seat]:
    """Children of different ages, born when the mother was 21 to 38, all under 22."""
    oldest = min(mother_age - 21, 21)
    youngest = max(mother_age - 38, 0)
    span = range(youngest, max(oldest, youngest + number) + 1)
    ages = sorted(rng.sample(span, number), reverse=True)
    return [_child(rng, "之", age) for age in ages]


def _couple(rng: random.Random, low: int, high: int) -> list[Seat]:
    age = rng.randint(low, high)
    return [Seat("户主", "男", age), Seat("配偶", "女", max(22, age - rng.randint(0, 4)))]


def elder_alone(rng: random.Random) -> list[Seat]:
    """A widow, widower or single person of 62 and more."""
    return [Seat("户主", rng.choice("男男女"), rng.randint(62, 86))]


def elder_couple(rng: random.Random) -> list[Seat]:
    """Two old people; the children live elsewhere."""
    age = rng.randint(63, 84)
    return [Seat("户主", "男", age), Seat("配偶", "女", age - rng.randint(0, 3))]


def adult_alone(rng: random.Random) -> list[Seat]:
    """One person of working age."""
    return [Seat("户主", "男" if rng.random() < 0.8 else "女", rng.randint(31, 57))]


def couple(rng: random.Random) -> list[Seat]:
    """A couple without children at home."""
    return _couple(rng, 27, 58)


def lone_parent(rng: random.Random) -> list[Seat]:
    """A father or mother with one or two children."""
    age = rng.randint(33, 48)
    head = Seat("户主", rng.choice("男女"), age)
    return [head, *_children(rng, age, 1 if rng.random() < 0.6 else 2)]


def nuclear(number: int) -> Shape:
    """A couple with so many children."""

    def shape(rng: random.Random) -> list[Seat]:
        pair = _couple(rng, 28 + 2 * number, 46)
        return [*pair, *_children(rng, pair[1].age, number)]

    return shape


def grown_child(rng: random.Random) -> list[Seat]:
    """A couple in their fifties with an unmarried grown child."""
    pair = _couple(rng, 50, 59)
    return [*pair, _child(rng, "之", pair[1].age - rng.randint(23, 29))]


def three_generations(rng: random.Random) -> list[Seat]:
    """A couple at the head, their children, and one or both of the husband's parents."""
    pair = _couple(rng, 31, 44)
    seats = [*pair, *_children(rng, pair[1].age, 1 if rng.random() < 0.5 else 2)]
    mother = pair[0].age + rng.randint(22, 29)
    if rng.random() < 0.5:
        seats.append(Seat("之父", "男", mother + rng.randint(0, 4)))
    seats.append(Seat("之母", "女", mother))
    return seats


def grandparents_at_head(rng: random.Random) -> list[Seat]:
    """Grandparents at the head, a son, his wife and their child."""
    head = rng.randint(57, 68)
    wife = head - rng.randint(0, 3)
    son = wife - rng.randint(23, 27)
    daughter_in_law = max(24, son - rng.randint(0, 3))
    child = rng.randint(0, max(1, min(12, daughter_in_law - 22)))
    return [
        Seat("户主", "男", head),
        Seat("配偶", "女", wife),
        Seat("之子", "男", son),
        Seat("之儿媳", "女", daughter_in_law),
        _child(rng, "之孙", child),
    ]


def skipped_generation(rng: random.Random) -> list[Seat]:
    """Grandparents with a grandchild whose parents are away."""
    pair = _couple(rng, 58, 70)
    if rng.random() < 0.4:
        pair = pair[:1]
    return [*pair, _child(rng, "之孙", rng.randint(4, 14))]


def large(rng: random.Random) -> list[Seat]:
    """Seven under one roof."""
    pair = _couple(rng, 35, 44)
    mother = pair[0].age + rng.randint(22, 28)
    return [
        *pair,
        *_children(rng, pair[1].age, 3),
        Seat("之父", "男", mother + rng.randint(0, 4)),
        Seat("之母", "女", mother),
    ]


# Shares in the hundred; with them a household has 3.1 persons on average, as 65,000 persons in
# 20,736 households want.
SHAPES: Final[dict[str, tuple[Shape, int]]] = {
    "elder_alone": (elder_alone, 11),
    "elder_couple": (elder_couple, 10),
    "adult_alone": (adult_alone, 5),
    "couple": (couple, 6),
    "lone_parent": (lone_parent, 6),
    "nuclear_one": (nuclear(1), 12),
    "nuclear_two": (nuclear(2), 17),
    "nuclear_three": (nuclear(3), 4),
    "grown_child": (grown_child, 8),
    "three_generations": (three_generations, 9),
    "grandparents_at_head": (grandparents_at_head, 6),
    "skipped_generation": (skipped_generation, 3),
    "large": (large, 3),
}


def shapes_for(rng: random.Random, number: int) -> list[str]:
    """So many shape names in the fixed shares, in random order; every small set has every kind."""
    names = [name for name, (_, share) in SHAPES.items() for _ in range(share)]
    chosen = (names * (number // len(names) + 1))[: number - number % len(names)]
    chosen += rng.sample(names, number % len(names))
    rng.shuffle(chosen)
    return chosen
