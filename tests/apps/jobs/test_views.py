"""The pages of background work: one's own jobs, those of the area with job.see, asking again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.jobs import services
from huitoukan.apps.jobs.models import Job, JobState
from huitoukan.apps.jobs.queries import shown, worker_mark, worker_seen_at
from tests.cast import AT, Cast


def asked(cast: Cast, actor: Actor, **changes: Any) -> Job:
    """A job for a snapshot, in whatever state the test needs."""
    job = services.ask(
        actor, "registry.freeze", title="冻结名册", area=cast.county, campaign=cast.campaign.code
    )
    Job.objects.for_system("tests").filter(pk=job.pk).update(**changes)
    return Job.objects.for_system("tests").get(pk=job.pk)


# --- refusals ---


def test_nobody_signed_in_is_sent_to_sign_in(cast: Cast) -> None:
    assert Client().get("/jobs/").headers["Location"] == "/sign-in/?next=/jobs/"
    assert Client().post("/jobs/RW-1/again/").status_code == 302


@pytest.mark.parametrize("account", ["ping", "min", "shan"])
def test_a_job_of_others_is_not_found_without_the_right_in_that_county(
    account: str, cast: Cast
) -> None:
    job = asked(cast, cast.rui, state=JobState.FAILED)
    client = cast.signed_in(account)
    assert client.get(f"/jobs/{job.code}/").status_code == 404
    assert client.post(f"/jobs/{job.code}/again/").status_code == 404
    assert job.code not in client.get("/jobs/").content.decode()


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.DONE])
def test_a_job_that_waits_or_is_done_is_not_asked_for_again(state: JobState, cast: Cast) -> None:
    job = asked(cast, cast.rui, state=state)
    answer = cast.signed_in("rui").post(f"/jobs/{job.code}/again/")
    assert answer.status_code == 409
    assert Job.objects.for_system("tests").count() == 1


def test_asking_again_by_looking_is_not_possible(cast: Cast) -> None:
    job = asked(cast, cast.rui, state=JobState.FAILED)
    assert cast.signed_in("rui").get(f"/jobs/{job.code}/again/").status_code == 405


# --- the good path ---


def test_everybody_reads_the_own_jobs_and_job_see_reads_those_of_the_area(cast: Cast) -> None:
    own = asked(cast, cast.actor("min"))
    others = asked(cast, cast.rui)
    assert [row.code for row in shown.job_list(cast.actor("min"), {}, at=AT).rows] == [own.code]
    for account in ("gong", "wen", "rui"):
        rows = shown.job_list(cast.actor(account), {}, at=AT).rows
        assert [row.code for row in rows] == [others.code, own.code]
        assert {row.asked_by for row in rows} == {"闵民政", "瑞县办"}


def test_the_tabs_count_and_narrow(cast: Cast) -> None:
    asked(cast, cast.rui)
    failed = asked(cast, cast.rui, state=JobState.FAILED)
    page = shown.job_list(cast.rui, {"tab": "failed"}, at=AT)
    assert [(tab.n, tab.is_current) for tab in page.tabs] == [
        (2, False),
        (1, False),
        (0, False),
        (1, True),
    ]
    assert [row.code for row in page.rows] == [failed.code]


def test_a_running_job_tells_how_far_it_is_and_asks_again(cast: Cast) -> None:
    job = asked(
        cast,
        cast.rui,
        state=JobState.RUNNING,
        lease_until=AT + timedelta(days=9999),
        started_at=AT,
        n_done=30,
        n_total=40,
        told="写入户",
    )
    client = cast.signed_in("rui")
    part = client.get(f"/jobs/{job.code}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'hx-trigger="every 2s"' in part
    assert "写入户" in part
    page = shown.job_page(cast.rui, job.code, at=AT + timedelta(seconds=5))
    assert (page.job.share.percent, page.job.seconds) == (75, 5)
    assert page.again is None


def test_a_job_whose_worker_died_says_so(cast: Cast) -> None:
    job = asked(cast, cast.rui, state=JobState.RUNNING, lease_until=AT, started_at=AT)
    page = shown.job_page(cast.rui, job.code, at=AT + timedelta(seconds=1))
    assert page.job.state.style == "warn"


def test_a_refused_job_gives_reason_and_remedy_and_is_asked_for_again(cast: Cast) -> None:
    job = services.run_here(asked(cast, cast.rui).code)  # the registry is empty
    assert job.state == JobState.REFUSED
    client = cast.signed_in("rui")
    page = client.get(f"/jobs/{job.code}/").content.decode()
    assert "名册里还没有户" in page
    assert f"/jobs/{job.code}/again/" in page
    answer = client.post(f"/jobs/{job.code}/again/")
    again = Job.objects.for_system("tests").latest("id")
    assert answer.headers["Location"] == f"/jobs/{again.code}/"
    assert (again.kind, again.arguments, again.state) == (job.kind, job.arguments, "queued")


def test_who_asks_again_for_others_needs_the_right_to_the_work_itself(cast: Cast) -> None:
    job = asked(cast, cast.rui, state=JobState.FAILED)
    cast.signed_in("gong").post(f"/jobs/{job.code}/again/")
    again = services.run_here(Job.objects.for_system("tests").latest("id").code)
    assert (again.asked_by, again.state) == ("gong", JobState.REFUSED)
    assert "权限" in again.refusal


def test_the_list_says_when_a_worker_last_looked(cast: Cast) -> None:
    assert worker_seen_at() is None
    worker_mark().parent.mkdir(parents=True, exist_ok=True)
    worker_mark().touch()
    assert worker_seen_at() is not None
    assert cast.signed_in("rui").get("/jobs/").status_code == 200
