"""Pages of background work: the list, one job, asking for it again."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from huitoukan.apps.core.access import signed_in
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.web import page, seen_other
from huitoukan.apps.jobs import queries, services
from huitoukan.apps.jobs.queries import shown

OWN_JOBS = "everybody reads what they asked for themselves; the query asks job.see for the rest"


@signed_in(OWN_JOBS)
@require_GET
def job_list(request: ActorRequest) -> HttpResponse:
    """Background work, newest first."""
    jobs = shown.job_list(request.actor, request.GET.dict(), at=timezone.now())
    return page(request, "jobs/job_list.html", jobs)


@signed_in(OWN_JOBS)
@require_GET
def job_detail(request: ActorRequest, code: str) -> HttpResponse:
    """One job; the fragment asks again until the job is over."""
    job = shown.job_page(request.actor, code, at=timezone.now())
    return page(request, "jobs/job_detail.html", job, fragment="jobs/_job_progress.html")


@signed_in(OWN_JOBS)
@require_POST
def job_again(request: ActorRequest, code: str) -> HttpResponse:
    """Ask anew for a job that failed or was refused."""
    job = services.ask_again(request.actor, queries.job_for(request.actor, code))
    return seen_other(request, "jobs:detail", job.code)
