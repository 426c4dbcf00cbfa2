"""Lists minus the registered poor: who is found, who is not, and what nobody can tell."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from huitoukan.domain.refusals import Refused
from huitoukan.engine import api
from huitoukan.engine.examples import invented_id
from huitoukan.engine.try_group import try_group, try_groups
from huitoukan.rules.load import load_pack
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.comparing import Example

DAY = dt.date(2026, 10, 31)
Row = dict[str, Any]


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("national-2026")


def write(folder: Path, pack: Pack, name: str, rows: list[Row], file: str = "") -> Path:
    dataset = pack.table(name)
    assert dataset is not None
    path = folder / f"{file or name}.parquet"
    extra = [("village_code", api.ARROW_TYPES["text"])] if name in ("household", "member") else []
    numbered = ({"row_no": number, **row} for number, row in enumerate(rows, start=2))
    api.write_table(path, dataset, numbered, extra=extra)
    return path


def tables(folder: Path, pack: Pack, **given: list[Row] | list[list[Row]]) -> api.Tables:
    """The registry and the deliveries; a list of lists is a delivery of several files."""
    write(folder, pack, "household", given.pop("household", []))  # type: ignore[arg-type]
    write(folder, pack, "member", given.pop("member", []))  # type: ignore[arg-type]
    deliveries = {}
    for name, rows in given.items():
        files = rows if rows and isinstance(rows[0], list) else [rows]
        deliveries[name] = tuple(
            write(folder, pack, name, one, f"{name}-{i}")  # type: ignore[arg-type]
            for i, one in enumerate(files)
        )
    return api.Tables(folder, deliveries)


def result(derived: api.Derived, name: str) -> api.GroupResult:
    return next(one for one in derived.groups if one.group.id == name)


def home(no: str, **more: Any) -> Row:
    return {"household_no": no, "head_name": "某户", "township": "某镇", "village": "某村", **more}


def member(no: str, number: int, household: str = "H1") -> Row:
    return {
        "household_no": household, "person_no": no, "name": no, "id_no": invented_id(number)
    }  # fmt: skip


def dibao(number: int, **more: Any) -> Row:
    return {"id_no": invented_id(number), "name": f"人{number}", "from_month": "2024-01", **more}


def test_without_a_registry_nothing_is_derived(tmp_path: Path, pack: Pack) -> None:
    with pytest.raises(Refused) as refused:
        api.derive(pack, api.Tables(tmp_path), DAY)
    assert refused.value.code == "TABLE_MISSING"


def test_every_row_of_a_list_is_accounted_for(tmp_path: Path, pack: Pack) -> None:
    found = api.derive(
        pack,
        tables(
            tmp_path, pack,
            household=[home("H1", household_type="脱贫户")],
            member=[member("P1", 1)],
            D14=[dibao(1), dibao(2), dibao(3), dibao(4, to_month="2026-01"),
                 {"id_no": "不详", "name": "无号"}],
            D07=[{"id_no": invented_id(3), "died_on": dt.date(2026, 5, 1)}],
        ),
        DAY,
    )  # fmt: skip
    one = result(found, "rural_dibao")
    assert (one.n_rows, one.n_belong, one.n_dead, one.n_registered, one.n_unclear) == (
        5,
        4,
        1,
        1,
        0,
    )
    rows = [(row.values["name"], row.row_no, row.person_key is None) for row in found.found]
    assert rows == [("人2", 3, False), ("无号", 6, True)]
    assert one.n_belong == one.n_dead + one.n_registered + len(rows)


def test_a_list_that_was_not_delivered_is_told_by_name_and_not_as_nobody(
    tmp_path: Path, pack: Pack
) -> None:
    found = api.derive(pack, tables(tmp_path, pack, D14=[dibao(1)]), DAY)
    why = {one.group.id: one.why for one in found.groups}
    assert why["scattered_tekun"] == "source_missing:D16"
    assert why["serious_illness"] == "source_missing:D29"
    assert why["rural_dibao"] == ""
    assert result(found, "rural_dibao").unasked == ("D07", "D12"), "nobody was taken off as dead"


def test_a_delivered_list_without_rows_is_nobody(tmp_path: Path, pack: Pack) -> None:
    one = result(api.derive(pack, tables(tmp_path, pack, D16=[]), DAY), "scattered_tekun")
    assert (one.why, one.n_rows) == ("", 0)


@pytest.mark.parametrize("column", ["monitor_category", "household_type"])
def test_a_registry_without_the_column_cannot_tell_the_edge_households(
    tmp_path: Path, pack: Pack, column: str
) -> None:
    row = {"monitor_category": "边缘易致贫户", "household_type": "普通农户"}
    del row[column]
    found = api.derive(
        pack, tables(tmp_path, pack, household=[home("H1", **row)], member=[member("P1", 1)]), DAY
    )
    assert result(found, "edge").why == f"column_missing:household.{column}"


def test_a_member_of_a_household_of_no_stated_kind_is_registered(
    tmp_path: Path, pack: Pack
) -> None:
    homes = [home("H1", household_type="普通农户"), home("H2")]
    members = [member("P1", 1), member("P2", 2, "H2")]
    found = api.derive(
        pack,
        tables(tmp_path, pack, household=homes, member=members, D14=[dibao(1), dibao(2)]),
        DAY,
    )
    assert [row.values["name"] for row in found.found] == ["人1"]


def test_one_person_comes_up_in_each_group_and_the_place_where_it_is_known(
    tmp_path: Path, pack: Pack
) -> None:
    found = api.derive(
        pack,
        tables(
            tmp_path, pack,
            D14=[[dibao(1, village_code="990101001001")], [dibao(2)]],
            D16=[{"id_no": invented_id(1), "name": "人1", "mode": "分散"}],
            D06=[{"id_no": invented_id(number), "name": f"人{number}", "hukou_no": "1",
                  "village_code": f"99010100100{number}"} for number in (1, 2)],
        ),
        DAY,
    )  # fmt: skip
    rows = [(r.group, r.table, r.file_no, r.values["name"], r.values["place_code"])
            for r in found.found]  # fmt: skip
    assert rows == [
        ("农村低保", "D14", 0, "人1", "990101001001"),
        ("农村低保", "D14", 1, "人2", "990101001002"),
        ("分散供养特困", "D16", 0, "人1", "990101001001"),
    ]


def test_a_disability_card_is_the_person_inside_it(tmp_path: Path, pack: Pack) -> None:
    number = invented_id(1)
    found = api.derive(
        pack,
        tables(
            tmp_path, pack,
            household=[home("H1", household_type="脱贫户")],
            member=[{**member("P1", 1), "id_no": f"{number}41"}],
            D55=[{"card_no": f"{number}41B1", "id_no": number, "level": 1}],
        ),
        DAY,
    )  # fmt: skip
    assert result(found, "severe_disability").n_registered == 1
    assert found.found == ()


def test_a_county_may_name_the_illnesses(tmp_path: Path, pack: Pack) -> None:
    group = pack.off_registry["serious_illness"]
    param = replace(group.rule.params["illnesses"], value="肺癌、尿毒症")
    own = replace(group, rule=replace(group.rule, params={"illnesses": param}))
    local = replace(pack, off_registry={"serious_illness": own})
    ill = [{"id_no": invented_id(i), "name": f"人{i}", "care": "大病专项救治", "illness": illness}
           for i, illness in enumerate(["肺癌", "白内障", None])]  # fmt: skip
    found = api.derive(local, tables(tmp_path, local, D29=ill), DAY)
    assert [row.values["name"] for row in found.found] == ["人0"]
    assert result(found, "serious_illness").n_unclear == 1, "an illness that is not stated"


def test_an_example_that_is_not_as_expected_says_so(pack: Pack) -> None:
    group = pack.off_registry["scattered_tekun"]
    given = {"member": (), "D16": ({"id_no": "A", "mode": "分散"}, {"id_no": "B"})}
    wrong = Example("wrong", "boundary", DAY, given, ("C",), (), 0)
    told = try_group(pack, group, wrong).difference
    assert "不应列入：A" in told
    assert "应当列入而没有：C" in told
    assert "无法判断应为 0，实为 1" in told
    assert {one.rule_id for one in try_groups(pack, ["edge"])} == {"edge"}
    assert all(one.passed for one in try_groups(pack, ["edge"]))
