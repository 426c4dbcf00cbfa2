"""DuckDB and Spark answer the same to the byte: examples, shuffled data, a county, a cluster."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huitoukan.cli.commands import app
from huitoukan.engine import api
from huitoukan.engine.examples import Persons, write_example_tables
from huitoukan.engine.plan import KINDS, make_plan
from huitoukan.rules.load import builtin_packs, load_pack
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.comparing import Example, Rule
from huitoukan.simulate.api import make_county
from tests.engine.spark_cluster import cluster
from tests.engine.tables_on_disk import write_tables
from tests.engine.test_api import DAY, RULES
from tests.engine.test_compare_folders import _delivered as delivered
from tests.engine.test_compare_folders import folders, words
from tests.rules.small_pack import small_pack
from tests.spark_here import count_of_jvms, told

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]

Case = tuple[Pack, Rule, Example]


def _cases() -> Iterator[Case]:
    """Each example of the installed packs once."""
    seen: set[tuple[str, str]] = set()
    for name in builtin_packs():
        pack = load_pack(name)
        for rule in pack.rules.values():
            for example in rule.examples:
                if (rule.hash, example.name) not in seen:
                    seen.add((rule.hash, example.name))
                    yield pack, rule, example


def _spread() -> list[Case]:
    """Of each kind of rule one, with its first hit."""
    first: dict[str, Case] = {}
    for case in _cases():
        if case[2].case == "positive":
            first.setdefault(case[1].kind, case)
    return list(first.values())


def _name(case: Case) -> str:
    return f"{case[1].id}: {case[2].name}"


def _answers_alike(spark: api.Spark, case: Case, folder: Path) -> None:
    pack, rule, example = case
    tables = write_example_tables(pack, rule, example, Persons(example), folder)
    plan = make_plan(pack, tables, example.on, [rule.id])
    assert told(plan, spark.session) == told(plan)


def test_every_kind_of_rule_is_among_the_spread() -> None:
    alike = {"differs"}  # present_in with pairs; no rule of the installed packs is of it
    assert {rule.kind for _, rule, _ in _spread()} | alike == set(KINDS)


@pytest.mark.parametrize("case", _spread(), ids=_name)
def test_a_rule_of_each_kind_answers_alike(spark: api.Spark, case: Case, tmp_path: Path) -> None:
    _answers_alike(spark, case, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("case", list(_cases()), ids=_name)
def test_every_example_answers_alike(spark: api.Spark, case: Case, tmp_path: Path) -> None:
    _answers_alike(spark, case, tmp_path)


def test_shuffled_files_give_the_same_bytes_on_both(spark: api.Spark, tmp_path: Path) -> None:
    pack = small_pack(tmp_path / "pack", *RULES)
    first = told(api.plan(pack, write_tables(tmp_path / "0"), DAY))
    shuffled = api.plan(pack, write_tables(tmp_path / "1", seed=1), DAY)
    assert told(shuffled, spark.session) == first
    assert told(shuffled) == first


def _compared(folder: Path, rules: str, *engine: str) -> tuple[bytes, str]:
    """hits.parquet and summary.json without its seconds; in a process of its own."""
    done = _run(folder, rules, *engine)
    assert done.returncode == 0, done.stderr
    summary = json.loads((folder / "out/summary.json").read_text())
    for rule in summary["rules"]:
        del rule["seconds"]
    return (folder / "out/hits.parquet").read_bytes(), json.dumps(summary)


def _run(folder: Path, rules: str, *engine: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "huitoukan", *words(folder, rules), *engine]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=3000)


def test_spark_without_folders_is_wrong_use(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["compare", "run", "--engine", "spark"])
    assert result.exit_code == 2


def test_a_master_without_spark_is_wrong_use(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [*words(folders(tmp_path)), "--master", "local[2]"])
    assert result.exit_code == 2


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    make_county(folder / "county", seed=7, scale="tiny")
    return delivered(folder / "county", folder)


@pytest.mark.long
def test_the_county_gives_the_same_bytes_on_this_machine(county: Path) -> None:
    """All rules of the pack, with Spark as it is set up for work."""
    here = _compared(county, "")
    there = _compared(county, "", "--engine", "spark", "--memory", "1GB")
    assert there == here
    assert sorted(path.name for path in (county / "out").iterdir()) == [
        "hits.parquet",
        "summary.json",
    ]


@pytest.mark.long
def test_the_county_gives_the_same_bytes_on_a_cluster_of_two_workers(
    county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A standalone master and two workers of 512 MB, bound to loopback, ended afterwards."""
    before = count_of_jvms(os.getpid())
    here = _compared(county, "")
    with cluster(tmp_path, workers=2) as running:
        monkeypatch.setenv("SPARK_CONF_DIR", str(running.settings()))
        there = _compared(
            county, "", "--engine", "spark", "--master", running.address, "--memory", "512MB"
        )
        assert len(running.executors()) == 2
    assert there == here
    assert count_of_jvms(os.getpid()) == before


@pytest.mark.long
def test_a_cluster_that_does_not_answer_is_refused(tmp_path: Path) -> None:
    done = _run(folders(tmp_path), "X11", "--engine", "spark", "--master", "spark://127.0.0.1:9")
    assert done.returncode == 1
    assert "连不上 Spark“spark://127.0.0.1:9”" in done.stderr
    assert list((tmp_path / "out").iterdir()) == []
