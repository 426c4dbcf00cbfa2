"""`huitoukan compare` about runs, as its operator meets it; refusals first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import Result
from typer.testing import CliRunner

from huitoukan.apps.comparison.commands import app
from huitoukan.apps.comparison.models import Closure, Hit
from huitoukan.domain.refusals import Refused
from tests.apps.comparison.doubts import again, found_dead
from tests.cast import VILLAGE_1, Cast
from tests.factories import Maker


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def answer(*words: str) -> dict[str, Any]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_run_that_is_not_there_is_refused(cast: Cast) -> None:
    for command in ("changes", "coverage"):
        result = run(command, "BD-00000000")
        assert isinstance(result.exception, Refused)
        assert result.exception.code == "NOT_FOUND"


def test_a_proposal_is_decided_with_a_reason_or_only_rehearsed(cast: Cast, make: Maker) -> None:
    hit = Hit.objects.for_system("tests").get(problem_code=make.problem().code)
    make.run([], asked={"X16": ""})
    refused = run("closure", hit.code, "refuse", "--as", "rui")
    assert isinstance(refused.exception, Refused)
    assert run("closure", hit.code, "close", "--as", "rui").exit_code == 2
    words = ("closure", hit.code, "refuse", "--reason", "仍在领取", "--as", "rui")
    assert run(*words, "--dry-run").exit_code == 0
    assert again(hit).closure == Closure.PROPOSED
    assert run(*words).exit_code == 0
    assert again(hit).closure == Closure.REFUSED


def test_runs_and_their_changes_are_listed(cast: Cast, make: Maker) -> None:
    home, other = make.household(), make.household()
    first = make.run([make.found(home), make.found(other)])
    make.run([make.found(home)])
    third = make.run([], asked={"X16": "source_missing:D14"})
    listed = answer("runs")["runs"]
    assert [(one["n_hits"], one["n_gone"], one["n_not_compared"]) for one in listed] == [
        (0, 0, 1), (1, 1, 0), (2, 0, 0),
    ]  # fmt: skip
    told = answer("changes", third.code)
    assert told["counts"]["not_compared"] == 1
    assert told["hits"][0]["why"] == "source_missing:D14"
    told = answer("changes", first.code, "--against", third.code)
    assert (told["before"], told["after"]) == (first.code, third.code)
    assert (told["counts"]["gone"], told["counts"]["not_compared"]) == (1, 1)
    assert "不再出现 1" in run("changes", third.code, "--against", first.code).output


def test_coverage_of_each_village_is_listed(cast: Cast, make: Maker, tmp_path: Path) -> None:
    code = found_dead(cast, make, tmp_path).last_run.code
    (village,) = answer("coverage", code, "--rule", "X33", "--as", "rui")["villages"]
    assert village == {
        "village": VILLAGE_1, "objects": 2, "cannot_tell": 2, "why": {"source_missing": 2},
    }  # fmt: skip
    assert "缺少部门数据 2" in run("coverage", code, "--rule", "X33").output
