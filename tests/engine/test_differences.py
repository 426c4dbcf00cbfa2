"""What differs between two snapshots, and what somebody has of it who sees some places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huitoukan.engine.differences import Difference, Differences, Seen, Wanted, compare
from huitoukan.engine.frozen import frozen_page, frozen_rows, rows_by_place

KEYS = {"household": "household_no", "member": "person_no"}
HERE = {"V1": "V1", "V2": "V2"}
Ask = Callable[..., list[Difference]]


def household(no: str, village: str = "V1", row_no: int = 4, **more: Any) -> dict[str, Any]:
    return {"household_no": no, "village_code": village, "row_no": row_no, "area_m2": 80.0, **more}


def member(no: str, home: str, village: str = "V1", **more: Any) -> dict[str, Any]:
    row = {"person_no": no, "household_no": home, "village_code": village, "row_no": 1}
    return {**row, "name": "甲", **more}


BEFORE = {
    "household": [household("H1"), household("H2"), household("H3", row_no=6)],
    "member": [member("P1", "H1"), member("P3", "H3")],
}
AFTER = {
    "household": [
        household("H4", "V2"),
        household("H3", row_no=5),
        household("H1", area_m2=85.0, water="是"),
        # H2 is gone
    ],
    "member": [member("P1", "H1", name="乙"), member("P3", "H3"), member("P4", "H4", "V2")],
}


def folder(path: Path, tables: Mapping[str, Iterable[dict[str, Any]]]) -> Path:
    path.mkdir()
    for name, rows in tables.items():
        found = list(rows)
        columns = {key: None for row in found for key in row}
        whole = [{key: row.get(key) for key in columns} for row in found]
        pq.write_table(pa.Table.from_pylist(whole), path / f"{name}.parquet")
    return path


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """The rows that differ between two sets of tables."""

    def run(
        before: Mapping[str, Any] = BEFORE,
        after: Mapping[str, Any] = AFTER,
        *,
        seen: Seen = Seen(HERE, HERE),  # noqa: B008 - a frozen value
        within: set[str] | None = None,
        wanted: Wanted = Wanted(),  # noqa: B008 - a frozen value
        **more: Any,
    ) -> list[Difference]:
        n = len(list(tmp_path.iterdir()))
        out = tmp_path / f"differences-{n}.parquet"
        old, new = folder(tmp_path / f"old-{n}", before), folder(tmp_path / f"new-{n}", after)
        compare(old, new, KEYS, out)
        with Differences(out, seen, within) as found:
            rows = found.rows(wanted, **more)
            if not more:
                assert found.count(wanted) == len(rows)
            return rows

    return run


def test_rows_added_gone_and_changed_are_told_apart(ask: Ask) -> None:
    assert ask() == [
        Difference("household", "H1", "changed", "H1", "V1", ("area_m2", "water")),
        Difference("member", "P1", "changed", "H1", "V1", ("name",)),
        Difference("household", "H2", "removed", "H2", "V1"),
        Difference("household", "H4", "added", "H4", "V2"),
        Difference("member", "P4", "added", "H4", "V2"),
    ]


def test_a_snapshot_does_not_differ_from_itself(ask: Ask) -> None:
    assert ask(BEFORE, BEFORE) == []
    assert ask(AFTER, AFTER) == []


def test_another_place_in_the_file_is_no_change(ask: Ask) -> None:
    assert "H3" not in {found.household_no for found in ask()}


def test_a_column_of_another_type_is_compared_by_its_words(ask: Ask) -> None:
    old = {"household": [household("H1", year="2020")], "member": [member("P1", "H1")]}
    new = {"household": [household("H1", year=2020)], "member": [member("P1", "H1")]}
    assert ask(old, new) == []
    new["household"][0]["year"] = 2021
    assert [found.fields for found in ask(old, new)] == [("year",)]


def test_who_sees_no_place_sees_no_difference(ask: Ask) -> None:
    assert ask(seen=Seen({}, {})) == []


def test_who_sees_one_place_sees_the_rows_of_that_place_alone(ask: Ask) -> None:
    only = {"V2": "V2"}
    assert {found.key for found in ask(seen=Seen(only, only))} == {"H4", "P4"}


def test_a_row_that_moved_is_gone_for_one_place_and_new_for_the_other(ask: Ask) -> None:
    old = {"household": [household("H1", "V1")], "member": [member("P1", "H1", "V1")]}
    new = {"household": [household("H1", "V2", area_m2=1.0)], "member": [member("P1", "H1", "V2")]}
    (whole, _) = ask(old, new)
    assert (whole.kind, whole.place, whole.fields) == ("changed", "V2", ("area_m2", "village_code"))
    one, two = {"V1": "V1"}, {"V2": "V2"}
    (left, _) = ask(old, new, seen=Seen(one, one))
    assert (left.kind, left.place, left.fields) == ("removed", "V1", ())
    (came, _) = ask(old, new, seen=Seen(two, two))
    assert (came.kind, came.place, came.fields) == ("added", "V2", ())


def test_a_village_with_a_new_code_is_no_change_of_its_households(ask: Ask) -> None:
    old = {"household": [household("H1", "V1")], "member": [member("P1", "H1", "V1")]}
    new = {"household": [household("H1", "V9")], "member": [member("P1", "H1", "V9", name="丁")]}
    seen = Seen({"V1": "V9"}, {"V9": "V9"})
    assert [(f.key, f.fields) for f in ask(old, new, seen=seen)] == [("P1", ("name",))]


def test_conditions_narrow_the_list(ask: Ask) -> None:
    def keys(**conditions: str) -> list[str]:
        return [found.key for found in ask(wanted=Wanted(**conditions))]

    assert keys(table="member") == ["P1", "P4"]
    assert keys(kind="added") == ["H4", "P4"]
    assert keys(table="household", field="area_m2") == ["H1"]
    assert keys(household_no="H4") == ["H4", "P4"]
    assert keys(field="'; DROP TABLE seen; --") == []
    assert [found.key for found in ask(within={"V2"})] == ["H4", "P4"]


def test_a_list_is_read_in_pieces(ask: Ask) -> None:
    assert [found.key for found in ask(start=1, most=2)] == ["P1", "H2"]
    assert ask(start=10, most=2) == []


def test_numbers_are_told_by_place_table_and_kind_and_by_field(tmp_path: Path) -> None:
    old, new = folder(tmp_path / "old", BEFORE), folder(tmp_path / "new", AFTER)
    compare(old, new, KEYS, tmp_path / "out.parquet")
    with Differences(tmp_path / "out.parquet", Seen(HERE, HERE)) as found:
        assert found.by_place() == {
            ("V1", "household", "changed"): 1,
            ("V1", "household", "removed"): 1,
            ("V1", "member", "changed"): 1,
            ("V2", "household", "added"): 1,
            ("V2", "member", "added"): 1,
        }
        assert found.by_field() == {
            ("household", "area_m2"): 1,
            ("household", "water"): 1,
            ("member", "name"): 1,
        }


def test_rows_of_a_snapshot_are_found_by_a_column_with_the_columns_asked_for(
    tmp_path: Path,
) -> None:
    kept = folder(tmp_path / "kept", AFTER)
    path = kept / "member.parquet"
    assert frozen_rows(path, "household_no", ["H4"], {"name", "never there"}) == [
        {"household_no": "H4", "name": "甲"}
    ]
    assert frozen_rows(path, "household_no", []) == []
    assert frozen_rows(path, "never there", ["H4"]) == []
    assert frozen_rows(path, "household_no", ["'; SELECT 1 --"]) == []
    assert rows_by_place(path) == {"V1": 2, "V2": 1}


def test_a_page_of_a_snapshot_holds_the_rows_of_some_places_in_order(tmp_path: Path) -> None:
    path = folder(tmp_path / "kept", AFTER) / "household.parquet"

    def page(places: set[str], *, words: str = "", start: int = 0) -> tuple[int, list[str]]:
        n, rows = frozen_page(
            path, "household_no", places, words=words, searched=("household_no", "never there"),
            wanted=("village_code",), start=start, most=2,
        )  # fmt: skip
        return n, [row["household_no"] for row in rows]

    assert page({"V1", "V2"}) == (3, ["H1", "H3"])
    assert page({"V1", "V2"}, start=2) == (3, ["H4"])
    assert page({"V2"}) == (1, ["H4"])
    assert page({"V1", "V2"}, words="3") == (1, ["H3"])
    assert page(set()) == (0, [])
    for words in ("' OR TRUE --", "\\", "\0", "{x}", "$1", "/*", "%"):
        assert page({"V1"}, words=words) == (0, []), words
