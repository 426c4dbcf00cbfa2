"""What `pack check` says of a data set that is kept as a ledger: file, line, sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from huitoukan.rules.check import check_pack
from huitoukan.rules.commands import app
from huitoukan.rules.load import load_pack

LEDGER = """id: K90
title: {zh: 产业奖补, en: Grants for produce}
department: agriculture
object: village
key: village_code
row_key: [village_code, grant_no]
purpose: 核查产业奖补是否到户
basis: 示例
retention_months: 24
period: event
kept:
  stands: alone
  title: [grant_no]
  place: village_code
  by: [village]
  totals: [amount]
columns:
  - {name: village_code, label: 行政村代码, type: text, required: true}
  - {name: grant_no, label: 奖补编号, type: text, required: true}
  - {name: amount, label: 金额, type: decimal, unit: 元}
"""


def findings(folder: Path, text: str, name: str = "K90") -> list[tuple[str, int, str]]:
    (folder / "sources").mkdir(exist_ok=True)
    (folder / "pack.yaml").write_text(
        "id: local\ntitle: 本地\nrelease: 1\nextends: [national-2026]\n"
        "in_force: {from: 2026-01-01}\nbasis: 示例\n",
        encoding="utf-8",
    )
    (folder / f"sources/{name}.yaml").write_text(text, encoding="utf-8")
    return [(one.file.split("/", 1)[1], one.line, one.code) for one in check_pack(folder)]


@pytest.mark.parametrize(
    ("before", "after", "line", "code"),
    [
        ("  stands: alone", "  stands: sometimes", 12, "CHOICE"),
        ("  stands: alone", "  stands: first", 12, "KEPT"),
        ("  title: [grant_no]", "  title: []", 13, "KEPT"),
        ("  title: [grant_no]", "  title: [grant]", 13, "KEPT"),
        ("  place: village_code", "  place: amount", 14, "KEPT"),
        ("  place: village_code\n", "", 14, "KEPT"),
        ("  by: [village]", "  by: [province]", 15, "CHOICE"),
        ("  totals: [amount]", "  totals: [grant_no]", 16, "KEPT"),
        ("  totals: [amount]", "  totals: [amount]\n  colour: red", 17, "KEY_UNKNOWN"),
        ("row_key: [village_code, grant_no]\n", "", 10, "KEPT"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(
    tmp_path: Path, before: str, after: str, line: int, code: str
) -> None:
    assert before in LEDGER
    found = findings(tmp_path, LEDGER.replace(before, after))
    assert [(file, kind) for file, _, kind in found] == [("sources/K90.yaml", code)]
    if before.startswith("  "):
        assert abs(found[0][1] - line) <= 1


def test_an_id_with_k_must_be_kept(tmp_path: Path) -> None:
    start, end = LEDGER.index("kept:"), LEDGER.index("columns:")
    assert findings(tmp_path, LEDGER[:start] + LEDGER[end:]) == [("sources/K90.yaml", 1, "KEPT")]


def test_a_sound_ledger_is_found_sound_and_explained(tmp_path: Path) -> None:
    assert findings(tmp_path, LEDGER) == []
    told = CliRunner().invoke(app, ["explain", str(tmp_path), "K90"], catch_exceptions=False).output
    for words in (
        "台账由谁登记：村、主管部门、县级",
        "比对读什么：只看台账",
        "* grant_no  奖补编号（text）",
    ):
        assert words in told


def test_the_ledgers_of_the_national_pack_stand_apart_from_what_is_delivered() -> None:
    pack = load_pack("national-2026")
    kept = {one.id for one in pack.sources.values() if one.kept}
    assert kept == {*(f"K{n:02}" for n in range(1, 10)), "K11", "K12", "K13", "D46"}
    assert "D46" in pack.delivered
    assert not {name for name in pack.delivered if name.startswith("K")}
