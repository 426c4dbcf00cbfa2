"""What changed between two snapshots."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huitoukan.engine.differences import Difference, differences


@pytest.fixture
def tables(tmp_path: Path) -> tuple[Path, Path]:
    before = [
        {"household_no": "H1", "head_name": "甲", "house_area_m2": 80.0, "row_no": 4},
        {"household_no": "H2", "head_name": "乙", "house_area_m2": None, "row_no": 5},
        {"household_no": "H3", "head_name": "丙", "house_area_m2": 60.0, "row_no": 6},
    ]
    after = [
        {"household_no": "H4", "head_name": "丁", "house_area_m2": 50.0, "row_no": 4},
        {"household_no": "H3", "head_name": "丙", "house_area_m2": 60.0, "row_no": 5},
        {"household_no": "H1", "head_name": "甲", "house_area_m2": 85.0, "row_no": 6},
    ]
    paths = (tmp_path / "before.parquet", tmp_path / "after.parquet")
    for path, rows in zip(paths, (before, after), strict=True):
        pq.write_table(pa.Table.from_pylist(rows), path)
    return paths


def test_rows_added_gone_and_changed_are_told_apart(tables: tuple[Path, Path]) -> None:
    assert list(differences(*tables, "household_no")) == [
        Difference("H1", "changed", "H1", {"house_area_m2": (80.0, 85.0)}),
        Difference("H2", "removed", "H2"),
        Difference("H4", "added", "H4"),
    ]


def test_a_snapshot_does_not_differ_from_itself(tables: tuple[Path, Path]) -> None:
    assert list(differences(tables[0], tables[0], "household_no")) == []
    assert list(differences(tables[1], tables[1], "household_no")) == []


def test_another_place_in_the_file_is_no_change(tables: tuple[Path, Path]) -> None:
    assert "H3" not in {found.key for found in differences(*tables, "household_no")}
