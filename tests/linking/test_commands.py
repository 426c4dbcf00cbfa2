"""`huitoukan link` as it is typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.spoiled_lists import Profile, make_lists
from huitoukan.linking.links import link
from tests.linking.rows import people


def _run(*words: object) -> subprocess.CompletedProcess[str]:
    """Runs the whole program; Django cannot be imported in it."""
    code = "import sys; sys.modules['django'] = None; from huitoukan.cli import main; main()"
    words = (sys.executable, "-c", code, "link", *words)
    return subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    done = _run(tmp_path / "a.csv", tmp_path / "b.csv", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "找不到文件“a.csv”" in done.stderr
    assert "下一步" in done.stderr


@pytest.mark.parametrize(("content", "status"), [("", 1), ("name,idno\nA,1", 2)])
def test_a_file_that_cannot_be_used_says_so_and_prints_no_pair(
    tmp_path: Path, content: str, status: int
) -> None:
    path_a, path_b = make_lists(1, Profile(rows=60, villages=3)).write(tmp_path)
    path_b.write_text(content, encoding="utf-8")
    done = _run(path_a, path_b, "--json")
    assert (done.returncode, done.stdout) == (status, "")
    assert "“b.csv”" in done.stderr


def test_lists_with_nothing_but_a_heading_have_no_pairs(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("name,idno,village\n", encoding="utf-8")
    done = _run(path, path, "--json")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_each_pair_is_a_line_of_json_with_rows_from_0(tmp_path: Path) -> None:
    lists = make_lists(1, Profile(rows=300, villages=5))
    done = _run(*lists.write(tmp_path), "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    expected = link(people(lists.a), people(lists.b))
    assert [(one["a"], one["b"], one["score"], one["reason"]) for one in lines] == [
        (one.a, one.b, one.score, one.reason) for one in expected
    ]
    assert {tuple(one) for one in lines} == {("a", "b", "score", "reason")}


def test_without_json_the_rows_are_those_of_a_table_program(tmp_path: Path) -> None:
    lists = make_lists(1, Profile(rows=300, villages=5))
    first = link(people(lists.a), people(lists.b))[0]
    lines = _run(*lists.write(tmp_path)).stdout.splitlines()
    assert lines[0].startswith(f"甲表第 {first.a + 2} 行  乙表第 {first.b + 2} 行  ")
    assert "请逐对核实" in lines[-1]


def test_nothing_printed_shows_a_name_or_a_number(tmp_path: Path) -> None:
    lists = make_lists(1, Profile(rows=100, villages=5))
    printed = _run(*lists.write(tmp_path), "--json").stdout
    assert not any(one["name"] in printed for one in lists.a)
    assert not any(one["idno"] in printed for one in lists.a)
