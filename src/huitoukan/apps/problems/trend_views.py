"""The trend of the ledger by date, and the list behind each of its figures."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.web import page
from huitoukan.apps.problems.queries.trend import as_of_page, trend_page


@access("problem.see")
@require_GET
def trend(request: ActorRequest) -> HttpResponse:
    """Found, rectified and open by day or week."""
    found = trend_page(
        request.actor, campaign_for(request.actor), request.GET.dict(), on=timezone.localdate()
    )
    return page(request, "problems/trend.html", found)


@access("problem.see")
@require_GET
def as_of(request: ActorRequest) -> HttpResponse:
    """The problems of one figure, as they stood on its day."""
    found = as_of_page(
        request.actor, campaign_for(request.actor), request.GET.dict(), on=timezone.localdate()
    )
    return page(request, "problems/as_of.html", found)
