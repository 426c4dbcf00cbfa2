"""Signing by the person whom a paper names, on screen or by hand; who has not signed."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.web import page, seen_other, uploads_of
from huitoukan.apps.papers import queries
from huitoukan.apps.papers.forms import ByHandForm
from huitoukan.apps.papers.queries.shown import detail_page
from huitoukan.apps.papers.queries.signing import signatures_page
from huitoukan.apps.papers.services import signing
from huitoukan.domain.refusals import Refused


@access("paper.see")
@require_GET
def signatures(request: ActorRequest) -> HttpResponse:
    """Who has not signed, and who has."""
    actor = request.actor
    found = signatures_page(actor, campaign_for(actor), request.GET.dict())
    return page(request, "papers/signatures.html", found)


@access("paper.issue")
@require_POST
def remind_signatures(request: ActorRequest) -> HttpResponse:
    """Remind those who have not signed."""
    actor, campaign = request.actor, campaign_for(request.actor)
    n = signing.remind_signatories(actor, campaign, at=timezone.now())
    told = _("已催签 {n} 份。").format(n=n)
    return page(request, "papers/signatures.html", signatures_page(actor, campaign, {}, told=told))


@access("paper.receive")
@require_POST
def sign(request: ActorRequest, code: str) -> HttpResponse:
    """Sign in the own name."""
    queries.paper_for(request.actor, code)
    signing.sign(request.actor, code, at=timezone.now())
    is_phone = request.POST.get("back") == "phone"
    return seen_other(request, "dashboards:phone_letter" if is_phone else "papers:detail", code)


@access("paper.issue")
@require_POST
def by_hand(request: ActorRequest, code: str) -> HttpResponse:
    """Take down a signature given on paper; a refused one comes back with its reason."""
    queries.paper_for(request.actor, code)
    try:
        form = ByHandForm(request.POST)
        if not form.is_valid():
            raise refusal_of(form)
        scans = uploads_of(request, "scan")
        signing.record_by_hand(
            request.actor, code, scan=scans[0] if scans else None, at=timezone.now(),
            **form.cleaned_data,
        )  # fmt: skip
    except Refused as refused:
        if refused.kind.http_status != 422:
            raise
        found = detail_page(request.actor, code, refused=refused)
        return page(request, "papers/detail.html", found, status=422)
    return seen_other(request, "papers:detail", code)
