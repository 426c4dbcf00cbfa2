"""Pages of exits: the list, proposing one, signing, the paper of the signatures."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.web import page, seen_other
from huitoukan.apps.exits.forms import MOST_OBJECTS, ProposalForm, StepForm
from huitoukan.apps.exits.models import Exit
from huitoukan.apps.exits.queries import new, shown
from huitoukan.apps.exits.services import proposing, signing
from huitoukan.apps.exits.services.proposing import Proposal
from huitoukan.domain.exits import ExitStep
from huitoukan.domain.refusals import Refused


@access("exit.see")
@require_GET
def exit_list(request: ActorRequest) -> HttpResponse:
    """Exits, those that wait for this person's signature first."""
    found = shown.list_page(request.actor, campaign_for(request.actor), request.GET.dict())
    return page(request, "exits/list.html", found, fragment="exits/_list.html")


@access("exit.propose")
@require_http_methods(["GET", "POST"])
def exit_new(request: ActorRequest) -> HttpResponse:
    """Choose who exits and say how the public notice went; a refused form comes back."""
    campaign = campaign_for(request.actor)
    back = None
    if request.method == "POST":
        numbers = request.POST.getlist("numbers")[:MOST_OBJECTS]
        try:
            made = _proposed(request, numbers)
        except Refused as refused:
            if refused.kind.http_status != 422:
                raise
            back = request.POST.dict(), numbers, refused
        else:
            return seen_other(request, "exits:detail", made.code)
    found = new.new_page(request.actor, campaign, request.GET.dict(), back=back)
    return page(request, "exits/new.html", found, status=422 if back else 200)


def _proposed(request: ActorRequest, numbers: list[str]) -> Exit:
    form = ProposalForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    said = Proposal(
        kind=request.GET.get("kind", ""),
        village=request.GET.get("village", ""),
        numbers=tuple(numbers),
        notice_from=form.cleaned_data["notice_from"],
        notice_to=form.cleaned_data["notice_to"],
        has_objection=form.cleaned_data["objection"] == "yes",
        note=form.cleaned_data["note"],
    )
    if again := request.GET.get("again", ""):
        return proposing.propose_again(request.actor, again, said, at=timezone.now())
    return proposing.propose(request.actor, campaign_for(request.actor), said, at=timezone.now())


@access("exit.see")
@require_GET
def exit_detail(request: ActorRequest, code: str) -> HttpResponse:
    """One exit: who it is about, who signed, what may be done now."""
    found = shown.exit_page(request.actor, code, on=timezone.localdate())
    return page(request, "exits/detail.html", found)


@access("exit.see")
@require_GET
def exit_paper(request: ActorRequest, code: str) -> HttpResponse:
    """The sheet of the signatures, made for print."""
    found = shown.exit_page(request.actor, code, on=timezone.localdate())
    return page(request, "exits/paper.html", found)


@access("exit.see")
@require_POST
def exit_step(request: ActorRequest, code: str, step: str) -> HttpResponse:
    """Take a step; a refusal comes back beside its button."""
    form = StepForm(request.POST)
    try:
        if not form.is_valid():
            raise refusal_of(form)
        said = signing.Said(
            form.cleaned_data["opinion"], form.cleaned_data["until"], form.cleaned_data["number"]
        )
        signing.take_step(request.actor, code, ExitStep(step), said, at=timezone.now())
    except Refused as refused:
        if refused.code in {"NOT_FOUND", "NOT_ALLOWED"}:
            raise
        back = ExitStep(step), refusal_text(refused), request.POST.dict()
        found = shown.exit_page(request.actor, code, on=timezone.localdate(), refused=back)
        return page(request, "exits/detail.html", found, status=409)
    return seen_other(request, "exits:detail", code)
