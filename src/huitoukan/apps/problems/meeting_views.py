"""Meetings, conferences and visits: what accompanies problems without moving them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.web import page, seen_other, uploads_of
from huitoukan.apps.problems.forms import ConferOnForm, VisitForm
from huitoukan.apps.problems.queries import one
from huitoukan.apps.problems.queries.actions import RefusedStep
from huitoukan.apps.problems.queries.following import follow_page
from huitoukan.apps.problems.queries.meeting_boards import meeting_page
from huitoukan.apps.problems.services import following
from huitoukan.domain.refusals import Refused


@access("problem.see")
@require_GET
def meeting(request: ActorRequest, meeting: str) -> HttpResponse:
    """One meeting with what was taken over at it."""
    return page(request, "problems/board.html", meeting_page(request.actor, meeting))


@access("problem.see")
@require_GET
def follow(request: ActorRequest) -> HttpResponse:
    """What is open, by its next date, with the last visit."""
    actor = request.actor
    found = follow_page(actor, campaign_for(actor), on=timezone.localdate())
    return page(request, "problems/board.html", found)


@access("problem.follow")
@require_POST
def visit(request: ActorRequest, code: str) -> HttpResponse:
    """Write down a visit; a refused one comes back as it was typed."""

    def act() -> None:
        form = VisitForm(request.POST)
        if not form.is_valid():
            raise refusal_of(form)
        following.visit(
            request.actor, code, photographs=uploads_of(request, "photographs"),
            at=timezone.now(), **form.cleaned_data,
        )  # fmt: skip

    return _done(request, code, "visit", act)


@access("problem.confer")
@require_POST
def confer_on(request: ActorRequest, code: str) -> HttpResponse:
    """Write down a conference about this problem and others."""

    def act() -> None:
        form = ConferOnForm(request.POST)
        if not form.is_valid():
            raise refusal_of(form)
        given = dict(form.cleaned_data)
        codes = [code, *given.pop("others")]
        following.confer_on(request.actor, codes, at=timezone.now(), **given)

    return _done(request, code, "confer", act)


def _done(request: ActorRequest, code: str, form: str, act: Callable[[], None]) -> HttpResponse:
    """Do it and go back to the problem; what was filled in wrongly comes back with its reason."""
    try:
        act()
    except Refused as refused:
        if refused.kind.http_status != 422:
            raise
        back = RefusedStep(form, refused, request.POST.dict())
        found = one.problem_page(request.actor, code, on=timezone.localdate(), refused=back)
        return page(
            request, "problems/problem_detail.html", found,
            fragment="problems/_problem_drawer.html", status=422,
        )  # fmt: skip
    is_phone = request.POST.get("back") == "phone"
    return seen_other(request, "dashboards:phone_problem" if is_phone else "problems:detail", code)
