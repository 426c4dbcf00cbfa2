"""`huitoukan exits` on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from huitoukan.domain.refusals import Refused
from tests.apps.exits.signers import five, ready
from tests.cast import VILLAGE_1, Cast
from tests.factories import Maker
from tests.journeys.conftest import command

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """A command with its JSON answer."""

    def call(*words: object) -> dict[str, Any]:
        capsys.readouterr()
        command("exits", *words, "--json")
        found: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[0])
        return found

    return call


def test_an_unknown_kind_of_exit_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        command("exits", "candidates", "township", VILLAGE_1)
    assert refusal.value.code == "NOT_FOUND"


def test_candidates_proposal_signature_and_list(cast: Cast, make: Maker, run: Run) -> None:
    ready(cast, make)
    five()
    found = run("candidates", "household", VILLAGE_1)["candidates"]
    numbers = [one["number"] for one in found]
    notice = ("--notice-from", "2026-10-20", "--notice-to", "2026-10-24", "--as", "ping")
    rehearsed = run("propose", "household", VILLAGE_1, *numbers, *notice, "--dry-run")
    assert rehearsed["dry_run"] is True
    assert run("list")["n"] == 0
    made = run("propose", "household", VILLAGE_1, *numbers, *notice)
    assert run("list", "--mine", "--as", "s-village")["n"] == 1
    signed = run("step", made["code"], "sign", "--as", "s-village", "--opinion", "同意")
    assert (signed["state"], signed["n_signed"]) == ("signing", 1)
    assert run("list", "--mine", "--as", "s-village")["n"] == 0
