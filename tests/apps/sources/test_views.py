"""The pages of department data: each department its own, a delivery from upload to mend."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.jobs.models import Job, JobState
from huitoukan.apps.jobs.services import run_here
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.sources.models import Delivery
from huitoukan.apps.sources.queries import shown
from huitoukan.documents.tables import read_table
from tests.cast import AT, Cast
from tests.documents.samples import save_workbook
from tests.factories import id_no

TODAY = AT.date()
DIBAO = [
    ("公民身份号码", "姓名", "起始月", "终止月", "月保障金"),
    (id_no(1), "单雄信", "2025-01", "", 420),
    (id_no(2), "单小妹", "二月", "", 420),
]
DEATHS = [("公民身份号码", "死亡日期"), (id_no(3), date(2026, 3, 1))]


def table(folder: Path, name: str, rows: list[Any]) -> SimpleUploadedFile:
    """A workbook with one sheet, as a browser sends it."""
    path = save_workbook(folder / f"{name}.xlsx", {name: rows})
    return SimpleUploadedFile(f"{name}.xlsx", path.read_bytes())


@pytest.fixture
def dibao(tmp_path: Path) -> SimpleUploadedFile:
    """Civil affairs' list, with one row that must come back."""
    return table(tmp_path, "农村低保", DIBAO)


@pytest.fixture
def deaths(tmp_path: Path) -> SimpleUploadedFile:
    """The police's list of deaths."""
    return table(tmp_path, "户籍注销（死亡）", DEATHS)


def run_all() -> list[Job]:
    """Every job that waits, done."""
    waiting = Job.objects.for_system("tests").filter(state=JobState.QUEUED).order_by("id")
    return [run_here(job.code) for job in list(waiting)]


def delivered(client: Client, *files: SimpleUploadedFile) -> Delivery:
    """The files taken through the page and their jobs; the newest delivery."""
    client.post("/sources/deliver/", {"tables": list(files)})
    run_all()
    return Delivery.objects.for_system("tests").latest("id")


# --- refusals ---


@pytest.mark.parametrize(
    "address",
    ["/sources/", "/sources/BS-1/", "/sources/BS-1/errors.xlsx", "/sources/template/D07.xlsx"],
)
def test_nobody_signed_in_is_sent_to_sign_in(address: str, cast: Cast) -> None:
    answer = Client().get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/sign-in/?next={address}")


@pytest.mark.parametrize("account", ["ping", "tang", "gong"])
def test_posts_without_department_data_are_refused(account: str, cast: Cast) -> None:
    assert cast.signed_in(account).get("/sources/").status_code == 403


@pytest.mark.parametrize("account", ["lei", "wen"])
def test_who_only_sees_department_data_delivers_none(
    account: str, cast: Cast, dibao: SimpleUploadedFile
) -> None:
    client = cast.signed_in(account)
    assert 'name="tables"' not in client.get("/sources/").content.decode()
    assert client.post("/sources/deliver/", {"tables": [dibao]}).status_code == 403
    assert not Job.objects.for_system("tests").exists()


def test_another_county_and_another_department_do_not_find_a_delivery(
    cast: Cast, dibao: SimpleUploadedFile
) -> None:
    delivery = delivered(cast.signed_in("min"), dibao)
    assert cast.other_campaign
    for account in ("shan", "bao"):
        client = cast.signed_in(account)
        assert client.get(f"/sources/{delivery.code}/").status_code == 404
        assert client.get(f"/sources/{delivery.code}/errors.xlsx").status_code == 404
        assert delivery.code not in client.get("/sources/").content.decode()


def test_who_may_only_look_does_not_take_the_rows_with_their_numbers_away(
    cast: Cast, dibao: SimpleUploadedFile
) -> None:
    delivery = delivered(cast.signed_in("min"), dibao)
    client = cast.signed_in("wen")
    page = client.get(f"/sources/{delivery.code}/")
    assert page.status_code == 200
    assert id_no(2) not in page.content.decode()
    assert "errors.xlsx" not in page.content.decode()
    assert client.get(f"/sources/{delivery.code}/errors.xlsx").status_code == 403


def test_a_department_cannot_deliver_for_another(cast: Cast, deaths: SimpleUploadedFile) -> None:
    client = cast.signed_in("min")
    client.post("/sources/deliver/", {"tables": [deaths]})
    [job] = run_all()
    assert job.state == JobState.REFUSED
    assert "权限" in client.get(f"/jobs/{job.code}/").content.decode()
    assert not Delivery.objects.for_system("tests").exists()


def test_an_upload_without_files_comes_back_with_the_reason(cast: Cast) -> None:
    answer = cast.signed_in("rui").post("/sources/deliver/", {})
    assert answer.status_code == 422
    assert "没有选择文件" in answer.content.decode()


def test_an_unknown_data_set_has_neither_template_nor_delivery(
    cast: Cast, dibao: SimpleUploadedFile
) -> None:
    client = cast.signed_in("rui")
    assert client.get("/sources/template/D99.xlsx").status_code == 404
    answer = client.post("/sources/deliver/", {"tables": [dibao], "dataset": "D99"})
    assert answer.status_code == 404


# --- the good path ---


def test_a_department_sees_its_own_data_sets_and_the_office_sees_all(cast: Cast) -> None:
    own = shown.sources_page(cast.actor("min"), cast.campaign, on=TODAY)
    every = shown.sources_page(cast.rui, cast.campaign, on=TODAY)
    assert [group.code for group in own.groups] == ["civil-affairs"]
    assert own.received.total == len(own.groups[0].datasets) < every.received.total
    assert every.received.total == len(cast.pack.delivered)
    assert every.n_departments_waiting == len(every.groups)
    dibao = next(row for row in own.groups[0].datasets if row.dataset == "D14")
    assert {"X14", "X15", "X16", "X17"} <= set(dibao.rules)
    assert (dibao.state.style, dibao.delivered_at) == ("none", None)


def test_several_files_become_several_jobs_and_a_bad_one_stops_no_other(
    cast: Cast, dibao: SimpleUploadedFile, deaths: SimpleUploadedFile
) -> None:
    client = cast.signed_in("rui")
    broken = SimpleUploadedFile("坏.xlsx", b"PK\x03\x04 not a workbook")
    answer = client.post("/sources/deliver/", {"tables": [dibao, broken, deaths]})
    assert answer.headers["Location"] == "/jobs/"
    states = [job.state for job in run_all()]
    assert states == [JobState.DONE, JobState.REFUSED, JobState.DONE]
    page = shown.sources_page(cast.rui, cast.campaign, on=TODAY)
    assert (page.received.done, page.n_rows, page.n_rejected) == (2, 3, 1)


def test_a_delivery_shows_its_account_and_what_it_gave_back(
    cast: Cast, dibao: SimpleUploadedFile
) -> None:
    client = cast.signed_in("min")
    answer = client.post("/sources/deliver/", {"tables": [dibao]})
    job = Job.objects.for_system("tests").get()
    assert answer.headers["Location"] == f"/jobs/{job.code}/"
    run_all()
    delivery = Delivery.objects.for_system("tests").get()
    assert f"/sources/{delivery.code}/" in client.get(f"/jobs/{job.code}/").content.decode()
    shown_page = shown.delivery_page(cast.actor("min"), delivery.code, {})
    assert (shown_page.n_rows, shown_page.n_created, shown_page.n_rejected) == (2, 1, 1)
    assert shown_page.is_newest
    assert [row.code for row in shown_page.rejects] == ["MONTH_FORMAT"]
    page = client.get(f"/sources/{delivery.code}/").content.decode()
    assert "二月" in page
    assert f"/sources/{delivery.code}/errors.xlsx" in page


def test_the_rows_given_back_come_as_a_workbook_that_can_be_read_again(
    cast: Cast, dibao: SimpleUploadedFile, tmp_path: Path
) -> None:
    client = cast.signed_in("min")
    delivery = delivered(client, dibao)
    path = tmp_path / "errors.xlsx"
    path.write_bytes(client.get(f"/sources/{delivery.code}/errors.xlsx").content)
    [row] = read_table(path, cast.pack.sources["D14"], cast.pack.codes)
    assert row.values["id_no"] == id_no(2)
    assert [problem.code for problem in row.problems] == ["MONTH_FORMAT"]
    assert Entry.objects.filter(object_code=delivery.code, summary="下载退回的 1 行").exists()


def test_the_department_opens_its_own_file_and_another_does_not(
    cast: Cast, dibao: SimpleUploadedFile
) -> None:
    delivery = delivered(cast.signed_in("min"), dibao)
    file = StoredFile.objects.for_system("tests").get(pk=delivery.file_id)
    assert cast.signed_in("min").get(f"/files/{file.sha256}/").status_code == 200
    assert cast.signed_in("bao").get(f"/files/{file.sha256}/").status_code == 404


def test_the_template_of_a_data_set_is_read_as_that_data_set(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(cast.signed_in("bao").get("/sources/template/D26.xlsx").content)
    assert list(read_table(path, cast.pack.sources["D26"], cast.pack.codes)) == []


def test_the_page_costs_the_same_with_and_without_deliveries(
    cast: Cast, dibao: SimpleUploadedFile, django_assert_max_num_queries: Any
) -> None:
    delivered(cast.signed_in("rui"), dibao)
    actor = cast.rui
    cast.campaign.pack.opened()  # read once and kept in memory
    with django_assert_max_num_queries(6):
        shown.sources_page(actor, cast.campaign, on=TODAY)
