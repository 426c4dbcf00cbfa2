"""The page of the calendar that deadlines are counted on."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.campaigns.services import put_days as put
from huitoukan.apps.campaigns.services import renew_calendar as renew
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.web import page, seen_other
from huitoukan.apps.problems.forms import DaysForm
from huitoukan.apps.problems.queries.calendar import calendar_page
from huitoukan.domain.refusals import Refused
from huitoukan.domain.workdays import day_changes_of


@access("problem.see")
@require_GET
def calendar(request: ActorRequest) -> HttpResponse:
    """The campaign's calendar and its versions."""
    found = calendar_page(request.actor, campaign_for(request.actor))
    return page(request, "problems/board.html", found)


@access("problem.supervise")
@require_POST
def put_days(request: ActorRequest) -> HttpResponse:
    """Put days of the county's own on the calendar."""
    form = DaysForm(request.POST)
    actor, campaign = request.actor, campaign_for(request.actor)

    def act() -> None:
        if not form.is_valid():
            raise refusal_of(form)
        put(actor, campaign, day_changes_of(form.cleaned_data["days"]), at=timezone.now())

    return _or_back(request, request.POST.get("days", ""), act)


@access("problem.supervise")
@require_POST
def renew_calendar(request: ActorRequest) -> HttpResponse:
    """Take the newest public calendar."""
    actor, campaign = request.actor, campaign_for(request.actor)
    return _or_back(request, "", lambda: renew(actor, campaign, at=timezone.now()))


def _or_back(request: ActorRequest, typed: str, act: Callable[[], object]) -> HttpResponse:
    """Do it; what was refused comes back with the reason and what was typed."""
    try:
        act()
    except Refused as refused:
        if refused.kind.http_status not in {409, 422}:
            raise
        found = calendar_page(
            request.actor, campaign_for(request.actor), typed=typed, refused=refused
        )
        return page(request, "problems/board.html", found, status=refused.kind.http_status)
    return seen_other(request, "problems:calendar")
