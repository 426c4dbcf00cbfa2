"""Reading jobs in an actor's areas; `shown` makes pages of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.jobs.models import Job, JobState
from huitoukan.domain.refusals import Refused


def jobs_for(actor: Actor) -> QuerySet[Job]:
    """Jobs that the actor asked for, and those of the areas where the actor may see jobs."""
    everything = Job.objects.for_system("narrowed to the actor in the same expression")
    if actor.is_system:
        return everything
    seen = Q(asked_by=actor.code)
    for grant in actor.grants:
        if "job.see" in grant.verbs and not grant.department:
            seen |= Q(area__path__startswith=grant.path)
    return everything.filter(seen).select_related("area")


def job_for(actor: Actor, code: str) -> Job:
    """The job, or "not found" when it is absent or another area's."""
    found = jobs_for(actor).filter(code=code).first()
    if found is None:
        raise Refused("NOT_FOUND", what="后台任务", code=code)
    return found


def unfinished_job(actor: Actor, kind: str) -> Job | None:
    """The newest job of a kind that waits or runs, among those the actor may see."""
    unfinished = [JobState.QUEUED, JobState.RUNNING]
    return jobs_for(actor).filter(kind=kind, state__in=unfinished).first()


def worker_mark() -> Path:
    """The file that every worker touches between two looks at the queue."""
    return Path(settings.DATA_DIR) / "worker.seen"


def worker_seen_at() -> datetime | None:
    """When a worker last looked at the queue; None when there never was one."""
    try:
        touched = worker_mark().stat().st_mtime
    except FileNotFoundError:
        return None
    return datetime.fromtimestamp(touched, UTC)
