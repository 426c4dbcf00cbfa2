"""The reference page of the pack format names all that a pack may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from huitoukan.rules.build_lists import COLUMN_TYPES
from huitoukan.rules.build_rules import KIND_KEYS, KINDS
from huitoukan.rules.conditions import AGGREGATES, FUNCTIONS, OUR_FUNCTIONS
from huitoukan.rules.load import FOLDERS, LIST_FILES

PAGE = (Path(__file__).parents[2] / "docs/reference/pack-format.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [FOLDERS, LIST_FILES, COLUMN_TYPES, KINDS, KIND_KEYS, FUNCTIONS, AGGREGATES, OUR_FUNCTIONS],
)
def test_the_page_names_every_word_of_the_format(words: tuple[str, ...]) -> None:
    assert [word for word in words if word not in PAGE] == []
