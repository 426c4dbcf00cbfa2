"""A file whose headings nobody knows stops before any write; the answer is kept and used again."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huitoukan.apps.core.actor import system_actor
from huitoukan.apps.jobs.models import Job, JobState
from huitoukan.apps.jobs.services import run_here
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.mappings.models import ColumnMapping
from huitoukan.apps.mappings.services import answer_question
from huitoukan.apps.registry.models import Household, ImportBatch, ImportState
from huitoukan.apps.registry.services.imports import match_again, merge_import
from huitoukan.apps.sources.models import Delivery
from huitoukan.domain.refusals import Refused
from tests.apps.mappings.files import (
    ANSWER,
    DIBAO,
    DIBAO_ROWS,
    OWN,
    ROWS,
    answered,
    book,
    form_of,
    imported,
    newest_job,
    upload,
)
from tests.cast import AT, Cast
from tests.factories import id_no


@pytest.fixture
def rui(cast: Cast) -> Client:
    return cast.signed_in("rui")


@pytest.fixture
def stopped(rui: Client, tmp_path: Path) -> Job:
    return imported(rui, book(tmp_path / "户.xlsx", OWN, ROWS))


def households() -> dict[str, str]:
    """Households by number, after a second person has merged what waits."""
    waiting = ImportBatch.objects.for_system("tests").filter(state=ImportState.STAGED)
    for batch in waiting.order_by("pk"):
        match_again(system_actor(), batch.code)
        merge_import(system_actor(), batch.code, at=AT)
    rows = Household.objects.for_system("tests")
    return dict(rows.values_list("household_no", "head_name"))


def mappings() -> list[ColumnMapping]:
    return list(ColumnMapping.objects.for_system("tests"))


# --- refusals ---


def test_nobody_signed_in_answers(stopped: Job) -> None:
    for address in ("/mappings/", f"/mappings/{stopped.code}/"):
        assert Client().get(address).headers["Location"] == f"/sign-in/?next={address}"
    assert Client().post(f"/mappings/{stopped.code}/", {}).status_code == 302


@pytest.mark.parametrize("account", ["ping", "min", "shan", "lei", "gong", "wen"])
def test_who_may_not_import_here_neither_sees_nor_answers(
    account: str, stopped: Job, cast: Cast
) -> None:
    client = cast.signed_in(account)
    assert client.get(f"/mappings/{stopped.code}/").status_code == 404
    answer = client.post(f"/mappings/{stopped.code}/", form_of(stopped, ANSWER))
    assert answer.status_code == 404
    assert mappings() == []
    assert households() == {}


def test_a_job_that_asked_nothing_has_no_question(rui: Client, cast: Cast) -> None:
    rui.post("/registry/freeze/")
    assert rui.get(f"/mappings/{newest_job().code}/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"户码": ""}, "还没有指定必需的列：户编号"),
        ({"备注": "head_name"}, "“户主名”和“备注”都指定为“户主姓名”"),
        ({"备注": "no_such_column"}, "没有这一列"),
    ],
)
def test_an_answer_that_cannot_stand_comes_back_with_what_was_chosen(
    changes: dict[str, str], sentence: str, rui: Client, stopped: Job
) -> None:
    answer = rui.post(f"/mappings/{stopped.code}/", form_of(stopped, {**ANSWER, **changes}))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert '<option value="village" selected>' in page.replace("\n", " ").replace("  ", "")
    assert mappings() == []
    assert newest_job().code == stopped.code


def test_a_question_is_answered_once(rui: Client, stopped: Job) -> None:
    answered(rui, stopped, ANSWER)
    before = Job.objects.for_system("tests").count()
    assert rui.post(f"/mappings/{stopped.code}/", form_of(stopped, ANSWER)).status_code == 409
    assert Job.objects.for_system("tests").count() == before
    assert "这个文件已经对照过了" in rui.get(f"/mappings/{stopped.code}/").content.decode()


def test_another_county_neither_sees_nor_forgets_a_mapping(
    rui: Client, stopped: Job, cast: Cast
) -> None:
    answered(rui, stopped, ANSWER)
    (kept,) = mappings()
    for account in ("shan", "min", "ping"):
        client = cast.signed_in(account)
        assert kept.code not in client.get("/mappings/").content.decode()
        assert client.post(f"/mappings/{kept.code}/forget/").status_code == 404
    assert mappings() == [kept]


# --- the way through ---


def test_the_job_stops_without_writing_and_shows_the_way(rui: Client, stopped: Job) -> None:
    assert stopped.state == JobState.DONE
    assert stopped.waits
    assert households() == {}
    assert not ImportBatch.objects.for_system("tests").exists()
    page = rui.get(f"/jobs/{stopped.code}/").content.decode()
    assert "待对照列" in page
    assert f'href="/mappings/{stopped.code}/"' in page
    assert "重新执行" not in page


def test_a_stopped_job_is_listed_as_unfinished_until_it_is_answered(
    rui: Client, stopped: Job
) -> None:
    def listed(tab: str) -> bool:
        return stopped.code in rui.get(f"/jobs/?tab={tab}").content.decode()

    assert (listed("open"), listed("done"), listed("failed")) == (True, False, False)
    answered(rui, stopped, ANSWER)
    assert (listed("open"), listed("done"), listed("failed")) == (False, True, False)


def test_the_page_shows_every_heading_with_masked_samples(
    rui: Client, cast: Cast, tmp_path: Path
) -> None:
    rows = [("H1", "龙潭镇", "核桃村", "王大山", id_no(1), "13900000001")]
    head = ("户码", "镇", "所属村", "户主名", "号码", "电话号")
    job = imported(rui, book(tmp_path / "户.xlsx", head, rows))
    page = rui.get(f"/mappings/{job.code}/").content.decode()
    for text in (*head, "核桃村", "139****0001", id_no(1)[:6] + "********"):
        assert text in page
    assert id_no(1) not in page
    assert "13900000001" not in page


def test_the_answer_is_kept_journalled_and_starts_the_import_again(
    rui: Client, stopped: Job
) -> None:
    done = answered(rui, stopped, ANSWER)
    assert done.result["batch"]
    assert households() == {"H1": "王大山", "H2": "单雄信"}
    (kept,) = mappings()
    assert (kept.table, kept.saved_by, kept.file_name) == ("household", "rui", "户.xlsx")
    assert kept.headings == list(OWN)
    assert kept.columns == ANSWER
    line = Entry.objects.get(object_kind="mapping")
    assert (line.object_code, line.actor_code, line.verb) == (kept.code, "rui", "registry.import")
    page = rui.get(f"/jobs/{stopped.code}/").content.decode()
    assert f'href="/jobs/{done.code}/"' in page
    assert "待对照列" not in page


def test_the_next_file_with_these_headings_is_not_asked_about(
    rui: Client, stopped: Job, tmp_path: Path
) -> None:
    answered(rui, stopped, ANSWER)
    again = imported(rui, book(tmp_path / "下月.xlsx", OWN, [*ROWS, ("H3", *ROWS[0][1:])]), "")
    assert not again.waits
    assert again.result["sheets"][0]["changed"] == []
    assert set(households()) == {"H1", "H2", "H3"}


def test_a_file_whose_headings_are_all_known_is_never_asked_about(
    rui: Client, tmp_path: Path
) -> None:
    head = ("户编号", "乡镇", "行政村", "户主姓名", "序号", "备注")
    job = imported(rui, book(tmp_path / "户.xlsx", head, [(*ROWS[0][:4], 1, "")]), "")
    assert not job.waits
    assert households() == {"H1": "王大山"}


def test_changed_headings_are_told_on_the_job_and_in_the_account(
    rui: Client, stopped: Job, tmp_path: Path
) -> None:
    answered(rui, stopped, ANSWER)
    head = ("镇", "户码", "所属村", "户主名", "人数", "说明")
    rows = [("龙潭镇", "H9", "核桃村", "李小花", 1, "y")]
    job = imported(rui, book(tmp_path / "变.xlsx", head, rows), "")
    assert households()["H9"] == "李小花"
    kinds = {change["kind"] for change in job.result["sheets"][0]["changed"]}
    assert kinds == {"moved", "renamed"}
    for page in (f"/jobs/{job.code}/", f"/registry/imports/{job.result['batch']}/"):
        assert "表头“备注”的位置上现在是“说明”。" in rui.get(page).content.decode()


def test_a_required_heading_that_went_away_is_asked_for_with_what_changed(
    rui: Client, stopped: Job, tmp_path: Path
) -> None:
    answered(rui, stopped, ANSWER)
    head = ("户码", "镇", "村子", "户主名", "人数", "备注")
    job = imported(rui, book(tmp_path / "变.xlsx", head, ROWS))
    assert job.waits
    page = rui.get(f"/mappings/{job.code}/").content.decode()
    assert "表头“所属村”的位置上现在是“村子”。" in page
    assert '<span class="ht-tag">行政村</span>' in page


def test_rows_given_back_under_own_headings_come_in_again(
    rui: Client, stopped: Job, tmp_path: Path
) -> None:
    answered(rui, stopped, ANSWER)
    rows = [("H5", "龙潭镇", "核桃村", "赵五", "两", "x")]
    job = imported(rui, book(tmp_path / "错.xlsx", OWN, rows), "")
    errors = rui.get(f"/registry/imports/{job.result['batch']}/errors.xlsx").content
    import openpyxl

    path = tmp_path / "改好.xlsx"
    path.write_bytes(errors)
    mended = openpyxl.load_workbook(path)
    page = mended.worksheets[0]
    assert [cell.value for cell in page[1]][:6] == list(OWN)
    page["E2"] = "2"
    mended.save(path)
    again = imported(rui, path, "")
    assert not again.waits
    assert again.result["sheets"][0]["changed"] == []
    assert households()["H5"] == "赵五"


def test_forgetting_asks_again_and_leaves_a_line(rui: Client, stopped: Job, tmp_path: Path) -> None:
    answered(rui, stopped, ANSWER)
    (kept,) = mappings()
    page = rui.get("/mappings/").content.decode()
    assert kept.code in page
    assert "户码 → 户编号" in page
    assert rui.post(f"/mappings/{kept.code}/forget/").status_code == 302
    assert mappings() == []
    assert Entry.objects.filter(object_kind="mapping", object_code=kept.code).count() == 2
    assert imported(rui, book(tmp_path / "再.xlsx", OWN, ROWS)).waits


def test_two_sheets_are_asked_about_on_one_page(rui: Client, tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "两张.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        for name, head in (
            ("户信息", ("户编号", "乡镇", "村子", "户主姓名")),
            ("家庭成员信息", ("户编号", "人编号", "名字", "性别")),
        ):
            made.add_worksheet(name).write_row(0, 0, head)
    job = imported(rui, path, "")
    assert [q["table"] for q in job.result["questions"]] == ["household", "member"]
    form = {**form_of(job, {"村子": "village"}), **form_of(job, {"名字": "name"}, 1)}
    rui.post(f"/mappings/{job.code}/", form)
    assert not run_here(newest_job().code).waits
    assert {kept.table for kept in mappings()} == {"household", "member"}


# --- deliveries: the same mechanism ---


def delivered(client: Client, path: Path) -> Job:
    client.post("/sources/deliver/", {"tables": upload(path), "dataset": "D14"})
    return run_here(newest_job().code)


def test_a_department_answers_for_its_own_data_set(cast: Cast, tmp_path: Path) -> None:
    min_ = cast.signed_in("min")
    job = delivered(min_, book(tmp_path / "低保.xlsx", DIBAO, DIBAO_ROWS))
    assert job.waits
    assert not Delivery.objects.for_system("tests").exists()
    assert cast.signed_in("bao").get(f"/mappings/{job.code}/").status_code == 404
    columns = {h.name for h in cast.pack.sources["D14"].columns}
    answer = {"证号": "id_no", "享受人": "name", "何时起": "from_month", "每月多少": "amount"}
    assert set(answer.values()) <= columns
    assert not answered(min_, job, answer).waits
    (made,) = Delivery.objects.for_system("tests")
    assert made.n_created == 1
    (kept,) = mappings()
    assert (kept.table, kept.department) == ("D14", "civil-affairs")
    assert kept.code in min_.get("/mappings/").content.decode()
    assert kept.code not in cast.signed_in("bao").get("/mappings/").content.decode()


def test_a_department_is_not_asked_about_anothers_data_set(cast: Cast, tmp_path: Path) -> None:
    bao = cast.signed_in("bao")
    job = delivered(bao, book(tmp_path / "低保.xlsx", DIBAO, DIBAO_ROWS))
    assert job.state == JobState.REFUSED
    assert "报送“" in job.refusal
    assert bao.get(f"/mappings/{job.code}/").status_code == 404


def test_a_department_does_not_answer_for_another(cast: Cast, tmp_path: Path) -> None:
    job = delivered(cast.signed_in("min"), book(tmp_path / "低保.xlsx", DIBAO, DIBAO_ROWS))
    answer = [{"证号": "id_no", "享受人": "name", "何时起": "from_month"}]
    with pytest.raises(Refused) as refusal:
        answer_question(cast.bao, job, cast.campaign, answer, at=AT)
    assert refusal.value.code == "NOT_ALLOWED"
    assert mappings() == []


def test_after_another_answer_the_same_file_is_delivered_anew(cast: Cast, tmp_path: Path) -> None:
    min_ = cast.signed_in("min")
    path = book(tmp_path / "低保.xlsx", DIBAO, DIBAO_ROWS)
    answer = {"证号": "id_no", "享受人": "name", "何时起": "from_month", "每月多少": ""}
    answered(min_, delivered(min_, path), answer)
    assert delivered(min_, path).state == JobState.REFUSED
    (kept,) = mappings()
    min_.post(f"/mappings/{kept.code}/forget/")
    again = answered(min_, delivered(min_, path), {**answer, "每月多少": "amount"})
    assert again.state == JobState.DONE
    assert Delivery.objects.for_system("tests").count() == 2


def test_a_wrong_table_in_the_upload_form_is_refused(rui: Client) -> None:
    file = SimpleUploadedFile("a.xlsx", b"x")
    answer = rui.post("/registry/import/", {"file": file, "table": "nothing"})
    assert answer.status_code == 422
