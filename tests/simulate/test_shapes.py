"""Who lives together."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from huitoukan.simulate.shapes import SHAPES, shapes_for


def _chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - invented people, no secrets


def test_the_shares_make_a_hundred() -> None:
    assert sum(share for _, share in SHAPES.values()) == 100


def test_even_a_small_county_has_every_shape_in_its_share() -> None:
    found = Counter(shapes_for(_chance(1), 120))
    assert sum(found.values()) == 120
    assert all(found[name] >= share for name, (_, share) in SHAPES.items())


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_every_shape_has_one_head_first_and_possible_ages(name: str) -> None:
    shape, _ = SHAPES[name]
    for seed in range(300):
        seats = shape(_chance(seed))
        assert [seat.relation for seat in seats].count("户主") == 1
        assert seats[0].relation == "户主"
        assert 1 <= len(seats) <= 7
        for seat in seats:
            assert 0 <= seat.age <= 100
            if seat.relation in ("之子", "之女"):
                assert seats[0].age - seat.age >= 18
