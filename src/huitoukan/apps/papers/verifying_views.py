"""Pages of a checklist that comes back: looked at row by row, then taken."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.uploads import bare_name
from huitoukan.apps.core.web import page
from huitoukan.apps.papers.forms import ResultsForm, TakeForm
from huitoukan.apps.papers.queries import verifying as shown
from huitoukan.apps.papers.services import verifying
from huitoukan.domain.refusals import Refused


@access("problem.revisit")
@require_POST
def results(request: ActorRequest, code: str) -> HttpResponse:
    """What a filled checklist says, before anything is written."""
    shown.checklist_for(request.actor, code)
    form = ResultsForm(request.POST, request.FILES)
    if not form.is_valid():
        raise refusal_of(form)
    file = form.cleaned_data["file"]
    paper, kept, found = verifying.keep_results(
        request.actor, code, bare_name(file.name or ""), file.chunks(), at=timezone.now()
    )
    if len(found[0]) > shown.MOST_AT_ONCE:
        raise Refused("VERIFY_MANY", most=shown.MOST_AT_ONCE, n=len(found[0]))
    told = shown.preview_page(request.actor, paper, kept.name, kept.sha256, found)
    return page(request, "papers/results.html", told)


@access("problem.revisit")
@require_POST
def take_results(request: ActorRequest, code: str) -> HttpResponse:
    """Take the steps that the checklist asks for; every row says what became of it."""
    shown.checklist_for(request.actor, code)
    form = TakeForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    paper, name, outcomes = verifying.take_results(
        request.actor, code, form.cleaned_data["sha256"], at=timezone.now(),
        seen=form.cleaned_data["seen"],
    )  # fmt: skip
    return page(request, "papers/results.html", shown.outcome_page(paper, name, outcomes))
