"""`huitoukan demo make` as typed."""

from __future__ import annotations

import json
from pathlib import Path

import typer
from typer.testing import CliRunner

from huitoukan.simulate.commands import make

app = typer.Typer()
app.command()(make)


def test_an_unknown_scale_is_wrong_use(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["--out", str(tmp_path), "--scale", "province"])
    assert result.exit_code == 2


def test_the_folder_must_be_named() -> None:
    assert CliRunner().invoke(app, []).exit_code == 2


def test_the_last_line_says_what_to_do_next(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["--out", str(tmp_path), "--scale", "tiny", "--seed", "3"])
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[-1].startswith("下一步：")
    assert str(tmp_path / "files") in result.output
    assert "\x1b" not in result.output


def test_json_is_one_object_with_stable_keys(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["--out", str(tmp_path), "--scale", "tiny", "--json"])
    answer = json.loads(result.stdout)
    assert answer["schema_version"] == 1
    assert answer["registry_households"] == 320
    assert answer["rules"] >= 57 + 60
