"""Which files of `readings/` and `countermeasures/` a pack may have."""

from __future__ import annotations

from typing import Any

import pytest

from huitoukan.rules.check import check_pack
from huitoukan.rules.load import load_pack, pack_from_bytes
from huitoukan.rules.pack import canonical_bytes

HOUSES = {
    "id": "houses", "title": "房屋", "of": "D33", "about": "household", "basis": "测试",
    "day": "appraised_on", "gives": [{"fact": "house_grade", "column": "grade"}],
}  # fmt: skip


def sentences(file: str, value: dict[str, Any]) -> list[str]:
    pack = load_pack("national-2026")
    files = {**pack.files, file: value}
    changed = pack_from_bytes(canonical_bytes({"format": 1, "files": files}))
    return [one.sentence for one in check_pack(changed) if one.file.endswith(file)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"of": "D99"}, "没有数据表“D99”"),
        ({"about": "member"}, "不能说明 member"),
        ({"day": "org"}, "不是日期"),
        ({"day": "nothing"}, "没有列“nothing”"),
        ({"gives": [{"fact": "house_colour", "column": "grade"}]}, "没有可以取数的事实"),
        ({"gives": [{"fact": "income_per_head", "column": "grade"}]}, "没有可以取数的事实"),
        ({"gives": [{"fact": "house_grade", "column": "colour"}]}, "没有列“colour”"),
        ({"gives": [{"fact": "house_grade", "column": "grade", "value": "A"}]}, "只有一个"),
        ({"gives": [{"fact": "house_grade", "value": "E"}]}, "不能取“E”"),
        ({"gives": [{"fact": "food_enough", "value": "好"}]}, "true 或 false"),
        ({"gives": [{"fact": "house_grade", "value": "A", "absent": ["D99"]}]}, "没有数据表"),
    ],
)
def test_a_file_that_does_not_fit_is_told_where(change: dict[str, Any], words: str) -> None:
    assert any(words in one for one in sentences("readings/houses.yaml", {**HOUSES, **change}))


def test_a_measure_for_an_unknown_indicator_is_told() -> None:
    value = {"id": "x", "title": "x", "indicators": ["Z9"], "who": "x", "basis": "x"}
    assert sentences("countermeasures/x.yaml", value) == ["没有指标“Z9”"]


def test_a_fitting_file_is_no_fault() -> None:
    assert sentences("readings/houses.yaml", HOUSES) == []


CLINICS = {
    "id": "clinics", "title": "卫生室", "of": "D31", "about": "village", "basis": "测试",
    "gives": [{"fact": "clinic_ok", "column": "clinic_ok", "rows": "some"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"gives": [{"fact": "clinic_ok", "column": "clinic_ok"}]}, "可能有几行"),
        ({"gives": [{"fact": "clinic_ok", "column": "clinic_ok", "rows": "sum"}]}, "不是数"),
        ({"gives": [{"fact": "households", "column": "clinic", "rows": "every"}]}, "不是是非项"),
        ({"gives": [{"fact": "households", "column": "clinic", "rows": "count"}]}, "只数行"),
        ({"gives": [{"fact": "clinic_ok", "column": "clinic_ok", "rows": "some", "times": 2}]},
         "不是数"),
        ({"of": "household", "gives": [{"fact": "road_open", "value": True, "rows": "some"}]},
         "只能合计"),
        ({"covers": "whole"}, "covers"),
        ({"about": "county", "gives": [{"fact": "villages", "rows": "count"}]}, "covers"),
    ],
)  # fmt: skip
def test_rows_of_a_village_that_do_not_fit_are_told(change: dict[str, Any], words: str) -> None:
    found = sentences("readings/clinics.yaml", {**CLINICS, **change})
    assert any(words in one for one in found), found


def test_rows_are_for_places_alone() -> None:
    gives = [{"fact": "house_grade", "column": "grade", "rows": "some"}]
    found = sentences("readings/houses.yaml", {**HOUSES, "gives": gives})
    assert found == ["rows 只用于村和县的事实"]


def test_fitting_rows_of_a_village_are_no_fault() -> None:
    assert sentences("readings/clinics.yaml", CLINICS) == []
