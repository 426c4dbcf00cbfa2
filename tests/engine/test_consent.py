"""Property data are compared only with who signed for it; the others are counted, never clean."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from huitoukan.engine.catalog import Tables
from huitoukan.engine.examples import Persons, run_example, write_example_tables
from huitoukan.engine.hits import RuleResult
from huitoukan.engine.plan import Plan, make_plan
from huitoukan.rules.load import load_pack
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.comparing import Example
from tests.engine.test_compare_folders import A, C, compare, folders, write_csv

DAY = dt.date(2026, 10, 31)
CAR = {"plate": "示A00001", "vehicle_type": "小型普通客车", "use": "非营运", "value": 68000,
       "state": "正常"}  # fmt: skip
SIGNED = {"data_sets": "全部", "valid_from": "2026-03-01", "valid_to": "2026-12-31",
          "signed_by": "甲"}  # fmt: skip
WHOLE = {"household_no": "H1", **SIGNED}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("national-2026")


def example(signed: list[dict[str, Any]] | None, **given: Any) -> Example:
    tables: dict[str, Any] = {
        "household": [{"household_no": "H1", "head_name": "甲"}],
        "member": [
            {"household_no": "H1", "person_no": "P1", "id_no": "A", "name": "甲"},
            {"household_no": "H1", "person_no": "P2", "id_no": "B", "name": "乙"},
        ],
        "D08": [{"id_no": "A", **CAR}, {"id_no": "B", **CAR, "plate": "示A00002"}],
        **given,
    }
    missing = () if signed is not None else ("authorisation",)
    if signed is not None:
        tables["authorisation"] = signed
    rows = {name: tuple(of) for name, of in tables.items()}
    return Example("asked", "boundary", DAY, rows, (), missing)


def asked(pack: Pack, rule: str, signed: list[dict[str, Any]] | None) -> RuleResult:
    return run_example(pack, pack.rules[rule], example(signed)).result


def hit(result: RuleResult) -> list[str]:
    return [one.object_key for one in result.hits]


def test_without_a_list_of_authorisations_nobody_is_compared_and_it_says_so(pack: Pack) -> None:
    result = asked(pack, "X04", None)
    assert (hit(result), result.n_cannot_tell, result.n_no_consent) == ([], 2, 2)
    assert result.cannot_tell_why == "no_authorisations:2"


@pytest.mark.parametrize(
    "row",
    [
        {**WHOLE, "valid_to": "2026-10-30"},
        {**WHOLE, "valid_from": "2026-11-01"},
        {**WHOLE, "revoked_on": "2026-10-31"},
        {**WHOLE, "data_sets": "D35、D36"},
        {**WHOLE, "household_no": "H2"},
        {**WHOLE, "id_no": "Z"},
        {**WHOLE, "name": "丁"},
    ],
    ids=["expired", "not yet", "revoked", "other data", "other household", "other person", "name"],
)
def test_an_authorisation_that_does_not_cover_the_day_the_data_or_the_person_counts_for_nothing(
    pack: Pack, row: dict[str, Any]
) -> None:
    result = asked(pack, "X04", [row])
    assert (hit(result), result.n_no_consent) == ([], 2)
    assert result.cannot_tell_why == "no_consent:2"


@pytest.mark.parametrize(
    ("row", "seen"),
    [
        (WHOLE, ["P1", "P2"]),
        ({**WHOLE, "data_sets": "D35、D08"}, ["P1", "P2"]),
        ({**WHOLE, "valid_from": "2026-10-31", "valid_to": "2026-10-31"}, ["P1", "P2"]),
        ({**WHOLE, "revoked_on": "2026-11-01"}, ["P1", "P2"]),
        ({**WHOLE, "id_no": "B"}, ["P2"]),
        ({**WHOLE, "name": "乙"}, ["P2"]),
        ({**WHOLE, "name": "甲", "id_no": "B"}, ["P2"]),
    ],
)
def test_a_household_signs_for_all_its_members_unless_it_names_one(
    pack: Pack, row: dict[str, Any], seen: list[str]
) -> None:
    result = asked(pack, "X04", [row])
    assert hit(result) == seen
    assert result.n_no_consent == 2 - len(seen)


def test_a_household_is_compared_only_when_every_member_is_covered(pack: Pack) -> None:
    assert hit(asked(pack, "X05", [WHOLE])) == ["H1"]
    partly = asked(pack, "X05", [{**WHOLE, "id_no": "A"}])
    assert (hit(partly), partly.n_cannot_tell, partly.n_no_consent) == ([], 1, 1)


def test_who_has_neither_a_number_nor_consent_is_counted_once(pack: Pack) -> None:
    members = [
        {"household_no": "H1", "person_no": "P1", "id_no": "A", "name": "甲"},
        {"household_no": "H2", "person_no": "P2", "name": "无号"},
        {"household_no": "H1", "person_no": "P3", "name": "小孩"},
    ]
    one = example([WHOLE], member=members)
    result = run_example(pack, pack.rules["X04"], one).result
    assert (hit(result), result.n_cannot_tell, result.n_no_consent) == (["P1"], 2, 1)
    assert result.cannot_tell_why == "no_key;no_consent:1"


def planned(pack: Pack, folder: Path, rule: str) -> Plan:
    one = example([])
    tables: Tables = write_example_tables(pack, pack.rules[rule], one, Persons(one), folder)
    return make_plan(pack, tables, DAY, [rule])


@pytest.mark.parametrize("rule", ["X04", "X05", "X45"])
def test_rows_of_who_has_not_signed_are_not_even_loaded(
    pack: Pack, tmp_path: Path, rule: str
) -> None:
    plan = planned(pack, tmp_path, rule)
    asking = plan.rules[0].consent
    loads = {step.name: step for step in plan.loads}
    assert asking
    for table in asking:
        keys = f"keys_authorised_{table}_person_key"
        assert f"JOIN {keys} ON" in loads[table].sql
        assert f"authorised_{table}" in loads[keys].reads


def test_a_rule_about_other_data_asks_for_no_consent(pack: Pack, tmp_path: Path) -> None:
    plan = planned(pack, tmp_path, "X01")
    assert plan.rules[0].consent == ()
    assert not [step for step in plan.steps if "authoris" in step.sql]


def test_the_folder_of_a_registry_may_hold_the_authorisations(tmp_path: Path) -> None:
    folder = folders(tmp_path)
    write_csv(folder / "deliveries/D08.csv", [{"id_no": A, **CAR}, {"id_no": C, **CAR}])
    summary, rows = compare(folder, "X04")
    (rule,) = summary["rules"]
    assert (rule["hits"], rule["cannot_tell"], rule["skipped_no_consent"]) == (0, 3, 3)
    assert {json.loads(row["evidence"])["why"] for row in rows} == {"no_authorisations"}

    signed = write_csv(folder / "registry/authorisations.csv", [WHOLE], labels=True)
    summary, rows = compare(folder, "X04,X11")
    x04, x11 = summary["rules"]
    assert (x04["hits"], x04["cannot_tell"], x04["skipped_no_consent"]) == (1, 2, 1)
    assert x11["skipped_no_consent"] == 0
    why = {row["object_id"]: json.loads(row["evidence"]).get("why") for row in rows[:3]}
    assert why == {"P1": None, "P2": "no_key", "P3": "no_consent"}
    (account,) = (one for one in summary["registry"] if one["table"] == "authorisation")
    assert (account["rows_in"], account["files"]) == (1, ["authorisations.csv"])

    table = pq.read_table(folder / "out/hits.parquet")
    signed.unlink()
    arrow = pyarrow.csv.read_csv(write_csv(tmp_path / "authorisations.csv", [WHOLE]))
    pq.write_table(arrow, folder / "registry/authorisations.parquet")
    compare(folder, "X04,X11")
    assert pq.read_table(folder / "out/hits.parquet").equals(table)
