"""The pages of the registry: who opens them, what they show, an import from upload to mending."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from huitoukan.apps.jobs.models import Job
from huitoukan.apps.jobs.services import run_here
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.registry.models import Household, ImportBatch, ImportState, Snapshot
from huitoukan.apps.registry.queries import shown
from huitoukan.documents.tables import read_tables
from tests.cast import (
    OTHER_COUNTY,
    OTHER_TOWN,
    OTHER_VILLAGE,
    TOWN_1,
    TOWN_2,
    VILLAGE_1,
    VILLAGE_2,
    VILLAGE_3,
    Cast,
)
from tests.documents.samples import save_workbook
from tests.factories import Maker, id_no

VILLAGES = [
    ("行政村代码", "行政村", "乡镇代码", "乡镇", "县代码", "县", "村属性"),
    (VILLAGE_1, "核桃村", TOWN_1, "龙潭镇", "980122", "云岭县", "贫困村"),
]
HOUSEHOLDS = [
    ("户编号", "乡镇", "行政村", "户主姓名", "户类型", "家庭人口数"),
    ("H-1", "龙潭镇", "核桃村", "单雄信", "脱贫户", 2),
    ("H-2", "龙潭镇", "没有这个村", "赵二", "脱贫户", 1),
]
MEMBERS = [
    ("户编号", "人编号", "姓名", "证件号码", "与户主关系"),
    ("H-1", "P-1", "单雄信", id_no(1), "户主"),
    ("H-1", "P-2", "单小妹", id_no(2), "之女"),
    ("H-9", "P-9", "无户人", id_no(9), "户主"),
]


@pytest.fixture
def upload(tmp_path: Path) -> SimpleUploadedFile:
    """A registry workbook with three sheets, two of which hold a row that must come back."""
    path = save_workbook(
        tmp_path / "名册.xlsx", {"行政村": VILLAGES, "户": HOUSEHOLDS, "人": MEMBERS}
    )
    return SimpleUploadedFile("名册.xlsx", path.read_bytes())


def staged(client: Client, upload: SimpleUploadedFile) -> ImportBatch:
    """The upload read through the page and its job; it waits for a second person."""
    client.post("/registry/import/", {"file": upload})
    run_here(Job.objects.for_system("tests").latest("id").code)
    return ImportBatch.objects.for_system("tests").latest("id")


def decide(client: Client, batch: ImportBatch, step: str, **filled: str) -> HttpResponse:
    """A step taken on the page of an import; its job, if it needs one, is done."""
    n_jobs = Job.objects.for_system("tests").count()
    answer = client.post(f"/registry/imports/{batch.code}/{step}/", filled)
    if Job.objects.for_system("tests").count() > n_jobs:
        run_here(Job.objects.for_system("tests").latest("id").code)
    batch.refresh_from_db()
    return answer


def imported(cast: Cast, upload: SimpleUploadedFile) -> ImportBatch:
    """The upload read by the officer and merged by the county's leader."""
    batch = staged(cast.signed_in("rui"), upload)
    decide(cast.signed_in("lei"), batch, "merge")
    assert batch.stands is ImportState.MERGED
    return batch


# --- refusals ---


@pytest.mark.parametrize(
    "address",
    [
        "/registry/",
        "/registry/import/",
        "/registry/template.xlsx",
        "/registry/imports/DR-1/",
        "/registry/imports/DR-1/errors.xlsx",
    ],
)
def test_nobody_signed_in_is_sent_to_sign_in_and_back(address: str, cast: Cast) -> None:
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/sign-in/?next={address}"


def test_htmx_without_a_session_loads_the_sign_in_page_whole(cast: Cast) -> None:
    answer = Client().get(
        "/registry/?place=1",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/registry/"},
    )
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=/registry/"


@pytest.mark.parametrize("account", ["min", "gong"])
def test_a_post_without_the_registry_is_refused(account: str, cast: Cast) -> None:
    answer = cast.signed_in(account).get("/registry/")
    assert answer.status_code == 403
    assert "看名册" in answer.content.decode()


@pytest.mark.parametrize("account", ["lei", "wen", "qiao"])
def test_only_the_data_officer_imports_and_freezes(
    account: str, cast: Cast, upload: SimpleUploadedFile
) -> None:
    client = cast.signed_in(account)
    page = client.get("/registry/import/")
    assert page.status_code == (403 if account == "qiao" else 200)
    assert "上传并核对" not in page.content.decode()
    assert client.post("/registry/import/", {"file": upload}).status_code == 403
    assert client.post("/registry/freeze/").status_code == 403
    assert not Job.objects.for_system("tests").exists()


def test_an_officer_of_another_county_finds_neither_households_nor_imports(
    cast: Cast, make: Maker, upload: SimpleUploadedFile
) -> None:
    make.household(VILLAGE_1, head="单雄信")
    batch = imported(cast, upload)
    assert cast.other_campaign
    client = cast.signed_in("shan")
    assert "单雄信" not in client.get("/registry/").content.decode()
    assert client.get(f"/registry/imports/{batch.code}/").status_code == 404
    assert client.get(f"/registry/imports/{batch.code}/errors.xlsx").status_code == 404
    assert client.get(f"/registry/?place={VILLAGE_1}").status_code == 404


def test_a_township_reviewer_does_not_find_another_township(cast: Cast, make: Maker) -> None:
    make.household(VILLAGE_1, head="本镇人")
    make.household(VILLAGE_3, head="外乡人")
    client = cast.signed_in("qiao")
    page = client.get("/registry/").content.decode()
    assert "本镇人" in page
    assert "外乡人" not in page
    assert client.get(f"/registry/?place={TOWN_2}").status_code == 404


def test_without_a_campaign_the_page_says_how_to_open_one(cast: Cast) -> None:
    answer = cast.signed_in("shan").get("/registry/")  # the neighbours have none yet
    assert answer.status_code == 404
    assert "还没有任务" in answer.content.decode()


def test_an_upload_without_a_file_comes_back_with_the_reason(cast: Cast) -> None:
    answer = cast.signed_in("rui").post("/registry/import/", {})
    assert answer.status_code == 422
    assert "没有选择文件" in answer.content.decode()


def test_a_file_above_the_limit_is_not_kept(
    cast: Cast, upload: SimpleUploadedFile, settings: Any
) -> None:
    settings.UPLOAD_LARGEST_BYTES = 10
    answer = cast.signed_in("rui").post("/registry/import/", {"file": upload})
    assert answer.status_code == 422
    assert "上限" in answer.content.decode()
    assert not Job.objects.for_system("tests").exists()


def test_a_file_that_is_no_table_is_refused_by_its_job(cast: Cast) -> None:
    client = cast.signed_in("rui")
    client.post("/registry/import/", {"file": SimpleUploadedFile("名册.xlsx", b"%PDF-1.7 no")})
    job = run_here(Job.objects.for_system("tests").get().code)
    page = client.get(f"/jobs/{job.code}/").content.decode()
    assert "不是可以读取的表格" in page
    assert "请提供 .xlsx" in page


# --- the good path ---


def test_the_list_counts_the_whole_query_and_opens_the_tree_along_the_place(
    cast: Cast, make: Maker
) -> None:
    first = make.household(VILLAGE_1, head="单雄信", exit_status="已脱贫享受政策")
    make.member(first)
    make.household(VILLAGE_2, head="秦叔宝")
    make.household(VILLAGE_3, head="罗成")
    page = shown.registry_page(cast.rui, cast.campaign, {"place": TOWN_1})
    assert (page.n_households, page.n_persons, page.n_villages) == (2, 3, 2)
    assert page.place == "龙潭镇"
    county = page.tree[0]
    assert (county.name, county.n, county.is_open) == ("云岭县", 3, True)
    assert [(town.name, town.n, town.is_open) for town in county.children] == [
        ("龙潭镇", 2, True),
        ("石门乡", 1, False),
    ]
    assert [village.name for village in county.children[0].children] == ["核桃村", "茶坪村"]


@pytest.mark.parametrize("words", ["单雄信", "sxx", "dxx", "单雄 雄信"])
def test_a_household_is_found_by_its_name_or_its_initials(
    words: str, cast: Cast, make: Maker
) -> None:
    wanted = make.household(VILLAGE_1, head="单雄信")
    make.household(VILLAGE_1, head="秦叔宝")
    page = shown.registry_page(cast.rui, cast.campaign, {"q": words})
    assert [row.household_no for row in page.rows] == [wanted.household_no]


def test_the_filters_narrow_the_list(cast: Cast, make: Maker) -> None:
    poor = make.household(VILLAGE_1, head="甲")
    other = make.household(VILLAGE_2, head="乙")
    Household.objects.for_system("tests").filter(pk=other.pk).update(
        monitor_category="边缘易致贫户", exit_status="未脱贫"
    )

    def found(**params: str) -> list[str]:
        page = shown.registry_page(cast.rui, cast.campaign, params)
        return [row.household_no for row in page.rows]

    assert found(village_kind="贫困村") == [poor.household_no]
    assert found(exit_status="未脱贫") == [other.household_no]
    assert found(monitored="yes") == [other.household_no]
    assert found(monitored="no") == [poor.household_no]
    assert found(household_type="一般农户") == []


def test_the_list_costs_the_same_for_two_households_and_for_forty(
    cast: Cast, make: Maker, django_assert_max_num_queries: Any
) -> None:
    for _ in range(40):
        make.household(VILLAGE_1)
    actor = cast.rui
    cast.campaign.pack.opened()  # read once and kept in memory
    with django_assert_max_num_queries(6):
        page = shown.registry_page(actor, cast.campaign, {"page": "2"})
    assert (len(page.rows), page.pager.number, page.pager.n_pages) == (20, 2, 2)


def test_htmx_gets_the_list_alone(cast: Cast, make: Maker) -> None:
    make.household(VILLAGE_1, head="单雄信")
    answer = cast.signed_in("rui").get("/registry/", headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "单雄信" in text
    assert "<html" not in text
    assert "HX-Request" in answer.headers["Vary"]


def test_an_upload_becomes_a_job_and_the_job_an_import_with_its_account(
    cast: Cast, upload: SimpleUploadedFile
) -> None:
    client = cast.signed_in("rui")
    answer = client.post("/registry/import/", {"file": upload})
    job = Job.objects.for_system("tests").get()
    assert answer.headers["Location"] == f"/jobs/{job.code}/"
    assert "正在导入" in client.get("/registry/import/").content.decode()
    run_here(job.code)
    batch = ImportBatch.objects.for_system("tests").get()
    told = client.get(f"/jobs/{job.code}/").content.decode()
    assert f"/registry/imports/{batch.code}/" in told
    page = client.get(f"/registry/imports/{batch.code}/").content.decode()
    assert "没有这个村" in page
    assert "H-9" in page
    assert batch.sheets.count() == 3
    assert not Household.objects.for_system("tests").exists(), "nothing before the second person"
    assert "读入这批文件的人不能自己合并" in page
    merged = decide(cast.signed_in("lei"), batch, "merge")
    assert merged.headers["Location"].startswith("/jobs/")
    assert Household.objects.for_system("tests").get().head_name == "单雄信"
    assert Entry.objects.filter(object_kind="job", object_code=job.code).count() == 1


def test_who_merges_reads_what_would_change_and_is_offered_nothing_that_is_refused(
    cast: Cast, upload: SimpleUploadedFile
) -> None:
    batch = staged(cast.signed_in("rui"), upload)
    leader = cast.signed_in("lei")
    page = leader.get(f"/registry/imports/{batch.code}/").content.decode()
    assert "合并进名册" in page
    assert "不采用" in page
    for address in ("/registry/template.xlsx", f"/registry/imports/{batch.code}/errors.xlsx"):
        assert address not in page
        assert leader.get(address).status_code == 403
    without = decide(leader, batch, "refuse")
    assert (without.status_code, batch.stands) == (409, ImportState.STAGED)
    decide(leader, batch, "refuse", why="选错了文件")
    assert batch.stands is ImportState.REFUSED
    assert "选错了文件" in leader.get(f"/registry/imports/{batch.code}/").content.decode()


def test_the_rows_given_back_come_as_a_workbook_that_can_be_read_again(
    cast: Cast, upload: SimpleUploadedFile, tmp_path: Path
) -> None:
    client = cast.signed_in("rui")
    batch = imported(cast, upload)
    answer = client.get(f"/registry/imports/{batch.code}/errors.xlsx")
    assert answer.status_code == 200
    path = tmp_path / "errors.xlsx"
    path.write_bytes(answer.content)
    pack = cast.pack
    tables = {
        table.sheet: [row.values for row in table]
        for table in read_tables(path, list(pack.fields.values()), pack.codes)
    }
    assert {sheet: len(rows) for sheet, rows in tables.items()} == {"户": 1, "人": 1}
    assert tables["户"][0]["household_no"] == "H-2"
    assert tables["人"][0]["id_no"] == id_no(9)
    line = Entry.objects.get(object_kind="import", object_code=batch.code)
    assert line.summary == "下载退回的 2 行"


def test_the_template_is_read_as_an_empty_registry(cast: Cast, tmp_path: Path) -> None:
    answer = cast.signed_in("rui").get("/registry/template.xlsx")
    path = tmp_path / "template.xlsx"
    path.write_bytes(BytesIO(answer.content).getvalue())
    found = {
        table.dataset.id: list(table)
        for table in read_tables(path, list(cast.pack.fields.values()), cast.pack.codes)
    }
    tables = ("village", "household", "member", "cadre", "helper", "off_registry", "authorisation")
    assert found == {table: [] for table in tables}


def test_freezing_asks_for_a_job_that_makes_the_baseline(cast: Cast, make: Maker) -> None:
    make.household(VILLAGE_1)
    client = cast.signed_in("rui")
    client.post("/registry/freeze/")
    job = run_here(Job.objects.for_system("tests").get().code)
    snapshot = Snapshot.objects.for_system("tests").get()
    assert snapshot.is_baseline
    assert snapshot.code in client.get(f"/jobs/{job.code}/").content.decode()
    assert snapshot.code in client.get("/registry/snapshots/").content.decode()


def test_rows_of_a_real_place_elsewhere_are_given_back(cast: Cast, tmp_path: Path) -> None:
    elsewhere = (OTHER_VILLAGE, "渡口村", OTHER_TOWN, "望江镇", OTHER_COUNTY, "白沙县", "")
    path = save_workbook(tmp_path / "村.xlsx", {"行政村": [VILLAGES[0], elsewhere]})
    client = cast.signed_in("rui")
    batch = imported(cast, SimpleUploadedFile("村.xlsx", path.read_bytes()))
    page = client.get(f"/registry/imports/{batch.code}/").content.decode()
    assert "不在本次任务的范围内" in page
