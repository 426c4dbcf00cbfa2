"""The generated pages of the reference."""

from __future__ import annotations

import pytest

from tools import reference


def test_a_bar_or_a_line_break_in_a_cell_does_not_break_the_table() -> None:
    assert reference.table(("a", "b"), [("x|y", "one\ntwo")]) == (
        "| a | b |\n|---|---|\n| x\\|y | one two |\n"
    )


@pytest.mark.parametrize("name", sorted(reference.PAGES))
def test_a_page_is_as_the_program_is(name: str) -> None:
    written = (reference.REFERENCE / name).read_text(encoding="utf-8")
    assert written == reference.MARK + reference.PAGES[name](), "stale: run make docs"
