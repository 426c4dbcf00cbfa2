"""The registry's background: what has to hold in every household that holds no fault."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from tests.simulate.delivered import refused, rows, truth


def _faultless(folder: Path) -> dict[str, list[dict[str, object]]]:
    faulty = {line["household_no"] for line in truth(folder, "hits")}
    bad = refused(folder, "member")
    households: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in rows(folder, "member"):
        if row["household_no"] not in faulty and row["row"] not in bad:
            households[str(row["household_no"])].append(row)
    return households


def test_every_household_has_one_head_named_in_the_household_row(county_folder: Path) -> None:
    heads = {str(row["household_no"]): row for row in rows(county_folder, "household")}
    households = _faultless(county_folder)
    assert len(households) >= 25
    for number, members in households.items():
        (head,) = [row for row in members if row["relation_to_head"] == "户主"]
        assert head["name"] == heads[number]["head_name"]
        assert head["id_no"] == heads[number]["head_id_no"]
        assert len(members) == int(str(heads[number]["member_count"]).removesuffix(".0"))


def test_sex_and_birth_date_are_those_of_the_number(county_folder: Path) -> None:
    for members in _faultless(county_folder).values():
        for row in members:
            number = str(row["id_no"])
            if len(number) < 18:
                continue
            assert number[6:14] == row["birth_date"]
            assert (int(number[16]) % 2 == 1) is (row["sex"] == "男")


def test_children_are_younger_than_the_head_and_no_parent_is_a_child(county_folder: Path) -> None:
    for members in _faultless(county_folder).values():
        head = next(row for row in members if row["relation_to_head"] == "户主")
        for row in members:
            gap = int(str(row["birth_date"])[:4]) - int(str(head["birth_date"])[:4])
            if row["relation_to_head"] in ("之子", "之女"):
                assert gap >= 17
            if row["relation_to_head"] in ("之父", "之母"):
                assert gap <= -20


def test_incomes_add_up_to_the_net_income_a_person(county_folder: Path) -> None:
    # Where an income is itself the look-alike, the lines beside it stay as they were.
    incomes = ("C155", "C166", "C167", "C168", "C169", "C171", "C172", "C173")
    lawful = truth(county_folder, "look_alikes")
    odd = {line["household_no"] for line in lawful if line["rule"] in incomes}
    faultless = _faultless(county_folder).keys() - odd
    for row in rows(county_folder, "household"):
        if row["household_no"] in faultless:
            earned = sum(
                float(str(row[part] or 0))
                for part in (
                    "income_wage",
                    "income_business",
                    "income_property",
                    "income_transfer",
                )
            )
            net = earned - float(str(row["cost_business"] or 0))
            persons = float(str(row["member_count"]))
            assert abs(net / persons - float(str(row["income_net_per_capita"]))) < 0.01
