"""`compare run` on folders: real files in, hits.parquet and summary.json out, no database."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from huitoukan.cli.commands import app
from huitoukan.documents.tables import which_dataset
from huitoukan.domain.identity import person_key
from huitoukan.domain.refusals import Refused
from huitoukan.engine.api import file_hash
from huitoukan.engine.examples import invented_id
from huitoukan.engine.keys import off_registry_key
from huitoukan.rules.load import load_pack
from huitoukan.simulate.api import make_county

Rows = list[dict[str, Any]]
A, B, C = (invented_id(number) for number in (1, 2, 3))
VILLAGES: Rows = [{"village_code": "990101001001", "village": "甲村"}]
HOUSEHOLDS: Rows = [
    {"household_no": "H1", "village": "甲村", "head_name": "甲"},
    {"household_no": "H2", "village": "甲村", "head_name": "丙"},
]
MEMBERS: Rows = [
    {"household_no": "H1", "person_no": "P1", "name": "甲", "id_no": A},
    {"household_no": "H1", "person_no": "P2", "name": "乙", "id_no": "9901"},
    {"household_no": "H2", "person_no": "P3", "name": "丙", "id_no": C},
]
DEATHS: Rows = [
    {"id_no": B, "name": "外人", "died_on": "2026-01-05"},
    {"id_no": A, "name": "甲", "died_on": "2026-05-10"},
    {"id_no": "无", "name": "无号", "died_on": "2026-05-10"},
    {"id_no": C, "name": "丙", "died_on": "去年冬月"},
]


def write_csv(path: Path, rows: Rows, *, encoding: str = "utf-8", labels: bool = False) -> Path:
    """A text file headed by identifiers, or by the pack's Chinese labels."""
    path.parent.mkdir(parents=True, exist_ok=True)
    dataset = load_pack("demo").table(path.stem) or load_pack("demo").fields[path.stem[:-1]]
    heads = [dataset.by_name[n].label if labels else n for n in rows[0]]
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerows([heads, *(row.values() for row in rows)])
    return path


def folders(folder: Path, **how: Any) -> Path:
    """A registry of three persons and two data sets."""
    write_csv(folder / "registry/villages.csv", VILLAGES, **how)
    write_csv(folder / "registry/households.csv", HOUSEHOLDS, **how)
    write_csv(folder / "registry/members.csv", MEMBERS, **how)
    write_csv(folder / "deliveries/D07.csv", DEATHS, **how)
    write_csv(folder / "deliveries/D12.csv", DEATHS[:1], **how)
    return folder


def words(folder: Path, rules: str = "X11") -> list[str]:
    given = {"registry": folder / "registry", "deliveries": folder / "deliveries"}
    given |= {"out": folder / "out", "on": "2026-10-31", "pack": "demo", "rules": rules}
    return ["compare", "run", *(w for k, v in given.items() for w in (f"--{k}", str(v)))]


def compare(folder: Path, rules: str = "X11") -> tuple[dict[str, Any], Rows]:
    """The summary and the rows of hits.parquet."""
    result = CliRunner().invoke(app, [*words(folder, rules), "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout), pq.read_table(folder / "out/hits.parquet").to_pylist()


def refused(folder: Path, rules: str = "X11") -> Refused:
    """Why the comparison was refused; nothing may have been written."""
    result = CliRunner().invoke(app, words(folder, rules))
    assert isinstance(result.exception, Refused), result.output
    assert not (folder / "out").exists() or not list((folder / "out").iterdir())
    return result.exception


def test_a_folder_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, words(tmp_path)).exit_code == 2


def test_a_registry_without_deliveries_is_wrong_use(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["compare", "run", "--registry", str(tmp_path)])
    assert result.exit_code == 2
    assert "--deliveries" in result.stderr


def test_a_size_of_memory_that_is_none_is_wrong_use(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [*words(folders(tmp_path)), "--memory", "viel"])
    assert result.exit_code == 2


def test_an_unknown_rule_is_refused(tmp_path: Path) -> None:
    assert refused(folders(tmp_path), "X11,X99").code == "RULE_UNKNOWN"


def test_a_registry_without_members_is_refused(tmp_path: Path) -> None:
    (folders(tmp_path) / "registry/members.csv").unlink()
    why = refused(tmp_path)
    assert why.code == "REGISTRY_FILE_MISSING"
    assert "members" in why.sentence()


def test_a_delivery_without_a_required_column_is_refused(tmp_path: Path) -> None:
    folders(tmp_path)
    write_csv(tmp_path / "deliveries/D07.csv", [{"id_no": A, "name": "甲"}])
    why = refused(tmp_path)
    assert why.code == "HEADER_MISSING"
    assert "D07.csv" in why.sentence()


def test_a_parquet_delivery_without_a_required_column_is_refused(tmp_path: Path) -> None:
    (folders(tmp_path) / "deliveries/D07.csv").unlink()
    pq.write_table(pa.table({"id_no": [A]}), tmp_path / "deliveries/D07.parquet")
    why = refused(tmp_path)
    assert why.code == "TABLE_COLUMNS"
    assert "D07.parquet" in why.sentence()


def test_a_parquet_file_cut_in_half_is_refused(tmp_path: Path) -> None:
    (folders(tmp_path) / "deliveries/D07.csv").unlink()
    path = tmp_path / "deliveries/D07.parquet"
    pq.write_table(pa.table({"id_no": [A] * 1000}), path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert refused(tmp_path).code == "FILE_CORRUPT"


def test_of_a_text_cut_in_half_the_broken_row_is_given_back(tmp_path: Path) -> None:
    path = folders(tmp_path) / "deliveries/D07.csv"
    path.write_bytes(path.read_bytes()[:85])
    summary, _ = compare(tmp_path)
    delivery, _ = summary["deliveries"]
    counts = [delivery[name] for name in ("rows_in", "keyed", "unkeyed", "rejected")]
    assert counts == [2, 1, 0, 1]


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (folders(tmp_path) / "deliveries/D07.csv").write_bytes(bytes(range(128, 256)) * 64)
    assert refused(tmp_path).code.startswith(("FILE_", "HEADER_", "SHEET_", "DATASET_"))


def test_hits_and_who_cannot_be_told_are_listed_and_the_clean_are_counted(tmp_path: Path) -> None:
    summary, rows = compare(folders(tmp_path))
    assert list(rows[0]) == [
        *("rule", "object_kind", "object_id", "village", "match", "verdict", "evidence")
    ]
    assert [(r["rule"], r["object_id"], r["verdict"]) for r in rows] == [
        ("X11", "P1", "hit"),
        ("X11", "P2", "cannot_tell"),
    ]
    assert {(r["object_kind"], r["village"], r["match"]) for r in rows} == {
        ("person", "990101001001", "id")
    }
    (rule,) = summary["rules"]
    assert (rule["hits"], rule["clean"], rule["cannot_tell"]) == (1, 1, 1)
    assert rule["seconds"] >= 0


def test_every_row_of_a_delivery_is_accounted_for(tmp_path: Path) -> None:
    summary, _ = compare(folders(tmp_path))
    delivery, _ = summary["deliveries"]
    counts = [delivery[name] for name in ("rows_in", "keyed", "unkeyed", "rejected")]
    assert counts == [4, 2, 1, 1]


def test_the_evidence_names_both_rows_with_file_hash_and_row_number(tmp_path: Path) -> None:
    _, rows = compare(folders(tmp_path))
    evidence = json.loads(rows[0]["evidence"])
    member, death = evidence["rows"]
    assert (member["table"], member["row"], member["values"]["name"]) == ("member", 2, "甲")
    assert (death["table"], death["row"], death["values"]) == ("D07", 3, {"died_on": "2026-05-10"})
    assert death["file"] == "D07.csv"
    assert death["sha256"] == file_hash(tmp_path / "deliveries/D07.csv")
    assert json.loads(rows[1]["evidence"])["why"] == "no_key"


@pytest.mark.parametrize(
    "how", [{"encoding": "gb18030", "labels": True}, {"encoding": "utf-8-sig"}]
)
def test_gbk_text_with_chinese_headings_gives_the_same_hits(
    tmp_path: Path, how: dict[str, Any]
) -> None:
    told = [compare(folders(tmp_path / "1")), compare(folders(tmp_path / "2", **how))]
    first, second = ([{**row, "evidence": ""} for row in rows] for _, rows in told)
    assert first == second


@pytest.mark.parametrize("labels", [False, True])
def test_parquet_of_another_program_gives_the_same_hits(tmp_path: Path, labels: bool) -> None:
    _, as_text = compare(folders(tmp_path / "text"))
    columns = load_pack("demo").sources["D07"].by_name
    table = pa.Table.from_pylist(DEATHS)
    if labels:
        table = table.rename_columns([columns[name].label for name in table.column_names])
    (folders(tmp_path / "p") / "deliveries/D07.csv").unlink()
    (tmp_path / "p/deliveries/D07").mkdir()
    pq.write_table(table, tmp_path / "p/deliveries/D07/2026.parquet")
    summary, as_parquet = compare(tmp_path / "p")
    assert [r["object_id"] for r in as_parquet] == [r["object_id"] for r in as_text]
    delivery, _ = summary["deliveries"]
    assert [delivery[n] for n in ("rows_in", "keyed", "unkeyed", "rejected")] == [4, 2, 1, 1]
    death = json.loads(as_parquet[0]["evidence"])["rows"][1]
    assert (death["file"], death["row"]) == ("2026.parquet", 2)


def test_a_data_set_that_nobody_delivered_leaves_everybody_unknown(tmp_path: Path) -> None:
    summary, rows = compare(folders(tmp_path), "X04")
    (rule,) = summary["rules"]
    assert (rule["hits"], rule["clean"], rule["cannot_tell"]) == (0, 0, 3)
    assert rule["cannot_tell_why"] == "source_missing:D08"
    assert [(r["object_id"], r["verdict"]) for r in rows] == [
        (f"P{n}", "cannot_tell") for n in (1, 2, 3)
    ]


def test_an_answer_in_part_lists_each_object_once(tmp_path: Path) -> None:
    """X11 looks into D07 or D12; with D07 alone it shows hits and knows nothing of the others."""
    (folders(tmp_path) / "deliveries/D12.csv").unlink()
    _, rows = compare(tmp_path)
    assert [(r["object_id"], r["verdict"]) for r in rows] == [
        *(("P1", "hit"), ("P2", "cannot_tell"), ("P3", "cannot_tell"))
    ]


def test_a_file_of_no_data_set_is_said_to_be_passed_over(tmp_path: Path) -> None:
    (folders(tmp_path) / "deliveries/说明.txt").write_text("请查收", encoding="utf-8")
    summary, _ = compare(tmp_path)
    assert summary["passed_over"] == ["说明.txt"]


def test_a_second_run_writes_the_same_bytes_and_leaves_nothing_else(tmp_path: Path) -> None:
    compare(folders(tmp_path))
    first = (tmp_path / "out/hits.parquet").read_bytes()
    left = tmp_path / "out/.work-killed"
    left.mkdir()
    (left / "D07.parquet").write_bytes(b"half")
    compare(tmp_path)
    assert (tmp_path / "out/hits.parquet").read_bytes() == first
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "hits.parquet",
        "summary.json",
    ]


def test_without_json_it_prints_lines_for_people(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, words(folders(tmp_path)), catch_exceptions=False)
    assert "D07  4 行，可比对 2，无有效号码 1，退回 1" in result.output
    assert "X11  疑点 1，无疑点 1，无法判断 1（no_key）" in result.output


def _delivered(county: Path, folder: Path) -> Path:
    """The demonstration county's own files (workbooks, GBK text) under the names of data sets."""
    pack = load_pack("demo")
    datasets = [*pack.fields.values(), *pack.sources.values()]
    for path in sorted((county / "files").rglob("*.*")):
        if "账号" in path.name:
            continue
        recognised = which_dataset(path, datasets)
        assert recognised is not None
        name = recognised[0].id
        kind, stem = ("registry", f"{name}s") if name in pack.fields else ("deliveries", name)
        (folder / kind).mkdir(parents=True, exist_ok=True)
        shutil.copy(path, folder / kind / f"{stem}{path.suffix}")
    return folder


def _planted(county: Path) -> set[tuple[str, str]]:
    planted = set()
    with (county / "truth/hits.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            key = row["person_no"] or row["household_no"] or row["village_code"]
            planted.add((row["rule"], key or off_registry_key(person_key(row["id_no"]) or 0)))
    return planted


def test_in_the_files_of_a_county_every_planted_fault_is_found(tmp_path: Path) -> None:
    """What an import gives back (orphans, rows that contradict each other) stays a doubt here."""
    make_county(tmp_path / "county", seed=7, scale="tiny")
    _, rows = compare(_delivered(tmp_path / "county", tmp_path), "")
    found = {(row["rule"], row["object_id"]) for row in rows if row["verdict"] == "hit"}
    planted = _planted(tmp_path / "county")
    assert len(planted) > 50
    assert planted - found == set()
    assert {rule for rule, _ in found - planted} <= {"C004", "C014", "C021", "C022", "C025", "X80"}
