"""What the comparison finds against what the simulator planted: nothing missed, nobody accused."""

from __future__ import annotations

from pathlib import Path

import pytest

from huitoukan.apps.assessment.models import HouseholdVerdict
from huitoukan.apps.assessment.queries.words import answers_of
from huitoukan.apps.comparison.models import Hit, RuleOutcome
from huitoukan.apps.files.models import RowAccount
from huitoukan.apps.registry.models import ImportReject, ImportSheet, ListedPerson, Member
from huitoukan.apps.sources.models import Delivery, DeliveryReject
from huitoukan.domain.identity import person_key
from huitoukan.engine.keys import off_registry_key
from tests.journeys.conftest import LookBack, look_back

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

Doubt = tuple[str, str, str]
SEEDS = [7, pytest.param(11, marks=pytest.mark.long)]


def found() -> set[Doubt]:
    return {
        (hit.rule, hit.household_no, hit.person_no or ("" if hit.household_no else hit.object_key))
        for hit in Hit.objects.for_system("a test compares with the truth")
    }


def planted(county: LookBack) -> set[Doubt]:
    doubts = set()
    for row in county.truth("hits.csv"):
        person = row["person_no"] or row["village_code"]
        if not person and not row["household_no"]:
            key = person_key(row["id_no"])
            assert key is not None
            person = off_registry_key(key)
        doubts.add((row["rule"], row["household_no"], person))
    return doubts


@pytest.mark.parametrize("seed", SEEDS)
def test_every_planted_fault_is_found_and_nothing_else(data_folder: Path, seed: int) -> None:
    county = look_back(data_folder, seed=seed)
    doubts, truth = found(), planted(county)
    assert len(truth) > 50
    assert truth - doubts == set(), "missed"
    assert doubts - truth == set(), "wrongly suspected"


def test_households_without_a_valid_authorisation_are_skipped_and_counted(
    data_folder: Path,
) -> None:
    county = look_back(data_folder, seed=7)
    skipped = {row["household_no"] for row in county.truth("skipped.csv")}
    members = Member.objects.for_system("a test counts who is skipped")
    n_persons = members.filter(household__household_no__in=skipped).count()
    assert skipped
    by_rule = {one.rule: one for one in RuleOutcome.objects.all()}
    assert f"no_consent:{n_persons}" in by_rule["X04"].why.split(";")
    assert f"no_consent:{len(skipped)}" in by_rule["X05"].why.split(";")
    assert by_rule["X04"].n_cannot_tell >= n_persons
    assert "no_consent" not in by_rule["X01"].why


@pytest.mark.parametrize("seed", SEEDS)
def test_the_off_registry_persons_are_exactly_those_of_the_truth(
    data_folder: Path, seed: int
) -> None:
    county = look_back(data_folder, seed=seed)
    assert county.run("registry", "off-registry", "--merge", "--as", "ruiping") == 1
    listed = ListedPerson.objects.for_system("a test compares with the truth")
    derived = {
        (person_key(person.id_no), group)
        for person in listed.filter(table="off_registry")
        for group in person.facts["groups"].split("、")
    }
    truth = {(person_key(row["id_no"]), row["group"]) for row in county.truth("off_registry.csv")}
    assert {group for _, group in truth} == {
        "农村低保",
        "分散供养特困",
        "重度残疾",
        "重病",
        "边缘户",
    }
    assert derived == truth


@pytest.mark.long
def test_the_whole_county_of_ningshan_is_found_exactly(data_folder: Path) -> None:
    county = look_back(data_folder, seed=7, scale="ningshan")
    assert found() == planted(county)


def test_no_lawful_look_alike_is_suspected(data_folder: Path) -> None:
    county = look_back(data_folder, seed=11)
    doubts = found()
    look_alikes = county.truth("look_alikes.csv")
    assert len(look_alikes) > 20
    for row in look_alikes:
        place = row["person_no"] or row["village_code"]
        assert (row["rule"], row["household_no"], place) not in doubts, row


def test_exactly_the_bad_rows_are_given_back_and_every_row_is_accounted_for(
    data_folder: Path,
) -> None:
    county = look_back(data_folder, seed=7)
    given_back = {
        (reject.sheet, reject.row, reject.code)
        for model in (ImportReject, DeliveryReject)
        for reject in model.objects.all()
    }
    expected = {
        (row["sheet"] or Path(row["file"]).stem, int(row["row"]), row["code"])
        for row in county.truth("rejects.csv")
    }
    assert {(row, code) for _, row, code in given_back} == {(r, c) for _, r, c in expected}
    accounts: list[RowAccount] = [
        *ImportSheet.objects.all(),
        *Delivery.objects.for_system("a test adds up"),
    ]
    assert accounts
    for account in accounts:
        assert account.n_rows == account.n_accepted + account.n_rejected


@pytest.mark.parametrize("seed", SEEDS)
def test_no_household_that_falls_short_is_called_met_and_no_other_not_met(
    data_folder: Path, seed: int
) -> None:
    county = look_back(data_folder, seed=seed)
    assert county.run("assessment", "run", "--as", "ruiping") == 0
    rows = HouseholdVerdict.objects.for_system("a test compares with the truth")
    answers = {row.household_no: answers_of(row.marks) for row in rows}
    truth = {(row["household_no"], row["indicator"]) for row in county.truth("standards.csv")}
    told = {
        (number, indicator): answer
        for number, own in answers.items()
        for indicator, answer in own.items()
    }
    assert truth <= set(told)
    assert {key for key in truth if told[key] == "met"} == set(), "called met"
    not_met = {key for key, answer in told.items() if answer == "not_met"}
    assert not_met - truth == set(), "wrongly called not met"
    assert {indicator for _, indicator in not_met} >= {"H6", "H7"}
