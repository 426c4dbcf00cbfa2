"""Characters: what goes without a word, what stays, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.documents.characters import (
    clean_text,
    half_width,
    has_control_character,
    narrow,
)


@pytest.mark.parametrize("text", ["张\x00三", "\x1b[31m", "\x7f", "\x85\x9f"])
def test_control_characters_stay_for_the_refusal(text: str) -> None:
    assert has_control_character(clean_text(text))


@pytest.mark.parametrize(
    ("stored", "character"),
    [(b"\xfe\x59", "\u9fb4"), (b"\xfe\xa0", "\u9fbb"), (b"\xa8\xbc", "ḿ"), (b"\xa6\xd9", "︐")],
)
def test_characters_of_the_first_gb_18030_are_set_to_their_place(
    stored: bytes, character: str
) -> None:
    assert clean_text(stored.decode("gb18030")) == character


def test_other_private_characters_stay_as_they_are() -> None:
    assert clean_text("\ue000") == "\ue000"


@given(st.text(alphabet="张三 \t\n\u3000\u200b\ufeff\u00a0", max_size=12))
def test_a_cleaned_text_is_one_line_without_outer_spaces(text: str) -> None:
    cleaned = clean_text(text)
    assert cleaned == cleaned.strip()
    assert not set(cleaned) & set("\t\n\u3000\u200b\ufeff\u00a0")


def test_numbers_are_read_half_width_without_guessing_at_superscripts() -> None:
    assert half_width(" １，２３４．５\u200b ") == "1,234.5"
    assert half_width("10²") == "10²"


def test_headings_and_codes_are_compared_narrow() -> None:
    assert narrow(" 死亡\n日期（１）") == "死亡日期(1)"
