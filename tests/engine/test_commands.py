"""`compare plan` and `pack test` from a terminal, without Django."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from huitoukan.engine.commands import app
from tests.engine.tables_on_disk import write_tables
from tests.rules.small_pack import rule, small_pack

LOOK = "kind: present_in\nof: member\nin: D07"


def _run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.output


def _folders(folder: Path) -> list[object]:
    small_pack(folder / "pack", rule(LOOK))
    write_tables(folder / "tables")
    tables = folder / "tables"
    return ["--pack", folder / "pack", "--registry", tables, "--deliveries", tables]


def test_a_folder_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    words = ["--pack", "small", "--registry", tmp_path / "no", "--deliveries", tmp_path]
    assert _run("plan", *words, "--on", "2026-10-31")[0] == 2


def test_show_prints_the_sql_and_runs_nothing(tmp_path: Path) -> None:
    status, output = _run("plan", *_folders(tmp_path), "--on", "2026-10-31", "--show")
    assert status == 0
    assert "-- X11（X11：规则）" in output
    assert "JOIN D07 ON D07.person_key = member.person_key" in output


def test_without_show_each_rule_tells_its_counts(tmp_path: Path) -> None:
    status, output = _run("plan", *_folders(tmp_path), "--on", "2026-10-31", "--json")
    assert status == 0
    (result,) = json.loads(output)["results"]
    assert result["rule_id"] == "X11"
    assert result["n_objects"] == 180


def test_failing_examples_set_the_exit_status(tmp_path: Path) -> None:
    small_pack(tmp_path, rule(LOOK))
    status, output = _run("test", tmp_path)
    assert status == 1
    assert "3 个例子，1 个不符。" in output
