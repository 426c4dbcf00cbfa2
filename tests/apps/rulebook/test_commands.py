"""`compare try` and `compare scorecards` on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from huitoukan.apps.rulebook.models import Try
from huitoukan.apps.rulebook.services import tries
from huitoukan.domain.refusals import Refused
from tests.apps.rulebook.cars import cars
from tests.cast import VILLAGE_1, Cast
from tests.factories import Maker
from tests.journeys.conftest import command

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(cast: Cast, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command of the county's data officer with its JSON answer."""

    def call(*words: object) -> dict[str, Any]:
        capsys.readouterr()
        command("compare", *words, "--as", "rui", "--json")
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return call


@pytest.mark.parametrize(
    "words", [("X04",), ("--installed",), ("X04", "--installed", "--param", "a=1")]
)
def test_a_try_says_what_is_to_be_changed(cast: Cast, words: tuple[str, ...]) -> None:
    with pytest.raises((SystemExit, typer.BadParameter)):
        command("compare", "try", *words, "--as", "rui")
    assert not Try.objects.for_system("tests").exists()


def test_a_broken_rule_file_is_refused_with_its_lines(cast: Cast, tmp_path: Path) -> None:
    text = tries._as_yaml(cast.pack.files["rules/X04.yaml"]).replace("D08.value", "D08.worth")
    path = tmp_path / "X04.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        command("compare", "try", "--file", path, "--as", "rui")
    assert refused.value.code == "RULE_REJECTED"
    assert "worth" in refused.value.remedy()


def test_a_try_lists_before_and_after_masked(
    run: Run, cast: Cast, make: Maker, tmp_path: Path
) -> None:
    cars(cast, make, tmp_path)
    found = run("try", "X04", "--param", "car_value_limit=50000")
    assert found["only"] == {"before": 1, "after": 0, "both": 1}
    assert [row["name"] for row in found["hits"]["before"]] == ["车*一"]
    assert found["before"]["hits"] == 2
    path = tmp_path / "X04.yaml"
    path.write_text(tries._as_yaml(cast.pack.files["rules/X04.yaml"]).replace("30000", "70000"))
    assert run("try", "--file", path)["only"] == {"before": 2, "after": 0, "both": 0}


def test_scorecards_say_that_visits_are_not_recorded(run: Run, make: Maker) -> None:
    make.hit(make.household(VILLAGE_1))
    found = run("scorecards")
    (row,) = found["rows"]
    assert found["visits"] is None
    assert (row["n_hits"], row["n_waiting"], row["share"]) == (1, 1, "")
