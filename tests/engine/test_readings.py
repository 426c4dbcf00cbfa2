"""Facts read in bulk: what a table says, what its absence says, and what nobody may be told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from huitoukan.domain.refusals import Refused
from huitoukan.engine import api
from huitoukan.engine.examples import invented_id
from huitoukan.engine.kept_readings import Row, read_readings, readings_of
from huitoukan.engine.readings import Unread, write_readings
from huitoukan.rules.load import load_pack
from huitoukan.rules.pack import Pack
from tests.engine.test_off_registry import home, tables

DAY = dt.date(2026, 10, 31)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("national-2026")


def person(who: str, household: str = "H1", **more: Any) -> Row:
    return {
        "household_no": household, "person_no": f"P{who}", "name": who,
        "id_no": invented_id(ord(who)),
        "birth_date": dt.date(1980, 1, 1), **more,
    }  # fmt: skip


def read(folder: Path, pack: Pack, *, on: dt.date = DAY, **given: Any) -> tuple[Row, set[Unread]]:
    """The facts of the first household, and what was not read."""
    given = {"household": [home("H1")], "member": [person("A")], **given}
    path = folder / "readings.parquet"
    (folder / "t").mkdir()
    found = tables(folder / "t", pack, **given)
    unread = write_readings(path, pack, found, on=on, stated_on=DAY)
    return next(iter(read_readings(path, pack))), set(unread)


def said(facts: list[dict[str, Any]]) -> list[tuple[object, str, str]]:
    return [(one["value"], one["source"], one["on"]) for one in facts]


def test_without_a_registry_nothing_is_read(tmp_path: Path, pack: Pack) -> None:
    with pytest.raises(Refused) as refusal:
        write_readings(tmp_path / "r.parquet", pack, api.Tables(tmp_path), on=DAY, stated_on=DAY)
    assert refusal.value.code == "TABLE_MISSING"


def test_a_list_that_nobody_delivered_says_nothing_and_is_told(tmp_path: Path, pack: Pack) -> None:
    row, unread = read(tmp_path, pack)
    assert "water_litres" not in row["household"]
    assert Unread("D39", "source_missing:D39") in unread
    assert Unread("uninsured", "source_missing:D26,D27") in unread


def test_absence_counts_only_when_every_list_is_there(tmp_path: Path, pack: Pack) -> None:
    row, _ = read(tmp_path, pack, D26=[])
    assert "insured" not in row["members"][0]


def test_in_neither_insurance_is_uninsured_by_that_source(tmp_path: Path, pack: Pack) -> None:
    row, _ = read(tmp_path, pack, D26=[], D27=[])
    assert said(row["members"][0]["insured"]) == [("未参保", "医保部门", "2026-10-31")]


def test_a_premium_of_last_year_insures_nobody_this_year(tmp_path: Path, pack: Pack) -> None:
    paid = {"id_no": invented_id(ord("A")), "name": "A", "year": 2025}
    row, _ = read(tmp_path, pack, D26=[paid], D27=[])
    assert [one["value"] for one in row["members"][0]["insured"]] == ["未参保"]


def test_insured_twice_is_insured_and_no_contradiction(tmp_path: Path, pack: Pack) -> None:
    who = {"id_no": invented_id(ord("A")), "name": "A"}
    row, _ = read(
        tmp_path, pack, D26=[{**who, "year": 2026}], D27=[{**who, "from_month": "2026-01"}]
    )
    assert [one["value"] for one in row["members"][0]["insured"]] == ["职工医保"]


def test_without_a_usable_number_absence_proves_nothing(tmp_path: Path, pack: Pack) -> None:
    row, _ = read(tmp_path, pack, member=[person("A", id_no="不详")], D26=[], D27=[])
    assert "insured" not in row["members"][0]


def test_a_row_without_its_day_says_nothing(tmp_path: Path, pack: Pack) -> None:
    row, _ = read(tmp_path, pack, D34=[{"household_no": "H1", "year": 2020}])
    assert "rebuilt_accepted" not in row["household"]


def test_values_are_put_into_the_words_of_the_facts(tmp_path: Path, pack: Pack) -> None:
    water = {"household_no": "H1", "litres_per_person": 35.5, "quality_ok": False}
    row, _ = read(tmp_path, pack, D39=[water])
    assert [one["value"] for one in row["household"]["water_litres"]] == ["35.5"]
    assert [one["value"] for one in row["household"]["water_report"]] == ["不合格"]
    assert "water_stop_days" not in row["household"]


def test_registry_and_department_stand_side_by_side(tmp_path: Path, pack: Pack) -> None:
    row, _ = read(
        tmp_path, pack, household=[home("H1", house_grade="A")],
        D33=[{"household_no": "H1", "grade": "C", "appraised_on": dt.date(2026, 5, 1)}],
    )  # fmt: skip
    assert sorted(said(row["household"]["house_grade"])) == [
        ("A", "名册", "2026-10-31"),
        ("C", "住建部门", "2026-05-01"),
    ]


def test_only_children_are_asked_about_school(tmp_path: Path, pack: Pack) -> None:
    child = person("B", birth_date=dt.date(2015, 3, 1))
    row, _ = read(tmp_path, pack, member=[person("A"), child], D21=[], D23=[], D24=[])
    adult, pupil = row["members"]
    assert "at_school" not in adult
    assert said(pupil["at_school"]) == [(False, "教育部门（没有记录）", "2026-10-31")]


def test_a_sentence_that_is_served_no_longer_holds(tmp_path: Path, pack: Pack) -> None:
    served = {
        "id_no": invented_id(ord("A")), "name": "A", "state": "服刑",
        "from_date": dt.date(2020, 1, 1), "to_date": dt.date(2026, 10, 30),
    }  # fmt: skip
    row, _ = read(tmp_path, pack, D10=[served])
    assert "situation" not in row["members"][0]


def test_one_household_is_read_as_it_is_in_the_stream(tmp_path: Path, pack: Pack) -> None:
    row, _ = read(
        tmp_path, pack, household=[home("H1", house_grade="A"), home("H2")],
        member=[person("A"), person("B", "H2"), person("C")],
    )  # fmt: skip
    assert readings_of(tmp_path / "readings.parquet", "H1", pack) == row
    assert [one["person_no"] for one in row["members"]] == ["PA", "PC"]
    assert readings_of(tmp_path / "readings.parquet", "H9", pack) is None


def test_property_of_who_has_not_signed_is_not_read(tmp_path: Path, pack: Pack) -> None:
    from dataclasses import replace

    from huitoukan.rules.shapes.standards import Gives, Readings
    from huitoukan.rules.shapes.words import Text

    text = Text("机动车", "Cars")
    car = Readings("cars", text, "D08", "member", text, "", "", None, None,
                   (Gives("at_school", value=True),))  # fmt: skip
    asked = replace(pack, readings={"cars": car})
    row = {"id_no": invented_id(ord("A")), "name": "A", "plate": "示A00000"}
    given = tables(tmp_path, pack, household=[home("H1")], member=[person("A")], D08=[row])
    path = tmp_path / "r.parquet"
    write_readings(path, asked, given, on=DAY, stated_on=DAY)
    assert "at_school" not in next(iter(read_readings(path, asked)))["members"][0]
