"""`huitoukan assignments` as its operator meets it; refusals first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from typer.testing import CliRunner

from huitoukan.apps.assignments.commands import app
from huitoukan.apps.assignments.models import Assignment
from huitoukan.domain.refusals import Refused
from tests.apps.assignments.sent import INSIDE, STRONG, lines_of
from tests.cast import VILLAGE_1, Cast
from tests.factories import JPEG, Maker


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def told(*words: str) -> dict[str, Any]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_refusal_is_the_same_as_on_the_page(cast: Cast, make: Maker) -> None:
    make.hit(None, STRONG)
    result = run("send", "--as", "tang")
    assert isinstance(result.exception, Refused)
    assert result.exception.code == "NOT_ALLOWED"
    nothing = run("send", "--as", "rui", "--rule", "X32")
    assert isinstance(nothing.exception, Refused)
    assert nothing.exception.code == "ASSIGN_NOTHING"


def test_a_rehearsal_shows_the_split_and_writes_nothing(cast: Cast, make: Maker) -> None:
    make.hit(None, STRONG)
    shown = told("send", "--as", "rui", "--dry-run")
    assert [(one["to"], one["doubts"]) for one in shown["assignments"]] == [
        ("township", 1), ("department", 1),
    ]  # fmt: skip
    assert not Assignment.objects.for_system("tests").exists()


def test_from_sending_to_the_verdict_by_commands(cast: Cast, make: Maker, tmp_path: Path) -> None:
    hit = make.hit(make.household(VILLAGE_1), INSIDE)
    (made,) = told("send", "--as", "rui", "--note", "核对人数")["assignments"]
    assert told("list", "--as", "ping")["assignments"][0]["state"] == "sent"
    assert told("receive", made["code"], "--as", "ping")["received_by"] == "平小禾"
    (line,) = lines_of(hit)
    paper = tmp_path / "户口簿.jpg"
    paper.write_bytes(JPEG)
    words = ("answer", line.code, "--verdict", "dismissed", "--reason", "wrong-number")
    refused = run(*words, "--as", "ping")
    assert refused.exit_code == 1
    assert "这个结论要附材料" in refused.output
    assert told(*words, "--file", str(paper), "--as", "ping")["done"] == 1
    shown = told("list")["assignments"][0]
    assert (shown["open"], shown["answered"]) == (0, 1)
    assert told("settle", line.code, "--as", "rui")["done"] == 1
    hit.refresh_from_db()
    assert (hit.state, hit.reason_code) == ("dismissed", "wrong-number")


def test_the_list_is_written_to_a_folder(cast: Cast, make: Maker, tmp_path: Path) -> None:
    hit = make.hit(None, INSIDE)
    (made,) = told("send", "--as", "rui")["assignments"]
    written = told("export", made["code"], str(tmp_path / "out"), "--as", "ping")
    book = openpyxl.load_workbook(written["file"])
    assert hit.code in {cell.value for row in book["交办单"].iter_rows() for cell in row}


@pytest.mark.parametrize("words", [("list",), ("list", "--overdue")])
def test_the_list_is_a_table_for_people(cast: Cast, make: Maker, words: tuple[str, ...]) -> None:
    make.hit(None, INSIDE)
    told("send", "--as", "rui")
    result = run(*words)
    assert result.exit_code == 0
    assert "下一步" in result.output
