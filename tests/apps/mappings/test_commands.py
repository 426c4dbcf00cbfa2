"""Headings said on the command line: used, kept, shown again; unsaid, the answer names them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from huitoukan.apps.mappings.models import ColumnMapping
from huitoukan.apps.registry.models import Household
from huitoukan.apps.sources.models import Delivery
from huitoukan.domain.refusals import Refused
from tests.apps.mappings.files import ANSWER, DIBAO, DIBAO_ROWS, OWN, ROWS, book
from tests.cast import Cast
from tests.journeys.conftest import command

Run = Callable[..., tuple[int, dict[str, Any]]]
MAPS = tuple(
    part
    for heading, column in ANSWER.items()
    for part in ("--map", f"{heading}={column or 'ignore'}")
)


@pytest.fixture
def run(cast: Cast, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command of the county's data officer with its JSON answer."""

    def call(*words: object) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        status = command(*words, "--json")
        return status, json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return book(tmp_path / "户.xlsx", OWN, ROWS)


def mappings() -> list[ColumnMapping]:
    return list(ColumnMapping.objects.for_system("tests"))


def households() -> int:
    return Household.objects.for_system("tests").count()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--map", "户码"), "没有等号"),
        (("--map", "=household_no"), "没有等号"),
        (("--map", "户码=没有的列"), "没有这一列"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_wrong_use(
    words: tuple[str, ...], why: str, run: Run, own: Path
) -> None:
    if why == "没有等号":
        with pytest.raises(Refused) as refusal:
            run("registry", "import", own, *words)
        assert refusal.value.kind.exit_status == 2
        said = refusal.value.sentence()
    else:
        status, answer = run("registry", "import", own, *words)
        assert status == 1
        said = answer["files"][0]["error"]["message"]
    assert why in said
    assert households() == 0


@pytest.mark.parametrize("content", ["- 户码\n", "household: 户码\n", "a: [\n", "\xff"])
def test_a_mapping_file_of_another_shape_is_wrong_use(
    content: str, run: Run, own: Path, tmp_path: Path
) -> None:
    path = tmp_path / "m.yaml"
    path.write_bytes(content.encode("latin-1" if content == "\xff" else "utf-8"))
    for given in (path, tmp_path / "absent.yaml"):
        with pytest.raises(Refused) as refusal:
            run("registry", "import", own, "--mapping", given)
        assert refusal.value.kind.exit_status == 2


def test_without_a_mapping_the_answer_names_the_headings(run: Run, own: Path) -> None:
    status, answer = run("registry", "import", own, "--kind", "household")
    (file,) = answer["files"]
    assert (status, answer["verdict"], file["error"]["code"]) == (1, "rejected", "HEADER_MISSING")
    (question,) = file["needs_mapping"]
    assert (question["sheet"], question["table"], question["header_row"]) == ("户", "household", 1)
    assert [heading["heading"] for heading in question["headings"]] == list(OWN)
    assert "户编号" in question["missing"]
    assert households() == 0
    assert "王大山" not in json.dumps(answer, ensure_ascii=False)


@pytest.mark.usefixtures("cast")
def test_the_words_for_people_name_the_open_headings(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("registry", "import", own, "--kind", "household") == 1
    said = capsys.readouterr().out
    assert "“户”的表头“户码”" in said
    assert said.rstrip().splitlines()[-1].startswith("下一步：")


def test_what_is_said_is_used_and_kept_for_the_next_file(
    run: Run, own: Path, tmp_path: Path
) -> None:
    status, answer = run("registry", "import", own, "--kind", "household", *MAPS)
    assert (status, answer["files"][0]["sheets"][0]["created"]) == (0, 2)
    (kept,) = mappings()
    assert kept.columns == ANSWER
    status, answer = run("registry", "import", book(tmp_path / "二.xlsx", OWN, ROWS))
    assert (status, answer["verdict"]) == (0, "unchanged")
    assert answer["files"][0]["warnings"] == []


def test_a_rehearsal_keeps_nothing(run: Run, own: Path) -> None:
    status, answer = run("registry", "import", own, "--kind", "household", *MAPS, "--dry-run")
    assert (status, answer["dry_run"]) == (0, True)
    assert mappings() == []
    assert households() == 0


def test_labels_and_synonyms_name_a_column_as_well(run: Run, own: Path) -> None:
    said = {"户码": "户编码", "镇": "乡镇", "所属村": "行政村", "户主名": "户主", "人数": "不读取"}
    words = [part for pair in said.items() for part in ("--map", "=".join(pair))]
    status, _ = run("registry", "import", own, "--kind", "household", *words)
    assert status == 0
    assert mappings()[0].columns["人数"] == ""


def test_changed_headings_are_warnings_of_the_answer(run: Run, own: Path, tmp_path: Path) -> None:
    run("registry", "import", own, "--kind", "household", *MAPS)
    head = (*OWN[:5], "说明")
    status, answer = run("registry", "import", book(tmp_path / "变.xlsx", head, ROWS))
    (file,) = answer["files"]
    assert (status, file["verdict"]) == (0, "accepted_with_warnings")
    changed = {"sheet": "户", "kind": "renamed", "heading": "说明", "before": "备注"}
    assert changed in file["warnings"]
    assert {**changed, "kind": "unread", "before": ""} in file["warnings"]


def test_an_unknown_column_is_named_and_stops_nothing(run: Run, tmp_path: Path) -> None:
    head = ("户编号", "乡镇", "行政村", "户主姓名", "备注")
    path = book(tmp_path / "户.xlsx", head, [(*ROWS[0][:4], "x")])
    status, answer = run("registry", "import", path)
    (file,) = answer["files"]
    assert (status, file["verdict"]) == (0, "accepted")
    assert [w["kind"] for w in file["warnings"]] == ["unread"]


def test_what_is_shown_can_be_said_again(
    run: Run, own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("registry", "import", own, "--kind", "household", *MAPS)
    (kept,) = mappings()
    _, listed = run("mapping", "list")
    assert [each["code"] for each in listed["mappings"]] == [kept.code]
    assert command("mapping", "show", kept.code) == 0
    path = tmp_path / "m.yaml"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert run("mapping", "forget", kept.code, "--dry-run")[0] == 0
    assert mappings() == [kept]
    assert run("mapping", "forget", kept.code)[0] == 0
    assert mappings() == []
    status, _ = run("registry", "import", own, "--kind", "household", "--mapping", path)
    assert status == 0
    assert mappings()[0].columns == ANSWER


def test_a_delivery_takes_the_same_words(run: Run, tmp_path: Path) -> None:
    path = book(tmp_path / "低保.xlsx", DIBAO, DIBAO_ROWS)
    status, answer = run("sources", "deliver", path, "--dataset", "D14")
    assert status == 1
    (refused,) = answer["refused"]
    assert refused["needs_mapping"][0]["table"] == "D14"
    words = ("--map", "证号=公民身份号码", "--map", "享受人=姓名", "--map", "何时起=from_month")
    for rehearsal in (("--dry-run",), ()):
        status, answer = run("sources", "deliver", path, "--dataset", "D14", *words, *rehearsal)
        assert (status, answer["deliveries"][0]["kept"]) == (0, 1)
    assert Delivery.objects.for_system("tests").count() == 1
    assert mappings()[0].table == "D14"


# --- templates ---


def test_a_template_filled_in_is_imported_without_a_question(run: Run, tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "模板.xlsx"
    _, answer = run("registry", "template", "--out", path)
    tables = ["village", "household", "member", "cadre", "helper", "off_registry", "authorisation"]
    assert answer["tables"] == tables
    book = openpyxl.load_workbook(path)
    form = book["户信息"]
    heads = {cell.value: cell.column for cell in form[1]}
    said = {"户编号": "H7", "乡镇": "龙潭镇", "行政村": "核桃村", "户主姓名": "王大山"}
    for label, value in said.items():
        form.cell(4, heads[label], value)
    book.save(path)
    status, answer = run("registry", "import", path)
    sheets = {sheet["table"]: sheet for sheet in answer["files"][0]["sheets"]}
    assert status == 0
    assert (sheets["household"]["created"], sheets["household"]["skipped"]) == (1, 2)
    assert sheets["member"]["rows_in"] == 0


def test_a_template_of_one_table_or_data_set_is_written(run: Run, tmp_path: Path) -> None:
    import openpyxl

    one, two = tmp_path / "户.xlsx", tmp_path / "死亡.xlsx"
    run("registry", "template", "--kind", "household", "--pack", "national-2026", "--out", one)
    run("sources", "template", "D07", "--out", two)
    assert openpyxl.load_workbook(one).sheetnames == ["户信息", "填写说明", "代码"]
    assert openpyxl.load_workbook(two).sheetnames == ["填报", "填写说明", "代码"]


@pytest.mark.usefixtures("cast")
def test_a_template_of_a_data_set_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        command("sources", "template", "D999", "--out", tmp_path / "a.xlsx")
    assert refusal.value.code == "NOT_FOUND"
    assert not (tmp_path / "a.xlsx").exists()
