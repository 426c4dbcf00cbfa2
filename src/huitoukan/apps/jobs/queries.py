"""Reading jobs in an actor's areas."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.jobs.models import Job
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
        raise Refused("NOT_FOUND", what="任务", code=code)
    return found
