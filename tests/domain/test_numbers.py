"""What one delivered number says about itself."""

from __future__ import annotations

from datetime import date

import pytest

from huitoukan.domain.numbers import Kind, describe

ON = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("delivered", "kind", "code"),
    [
        ("", Kind.NONE, "REQUIRED"),
        ("990101", Kind.NONE, "ID_LENGTH"),
        ("99010119900307775X", Kind.CITIZEN_18, "ID_CHECKSUM"),
        ("99010119900307775A", Kind.CITIZEN_18, "ID_CHARSET"),
        ("990103200002290022", Kind.CITIZEN_18, None),
        ("990101196913010018", Kind.CITIZEN_18, "ID_DATE"),
        ("990101851315123", Kind.CITIZEN_15, "ID_DATE"),
    ],
)
def test_what_is_wrong_with_a_number_has_its_code(
    delivered: str, kind: Kind, code: str | None
) -> None:
    found = describe(delivered, ON)
    assert (found.kind, found.code) == (kind, code)
    assert found.is_valid is (code is None)


def test_nobody_is_born_after_today() -> None:
    number = "990101199003077751"
    assert describe(number, date(1990, 3, 7)).is_valid
    assert describe(number, date(1990, 3, 6)).code == "ID_DATE"


def test_a_placeholder_is_neither_valid_nor_wrong() -> None:
    found = describe("999999199001010011", ON)
    assert (found.kind, found.is_valid, found.code) == (Kind.PLACEHOLDER, False, None)


def test_an_old_number_is_shown_in_its_new_form() -> None:
    found = describe("990101850615123", ON)
    assert found.normalised == "990101198506151234"
    assert (found.kind, found.birth, found.sex) == (Kind.CITIZEN_15, date(1985, 6, 15), 1)


def test_a_disability_card_carries_the_number_of_its_holder() -> None:
    for card, kind in (
        ("99010119900307775141", Kind.DISABILITY_20),
        ("99010119900307775141B1", Kind.DISABILITY_22),
    ):
        found = describe(card, ON)
        assert (found.kind, found.is_valid, found.birth) == (kind, True, date(1990, 3, 7))


def test_a_birth_before_1900_is_accepted_with_a_warning() -> None:
    from huitoukan.domain.identity import check_character

    body = "99010118991231001"
    found = describe(body + check_character(body), ON)
    assert found.is_valid
    assert found.warning == "BIRTH_BEFORE_1900"


def test_noise_of_copying_is_taken_away() -> None:
    assert (
        describe("\u200b９９０１０１１９９００３０７７７５１ ", ON).normalised
        == "990101199003077751"
    )
