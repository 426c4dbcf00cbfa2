"""A sheet read in columns gives what reading cell by cell gives: the same rows, faults, counts."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitoukan.documents.columns import Cell
from huitoukan.documents.read.batches import FIRST_ROWS, Batch, Rows, batch_from, batch_of
from huitoukan.documents.tables import Table, converted, look_through
from huitoukan.intake.sheets import pieces_of
from huitoukan.intake.taking import Taking
from tests.bad_input.catalogue import ALSO_GOOD, GOOD, HEAD, all_cases
from tests.bad_input.files import book, text_file
from tests.intake.both_ways import KINDS, Read, people, read_of
from tests.intake.test_quick import ODD

PEOPLE = people()
N = len(HEAD)
OTHER: list[Cell] = [
    None, 0, -0.0, 7, 12.5, 1e16, -3e12, 2**70, 10**400, True, False, float("nan"), float("inf"),
    990101199003077751, 202609, date(2026, 9, 1), date(1800, 1, 1), datetime(2026, 9, 1, 8, 30),  # noqa: DTZ001
    "",
]  # fmt: skip
cells = st.one_of(st.sampled_from(OTHER), st.sampled_from(ODD), st.text(max_size=5))
rows_of_cells = st.lists(
    st.one_of(
        st.just(GOOD),
        st.just(ALSO_GOOD),
        st.just([None] * N),
        st.just(HEAD),
        st.tuples(st.integers(0, N - 1), cells).map(
            lambda c: [*GOOD[: c[0]], c[1], *GOOD[c[0] + 1 :]]
        ),
        st.lists(cells, max_size=N + 2),
    ),
    min_size=1,
    max_size=25,
)


def batches(rows: Sequence[Sequence[Cell]], sizes: Sequence[int], first: int) -> Iterator[Batch]:
    """The rows as they would come out of the child, a batch of each of the sizes in turn."""
    wide = max(1, *map(len, rows))
    full = [[*row, *[None] * (wide - len(row))] for row in rows]
    at = turn = 0
    while at < len(full):
        some = full[at : at + sizes[turn % len(sizes)]]
        yield batch_of(first + at, zip(*some, strict=True))
        at += len(some)
        turn += 1


def table_with(rows: Sequence[Sequence[Cell]], sizes: Sequence[int], folder: Path) -> Table:
    """A table below the usual header, with these rows."""
    path = folder / "head.csv"
    path.write_bytes(text_file([HEAD]))
    (table,) = look_through(path, [PEOPLE], KINDS)
    assert isinstance(table, Table)
    table._sheet = Rows(batches(rows, sizes, 2))
    table._rows = converted(table, Rows(batches(rows, sizes, 2)), KINDS)
    return table


def taken(table: Table, target: Path, *, in_columns: bool) -> Read:
    with Taking(target, PEOPLE, name="a") as taking:
        if in_columns:
            taking.add_pieces(pieces_of(table, PEOPLE, KINDS))
        else:
            taking.add_rows(table)
    return read_of(taking.taken, ((one.number, one.why) for one in table.skipped))


@settings(
    max_examples=max(150, settings().max_examples), deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@given(rows_of_cells, st.lists(st.integers(1, 9), min_size=1, max_size=3))
def test_cells_of_any_kind_are_read_as_one_by_one(rows: list[list[Cell]], sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        careful = taken(table_with(rows, sizes, folder), folder / "a.parquet", in_columns=False)
        columns = taken(table_with(rows, sizes, folder), folder / "b.parquet", in_columns=True)
    assert str(columns) == str(careful)  # nan is nan


def both_ways(data: bytes, name: str, folder: Path) -> Read:
    """A file read both ways, which must be the same."""
    path = folder / name
    path.write_bytes(data)
    found = []
    for in_columns in (False, True):
        for table in look_through(path, [PEOPLE], KINDS):
            assert isinstance(table, Table)
            target = folder / f"{in_columns}.parquet"
            found.append(taken(table, target, in_columns=in_columns))
    careful, columns = found
    assert columns == careful
    return columns


def test_a_workbook_of_many_batches_is_read_as_one_by_one(tmp_path: Path) -> None:
    odd = [*GOOD[:2], date(1990, 3, 7), "2026-09", 12.5, 3, True, GOOD[7]]
    bad = [GOOD[0], "", *GOOD[2:]]
    rows = [HEAD, *[GOOD, odd, ALSO_GOOD, bad, [None] * N] * 1_200, ["合计", "", "", "", 5]]
    read = both_ways(book(rows), "a.xlsx", tmp_path)
    assert read.counts[:2] == (3_600, 1_200)
    assert [why for _, why in read.skipped] == ["合计行"]
    assert len(rows) > 4_096 + FIRST_ROWS


@pytest.mark.parametrize("case", ["errors", "uncached"])
def test_cells_without_a_result_are_put_where_they_stand(case: str, tmp_path: Path) -> None:
    wanted = {"errors": "CELL_ERROR", "uncached": "FORMULA_UNCACHED"}[case]
    found = [one for one in all_cases() if wanted in one.codes and one.name.endswith(".xlsx")]
    assert found
    for one in found[:2]:
        read = both_ways(one.build(), "a.xlsx", tmp_path)
        assert wanted in {code for _, code, _, _ in read.rejects}


def test_a_parquet_file_is_read_as_one_by_one(tmp_path: Path) -> None:
    columns: dict[str, list[Any]] = {
        head: [good, also, None] * 2_000
        for head, good, also in zip(HEAD, GOOD, ALSO_GOOD, strict=True)
    }
    columns["金额"] = [12.5, None, 7.0] * 2_000
    columns = {head: [str(c) if head != "金额" and c is not None else c for c in column]
               for head, column in columns.items()}  # fmt: skip
    path = tmp_path / "made.parquet"
    pq.write_table(pa.table(columns), path)
    read = both_ways(path.read_bytes(), "a.parquet", tmp_path)
    assert read.counts[:2] == (4_000, 2_000)


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        [1, 1, []],
        [0, 1, ["a"]],
        [1, 0, ["a"]],
        [1, 2, ["a"]],
        [1, 1, ["a\nb"]],
        [1, 2, [["a"]]],
        [1, 1, [{"a": 1}]],
        ["1", 1, ["a"]],
    ],
)
def test_what_is_no_batch_is_not_taken_for_one(body: object) -> None:
    assert batch_from(body) is None


def test_a_batch_survives_the_way_and_its_rows_are_those_that_went_in() -> None:
    rows: list[list[Cell]] = [
        ["甲", 1, None],
        ["", None, None],
        ["a\nb", 2.5, "x"],
        [None, "", "y"],
    ]
    batch = batch_of(5, zip(*rows, strict=True))
    again = batch_from(json.loads(json.dumps(batch)))
    assert again == batch
    assert again is not None
    whole = [(5, ["甲", 1]), (7, ["a\nb", 2.5, "x"]), (8, [None, None, "y"])]
    assert [tuple(row) for row in again.rows()] == whole
    assert [tuple(row) for row in again.rows([1, 3])] == whole[2:]
