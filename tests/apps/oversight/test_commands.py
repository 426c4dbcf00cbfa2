"""`huitoukan oversight` from the terminal: refusals, JSON, and the same figures as the pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from huitoukan.apps.oversight.commands import app
from huitoukan.domain.problems import State
from huitoukan.domain.refusals import Refused
from tests.apps.looking import stand_still
from tests.apps.oversight.seeing import link
from tests.cast import Cast
from tests.factories import Maker


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch)


def told(*words: str) -> Any:
    """What the command answers as JSON."""
    answer = CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


def test_who_may_not_trace_is_refused_in_the_terminal_too(cast: Cast, make: Maker) -> None:
    problem = make.problem()
    for who, why, code in (("rui", "核查", "NOT_ALLOWED"), ("lei", "", "TRACE_REASON")):
        with pytest.raises(Refused) as refusal:
            told("trace", problem.code, "--as", who, "--why", why)
        assert refusal.value.code == code


def test_the_commands_say_what_the_pages_say(cast: Cast, make: Maker) -> None:
    link(cast)
    problem = make.problem(state=State.RECTIFYING)
    leaders = told("leaders")["leaders"]
    assert [(one["name"], one["place"]) for one in leaders] == [("连县长", "龙潭镇")]
    places = told("schedule", "--as", "rui")["places"]
    assert [(one["place"], one["open"]) for one in places] == [
        ("云岭县", 1), ("龙潭镇", 1), ("石门乡", 0),
    ]  # fmt: skip
    assert told("trace", problem.code, "--as", "lei", "--why", "核查")["problem"] == problem.code
    table = CliRunner().invoke(app, ["schedule"], catch_exceptions=False)
    assert "龙潭镇" in table.output
