"""A list that somebody else handed over: refused rows first, then looked at, then entered."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from typer.testing import CliRunner

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import keep_bytes, pieces_of
from huitoukan.apps.jobs.models import Job
from huitoukan.apps.jobs.services import do_now
from huitoukan.apps.journal.queries import breaks
from huitoukan.apps.mappings.services import answer_question
from huitoukan.apps.problems.commands import app
from huitoukan.apps.problems.models import FindingList, Problem
from huitoukan.apps.problems.services import lists
from huitoukan.apps.problems.services.lists import letter_of, write_list
from huitoukan.domain.refusals import Refused
from tests.apps.looking import seen
from tests.cast import AT, OTHER_VILLAGE, VILLAGE_1, Cast
from tests.factories import Maker, nothing_told

HEADS = ["序号", "户编号", "乡镇", "村", "存在问题", "问题类型", "发现时间"]
LEAK = "房顶漏雨，墙体开裂"
WATER = "旱季要到三里外挑水"


def file_of(path: Path, *rows: list[str], heads: list[str] = HEADS) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([heads, *rows])
    return path


def read(cast: Cast, path: Path, actor: Actor | None = None, **letter: Any) -> Job:
    given = {"source": "inspection_tour", "ref": "州委巡〔2026〕3号", "found_on": None,
             "answer_due_on": date(2026, 11, 30), **letter}  # fmt: skip
    sha256, _ = keep_bytes(pieces_of(path))
    return do_now(
        actor or cast.rui, lists.LIST_JOB, nothing_told, title="清单", area=cast.county,
        campaign=cast.campaign.code, sha256=sha256, name=path.name,
        letter=letter_of(cast.campaign, **given, at=AT).as_json(),
    )  # fmt: skip


def staged(job: Job) -> FindingList:
    return FindingList.objects.for_system("tests").get(code=job.result["list"])


def problems() -> Any:
    return Problem.objects.for_system("tests")


def test_a_letter_of_no_known_source_or_of_tomorrow_is_refused(cast: Cast) -> None:
    for given, code in (
        ({"source": "rumour", "found_on": None}, "FINDING_SOURCE"),
        ({"source": "audit", "found_on": date(2026, 11, 3)}, "FINDING_DATE"),
    ):
        with pytest.raises(Refused) as refusal:
            letter_of(cast.campaign, ref="", answer_due_on=None, at=AT, **given)
        assert refusal.value.code == code


def test_each_row_that_cannot_be_entered_comes_back_with_its_reason(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    home = make.household().household_no
    path = file_of(
        tmp_path / "清单.csv",
        ["1", "H-absent", "", "", LEAK, "", ""],
        ["2", "", "", "", LEAK, "", ""],
        ["3", "", "龙潭镇", "没有村", LEAK, "", ""],
        ["4", "", "龙潭镇", "核桃村", LEAK, "P999", ""],
        ["5", "", "龙潭镇", "核桃村", LEAK, "P331", "2026-12-24"],
        ["6", home, "", "", LEAK, "P331", ""],
        ["7", home, "", "", LEAK, "P331", ""],
        ["8", "", "龙潭镇", "核桃村", "", "", ""],
    )
    one = staged(read(cast, path))
    told = {row.row: row.code for row in one.rejects.all()}
    assert told == {
        2: "NOT_FOUND", 3: "LIST_PLACE", 4: "REGION_UNKNOWN", 5: "FINDING_TYPE",
        6: "FINDING_DATE", 8: "LIST_TWICE", 9: "REQUIRED",
    }  # fmt: skip
    assert (one.n_rows, one.n_created, one.n_rejected) == (8, 1, 7)
    answer = cast.signed_in("rui").get(reverse("problems:list_errors", args=[one.code]))
    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")
    assert not problems().exists()


def test_who_enters_problems_in_one_place_lists_those_of_that_place(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    elsewhere = make.household(OTHER_VILLAGE).household_no
    path = file_of(
        tmp_path / "清单.csv",
        ["1", "", "龙潭镇", "核桃村", LEAK, "P331", ""],
        ["2", "", "石门乡", "柳溪村", LEAK, "P331", ""],
        ["3", elsewhere, "", "", LEAK, "P331", ""],
    )
    one = staged(read(cast, path, cast.ping, source="village_check"))
    assert {row.row: row.code for row in one.rejects.all()} == {3: "FINDING_PLACE", 4: "NOT_FOUND"}
    for account in ("qiao", "ning", "shan", "wen"):
        client = cast.signed_in(account)
        answer = client.get(reverse("problems:list_account", args=[one.code]))
        assert answer.status_code in {403, 404}, account
        with pytest.raises(Refused):
            write_list(cast.actor(account), one.code, at=AT)


def test_a_suggested_type_is_looked_at_before_anything_is_written(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    home = make.household().household_no
    path = file_of(
        tmp_path / "清单.csv",
        ["1", home, "", "", LEAK, "", ""],
        ["2", "", "龙潭镇", "", WATER, "饮水不安全", "2026-10-20"],
    )
    one = staged(read(cast, path))
    sure, unsure = sorted(one.rows.all(), key=lambda row: not row.is_sure)
    assert (sure.type, sure.title, sure.area.name) == ("P331", WATER, "龙潭镇")
    assert len(unsure.suggested) == 3
    assert unsure.type == unsure.suggested[0][0] == "P321"
    rui = cast.signed_in("rui")
    address = reverse("problems:list_account", args=[one.code])
    page = seen(rui, address)
    assert page.n_unsure == 1
    assert page.actions[0].refusal
    answer = rui.post(reverse("problems:list_write", args=[one.code]))
    assert answer.status_code == 409
    assert "请先核对并保存" in answer.content.decode()
    types = reverse("problems:list_types", args=[one.code])
    assert rui.post(types, {f"type-{unsure.pk}": "P999"}).status_code == 422
    assert rui.post(types, {f"type-{unsure.pk}": "P322"}).status_code == 302
    assert rui.post(reverse("problems:list_write", args=[one.code])).status_code == 302
    found = {p.title: p for p in problems()}
    assert (found[LEAK].type, found[LEAK].household_no) == ("P322", home)
    assert found[LEAK].source_no.startswith("XC-")
    assert found[LEAK].source_ref == "州委巡〔2026〕3号"
    assert found[LEAK].answer_due_on == date(2026, 11, 30)
    assert found[WATER].found_at.date() == date(2026, 10, 20)
    assert {row.problem for row in seen(rui, address).rows} == {p.code for p in found.values()}
    with pytest.raises(Refused) as refusal:
        write_list(cast.rui, one.code, at=AT)
    assert refusal.value.code == "LEDGER_IMPORT_DONE"
    assert list(breaks()) == []


def test_the_same_list_twice_changes_nothing_and_an_outdated_reading_is_refused(
    cast: Cast, tmp_path: Path
) -> None:
    path = file_of(tmp_path / "清单.csv", ["1", "", "龙潭镇", "核桃村", LEAK, "P331", ""])
    first, second = staged(read(cast, path)), staged(read(cast, path))
    write_list(cast.rui, first.code, at=AT)
    with pytest.raises(Refused) as refusal:
        write_list(cast.rui, second.code, at=AT)
    assert refusal.value.code == "LIST_STALE"
    third = staged(read(cast, path))
    assert (third.n_created, third.n_unchanged) == (0, 1)
    page = seen(cast.signed_in("rui"), reverse("problems:list_account", args=[third.code]))
    assert [act.code for act in page.actions] == ["drop"]
    answer = cast.signed_in("rui").post(reverse("problems:list_drop", args=[third.code]))
    assert answer.status_code == 302
    assert problems().count() == 1


def test_numbers_of_persons_in_a_text_are_kept_masked(cast: Cast, tmp_path: Path) -> None:
    text = "户主 980122198001010010 未参保"
    path = file_of(tmp_path / "清单.csv", ["1", "", "龙潭镇", "核桃村", text, "P311", ""])
    (row,) = staged(read(cast, path)).rows.all()
    assert "19800101" not in row.title
    assert row.title.endswith("未参保")


def test_a_problem_of_conduct_goes_to_the_discipline_body(cast: Cast, tmp_path: Path) -> None:
    path = file_of(tmp_path / "清单.csv", ["1", "", "龙潭镇", "核桃村", "优亲厚友", "P503", ""])
    write_list(cast.rui, staged(read(cast, path)).code, at=AT)
    assert problems().get().department == "discipline"


def test_headings_of_its_own_are_asked_for_and_remembered(cast: Cast, tmp_path: Path) -> None:
    heads = ["编号", "户编号", "镇", "村", "情况摘要", "类型", "时间"]
    path = file_of(
        tmp_path / "清单.csv", ["1", "", "龙潭镇", "核桃村", LEAK, "P331", ""], heads=heads
    )
    job = read(cast, path)
    (question,) = job.result["questions"]
    assert question["missing"] == ["具体表现"]
    with pytest.raises(Refused):
        read(cast, path, cast.ping, source="village_check")
    said = {"编号": "number", "镇": "township", "村": "village", "情况摘要": "title",
            "类型": "type", "户编号": "household_no"}  # fmt: skip
    answer_question(cast.rui, job, cast.campaign, [said], at=AT)
    assert staged(read(cast, path)).n_created == 1


def test_the_page_takes_a_file_and_gives_a_wrong_letter_back(cast: Cast, tmp_path: Path) -> None:
    address = reverse("problems:lists")
    for account in ("qiao", "min", "wen", "gong"):
        assert cast.signed_in(account).get(address).status_code == 403
    rui = cast.signed_in("rui")
    path = file_of(tmp_path / "清单.csv", ["1", "", "龙潭镇", "核桃村", LEAK, "P331", ""])

    def send(**more: Any) -> Any:
        given = {"source": "audit", "ref": "审〔2026〕9号", "found_on": "2026-10-20",
                 "table": SimpleUploadedFile(path.name, path.read_bytes())}  # fmt: skip
        return rui.post(address, {**given, **more})

    for wrong in ({"source": "rumour"}, {"found_on": "2036-10-20"}, {"table": ""}):
        answer = send(**wrong)
        assert answer.status_code == 422
        assert "审〔2026〕9号" in answer.content.decode()
    assert send().status_code == 302
    assert Job.objects.for_system("tests").filter(kind=lists.LIST_JOB).count() == 1
    assert seen(rui, address).rows == ()
    template = rui.get(reverse("problems:list_template"))
    assert template.content.startswith(b"PK")


def test_the_command_stages_rehearses_and_enters(cast: Cast, tmp_path: Path) -> None:
    path = file_of(
        tmp_path / "清单.csv",
        ["1", "", "龙潭镇", "核桃村", LEAK, "", ""],
        ["2", "", "龙潭镇", "没有村", LEAK, "", ""],
    )
    words = ["import", str(path), "--source", "audit", "--as", "rui", "--json"]
    missing = CliRunner().invoke(app, ["import", "no.csv", *words[2:]])
    assert isinstance(missing.exception, Refused)
    refused = CliRunner().invoke(app, words)
    assert isinstance(refused.exception, Refused)
    assert refused.exception.code == "LIST_TYPES"
    for more in (["--accept-types", "--dry-run"], ["--stage"]):
        result = CliRunner().invoke(app, [*words, *more])
        assert json.loads(result.stdout)["rejected"] == 1
        assert not problems().exists()
    assert CliRunner().invoke(app, [*words, "--accept-types"]).exit_code == 1, "a row came back"
    assert problems().get().area.code == VILLAGE_1
