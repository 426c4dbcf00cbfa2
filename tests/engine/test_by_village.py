"""Rows of a village as one reading: every, some, sum, count, and what is left open."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from huitoukan.engine.kept_readings import Row, counts_of, read_readings
from huitoukan.engine.readings import Beside, Unread, write_readings
from huitoukan.rules.load import load_pack
from huitoukan.rules.pack import Pack
from tests.engine.test_off_registry import tables, write

DAY = dt.date(2026, 10, 31)
HERE, THERE = "980122100201", "980122100202"
POOR = {"household_type": "脱贫户", "exit_status": "返贫"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("national-2026")


def village(code: str = HERE, **more: Any) -> Row:
    return {
        "village_code": code, "village": code, "township_code": code[:9], "township": "镇",
        "county_code": code[:6], "county": "县", **more,
    }  # fmt: skip


def home(no: str, code: str = HERE, **more: Any) -> Row:
    return {"household_no": no, "head_name": no, "village_code": code, "member_count": 3, **more}


def clinic(ok: bool | None, name: str, code: str = HERE) -> Row:
    return {"village_code": code, "clinic": name, "clinic_ok": ok}


def read(
    folder: Path, pack: Pack, *, beside: tuple[Beside, ...] = (), **given: Any
) -> tuple[dict[str, Row], dict[str, dict[str, list[Row]]], set[Unread]]:
    """The facts of each village, the figures for the county, and what was not read."""
    given = {"village": [village(), village(THERE)], "household": [], "member": [], **given}
    (folder / "t").mkdir()
    path = folder / "v.parquet"
    write(folder / "t", pack, "village", given.pop("village"))
    found = tables(folder / "t", pack, **given)
    unread = write_readings(
        path, pack, found, on=DAY, stated_on=DAY, about=("village", "county"), beside=beside
    )
    rows = read_readings(path, pack, "village")
    return {row["village_code"]: row["village"] for row in rows}, counts_of(path), set(unread)


def values(facts: Row, name: str) -> list[Any]:
    return [one["value"] for one in facts.get(name, [])]


def test_a_list_that_nobody_delivered_says_nothing(tmp_path: Path, pack: Pack) -> None:
    facts, _, unread = read(tmp_path, pack)
    assert "clinic_ok" not in facts[HERE]
    assert Unread("D31_clinic", "source_missing:D31") in unread


def test_of_a_delivered_list_a_village_without_a_row_says_nothing(
    tmp_path: Path, pack: Pack
) -> None:
    facts, _, _ = read(tmp_path, pack, D31=[clinic(True, "一")])
    assert values(facts[HERE], "clinic_ok") == [True]
    assert "clinic_ok" not in facts[THERE]


@pytest.mark.parametrize(
    ("cells", "some", "every"),
    [
        ((True, False), [True], [False]),
        ((False, False), [False], [False]),
        ((True, True), [True], [True]),
        ((True, None), [True], []),
        ((False, None), [], [False]),
        ((None, None), [], []),
    ],
)
def test_some_row_or_every_row_and_a_blank_decides_nothing(
    tmp_path: Path, pack: Pack, cells: tuple[bool | None, ...], some: list[bool], every: list[bool]
) -> None:
    readings = pack.readings["D31_clinic"]
    strict = replace(
        readings, id="strict", gives=(replace(readings.gives[0], fact="care_near", rows="every"),)
    )
    both = replace(pack, readings={"D31_clinic": readings, "strict": strict})
    rows = [clinic(cell, f"室{n}") for n, cell in enumerate(cells)]
    facts, _, _ = read(tmp_path, both, D31=rows)
    assert values(facts[HERE], "clinic_ok") == some
    assert values(facts[HERE], "care_near") == every


def test_a_village_without_poor_households_has_none_left(tmp_path: Path, pack: Pack) -> None:
    facts, counts, _ = read(tmp_path, pack, household=[home("H1", **POOR), home("H2", **POOR)])
    assert values(facts[HERE], "poor_left") == ["6.00"]
    assert values(facts[THERE], "poor_left") == ["0.00"]
    assert counts[HERE]["poor_left"][0]["value"] == "6.00"


@pytest.mark.parametrize(
    "more", [{"exit_status": None}, {"member_count": None}, {"household_type": None}]
)
def test_a_blank_that_decides_who_counts_leaves_the_sum_open(
    tmp_path: Path, pack: Pack, more: Row
) -> None:
    facts, _, _ = read(
        tmp_path, pack, household=[home("H1", **POOR), home("H2", **{**POOR, **more})]
    )
    assert "poor_left" not in facts[HERE]


def test_who_is_not_registered_as_poor_does_not_count_whatever_is_blank(
    tmp_path: Path, pack: Pack
) -> None:
    other = home("H2", household_type="普通农户", exit_status=None)
    facts, _, _ = read(tmp_path, pack, household=[home("H1", **POOR), other])
    assert values(facts[HERE], "poor_left") == ["3.00"]


def test_ten_thousands_become_yuan(tmp_path: Path, pack: Pack) -> None:
    facts, _, _ = read(tmp_path, pack, village=[village(collective_income_10k=4.3)])
    assert [float(value) for value in values(facts[HERE], "collective_income")] == [43000.0]


def test_what_is_given_beside_stands_next_to_what_was_read(tmp_path: Path, pack: Pack) -> None:
    extra = Beside(HERE, "poor_left", "5", "2026-10-31", "逐户核查结论")
    foreign = replace(extra, number="980122999999")
    facts, _, _ = read(tmp_path, pack, household=[home("H1", **POOR)], beside=(extra, foreign))
    assert {one["source"]: one["value"] for one in facts[HERE]["poor_left"]} == {
        "名册": "3.00",
        "逐户核查结论": "5",
    }
    assert set(facts) == {HERE, THERE}
