"""Identity numbers and names: what is refused, what is cleaned, what is shown."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.domain import identity

VALID = "990101199003077751"
VALID_X = "99010119850615008X"
OLD = "990101850615123"


@st.composite
def bodies(draw: st.DrawFn) -> str:
    """The first 17 digits of an invented number with a real birth date."""
    born = draw(st.dates(date(1870, 1, 1), date(2099, 12, 31)))
    prefix = draw(st.integers(980000, 999999))
    return f"{prefix}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"


numbers = bodies().map(lambda body: body + identity.check_character(body))
NOISE = " \t\u00a0\u3000\u200b\u200d\ufeff\u202e\u00ad\n"


def test_a_number_that_follows_the_standard_is_accepted() -> None:
    assert identity.id_valid(VALID)
    assert identity.id_valid(VALID_X)


@given(bodies())
def test_the_check_character_is_the_weighted_sum_of_the_standard(body: str) -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    assert identity.check_character(body) == "10X98765432"[total % 11]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "ID_LENGTH"),
        ("99010119900307775", "ID_LENGTH"),
        ("9901011990030777511", "ID_LENGTH"),
        ("990101199003077752", "ID_CHECKSUM"),
        ("99010119900307775A", "ID_CHARSET"),
        ("99010119850615008x", "ID_CHARSET"),
        ("99010١199003077751", "ID_CHARSET"),
        ("99010²199003077751", "ID_CHARSET"),
        ("99_101199003077751", "ID_CHARSET"),
        ("+90101199003077751", "ID_CHARSET"),
        ("990101196913010018", "ID_DATE"),
        ("99010120190230003X", "ID_DATE"),
        ("990101851315123", "ID_DATE"),
        ("99010185061512X", "ID_CHARSET"),
        (VALID + "99", "ID_CHARSET"),
        (VALID + "4X", "ID_CHARSET"),
        (VALID + "44C1", "ID_CHARSET"),
        ("990101199003077752" + "44", "ID_CHECKSUM"),
    ],
)
def test_a_wrong_number_is_refused_with_its_reason(text: str, code: str) -> None:
    assert identity.check_id(text) == code
    assert not identity.id_valid(text)
    assert identity.person_key(text) is None


@pytest.mark.parametrize("text", [VALID, VALID_X, OLD, VALID + "44", VALID_X + "11B1"])
def test_numbers_old_numbers_and_disability_cards_have_no_fault(text: str) -> None:
    assert identity.check_id(text) is None


def test_a_birth_before_1870_is_refused() -> None:
    body = "99010118691231001"
    assert identity.check_id(body + identity.check_character(body)) == "ID_DATE"


def test_an_area_that_never_existed_is_no_reason_to_refuse() -> None:
    assert identity.id_valid(VALID)


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(number: str, place: int, shift: int) -> None:
    wrong = str((int(number[place]) + shift) % 10)
    assert identity.check_id(number[:place] + wrong + number[place + 1 :]) is not None


@given(numbers, st.integers(0, 15))
def test_every_swap_of_neighbours_is_noticed(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or identity.check_id(swapped) is not None


def test_the_old_number_gets_its_century_and_check_character() -> None:
    assert identity.upgrade_15(OLD) == "990101198506151234"
    assert identity.upgrade_15("990101850631123") is None
    assert identity.upgrade_15(VALID) is None


def test_one_person_has_one_key_in_every_form_of_the_number() -> None:
    key = 99010119850615123
    forms = (OLD, "990101198506151234", "99010119850615123444", "99010119850615123444B2")
    assert {identity.person_key(form) for form in forms} == {key}


@given(numbers)
def test_the_key_fits_a_64_bit_integer(number: str) -> None:
    key = identity.person_key(number)
    assert key == int(number[:17])
    assert key < 2**63


def test_birth_date_and_sex_stand_in_the_number() -> None:
    assert identity.birth_date_of(VALID) == date(1990, 3, 7)
    assert identity.sex_of(VALID) == "男"
    assert identity.sex_of(VALID_X) == "女"
    assert identity.birth_date_of(OLD) == date(1985, 6, 15)
    assert identity.sex_of("1") is None
    assert identity.birth_date_of("1") is None


@pytest.mark.parametrize(
    "written",
    [
        "99010119850615008x",
        "９９０１０１１９８５０６１５００８Ｘ",
        "９９０１０１１９８５０６１５００８ｘ",
        "99010119850615008Х",  # Cyrillic
        "99010119850615008х",
        "99010119850615008Ⅹ",  # Roman ten
        "99010119850615008×",
        "'99010119850615008X",
        "\t99010119850615008X",
        '="99010119850615008X"',
        '　="99010119850615008X" ',
        "990101 19850615 008X",
        "\ufeff990101\u200b19850615008X\u202e",
    ],
)
def test_the_noise_of_office_programs_is_removed(written: str) -> None:
    assert identity.clean_id(written) == VALID_X


@pytest.mark.parametrize("written", ["99010²199003077751", "99010١199003077751", "①"])
def test_look_alike_digits_are_not_guessed(written: str) -> None:
    assert identity.check_id(identity.clean_id(written)) is not None


def test_letters_that_look_like_digits_stay_letters() -> None:
    assert identity.clean_id("99O1O1l99003077751") == "99O1O1L99003077751"


@given(st.text(max_size=30))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert identity.clean_id(identity.clean_id(text)) == identity.clean_id(text)


@given(st.text(alphabet="=\"'’ 9Xx×\u200b　", max_size=12))
def test_cleaning_twice_is_cleaning_once_for_wrappers(text: str) -> None:
    assert identity.clean_id(identity.clean_id(text)) == identity.clean_id(text)


@given(
    st.one_of(numbers, st.text(alphabet="0123456789X", min_size=14, max_size=22)),
    st.lists(st.tuples(st.integers(0, 22), st.sampled_from(NOISE)), max_size=6),
    st.booleans(),
)
def test_noise_changes_nothing_about_a_number(
    number: str, noise: list[tuple[int, str]], wide: bool
) -> None:
    noisy = number
    for place, mark in noise:
        noisy = noisy[:place] + mark + noisy[place:]
    if wide:
        noisy = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in noisy)
    cleaned = identity.clean_id(noisy)
    assert cleaned == number
    assert identity.id_valid(cleaned) == identity.id_valid(number)


def test_a_masked_number_shows_six_and_four() -> None:
    assert identity.mask_id(VALID) == "990101********7751"
    assert identity.mask_id(OLD) == "990101*****5123"
    assert identity.mask_id("") == ""


def test_a_masked_disability_card_does_not_show_that_it_is_one() -> None:
    assert identity.mask_id(VALID + "44") == identity.mask_id(VALID)
    assert identity.mask_id(VALID + "44B1") == identity.mask_id(VALID)


@given(st.text(alphabet="0123456789X", max_size=25))
def test_a_mask_shows_at_most_ten_characters(text: str) -> None:
    assert sum(character != "*" for character in identity.mask_id(text)) <= 10


@pytest.mark.parametrize(
    ("name", "shown"),
    [("", ""), ("张", "*"), ("张三", "张*"), ("王小红", "王*红"), ("欧阳小红", "欧**红")],
)
def test_names_are_masked_by_their_length(name: str, shown: str) -> None:
    assert identity.mask_name(name) == shown


def test_telephones_and_accounts_are_masked() -> None:
    assert identity.mask_phone("13800006207") == "138****6207"
    assert identity.mask_phone("6221234") == "*****34"
    assert identity.mask_phone("12317") == "*****"
    assert identity.mask_account("6217000000001234") == "************1234"


def test_numbers_inside_a_sentence_are_masked() -> None:
    sentence = (
        f"户主（{VALID}）与{OLD}、９９０１０１１９９００３０７７７５１同户，电话13800006207。"
    )
    assert identity.mask_ids_in(sentence) == (
        "户主（990101********7751）与990101*****5123、990101********7751同户，电话13800006207。"
    )


def test_a_mistyped_number_inside_a_sentence_is_masked_too() -> None:
    assert "19900307" not in identity.mask_ids_in("证件990101199003077759不符")


def test_other_long_numbers_inside_a_sentence_stay() -> None:
    assert identity.mask_ids_in("户编号990101001001000001") == "户编号990101001001000001"


@pytest.mark.parametrize("dot", ["·", "•", "・", "‧", "．", "."])
def test_names_with_any_middle_dot_are_one_name(dot: str) -> None:
    assert identity.fold_name(f"阿卜杜拉{dot} 买买提") == "阿卜杜拉·买买提"


def test_names_fold_spaces_radicals_and_compatibility_characters() -> None:
    assert identity.fold_name("王　五\u200b") == "王五"
    assert identity.fold_name("⼈") == "人"
    assert identity.fold_name("\uf90a") == "金"


@given(st.text(max_size=12))
def test_folding_a_name_twice_is_folding_it_once(name: str) -> None:
    assert identity.fold_name(identity.fold_name(name)) == identity.fold_name(name)
