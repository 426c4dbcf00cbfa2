"""The pages of verdicts as people open them."""

from __future__ import annotations

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from huitoukan.apps.assessment.models import HumanVerdict
from huitoukan.apps.jobs.models import Job
from tests.apps.assessment.homes import homes, run_of
from tests.cast import VILLAGE_3, Cast
from tests.factories import Maker


def test_without_a_run_the_list_says_what_to_do(cast: Cast) -> None:
    body = cast.signed_in("rui").get("/assessment/").content.decode()
    assert "还没有开展过达标核查" in body
    assert "开展达标核查" in body


def test_who_only_looks_on_has_no_form(cast: Cast) -> None:
    body = cast.signed_in("wen").get("/assessment/").content.decode()
    assert 'action="/assessment/run/"' not in body


def test_a_run_is_asked_for_as_a_job(cast: Cast) -> None:
    answer = cast.signed_in("rui").post("/assessment/run/", {"on": "2026-10-31"})
    job = Job.objects.for_system("tests").get(kind="assessment.run")
    assert answer["Location"] == f"/jobs/{job.code}/"


def test_a_day_that_is_none_comes_back_with_a_sentence(cast: Cast) -> None:
    answer = cast.signed_in("rui").post("/assessment/run/", {"on": "31. Oktober"})
    assert answer.status_code == 422
    assert not Job.objects.for_system("tests").exists()


def test_a_broken_file_is_not_tried_and_says_its_line(cast: Cast) -> None:
    sent = SimpleUploadedFile("H6.yaml", b"id: H6\n\tx: 1")
    answer = cast.signed_in("rui").post("/assessment/try/", {"folder": "indicators", "file": sent})
    assert (answer.status_code, "第 2 行" in answer.content.decode()) == (422, True)


def test_the_run_page_counts_by_indicator_and_place(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    homes(cast, make, tmp_path)
    run = run_of(cast)
    body = cast.signed_in("rui").get(f"/assessment/{run.code}/").content.decode()
    assert "H6 住房安全有保障" in " ".join(body.split())
    assert "石门乡" in body
    assert "缺少部门数据" in body


def test_a_village_counts_its_own_households(cast: Cast, make: Maker, tmp_path: Path) -> None:
    homes(cast, make, tmp_path)
    run = run_of(cast)
    page = cast.signed_in("ping").get(f"/assessment/{run.code}/").context["page"]
    assert {figure.label: figure.value for figure in page.figures} == {
        "不达标": 1,
        "无法判断": 1,
        "达标": 0,
    }


def test_the_list_is_narrowed_by_indicator_and_place(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    found = homes(cast, make, tmp_path)
    run = run_of(cast)
    client, path = cast.signed_in("rui"), f"/assessment/{run.code}/households/"
    by_indicator = client.get(path, {"indicator": "H6-"}).context["page"]
    assert [row.household_no for row in by_indicator.rows] == [found["unsafe"].household_no]
    by_place = client.get(path, {"place": VILLAGE_3}).context["page"]
    assert [row.household_no for row in by_place.rows] == [found["disputed"].household_no]


def test_the_worksheet_shows_both_sources_side_by_side(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    found = homes(cast, make, tmp_path)
    run = run_of(cast)
    number = found["disputed"].household_no
    body = cast.signed_in("rui").get(f"/assessment/{run.code}/households/{number}/").content
    text = body.decode()
    assert "名册 2026-10-31" in text
    assert "住建部门 2026-05-01" in text
    assert "来源不一致" in text


def test_the_worksheet_as_of_another_day_says_so(cast: Cast, make: Maker, tmp_path: Path) -> None:
    found = homes(cast, make, tmp_path)
    run = run_of(cast)
    path = f"/assessment/{run.code}/households/{found['safe'].household_no}/"
    page = cast.signed_in("rui").get(path, {"on": "2026-04-30"}).context["page"]
    assert page.is_other_day


def test_a_decision_without_words_comes_back_and_one_with_words_is_kept(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    found = homes(cast, make, tmp_path)
    run = run_of(cast)
    client = cast.signed_in("rui")
    path = f"/assessment/{run.code}/households/{found['safe'].household_no}/"
    refused = client.post(f"{path}judge/", {"verdict": "met", "reason": ""})
    assert refused.status_code == 422
    assert "没有写明为什么这样核定" in refused.content.decode()
    client.post(f"{path}judge/", {"verdict": "met", "reason": "入户看过"})
    assert HumanVerdict.objects.for_system("tests").get().reason == "入户看过"
    assert "入户看过" in client.get(path).content.decode()


def test_the_queue_holds_who_misses_something_with_a_measure(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    found = homes(cast, make, tmp_path)
    run = run_of(cast)
    page = cast.signed_in("rui").get(f"/assessment/{run.code}/queue/").context["page"]
    assert [row.household_no for row in page.rows] == [found["unsafe"].household_no]
    assert page.rows[0].measures


def test_the_workbook_is_made(cast: Cast, make: Maker, tmp_path: Path) -> None:
    homes(cast, make, tmp_path)
    run = run_of(cast)
    answer = cast.signed_in("rui").get(f"/assessment/{run.code}/export/", {"tab": "not_met"})
    assert answer.content[:2] == b"PK"


def test_a_try_opens_beside_the_newest_run(cast: Cast, make: Maker, tmp_path: Path) -> None:
    homes(cast, make, tmp_path)
    run = run_of(cast)
    attempt = run_of(cast, how="lines/exit.yaml")
    page = cast.signed_in("rui").get(f"/assessment/{attempt.code}/changes/").context["page"]
    assert (page.before.code, page.rows) == (run.code, ())


def test_the_standards_show_their_gaps(cast: Cast) -> None:
    client = cast.signed_in("rui")
    body = client.get("/assessment/standards/", {"standard": "national"}).content.decode()
    assert "没有数据集，要入户看" in body
    shaanxi = client.get("/assessment/standards/", {"standard": "shaanxi_57"}).content.decode()
    assert "本县基准日没有值" in shaanxi


def test_the_households_file_shows_the_verdict(cast: Cast, make: Maker, tmp_path: Path) -> None:
    found = homes(cast, make, tmp_path)
    run = run_of(cast)
    number = found["unsafe"].household_no
    body = cast.signed_in("rui").get(f"/households/{number}/").content.decode()
    assert f"/assessment/{run.code}/households/{number}/" in body


def test_with_nothing_to_compare_the_page_says_so(cast: Cast, make: Maker, tmp_path: Path) -> None:
    homes(cast, make, tmp_path)
    body = cast.signed_in("rui").get(f"/assessment/{run_of(cast).code}/changes/").content.decode()
    assert "没有可比的核查" in body
