"""The page on which levels agree their counts of problems."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.web import page, seen_other
from huitoukan.apps.problems.forms import StandingForm
from huitoukan.apps.problems.queries.counties import counties_page, days_over
from huitoukan.apps.problems.queries.reconciling import days_of, reconcile_page
from huitoukan.apps.problems.services import supervision as supervising
from huitoukan.domain.reconciliation import PARTS, Standing
from huitoukan.domain.refusals import Refused


@access("problem.see")
@require_GET
def reconcile(request: ActorRequest) -> HttpResponse:
    """The reports of a day: the one named, else the newest, else today."""
    actor, campaign = request.actor, campaign_for(request.actor)
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        on = next(iter(days_of(actor, campaign)), timezone.localdate())
    found = reconcile_page(actor, campaign, on=on)
    return page(request, "problems/board.html", found)


@access("problem.see")
@require_GET
def counties(request: ActorRequest) -> HttpResponse:
    """The counties of a city on the day named, else the newest that was reported, else today."""
    actor = request.actor
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        on = next(iter(days_over(actor)), timezone.localdate())
    return page(request, "problems/board.html", counties_page(actor, on=on))


@access("problem.enter")
@require_POST
def report_standing(request: ActorRequest) -> HttpResponse:
    """Keep what a level reports; a refused one comes back with its reason."""
    actor, campaign = request.actor, campaign_for(request.actor)
    form = StandingForm(request.POST)
    try:
        if not form.is_valid():
            raise refusal_of(form)
        given = dict(form.cleaned_data)
        standing = Standing(**{name: given.pop(name) for name in PARTS})
        made = supervising.report_standing(
            actor, campaign, standing=standing, at=timezone.now(), **given
        )
    except Refused as refused:
        if refused.kind.http_status != 422:
            raise
        found = reconcile_page(actor, campaign, on=timezone.localdate(), refused=refused)
        return page(request, "problems/board.html", found, status=422)
    return seen_other(request, "problems:reconcile", query=f"?on={made.on.isoformat()}")
