"""The pages that read all stages."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access, signed_in
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.web import page
from huitoukan.apps.dashboards.queries import household as household_file
from huitoukan.apps.dashboards.queries import overview as overview_figures
from huitoukan.apps.dashboards.queries import phone as phone_pages
from huitoukan.apps.dashboards.queries import search as found
from huitoukan.apps.dashboards.queries import todo as work
from huitoukan.domain.refusals import Refused


@signed_in("sends each post to its own first page")
@require_GET
def home(request: ActorRequest) -> HttpResponse:
    """Where a person starts: overview, else my work, else the first page of the post."""
    for verb, name in (
        ("overview.see", "dashboards:overview"),
        ("todo.see", "dashboards:todo"),
        ("people.see", "accounts:people"),
        ("job.see", "jobs:list"),
    ):
        if request.actor.may(verb):
            return redirect(name)
    raise Refused("NOT_ALLOWED", verb="进入系统")


@access("overview.see")
@require_GET
def overview(request: ActorRequest) -> HttpResponse:
    """How far are we, who is behind, what is late, what do I do now."""
    shown = overview_figures.overview_page(
        request.actor, campaign_for(request.actor), on=timezone.localdate()
    )
    return page(request, "dashboards/overview.html", shown)


@access("todo.see")
@require_GET
def todo(request: ActorRequest) -> HttpResponse:
    """What I can do now."""
    shown = work.todo_page(request.actor, campaign_for(request.actor), on=timezone.localdate())
    return page(request, "dashboards/todo.html", shown)


@access("household.see")
@require_GET
def household(request: ActorRequest, code: str) -> HttpResponse:
    """One household, one file."""
    shown = household_file.household_page(
        request.actor, campaign_for(request.actor), code, on=timezone.localdate()
    )
    return page(request, "dashboards/household.html", shown)


@access("household.see")
@require_GET
def search(request: ActorRequest) -> HttpResponse:
    """Households by name, initials, number, last four digits, telephone."""
    shown = found.search_page(request.actor, campaign_for(request.actor), request.GET.dict())
    return page(request, "dashboards/search.html", shown)


@access("todo.see")
@require_GET
def phone(request: ActorRequest) -> HttpResponse:
    """A worker's problems on a phone."""
    shown = phone_pages.phone_page(
        request.actor,
        campaign_for(request.actor),
        request.GET.dict(),
        on=timezone.localdate(),
    )
    return page(request, "dashboards/phone.html", shown)


@access("problem.see")
@require_GET
def phone_problem(request: ActorRequest, code: str) -> HttpResponse:
    """One problem on a phone."""
    shown = phone_pages.phone_problem_page(request.actor, code, on=timezone.localdate())
    return page(request, "dashboards/phone_problem.html", shown)


@access("todo.see")
@require_GET
def phone_me(request: ActorRequest) -> HttpResponse:
    """Who I am and what I may see."""
    shown = phone_pages.phone_me_page(request.actor, campaign_for(request.actor))
    return page(request, "dashboards/phone_me.html", shown)
