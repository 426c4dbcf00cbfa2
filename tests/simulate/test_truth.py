"""The truth, judged again by slow plain Python over the written files, without any engine."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.simulate.delivered import refused, rows, truth

YEAR, MONTH, DAY = "2026", "2026-10", "2026-10-31"
Members = dict[str, dict[str, object]]


@pytest.fixture(scope="module")
def members(county_folder: Path) -> Members:
    """The member rows that an import keeps, by person number."""
    bad = refused(county_folder, "member")
    kept = [row for row in rows(county_folder, "member") if row["row"] not in bad]
    return {str(row["person_no"]): row for row in kept}


def _expected(folder: Path, rule: str, column: str = "person_no") -> set[str]:
    return {line[column] for line in truth(folder, "hits") if line["rule"] == rule}


def _narrow(number: object) -> str:
    return "".join(str(number).split()).translate(
        {ord("０") + digit: str(digit) for digit in range(10)} | {ord("x"): "X"}
    )


def _numbers(folder: Path, data_set: str) -> set[str]:
    bad = refused(folder, data_set)
    return {_narrow(row["id_no"]) for row in rows(folder, data_set) if row["row"] not in bad}


def _usable(members: Members, folder: Path) -> Members:
    """Members whose number is a whole valid one, as the truth has it."""
    broken = _expected(folder, "C001") | _expected(folder, "C002") | _expected(folder, "X79")
    return {
        no: {**row, "id_no": str(row["id_no"])[:18]}
        for no, row in members.items()
        if no not in broken and len(str(row["id_no"])) != 15
    }


def test_members_in_neither_medical_scheme_are_those_planted(
    county_folder: Path, members: Members
) -> None:
    insured = {
        _narrow(row["id_no"]) for row in rows(county_folder, "D26") if str(row["year"]) == YEAR
    }
    insured |= {
        str(row["id_no"])
        for row in rows(county_folder, "D27")
        if not row["to_month"] or str(row["to_month"]) >= MONTH.replace("-", "")
    }
    dead = {
        str(row["id_no"]) for row in rows(county_folder, "D07") if str(row["died_on"]) <= DAY
    } | _numbers(county_folder, "D12")
    found = {
        no
        for no, row in _usable(members, county_folder).items()
        if row["id_no"] not in insured and row["id_no"] not in dead
    }
    assert found == _expected(county_folder, "X32")


def test_members_with_dear_private_cars_are_those_planted(
    county_folder: Path, members: Members
) -> None:
    owners = {
        str(row["id_no"])
        for row in rows(county_folder, "D08")
        if row["state"] == "正常"
        and row["use"] == "非营运"
        and "客车" in str(row["vehicle_type"])
        and int(str(row["value"])) > 30_000
    }
    unsigned = {line["household_no"] for line in truth(county_folder, "skipped")}
    found = {no: row["household_no"] for no, row in members.items() if row["id_no"] in owners}
    assert unsigned <= set(found.values())
    seen = {no for no, household_no in found.items() if household_no not in unsigned}
    assert seen == _expected(county_folder, "X04")


def test_members_missing_from_the_hukou_are_those_planted(
    county_folder: Path, members: Members
) -> None:
    present = {str(row["id_no"]) for row in rows(county_folder, "D06") if row["state"] == "正常"}
    usable = _usable(members, county_folder)
    found = {no for no, row in usable.items() if row["id_no"] not in present}
    assert found == _expected(county_folder, "X76")


def test_households_that_hold_one_number_twice_are_those_planted(
    county_folder: Path, members: Members
) -> None:
    places: dict[object, set[object]] = defaultdict(set)
    for row in members.values():
        if row["id_no"]:
            places[row["id_no"]].add(row["household_no"])
    found = {no for no, row in members.items() if len(places[row["id_no"]]) > 1}
    assert found == _expected(county_folder, "X80")


def test_households_with_a_wrong_member_count_are_those_planted(
    county_folder: Path, members: Members
) -> None:
    counted = Counter(row["household_no"] for row in members.values())
    found = {
        str(row["household_no"])
        for row in rows(county_folder, "household")
        if int(str(row["member_count"]).removesuffix(".0")) != counted[row["household_no"]]
    }
    assert found == _expected(county_folder, "C014", "household_no")


def test_households_in_unsafe_houses_are_those_planted(county_folder: Path) -> None:
    newest: dict[object, dict[str, object]] = {}
    for row in rows(county_folder, "D33"):
        before = newest.get(row["household_no"])
        if before is None or str(row["appraised_on"]) > str(before["appraised_on"]):
            newest[row["household_no"]] = row
    found = {
        str(no)
        for no, row in newest.items()
        if row["grade"] in ("C级", "D级") and row["lived_in"] == "是"
    }
    assert found == _expected(county_folder, "X41", "household_no")


def test_dibao_off_the_registry_is_that_planted(county_folder: Path, members: Members) -> None:
    registered = {str(row["id_no"])[:18] for row in members.values()}
    bad = refused(county_folder, "D14")
    found = {
        str(row["id_no"])
        for row in rows(county_folder, "D14")
        if row["row"] not in bad
        and (not row["to_month"] or str(row["to_month"]) >= MONTH)
        and row["id_no"] not in registered
    }
    assert found == _expected(county_folder, "X14", "id_no")


def test_pupils_without_the_living_subsidy_are_those_planted(
    county_folder: Path, members: Members
) -> None:
    paid = {
        str(row["id_no"])
        for row in rows(county_folder, "D22")
        if row["aid_item"] == "义务教育生活补助" and str(row["paid_on"]) > "2025-10-31"
    }
    pupils = {
        no: row
        for no, row in _usable(members, county_folder).items()
        if row["student_status"] in ("小学", "七年级", "八年级", "九年级")
    }
    found = {no for no, row in pupils.items() if row["id_no"] not in paid}
    assert len(pupils) > 50
    assert found == _expected(county_folder, "X29")


def test_members_away_this_year_without_travel_money_are_those_planted(
    county_folder: Path, members: Members
) -> None:
    paid = {
        str(row["id_no"])
        for row in rows(county_folder, "D47")
        if float(str(row["subsidy_year"])) == float(YEAR)
    }
    away = {
        str(row["id_no"])
        for row in rows(county_folder, "D45")
        if row["work_region"] in ("县外省内", "省外")
        and "202601" <= str(row["from_month"]) <= "202607"
    }
    found = {
        no
        for no, row in _usable(members, county_folder).items()
        if row["id_no"] in away and row["id_no"] not in paid
    }
    assert len(away) > 50
    assert found == _expected(county_folder, "X67")


def test_accounts_of_three_households_are_those_planted(
    county_folder: Path, members: Members
) -> None:
    home = {str(row["id_no"])[:18]: (row["household_no"], no) for no, row in members.items()}
    bad = refused(county_folder, "D50")
    receives: dict[object, set[tuple[object, str]]] = defaultdict(set)
    for row in rows(county_folder, "D50"):
        if row["row"] not in bad and str(row["month"]) > "202510" and str(row["id_no"]) in home:
            receives[row["account"], row["account_name"]].add(home[str(row["id_no"])])
    shared = [homes for homes in receives.values() if len({one for one, _ in homes}) >= 3]
    assert {no for homes in shared for _, no in homes} == _expected(county_folder, "X71")


def test_populous_villages_without_a_team_are_those_planted(county_folder: Path) -> None:
    persons: Counter[object] = Counter()
    for row in rows(county_folder, "household"):
        if row["household_type"] == "脱贫户":
            persons[row["village"]] += int(float(str(row["member_count"])))
    in_place = {
        row["village"]
        for row in rows(county_folder, "D03")
        if not row["to_date"] or row["to_date"] == "2026年11月1日"
    }
    codes = {row["village"]: str(row["village_code"]) for row in rows(county_folder, "village")}
    found = {codes[name] for name, n in persons.items() if n >= 100 and name not in in_place}
    assert found == _expected(county_folder, "X83", "village_code")


def test_look_alikes_are_no_hits_of_their_rule(county_folder: Path) -> None:
    hits = truth(county_folder, "hits")
    persons = {(line["rule"], line["person_no"]) for line in hits if line["person_no"]}
    households = {
        (line["rule"], line["household_no"]) for line in hits if line["object_kind"] == "household"
    }
    villages = {(line["rule"], line["village_code"]) for line in hits if line["village_code"]}
    lines = truth(county_folder, "look_alikes")
    assert len(lines) >= 50
    for line in lines:
        assert (line["rule"], line["person_no"]) not in persons
        assert (line["rule"], line["household_no"]) not in households
        assert (line["rule"], line["village_code"]) not in villages
        assert line["why"]
