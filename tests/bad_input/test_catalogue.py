"""Every case of the catalogue is read or refused as it says, and no row is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from huitoukan.documents.tables import Table, TypedRow, read_table
from huitoukan.domain.refusals import Refused
from tests.bad_input.catalogue import (
    CODE_LISTS,
    FAMILIES,
    PEOPLE,
    Case,
    Outcome,
    all_cases,
    table_of_counts,
)

CASES = all_cases()
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "bad-input.md"


def read(case: Case, folder: Path) -> tuple[Table, list[TypedRow]]:
    path = folder / case.name
    path.write_bytes(case.build())
    table = read_table(path, PEOPLE, CODE_LISTS, limits=case.limits)
    return table, list(table)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.outcome is Outcome.FILE], ids=lambda case: case.id
)
def test_the_file_is_refused_with_a_sentence_and_a_remedy(case: Case, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read(case, tmp_path)
    assert refusal.value.code in case.codes, case.sentence
    assert case.name in refusal.value.sentence()
    assert "〔" not in refusal.value.sentence()
    assert refusal.value.remedy()


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.outcome is not Outcome.FILE], ids=lambda case: case.id
)
def test_the_rows_are_accepted_or_rejected_with_a_reason(case: Case, tmp_path: Path) -> None:
    table, rows = read(case, tmp_path)
    accepted = [row for row in rows if not row.problems]
    rejected = [row for row in rows if row.problems]
    counted = (len(rows) + len(table.skipped), len(accepted), len(rejected))
    said = {each.code for row in rows for each in (*row.problems, *row.warnings)}
    assert said == set(case.codes), case.sentence
    assert counted == case.rows, case.sentence
    assert bool(rejected) == (case.outcome is Outcome.ROW)
    for name, value in case.reads.items():
        assert accepted[0].values[name] == value, case.sentence
    for row in rejected:
        for problem in (*row.problems, *row.warnings):
            assert problem.label
            assert problem.sentence
            assert problem.remedy
    numbers = [row.number for row in rows] + [skipped.number for skipped in table.skipped]
    assert len(set(numbers)) == len(numbers)


def test_no_two_cases_share_a_number() -> None:
    ids = [case.id for case in CASES]
    assert len(set(ids)) == len(ids)
    assert {case.id[0] for case in CASES} == set(FAMILIES)


def test_a_case_is_the_same_file_every_time() -> None:
    for case in CASES[::25]:
        if case.name.endswith(".csv"):
            assert case.build() == case.build()


def test_the_catalogue_is_as_large_as_promised() -> None:
    assert len(CASES) >= 450


def test_the_page_of_the_catalogue_gives_the_counts_of_today() -> None:
    assert table_of_counts() in PAGE.read_text(encoding="utf-8")
