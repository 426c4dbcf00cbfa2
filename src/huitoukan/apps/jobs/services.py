"""Asking for work, doing it, and taking it back from a worker that died.

The queue (django-tasks-db) hands a job's code to one worker. It has no lease: a task whose worker
is killed stays RUNNING there for ever. So the truth is our row: `run_job` takes it under a lease
with a new token, a heartbeat pushes the lease on, `reap` asks the queue again for jobs whose lease
ran out, and every write of a job first holds the fence (`Progress.fence`).
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from huitoukan.apps.core.actor import Actor, system_actor
from huitoukan.apps.jobs.kinds import handles, kind_named
from huitoukan.apps.jobs.models import Job, JobState
from huitoukan.apps.places.models import Area
from huitoukan.domain.refusals import Refused

__all__ = [
    "Progress",
    "ask",
    "ask_again",
    "do_now",
    "go_on",
    "handles",
    "reap",
    "run_here",
    "run_job",
]

LEASE: Final = timedelta(seconds=90)
HEARTBEAT_SECONDS: Final = 15.0
TELL_SECONDS: Final = 0.4

Listener = Callable[[int, int, str], None]


class Progress:
    """How a handler tells how far it is, and proves that it still holds the job."""

    def __init__(self, job_id: int, token: str, listener: Listener | None = None) -> None:
        self._job_id = job_id
        self._token = token
        self._listener = listener
        self._told_at = 0.0

    def __call__(self, done: int, total: int, text: str = "") -> None:
        """Tell `done` of `total`; written at most every 0.4 s, and at the end."""
        if self._listener is not None:
            self._listener(done, total, text)
        now = time.monotonic()
        if now - self._told_at < TELL_SECONDS and done < total:
            return
        self._told_at = now
        self._hold(n_done=done, n_total=total, told=text[:200])

    def fence(self) -> None:
        """Inside the transaction that writes: refuse if another attempt has taken the job over."""
        self._hold()

    def _hold(self, **told: object) -> None:
        held = (
            Job.objects.for_system("a worker holds its own job")
            .filter(pk=self._job_id, token=self._token, state=JobState.RUNNING)
            .update(lease_until=timezone.now() + LEASE, **told)
        )
        if not held:
            raise Refused("JOB_FENCED")


def ask(
    actor: Actor, kind: str, *, title: str, area: Area, on_queue: bool = True, **arguments: Any
) -> Job:
    """Ask for work, in the caller's transaction: the business row and the job are there together.

    With `on_queue=False` the caller runs it at once with `run_here`.
    """
    with transaction.atomic():
        job = Job.objects.create(
            code=f"RW-{secrets.token_hex(4)}",
            kind=kind_named(kind).name,
            title=title[:200],  # it quotes a file's name
            arguments=arguments,
            area=area,
            asked_by=actor.code,
            asked_at=timezone.now(),
            max_attempts=kind_named(kind).max_attempts,
        )
        if on_queue:
            run_job.enqueue(job.code)
    return job


@task()
def run_job(code: str) -> str:
    """What the queue calls: do the job with this code; its outcome stands in our own row."""
    return run_here(code).state


def do_now(
    actor: Actor, kind: str, listener: Listener, *, title: str, area: Area, **arguments: Any
) -> Job:
    """Ask for work and do it at once in this process, for a terminal; a refusal is raised again."""
    job = ask(actor, kind, title=title, area=area, on_queue=False, **arguments)
    return run_here(job.code, listener, raise_refusal=True)


def run_here(code: str, listener: Listener | None = None, *, raise_refusal: bool = False) -> Job:
    """Do a job in this process. A job that is over, or held by a living worker, is left alone."""
    job = _take(code)
    if job is None:
        return Job.objects.for_system("the outcome of a job").get(code=code)
    progress = Progress(job.pk, job.token, listener)
    with _Heartbeat(job):
        try:
            result = kind_named(job.kind).handler(_asker(job), progress, **job.arguments)
        except Refused as refused:
            if refused.code == "JOB_FENCED":
                raise
            _end(job, JobState.REFUSED, refusal=refused.sentence(), remedy=refused.remedy())
            if raise_refusal:
                raise
        except Exception as error:
            _end(
                job,
                JobState.FAILED,
                refusal=f"程序出错：{type(error).__name__}。",
                remedy=f"请把编号 {job.code} 告诉管理员。",
            )
            raise
        else:
            _end(job, JobState.DONE, result=result)
    return Job.objects.for_system("the outcome of a job").get(pk=job.pk)


def _asker(job: Job) -> Actor:
    """The person who asked, with the rights of today; the system for commands of the owner."""
    from huitoukan.apps.accounts.queries import actor_named  # noqa: PLC0415 - keeps start-up quick

    system = system_actor()
    if job.asked_by == system.code:
        return system
    return actor_named(job.asked_by, timezone.localdate())


def _take(code: str) -> Job | None:
    """Take the job under a new token and lease, unless it is over or held."""
    now = timezone.now()
    token = secrets.token_hex(16)
    taken = (
        Job.objects.for_system("a worker takes a job")
        .filter(code=code)
        .filter(Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now))
        .update(
            state=JobState.RUNNING,
            token=token,
            lease_until=now + LEASE,
            attempt=F("attempt") + 1,
            started_at=now,
            n_done=0,
            told="",
        )
    )
    if not taken:
        return None
    return Job.objects.for_system("a worker reads its job").get(code=code)


def _end(job: Job, state: JobState, **outcome: object) -> None:
    ended = (
        Job.objects.for_system("a worker ends its job")
        .filter(pk=job.pk, token=job.token, state=JobState.RUNNING)
        .update(state=state, ended_at=timezone.now(), lease_until=None, **outcome)
    )
    if not ended:
        raise Refused("JOB_FENCED")


class _Heartbeat:
    """Pushes the lease on from a thread with its own database connection."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(HEARTBEAT_SECONDS):
            close_old_connections()
            # SQLite lets one writer in: while the handler writes for long, a beat may find the
            # database locked. The next one tries again; the thread must outlive the first.
            with suppress(OperationalError):
                Job.objects.for_system("a heartbeat").filter(
                    pk=self._job.pk, token=self._job.token
                ).update(lease_until=timezone.now() + LEASE)
            connection.close()


def reap() -> int:
    """Ask the queue again for jobs whose worker is gone; give up after the last attempt.

    Returns how many were put back. Run by every worker between two looks at the queue.
    """
    n_back = 0
    now = timezone.now()
    lost = Job.objects.for_system("the reaper looks for lost jobs").filter(
        state=JobState.RUNNING, lease_until__lt=now
    )
    for job in lost:
        with transaction.atomic():
            mine = Job.objects.for_system("the reaper takes a lost job").filter(
                pk=job.pk, token=job.token, state=JobState.RUNNING, lease_until__lt=now
            )
            # A row that is locked is being written by the very worker that seems lost.
            if mine.select_for_update(skip_locked=True).first() is None:
                continue
            if job.attempt >= job.max_attempts:
                refused = Refused("JOB_LOST", title=job.title, n=job.attempt)
                mine.update(
                    state=JobState.FAILED,
                    refusal=refused.sentence(),
                    remedy=refused.remedy(),
                    ended_at=now,
                    lease_until=None,
                )
            elif mine.update(state=JobState.QUEUED, lease_until=None, token="", told="重新排队"):
                run_job.enqueue(job.code)
                n_back += 1
    return n_back


def go_on(actor: Actor, job: Job) -> Job:
    """Ask anew for a job that stopped with a question, once; its result then names the next one.

    Raises Refused JOB_NOT_AGAIN when somebody else was quicker.
    """
    with transaction.atomic():
        stopped = (
            Job.objects.for_system("the row of the question").select_for_update().get(pk=job.pk)
        )
        if not stopped.waits:
            raise Refused("JOB_NOT_AGAIN", title=job.title, state=JobState(stopped.state).label)
        following = ask(actor, job.kind, title=job.title, area=job.area, **job.arguments)
        stopped.result["next"] = following.code
        stopped.save(update_fields=["result"])
    return following


def ask_again(actor: Actor, job: Job) -> Job:
    """Ask anew for a job that failed or was refused, as the person who asks now.

    The work itself asks for that person's right again, as it did the first time.
    """
    if job.state not in {JobState.REFUSED, JobState.FAILED}:
        raise Refused("JOB_NOT_AGAIN", title=job.title, state=JobState(job.state).label)
    return ask(actor, job.kind, title=job.title, area=job.area, **job.arguments)
