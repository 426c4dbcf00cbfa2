"""Background work: progress, refusals, crashes, workers that die, and the fence against ghosts."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from huitoukan.apps.accounts.models import User
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.jobs import services
from huitoukan.apps.jobs.models import Job, JobState
from huitoukan.apps.jobs.services import ask, ask_again, do_now, handles, reap, run_here
from huitoukan.domain.refusals import Refused
from tests.cast import Cast

seen: list[tuple[str, dict[str, Any]]] = []


@handles("tests.count")
def count(actor: Actor, progress: services.Progress, *, up_to: int) -> dict[str, Any]:
    seen.append((actor.code, {"up_to": up_to}))
    for n in range(up_to):
        progress(n + 1, up_to, f"第 {n + 1} 个")
    return {"counted": up_to, "by": actor.code}


@handles("tests.refuse")
def refuse(actor: Actor, progress: services.Progress) -> dict[str, Any]:
    progress(1, 9, "读到一半")
    raise Refused("REGISTRY_EMPTY")


@handles("tests.break", max_attempts=2)
def break_down(actor: Actor, progress: services.Progress) -> dict[str, Any]:
    raise ZeroDivisionError("secret 990101199003077751")


def wanted(cast: Cast, kind: str = "tests.count", account: str = "rui", **arguments: Any) -> Job:
    if kind == "tests.count":
        arguments.setdefault("up_to", 3)
    return ask(cast.actor(account), kind, title="数一数", area=cast.county, **arguments)


def again(job: Job) -> Job:
    return Job.objects.for_system("tests").get(pk=job.pk)


def lose(job: Job) -> None:
    """The lease runs out, as when the worker has been killed a while ago."""
    Job.objects.for_system("tests").filter(pk=job.pk).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )


def taken(job: Job) -> Job:
    """The job in the hands of a worker that does nothing more."""
    found = services._take(job.code)
    assert found is not None
    return found


def n_in_queue() -> int:
    return DBTaskResult.objects.ready().count()


def test_a_kind_that_nobody_handles_is_a_bug(cast: Cast) -> None:
    with pytest.raises(KeyError):
        wanted(cast, "tests.nothing")
    assert not Job.objects.for_system("tests").exists()


def test_asking_puts_the_job_and_its_call_into_the_same_transaction(cast: Cast) -> None:
    job = wanted(cast)
    assert (job.state, job.attempt, job.asked_by) == (JobState.QUEUED, 0, "rui")
    assert job.arguments == {"up_to": 3}
    assert n_in_queue() == 1
    wanted(cast, on_queue=False)
    assert n_in_queue() == 1


def test_a_job_is_done_as_the_person_who_asked_with_the_rights_of_today(cast: Cast) -> None:
    seen.clear()
    job = run_here(wanted(cast).code)
    assert seen == [("rui", {"up_to": 3})]
    assert (job.state, job.result) == (JobState.DONE, {"counted": 3, "by": "rui"})
    assert (job.n_done, job.n_total, job.told) == (3, 3, "第 3 个")
    assert job.lease_until is None
    assert job.ended_at is not None
    assert (job.is_over, job.share) == (True, 1.0)


def test_a_job_of_the_owner_of_the_machine_is_done_as_the_system(cast: Cast) -> None:
    job = ask(cast.system, "tests.count", title="数", area=cast.county, up_to=1)
    assert run_here(job.code).result["by"] == "system"


def test_a_job_of_somebody_who_has_left_is_refused_and_not_done(cast: Cast) -> None:
    seen.clear()
    job = wanted(cast)
    User.objects.filter(username="rui").update(is_active=False)
    done = run_here(job.code)
    assert (done.state, done.refusal) == (JobState.REFUSED, "没有账号“rui”。")
    assert seen == []


def test_progress_is_told_to_the_table_and_to_the_terminal(cast: Cast) -> None:
    told: list[tuple[int, int, str]] = []
    job = do_now(
        cast.rui,
        "tests.count",
        lambda *what: told.append(what),
        title="数",
        area=cast.county,
        up_to=5,
    )
    assert told == [(n, 5, f"第 {n} 个") for n in range(1, 6)]
    assert (job.n_done, job.n_total) == (5, 5)


def test_progress_is_written_seldom_but_always_at_the_end(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    job = wanted(cast, up_to=500)
    with django_assert_max_num_queries(12):
        assert run_here(job.code).n_done == 500


def test_a_refusal_is_stored_with_its_remedy_and_how_far_it_came(cast: Cast) -> None:
    job = run_here(wanted(cast, "tests.refuse").code)
    assert job.state == JobState.REFUSED
    assert (job.refusal, job.remedy) == (
        "名册里还没有户。",
        "请先运行 huitoukan registry import。",
    )
    assert (job.n_done, job.n_total, job.is_over) == (1, 9, True)


def test_a_terminal_is_told_the_refusal_itself(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        do_now(cast.rui, "tests.refuse", lambda *_: None, title="x", area=cast.county)
    assert refusal.value.code == "REGISTRY_EMPTY"
    assert Job.objects.for_system("tests").get().state == JobState.REFUSED


def test_a_crash_is_stored_without_its_words_and_raised_again(cast: Cast) -> None:
    job = wanted(cast, "tests.break")
    with pytest.raises(ZeroDivisionError):
        run_here(job.code)
    failed = again(job)
    assert (failed.state, failed.refusal) == (JobState.FAILED, "程序出错：ZeroDivisionError。")
    assert job.code in failed.remedy
    assert "990101" not in failed.refusal + failed.remedy


def test_a_job_that_is_over_or_held_is_left_alone(cast: Cast) -> None:
    seen.clear()
    done = run_here(wanted(cast).code)
    assert run_here(done.code).ended_at == done.ended_at
    held = taken(wanted(cast))
    assert run_here(held.code).state == JobState.RUNNING
    assert len(seen) == 1


def test_a_living_workers_job_is_not_reaped(cast: Cast) -> None:
    job = taken(wanted(cast))
    assert reap() == 0
    assert again(job).token == job.token


def test_a_dead_workers_job_goes_back_and_another_worker_finishes_it(cast: Cast) -> None:
    job = taken(wanted(cast))
    lose(job)
    assert again(job).is_lost(timezone.now())
    assert reap() == 1
    assert (again(job).state, again(job).token, n_in_queue()) == (JobState.QUEUED, "", 2)
    done = run_here(job.code)
    assert (done.state, done.attempt) == (JobState.DONE, 2)


def test_a_dead_workers_job_can_be_taken_over_without_the_reaper(cast: Cast) -> None:
    job = taken(wanted(cast))
    lose(job)
    assert run_here(job.code).attempt == 2


def test_the_reaper_gives_up_after_the_last_attempt(cast: Cast) -> None:
    job = wanted(cast, "tests.break")
    for _ in range(2):
        lose(taken(job))
        n_back = reap()
    assert n_back == 0
    failed = again(job)
    assert failed.state == JobState.FAILED
    assert failed.refusal == "任务“数一数”执行中断了 2 次，已停止重试。"
    assert failed.lease_until is None
    assert reap() == 0


def test_a_ghost_can_neither_tell_nor_write_nor_end(cast: Cast) -> None:
    ghost = taken(wanted(cast))
    progress = services.Progress(ghost.pk, ghost.token)
    lose(ghost)
    heir = taken(ghost)
    for act in (progress.fence, lambda: progress(1, 2, "还在写")):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "JOB_FENCED"
    with pytest.raises(Refused):
        services._end(ghost, JobState.DONE, result={"ghost": True})
    assert (again(ghost).state, again(ghost).token) == (JobState.RUNNING, heir.token)
    services._end(heir, JobState.DONE, result={"heir": True})
    assert again(ghost).result == {"heir": True}


def test_a_handler_that_was_overtaken_stops_and_spoils_nothing(cast: Cast) -> None:
    @handles("tests.overtaken")
    def overtaken(actor: Actor, progress: services.Progress, *, code: str) -> dict[str, Any]:
        mine = Job.objects.for_system("tests").get(code=code)
        lose(mine)
        taken(mine)
        progress.fence()
        raise AssertionError("the fence let a ghost through")

    job = wanted(cast, "tests.overtaken", code="")
    Job.objects.for_system("tests").filter(pk=job.pk).update(arguments={"code": job.code})
    with pytest.raises(Refused) as refusal:
        run_here(job.code)
    assert refusal.value.code == "JOB_FENCED"
    assert again(job).state == JobState.RUNNING, "it belongs to the heir now"


def test_only_a_job_that_did_not_succeed_is_asked_for_again(cast: Cast) -> None:
    for job in (wanted(cast), run_here(wanted(cast).code), taken(wanted(cast))):
        with pytest.raises(Refused) as refusal:
            ask_again(cast.rui, job)
        assert refusal.value.code == "JOB_NOT_AGAIN"
    refused = run_here(wanted(cast, "tests.refuse").code)
    new = ask_again(cast.lei, refused)
    assert (new.state, new.asked_by, new.kind) == (JobState.QUEUED, "lei", "tests.refuse")
    assert new.code != refused.code


def test_a_heartbeat_outlives_a_locked_database(
    live_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = taken(wanted(live_cast))
    lose(job)
    monkeypatch.setattr(services, "HEARTBEAT_SECONDS", 0.01)
    n_locked = []

    def locked_twice(execute: Any, *arguments: Any) -> Any:
        if len(n_locked) < 2:
            n_locked.append(1)
            raise OperationalError("database is locked")
        return execute(*arguments)

    class Beating(services._Heartbeat):
        def _beat(self) -> None:
            with connection.execute_wrapper(locked_twice):
                super()._beat()

    with Beating(job):
        until = time.monotonic() + 5
        while again(job).is_lost(timezone.now()) and time.monotonic() < until:
            time.sleep(0.01)
    assert len(n_locked) == 2
    assert not again(job).is_lost(timezone.now())


def test_of_eight_workers_at_once_exactly_one_gets_the_job(live_cast: Cast) -> None:
    job = wanted(live_cast)
    start, got = threading.Barrier(8), []

    def work() -> None:
        start.wait()
        try:
            got.append(services._take(job.code))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert len([found for found in got if found]) == 1
    assert again(job).attempt == 1


def test_of_two_reapers_at_once_one_puts_the_job_back(live_cast: Cast) -> None:
    lose(taken(wanted(live_cast)))
    start, n_back = threading.Barrier(4), []

    def look() -> None:
        start.wait()
        try:
            n_back.append(reap())
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(n_back) == [0, 0, 0, 1]
    assert n_in_queue() == 2


@pytest.mark.postgres
def test_a_worker_in_the_midst_of_its_write_is_neither_reaped_nor_waited_for(
    live_cast: Cast,
) -> None:
    """On SQLite there is one writer, and a reaper beside it waits for the database."""
    job = taken(wanted(live_cast))
    lose(job)
    is_writing, may_end = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                services.Progress(job.pk, job.token).fence()
                is_writing.set()
                may_end.wait(10)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    is_writing.wait(10)
    started = time.monotonic()
    n_back = reap()
    waited = time.monotonic() - started
    may_end.set()
    writer.join()
    assert n_back == 0
    assert waited < 5
    assert again(job).token == job.token
