"""Pages of linked leaders, of the schedule, of tracing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitoukan.apps.accounts.queries.leaders import LINKED_LEADER
from huitoukan.apps.accounts.services import AccountRow
from huitoukan.apps.accounts.services.lists import read_accounts
from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.uploads import bare_name
from huitoukan.apps.core.web import page, seen_other
from huitoukan.apps.oversight.forms import EndForm, InstructForm, LinkForm, TraceForm, UploadForm
from huitoukan.apps.oversight.queries import leaders as leader_queries
from huitoukan.apps.oversight.queries import schedule as schedule_queries
from huitoukan.apps.oversight.queries import trace as trace_queries
from huitoukan.apps.oversight.services import leaders as leading
from huitoukan.apps.oversight.services import tracing
from huitoukan.apps.problems.pages import BoardPage
from huitoukan.domain.refusals import Refused

TEMPLATE = "oversight/board.html"


def given(form: forms.Form) -> forms.Form:
    """The form, if it is filled in; else the refusal with its sentences."""
    if not form.is_valid():
        raise refusal_of(form)
    return form


@access("problem.see")
@require_GET
def leaders(request: ActorRequest) -> HttpResponse:
    """Who is linked to which place, and what waits there."""
    actor = request.actor
    found = leader_queries.leaders_page(
        actor, campaign_for(actor), request.GET.dict(), on=timezone.localdate()
    )
    return page(request, TEMPLATE, found)


def _leaders_or_told(request: ActorRequest, code: str, act: Callable[[], object]) -> HttpResponse:
    """Do it and go back to the list; what was filled in wrongly is told at its own form."""
    try:
        act()
    except Refused as refused:
        if refused.kind.http_status not in {409, 422}:
            raise
        actor = request.actor
        found = leader_queries.leaders_page(
            actor, campaign_for(actor), {}, on=timezone.localdate(),
            error=(code, refusal_text(refused)),
        )  # fmt: skip
        return page(request, TEMPLATE, found, status=422)
    return seen_other(request, "oversight:leaders")


@access("problem.instruct")
@require_POST
def instruct(request: ActorRequest) -> HttpResponse:
    """Write down what a leader did about a problem."""

    def act() -> None:
        form = given(InstructForm(request.POST))
        leading.instruct(request.actor, at=timezone.now(), **form.cleaned_data)

    return _leaders_or_told(request, "instruct", act)


@access("people.open")
@require_POST
def link(request: ActorRequest) -> HttpResponse:
    """Link one leader to a place."""

    def act() -> None:
        filled = dict(given(LinkForm(request.POST)).cleaned_data)
        row = AccountRow(post=LINKED_LEADER, area_code=filled.pop("place"), **filled)
        leading.link_leaders(request.actor, [row], source="页面", on=timezone.localdate())

    return _leaders_or_told(request, "link", act)


@access("people.open")
@require_POST
def link_many(request: ActorRequest) -> HttpResponse:
    """Link leaders from a list."""

    def act() -> None:
        form = UploadForm(request.POST, request.FILES)
        file = given(form).cleaned_data["table"]
        name = bare_name(file.name)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(b"".join(file.chunks()))
            rows = read_accounts(path)
        leading.link_leaders(request.actor, rows, source=name, on=timezone.localdate())

    return _leaders_or_told(request, "import", act)


@access("people.open")
@require_POST
def unlink(request: ActorRequest) -> HttpResponse:
    """Set the last day of a link."""

    def act() -> None:
        form = given(EndForm(request.POST))
        leading.end_link(request.actor, form.cleaned_data["link"], form.cleaned_data["last_day"])

    return _leaders_or_told(request, "end", act)


@access("problem.see")
@require_GET
def schedule(request: ActorRequest) -> HttpResponse:
    """What a week must finish to be in time."""
    actor = request.actor
    found = schedule_queries.schedule_page(
        actor, campaign_for(actor), request.GET.dict(), on=timezone.localdate()
    )
    return page(request, TEMPLATE, found)


@access("problem.trace")
@require_http_methods(["GET", "POST"])
def trace(request: ActorRequest) -> HttpResponse:
    """Who signed earlier forms about a problem's object; asking with a reason is a change."""
    actor = request.actor
    if request.method == "GET":
        return page(request, TEMPLATE, trace_queries.trace_page(actor, request.GET.get("code", "")))
    code, why = request.POST.get("code", ""), request.POST.get("why", "")
    try:
        form = given(TraceForm(request.POST))
        traced = tracing.trace(actor, form.cleaned_data["code"], why=form.cleaned_data["why"])
    except Refused as refused:
        if refused.kind.http_status not in {404, 422}:
            raise
        found: BoardPage = trace_queries.trace_page(actor, code, why, error=refusal_text(refused))
        return page(request, TEMPLATE, found, status=refused.kind.http_status)
    return page(request, TEMPLATE, trace_queries.trace_page(actor, code, why, traced=traced))
