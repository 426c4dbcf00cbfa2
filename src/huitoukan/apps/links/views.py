"""Pages of links: suggestions, one of them side by side."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.web import page, seen_other
from huitoukan.apps.links.forms import DecisionForm
from huitoukan.apps.links.queries import shown
from huitoukan.apps.links.services import deciding, suggesting
from huitoukan.domain.links import Act
from huitoukan.domain.refusals import Refused


@access("link.see")
@require_GET
def link_list(request: ActorRequest) -> HttpResponse:
    """Suggested links, the least sure first."""
    found = shown.list_page(request.actor, campaign_for(request.actor), request.GET.dict())
    return page(request, "links/list.html", found, fragment="links/_list.html")


@access("link.decide")
@require_POST
def search(request: ActorRequest) -> HttpResponse:
    """Ask for a search in the background."""
    job = suggesting.ask_search(request.actor, campaign_for(request.actor))
    return seen_other(request, "jobs:detail", job.code)


@access("link.see")
@require_GET
def detail(request: ActorRequest, code: str) -> HttpResponse:
    """A row beside the registered person it may be."""
    return page(request, "links/detail.html", shown.link_page(request.actor, code))


@access("link.decide")
@require_POST
def decide(request: ActorRequest, code: str, act: str) -> HttpResponse:
    """Link, say that they are two, unlink; a refused one comes back with what was typed."""
    form = DecisionForm(request.POST)
    try:
        if not form.is_valid():
            raise refusal_of(form)
        deciding.decide(
            request.actor, code, Act(act), reason=form.cleaned_data["reason"], at=timezone.now()
        )
    except Refused as refused:
        if refused.kind.http_status != 422:
            raise
        back = Act(act), refused, request.POST.get("reason", "")
        found = shown.link_page(request.actor, code, back=back)
        return page(request, "links/detail.html", found, status=422)
    return seen_other(request, "links:detail", code)
