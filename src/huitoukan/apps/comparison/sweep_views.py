"""The pages of looking for the same elsewhere (举一反三)."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.comparison.forms import MeasureForm, SweepForm
from huitoukan.apps.comparison.queries import sweeps as shown
from huitoukan.apps.comparison.services import sweeping
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.web import page, seen_other
from huitoukan.domain.refusals import Refused


@access("problem.see")
@require_GET
def sweeps(request: ActorRequest) -> HttpResponse:
    """Every look for the same elsewhere, and the common measures."""
    found = shown.sweeps_page(request.actor, campaign_for(request.actor))
    return page(request, "comparison/sweep.html", found)


@access("problem.see")
@require_GET
def sweep(request: ActorRequest, sweep: str) -> HttpResponse:
    """How far one look has come."""
    return page(request, "comparison/sweep.html", shown.sweep_page(request.actor, sweep))


@access("compare.run")
@require_POST
def start_sweep(request: ActorRequest) -> HttpResponse:
    """Ask for a look, from a problem or a type."""
    actor, campaign = request.actor, campaign_for(request.actor)
    form = SweepForm(request.POST)
    try:
        if not form.is_valid():
            raise refusal_of(form)
        made = sweeping.start_sweep(
            actor, campaign, kind=form.cleaned_data["type"],
            problem_code=form.cleaned_data["problem"], at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        return _refused(request, "start", refused)
    return seen_other(request, "comparison:sweep", made.code)


@access("problem.supervise")
@require_POST
def finish_measure(request: ActorRequest) -> HttpResponse:
    """Call a common measure done."""
    form = MeasureForm(request.POST)
    try:
        if not form.is_valid():
            raise refusal_of(form)
        sweeping.finish_measure(
            request.actor, campaign_for(request.actor), form.cleaned_data["type"],
            form.cleaned_data["words"], at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        return _refused(request, "finish", refused)
    return seen_other(request, "comparison:sweeps")


def _refused(request: ActorRequest, form: str, refused: Refused) -> HttpResponse:
    """The board with the refused form open; who may not is told by the refusal's own page."""
    if refused.kind.http_status not in {409, 422}:
        raise refused
    found = shown.sweeps_page(request.actor, campaign_for(request.actor), refused=(form, refused))
    return page(request, "comparison/sweep.html", found, status=refused.kind.http_status)
