"""`huitoukan demo run`: the whole job in a process of its own, as `make run` starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

pytestmark = pytest.mark.journey


def huitoukan(*words: object, data: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("HUITOUKAN_")}
    if data is not None:
        environment["HUITOUKAN_DATA"] = str(data)
    return subprocess.run(
        [sys.executable, "-m", "huitoukan", *map(str, words)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )


def test_a_folder_with_somebody_elses_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mine.txt").write_text("keep me")
    done = huitoukan("demo", "run", "--dir", tmp_path, "--scale", "tiny")
    assert done.returncode == 2
    assert "没有动它" in done.stderr
    assert (tmp_path / "data" / "mine.txt").read_text() == "keep me"


def test_a_command_without_a_database_exits_3_and_names_the_command_that_mends_it(
    tmp_path: Path,
) -> None:
    done = huitoukan("campaign", "list", data=tmp_path / "nothing")
    assert done.returncode == 3
    assert "huitoukan check --fix" in done.stderr


def test_a_command_on_an_older_database_exits_3(tmp_path: Path) -> None:
    assert huitoukan("check", "--fix", data=tmp_path).returncode == 0
    from huitoukan.config.sqlite_driver import bind

    del bind
    import pysqlite3

    with pysqlite3.connect(tmp_path / "huitoukan.sqlite3") as database:
        database.execute("delete from django_migrations where app = 'comparison'")
    done = huitoukan("campaign", "list", data=tmp_path)
    assert done.returncode == 3
    assert "旧版本" in done.stderr


def test_the_demonstration_ends_with_a_summary_that_names_every_file_and_the_next_step(
    tmp_path: Path,
) -> None:
    done = huitoukan("demo", "run", "--dir", tmp_path, "--scale", "tiny")
    assert done.returncode == 0, done.stdout + done.stderr
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert summary["counts"]["problems_closed"] > 0
    assert done.stdout.rstrip().splitlines()[-1].startswith("下一步：")
    for name in summary["files"]:
        assert name in done.stdout
    ledger, word, issued = sorted(summary["files"], key=lambda name: (".docx" in name, name))[:3]
    for path in (ledger, word, issued):
        if path.endswith(".docx"):
            text = "\n".join(p.text for p in Document(path).paragraphs)
            assert "问题清单" in text
        else:
            sheet = load_workbook(path).worksheets[0]
            assert "问题" in str(sheet.cell(1, 1).value)
    verified = huitoukan("journal", "verify", "--json", data=tmp_path / "data")
    assert json.loads(verified.stdout)["breaks"] == []
    again = huitoukan("demo", "run", "--dir", tmp_path, "--scale", "tiny")
    assert again.returncode == 0
    assert "== 生成文件 ==" not in again.stdout
