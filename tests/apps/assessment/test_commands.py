"""`huitoukan assessment` on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from huitoukan.apps.assessment.models import StatedFact
from huitoukan.domain.refusals import Refused
from tests.apps.assessment.homes import homes
from tests.apps.assessment.villages import agreed, sampled, two_villages
from tests.cast import VILLAGE_1, VILLAGE_3, Cast
from tests.factories import Maker
from tests.journeys.conftest import command

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(cast: Cast, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command of the county's data officer with its JSON answer."""

    def call(*words: object) -> dict[str, Any]:
        capsys.readouterr()
        command("assessment", *words, "--as", "rui", "--json")
        found: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[0])
        return found

    return call


def test_before_the_first_run_there_are_no_verdicts(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        command("assessment", "verdicts", "--as", "rui")
    assert refusal.value.code == "ASSESSMENT_NONE"


def test_run_list_show_and_decide(cast: Cast, make: Maker, tmp_path: Path, run: Run) -> None:
    found = homes(cast, make, tmp_path)
    number = found["unsafe"].household_no
    made = run("run", "--standard", "three_plus_one")
    assert (made["households"], made["not_met"]) == (3, 1)
    assert run("list")["runs"][0]["code"] == made["run"]
    missed = run("verdicts", "--verdict", "not_met")
    assert [one["household_no"] for one in missed["verdicts"]] == [number]
    assert run("show", number)["verdict"] == "not_met"
    decided = run("judge", number, "cannot_tell", "--reason", "在建")
    assert (decided["machine"], decided["verdict"]) == ("not_met", "cannot_tell")
    tried = run("try", "demo", "--standard", "three_plus_one")
    assert tried["is_try"]


def test_villages_are_listed_shown_and_judged_and_rates_laid_out(
    cast: Cast, make: Maker, run: Run
) -> None:
    two_villages(cast, make)
    agreed(cast, VILLAGE_1)
    sampled(cast, VILLAGE_1, households_asked="10", households_satisfied="9")
    make.snapshot()
    made = run("run", "--village-standard", "village_national")
    assert (made["villages"], made["villages_met"]) == (2, 1)
    assert run("villages", "--verdict", "met")["n"] == 1
    assert run("show-village", VILLAGE_1)["verdict"] == "met"
    decided = run("judge-village", VILLAGE_3, "met", "--reason", "看过")
    assert (decided["machine"], decided["verdict"]) == ("cannot_tell", "met")
    rates = {one["title"]: one["percent"] for one in run("rates")["rates"]}
    assert rates["群众认可度"] == 90
    assert rates["错退率"] is None


def test_facts_are_stated_from_a_terminal(
    cast: Cast, make: Maker, tmp_path: Path, run: Run
) -> None:
    found = homes(cast, make, tmp_path)
    run("run", "--standard", "three_plus_one")
    number = found["safe"].household_no
    head = found["safe"].members.for_system("tests").get().person_no
    run("state", number, "food_enough=是", f"{head}:insured=居民医保", "--said-by", "户主",
        "--on", "2026-11-01")  # fmt: skip
    stored = {(one.person_no, one.value) for one in StatedFact.objects.for_system("tests")}
    assert stored == {("", "true"), (head, "居民医保")}
