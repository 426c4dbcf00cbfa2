"""Identity numbers of invented persons."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from huitoukan.domain.identity import id_valid
from huitoukan.simulate.people import IdentityNumbers, check_digit, wrong_check_digit


def _chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - invented people, no secrets


@pytest.mark.parametrize("number", ["990101199003077751", "990103200002290022"])
def test_the_check_digit_is_that_of_known_numbers(number: str) -> None:
    assert check_digit(number[:17]) == number[17]


def test_a_wrong_check_digit_is_never_valid() -> None:
    numbers = IdentityNumbers(_chance(1))
    for _ in range(200):
        number = numbers.new("980122", date(1970, 2, 28), "女")
        assert id_valid(number)
        assert not id_valid(wrong_check_digit(number))


def test_no_number_is_given_twice_and_sex_and_date_are_inside() -> None:
    numbers = IdentityNumbers(_chance(2))
    given = {numbers.new("980122", date(2001, 5, 6), "男") for _ in range(300)}
    assert len(given) == 300
    assert all(number[6:14] == "20010506" and int(number[16]) % 2 for number in given)


def test_a_number_can_be_asked_to_end_with_x() -> None:
    numbers = IdentityNumbers(_chance(3))
    assert numbers.new("980122", date(1960, 1, 1), "男", ends_with_x=True).endswith("X")
    assert not numbers.new("980122", date(1960, 1, 1), "男", ends_with_x=False).endswith("X")
