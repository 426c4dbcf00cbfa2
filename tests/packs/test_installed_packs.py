"""The installed packs are sound, survive their release, and can be said on the other engine too."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlglot
from sqlglot import ErrorLevel

from huitoukan.engine import api
from huitoukan.rules.check import check_pack
from huitoukan.rules.load import builtin_packs, load_pack
from huitoukan.rules.pack import Pack


@pytest.mark.parametrize("name", builtin_packs())
def test_an_installed_pack_has_no_findings(name: str) -> None:
    assert [str(finding) for finding in check_pack(name)] == []


@pytest.mark.parametrize("name", builtin_packs())
def test_an_installed_pack_survives_its_release(name: str) -> None:
    pack = load_pack(name)
    again = Pack.from_bytes(pack.to_bytes())
    assert again == pack
    assert again.hash == pack.hash


def test_every_rule_says_a_whole_sentence() -> None:
    says = {rule.id: rule.says for rule in load_pack("national-2026").rules.values()}
    assert [rule_id for rule_id, words in says.items() if not words.endswith("。")] == []


def test_every_rule_has_words_in_spark(tmp_path: Path) -> None:
    """Running them there is another matter; here sqlglot must at least know every expression."""
    pack = load_pack("national-2026")
    files: dict[str, tuple[Path, ...]] = {}
    for name, table in {**pack.fields, **pack.sources}.items():
        path = tmp_path / f"{name}.parquet"
        api.write_table(path, table, [])
        files[name] = (path,)
    plan = api.plan(pack, api.Tables(tmp_path, files), dt.date(2026, 10, 31))
    assert len(plan.rules) == len(pack.rules)
    for step in plan.steps:
        if step not in plan.loads:
            sqlglot.transpile(
                step.sql, read="duckdb", write="spark", unsupported_level=ErrorLevel.RAISE
            )
    assert {result.n_hits for result in api.run(plan).results} == {0}
