"""`huitoukan incomes` as its operator meets it; refusals first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from huitoukan.apps.incomes.commands import app
from huitoukan.apps.incomes.models import IncomeSheet
from huitoukan.apps.registry.models import Household
from huitoukan.domain.refusals import Refused
from tests.apps.incomes.at_the_table import GRANTS, WAGE, family
from tests.cast import Cast
from tests.factories import Maker


@pytest.fixture
def home(make: Maker) -> Household:
    return family(make)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def answer(*words: str) -> dict[str, Any]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def filled(home: Household, folder: Path) -> str:
    """The blank sheet that `begin` prints, filled in with S000's lines."""
    content = json.loads(run("begin", home.household_no, "--as", "ping").stdout)
    content["lines"] = [WAGE, *GRANTS]
    path = folder / "sheet.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def test_another_village_and_words_that_are_none_are_refused(
    cast: Cast, home: Household, tmp_path: Path
) -> None:
    result = run("record", filled(home, tmp_path), "--as", "ning")
    assert isinstance(result.exception, Refused)
    assert result.exception.code == "NOT_FOUND"
    result = run("confirm", "SR-1", "--how", "nod", "--signer", "x", "--on", "2026-10-20")
    assert result.exit_code == 2


def test_a_rehearsal_writes_nothing(cast: Cast, home: Household, tmp_path: Path) -> None:
    told = answer("record", filled(home, tmp_path), "--as", "ping", "--dry-run")
    assert (told["dry_run"], told["per_head"]) == (True, "10,500")
    assert not IncomeSheet.objects.for_system("tests").exists()


def test_from_the_blank_sheet_to_the_signed_paper(
    cast: Cast, home: Household, tmp_path: Path
) -> None:
    who = ("--as", "ping")
    made = answer("record", filled(home, tmp_path), *who)
    assert (made["version"], made["per_head"]) == (1, "10,500")
    assert answer("present", made["sheet"], *who)["state"] == "shown"
    told = answer(
        "confirm", made["sheet"], "--how", "signature", "--signer", "王大山",
        "--on", "2026-10-20", *who,
    )  # fmt: skip
    assert told["state"] == "confirmed"
    (row,) = answer("list", "--state", "confirmed", *who)["households"]
    assert (row["household_no"], row["per_head"]) == (home.household_no, "10,500")
    shown = answer("show", home.household_no, *who)
    assert shown["profiles"][0]["household"] == "42,000"
    paper = answer("paper", made["sheet"], str(tmp_path), "--kind", "card", *who)
    assert Path(paper["file"]).stat().st_size > 0
    book = answer("export", str(tmp_path), *who)
    assert book["sheets"] == 1
    assert answer("import", book["file"], *who)["unchanged"] == 3
