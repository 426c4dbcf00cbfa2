"""Who sees which jobs, and when a worker was last seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from huitoukan.apps.jobs import queries
from huitoukan.apps.jobs.models import Job, JobState
from huitoukan.apps.jobs.services import ask, handles, run_here
from huitoukan.domain.refusals import Refused
from tests.cast import OTHER_COUNTY, VILLAGE_1, Cast


@handles("tests.look")
def look(actor: object, progress: object) -> dict[str, object]:
    return {}


def job_of(cast: Cast, account: str, area: str) -> Job:
    return ask(cast.actor(account), "tests.look", title="看", area=cast.area(area))


def seen(cast: Cast, account: str) -> set[str]:
    return set(queries.jobs_for(cast.actor(account)).values_list("code", flat=True))


def test_jobs_of_other_areas_and_persons_are_not_there(cast: Cast) -> None:
    county = job_of(cast, "rui", "980122")
    village = job_of(cast, "rui", VILLAGE_1)
    abroad = job_of(cast, "shan", OTHER_COUNTY)
    assert (
        seen(cast, "rui")
        == seen(cast, "lei")
        == seen(cast, "gong")
        == {
            county.code,
            village.code,
        }
    )
    assert seen(cast, "shan") == {abroad.code}
    assert seen(cast, "ping") == seen(cast, "min") == seen(cast, "shi") == set()
    assert queries.jobs_for(cast.system).count() == 3


@pytest.mark.parametrize("account", ["ping", "shan", "min"])
def test_anothers_job_reads_exactly_like_an_absent_one(account: str, cast: Cast) -> None:
    job = job_of(cast, "rui", "980122")
    sentences = []
    for code in (job.code, "RW-00000000"):
        with pytest.raises(Refused) as refusal:
            queries.job_for(cast.actor(account), code)
        sentences.append(refusal.value.sentence().replace(code, "…"))
    assert sentences[0] == sentences[1]


def test_a_department_sees_the_jobs_it_asked_for(cast: Cast) -> None:
    job = job_of(cast, "min", "980122")
    assert seen(cast, "min") == {job.code}
    assert queries.job_for(cast.min, job.code) == job


def test_the_unfinished_job_of_a_kind_is_the_newest_that_waits_or_runs(cast: Cast) -> None:
    first = job_of(cast, "rui", "980122")
    assert queries.unfinished_job(cast.rui, "tests.look") == first
    assert queries.unfinished_job(cast.shan, "tests.look") is None
    assert run_here(first.code).state == JobState.DONE
    assert queries.unfinished_job(cast.rui, "tests.look") is None


def test_a_worker_that_never_ran_was_never_seen(cast: Cast) -> None:
    assert queries.worker_seen_at() is None
    mark = queries.worker_mark()
    mark.parent.mkdir(parents=True)
    mark.touch()
    at = queries.worker_seen_at()
    assert at is not None
    assert abs(timezone.now() - at) < timedelta(minutes=1)


def test_a_jobs_share_goes_from_nothing_to_all() -> None:
    assert Job().share == 0.0
    assert Job(n_done=1, n_total=4).share == 0.25
    assert Job(n_done=9, n_total=4).share == 1.0
    assert Job(state=JobState.DONE).share == 1.0
