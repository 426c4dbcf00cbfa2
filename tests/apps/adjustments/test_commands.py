"""`huitoukan adjustments` as its operator meets it; refusals first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from huitoukan.apps.adjustments.commands import app
from huitoukan.apps.adjustments.models import Adjustment
from huitoukan.apps.registry.models import Member
from huitoukan.domain.refusals import Refused
from tests.apps.registry.sheets import registry_rows, take
from tests.cast import AT, Cast

DAY = (AT.date()).isoformat()


@pytest.fixture
def registry(cast: Cast, tmp_path: Path) -> Cast:
    take(cast.system, cast.campaign, registry_rows(), tmp_path)
    return cast


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def answer(*words: str) -> dict[str, Any]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def proposed(*more: str) -> dict[str, Any]:
    return answer(
        "propose", "death", "H1", "--person", "P2", "--as", "tang", "--effective-on", "2026-01-02",
        "--reason", "证明已核", *more,
    )  # fmt: skip


def test_words_that_are_no_pairs_and_states_that_are_none_are_misuse(registry: Cast) -> None:
    common = ("--as", "tang", "--effective-on", DAY, "--reason", "x")
    for pair in ("exit_year", "=2026"):
        result = run("propose", "lifted", "H1", *common, "--field", pair)
        assert result.exit_code == 2
        assert "列名=值" in result.output
    assert run("list", "--state", "nothing").exit_code == 2
    assert run("step", "TZ-1", "propose", "--as", "tang").exit_code == 2


def test_a_refusal_is_the_same_as_on_the_page(registry: Cast) -> None:
    result = run(
        "propose", "death", "H1", "--as", "tang", "--effective-on", "2026-01-02", "--reason", "x"
    )
    assert isinstance(result.exception, Refused)
    assert result.exception.code == "ADJUSTMENT_PERSON_NEEDED"


def test_a_rehearsal_writes_nothing(registry: Cast) -> None:
    told = proposed("--dry-run")
    assert told["dry_run"] is True
    assert [row["kind"] for row in told["rows"]] == ["updated", "ended"]
    assert not Adjustment.objects.for_system("tests").exists()


def test_from_the_proposal_to_the_registry(registry: Cast) -> None:
    code = proposed()["code"]
    assert answer("list")["adjustments"][0]["state"] == "proposed"
    assert answer("step", code, "agree", "--as", "qiao", "--opinion", "属实")["state"] == "applied"
    assert Member.objects.for_system("tests").get(person_no="P2").ended_by == "死亡"
    assert answer("list", "--state", "applied")["n"] == 1
    assert "已生效" in run("list").output
