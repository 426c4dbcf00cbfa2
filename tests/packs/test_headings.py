"""The headings of the registry's columns: none of them may stand for two columns of one table."""

from __future__ import annotations

import pytest

from huitoukan.documents.headings import fold_heading, with_brackets
from huitoukan.rules.load import load_pack


@pytest.mark.parametrize("table", ["household", "member", "village"])
def test_no_heading_of_the_registry_names_two_columns(table: str) -> None:
    owners: dict[str, set[str]] = {}
    for column in load_pack("national-2026").fields[table].columns:
        for heading in (column.label, *column.also):
            for folded in {fold_heading(heading), with_brackets(heading)}:
                owners.setdefault(folded, set()).add(column.name)
    assert {heading: names for heading, names in owners.items() if len(names) > 1} == {}
