"""`huitoukan pack` from a terminal."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from huitoukan.domain.refusals import Refused
from huitoukan.rules.commands import app
from tests.rules.small_pack import rule, small_pack, write_pack

LOOK = "kind: present_in\nof: member\nin: D07"


def test_an_unknown_rule_is_refused(tmp_path: Path) -> None:
    small_pack(tmp_path, rule(LOOK))
    result = CliRunner().invoke(app, ["explain", str(tmp_path), "X99"])
    assert isinstance(result.exception, Refused)
    assert result.exception.code == "RULE_UNKNOWN"


def test_check_lists_the_faults_and_sets_the_exit_status(tmp_path: Path) -> None:
    write_pack(tmp_path / "small", {"codes/bad.yaml": "id: bad\n"})
    result = CliRunner().invoke(app, ["check", str(tmp_path / "small")])
    assert result.exit_code == 1
    assert "small/codes/bad.yaml 第 1 行：缺少“title”" in result.output


def test_a_sound_pack_has_nothing_to_say(tmp_path: Path) -> None:
    small_pack(tmp_path, rule(LOOK))
    result = CliRunner().invoke(app, ["check", str(tmp_path), "--json"])
    assert result.exit_code == 0
    assert json.loads(result.output)["findings"] == []


def test_explain_prints_the_page(tmp_path: Path) -> None:
    small_pack(tmp_path, rule(LOOK))
    output = CliRunner().invoke(app, ["explain", str(tmp_path), "X11"]).output
    assert "依据：测试" in output


def test_diff_names_what_changed(tmp_path: Path) -> None:
    small_pack(tmp_path / "old", rule(LOOK))
    small_pack(tmp_path / "new", rule(LOOK, says="换了。"))
    words = ["diff", str(tmp_path / "old"), str(tmp_path / "new")]
    output = CliRunner().invoke(app, words).output
    assert "改动 rules/X11.yaml：says" in output


def test_list_names_the_installed_packs() -> None:
    output = CliRunner().invoke(app, ["list"]).output
    assert "national-2026@" in output
