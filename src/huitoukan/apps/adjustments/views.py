"""Pages of adjustments: the list, proposing one, and deciding on one."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitoukan.apps.adjustments.forms import DecisionForm, ProposalForm, filled_of
from huitoukan.apps.adjustments.queries import new, shown
from huitoukan.apps.adjustments.services import deciding, proposing
from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.web import page, seen_other
from huitoukan.domain.approval import Step
from huitoukan.domain.refusals import Refused


@access("adjustment.see")
@require_GET
def adjustment_list(request: ActorRequest) -> HttpResponse:
    """Adjustments, those that wait for this person first."""
    found = shown.list_page(request.actor, campaign_for(request.actor), request.GET.dict())
    return page(request, "adjustments/list.html", found, fragment="adjustments/_list.html")


@access("adjustment.propose")
@require_http_methods(["GET", "POST"])
def adjustment_new(request: ActorRequest) -> HttpResponse:
    """Choose a kind, fill its form; a refused one comes back with what was typed."""
    campaign, on = campaign_for(request.actor), timezone.localdate()
    back = None
    if request.method == "POST":
        form = ProposalForm(request.POST)
        if not form.is_valid():
            raise refusal_of(form)
        filled = filled_of(form.cleaned_data, request.POST)
        again = request.GET.get("again", "")
        try:
            if again:
                made = proposing.propose_again(request.actor, again, filled, at=timezone.now())
            else:
                made = proposing.propose(request.actor, campaign, filled, at=timezone.now())
        except Refused as refused:
            if refused.kind.http_status != 422:
                raise
            back = filled, refused
        else:
            return seen_other(request, "adjustments:detail", made.code)
    found = new.new_page(request.actor, campaign, request.GET.dict(), on=on, back=back)
    return page(request, "adjustments/new.html", found, status=422 if back else 200)


@access("adjustment.see")
@require_GET
def adjustment_detail(request: ActorRequest, code: str) -> HttpResponse:
    """One adjustment: what it does to the rows, who did what, what may be done now."""
    return page(request, "adjustments/detail.html", shown.detail_page(request.actor, code))


@access("adjustment.see")
@require_POST
def adjustment_decide(request: ActorRequest, code: str, step: str) -> HttpResponse:
    """Take a step; a refusal comes back beside its button."""
    form = DecisionForm(request.POST)
    opinion = form.cleaned_data["opinion"] if form.is_valid() else ""
    try:
        deciding.decide(request.actor, code, Step(step), opinion=opinion, at=timezone.now())
    except Refused as refused:
        if refused.code in {"NOT_FOUND", "NOT_ALLOWED"}:
            raise
        back = Step(step), refusal_text(refused), opinion
        found = shown.detail_page(request.actor, code, refused=back)
        return page(request, "adjustments/detail.html", found, status=409)
    return seen_other(request, "adjustments:detail", code)
