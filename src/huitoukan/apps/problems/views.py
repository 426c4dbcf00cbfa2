"""The pages of the ledger."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access, signed_in
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.pages import RowOutcome
from huitoukan.apps.core.web import page, seen_other, uploads_of, workbook
from huitoukan.apps.problems.forms import (
    AcceptForm,
    AssignForm,
    ConfirmForm,
    DecisionForm,
    StepForm,
)
from huitoukan.apps.problems.queries import one, shown
from huitoukan.apps.problems.queries.actions import RefusedStep
from huitoukan.apps.problems.services import batches, evidence, papers, requests, steps
from huitoukan.apps.problems.services.filled import Filled
from huitoukan.domain.problems import Action
from huitoukan.domain.refusals import Refused
from huitoukan.domain.requests import Kind


@access("problem.see")
@require_GET
def problem_list(request: ActorRequest) -> HttpResponse:
    """The ledger."""
    found = shown.problems_page(
        request.actor,
        campaign_for(request.actor),
        request.GET.dict(),
        on=timezone.localdate(),
    )
    return page(
        request, "problems/problem_list.html", found, fragment="problems/_problem_list.html"
    )


@access("problem.see")
@require_GET
def detail(request: ActorRequest, code: str) -> HttpResponse:
    """One problem, as a page or as the drawer."""
    found = one.problem_page(request.actor, code, on=timezone.localdate())
    return page(
        request, "problems/problem_detail.html", found, fragment="problems/_problem_drawer.html"
    )


@signed_in("the step itself says which right it needs; services.steps.take_step asks for it")
@require_POST
def step(request: ActorRequest, code: str, action: str) -> HttpResponse:
    """Take one step; a refused one comes back with what was typed and the reason."""
    try:
        _take(request, code, Action(action))
    except Refused as refused:
        return _back(request, code, action, refused)
    is_phone = request.POST.get("back") == "phone"
    return seen_other(request, "dashboards:phone_problem" if is_phone else "problems:detail", code)


def _back(request: ActorRequest, code: str, form: str, refused: Refused) -> HttpResponse:
    """The page with the refused form as it was typed; other refusals stand for themselves."""
    if refused.kind.http_status != 422:
        raise refused
    back = RefusedStep(form, refused, request.POST.dict())
    found = one.problem_page(request.actor, code, on=timezone.localdate(), refused=back)
    return page(
        request,
        "problems/problem_detail.html",
        found,
        fragment="problems/_problem_drawer.html",
        status=422,
    )


@access("problem.request")
@require_POST
def ask(request: ActorRequest, code: str, kind: str) -> HttpResponse:
    """Ask for more time, a pause, a long term, a transfer, expedited handling or funds."""
    form = StepForm(request.POST)
    try:
        if not form.is_valid():
            raise refusal_of(form)
        requests.ask(request.actor, code, Kind(kind), form.filled(), at=timezone.now())
    except Refused as refused:
        return _back(request, code, kind, refused)
    return seen_other(request, "problems:detail", code)


@access("problem.approve")
@require_POST
def settle(request: ActorRequest, code: str, seq: int, decision: str) -> HttpResponse:
    """Grant a request, or not."""
    form = DecisionForm(request.POST)
    try:
        if not form.is_valid():
            raise refusal_of(form)
        requests.settle(
            request.actor, code, seq, is_granted=decision == "grant", at=timezone.now(),
            **form.cleaned_data,
        )  # fmt: skip
    except Refused as refused:
        return _back(request, code, f"{decision}-{seq}", refused)
    return seen_other(request, "problems:detail", code)


def _take(request: ActorRequest, code: str, action: Action) -> None:
    """Read the form and its files, and take the step."""
    form = StepForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    now = timezone.now()
    filled = form.filled()
    kept: dict[str, Any] = {}
    for name in ("evidence", "before"):
        if uploads := uploads_of(request, name):
            kept[name] = evidence.keep_evidence(request.actor, code, uploads, at=now)
    filled = replace(filled, **kept)
    steps.take_step(
        request.actor, code, action, filled, at=now, seen_version=form.cleaned_data["seen_version"]
    )


@access("problem.assign")
@require_POST
def assign(request: ActorRequest) -> HttpResponse:
    """Hand over the chosen problems, with an outcome for each."""
    form = AssignForm(request.POST, request.POST.getlist("codes"))
    if not form.is_valid():
        raise refusal_of(form)
    rows = batches.assign_many(request.actor, form.chosen, at=timezone.now(), **form.cleaned_data)
    return _with_outcomes(request, rows)


@access("problem.confirm")
@require_POST
def confirm(request: ActorRequest) -> HttpResponse:
    """A department's word about the chosen problems, with an outcome for each."""
    form = ConfirmForm(request.POST, request.POST.getlist("codes"))
    if not form.is_valid():
        raise refusal_of(form)
    given = dict(form.cleaned_data)
    action = Action(given.pop("action"))
    _batch, rows = batches.confirm_many(
        request.actor, form.chosen, action, Filled(**given), at=timezone.now()
    )
    return _with_outcomes(request, rows)


@access("problem.accept")
@require_POST
def accept(request: ActorRequest) -> HttpResponse:
    """Take over the chosen problems at a feedback meeting, with an outcome for each."""
    form = AcceptForm(request.POST, request.POST.getlist("codes"))
    if not form.is_valid():
        raise refusal_of(form)
    rows = batches.accept_many(request.actor, form.chosen, at=timezone.now(), **form.cleaned_data)
    return _with_outcomes(request, rows)


def _with_outcomes(request: ActorRequest, rows: list[batches.Outcome]) -> HttpResponse:
    """The list, with what became of each chosen row."""
    outcomes = [RowOutcome(code, is_done, sentence) for code, is_done, sentence in rows]
    found = shown.problems_page(
        request.actor,
        campaign_for(request.actor),
        {},
        on=timezone.localdate(),
        outcomes=outcomes,
    )
    return page(request, "problems/problem_list.html", found)


@access("problem.export")
@require_GET
def export(request: ActorRequest) -> HttpResponse:
    """The ledger as a workbook in the official layout."""
    paper = papers.export_ledger(
        request.actor, campaign_for(request.actor), request.GET.dict(), at=timezone.now()
    )
    return workbook(paper.content, paper.name)
