"""The page of a meeting with what was taken over at it."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.web import page
from huitoukan.apps.problems.queries.meeting_boards import meeting_page


@access("problem.see")
@require_GET
def meeting(request: ActorRequest, meeting: str) -> HttpResponse:
    """One meeting."""
    actor = request.actor
    return page(request, "problems/board.html", meeting_page(actor, campaign_for(actor), meeting))
