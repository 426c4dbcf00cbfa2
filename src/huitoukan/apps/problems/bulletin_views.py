"""Pages of the issued lists: 问题清单第 N 期, issued, closed as a whole."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.web import page, seen_other
from huitoukan.apps.problems.forms import CloseListForm
from huitoukan.apps.problems.queries import bulletins as issued
from huitoukan.apps.problems.services import closing_lists, papers


@access("problem.see")
@require_GET
def bulletins(request: ActorRequest) -> HttpResponse:
    """The issued lists."""
    found = issued.bulletins_page(request.actor, campaign_for(request.actor))
    return page(request, "problems/bulletin_list.html", found)


@access("problem.issue")
@require_POST
def issue(request: ActorRequest) -> HttpResponse:
    """Issue the next list."""
    papers.issue_bulletin(request.actor, campaign_for(request.actor), at=timezone.now())
    return seen_other(request, "problems:bulletins")


@access("problem.sign_off")
@require_POST
def close_list(request: ActorRequest, issue: int) -> HttpResponse:
    """Close an issued list whose problems have all ended."""
    form = CloseListForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    closing_lists.close_list(
        request.actor, campaign_for(request.actor).code, issue,
        opinion=form.cleaned_data["opinion"], at=timezone.now(),
    )  # fmt: skip
    return seen_other(request, "problems:bulletins")
