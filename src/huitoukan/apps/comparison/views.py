"""The pages of the comparison."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.comparison import services
from huitoukan.apps.comparison.forms import ClosureForm, ManyVerdictsForm, VerdictForm
from huitoukan.apps.comparison.models import HitState
from huitoukan.apps.comparison.queries import coverage as covered
from huitoukan.apps.comparison.queries import evidence, shown, verdicts
from huitoukan.apps.comparison.queries import runs as told
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.pages import RowOutcome
from huitoukan.apps.core.web import page, seen_other
from huitoukan.apps.jobs.services import ask
from huitoukan.domain.refusals import Refused


@access("rule.see")
@require_GET
def overview(request: ActorRequest) -> HttpResponse:
    """The newest run, rule by rule."""
    campaign = campaign_for(request.actor)
    return page(request, "comparison/overview.html", shown.comparison_page(request.actor, campaign))


@access("compare.run")
@require_POST
def start(request: ActorRequest) -> HttpResponse:
    """Ask for a comparison in the background."""
    campaign = campaign_for(request.actor)
    with transaction.atomic():
        job = ask(
            request.actor,
            "comparison.run",
            title=_("数据比对"),
            area=campaign.area,
            campaign=campaign.code,
        )
    return seen_other(request, "jobs:detail", job.code)


@access("rule.see")
@require_GET
def runs(request: ActorRequest) -> HttpResponse:
    """Every run of the campaign."""
    campaign = campaign_for(request.actor)
    found = told.runs_page(campaign, request.GET.dict())
    return page(request, "comparison/runs.html", found)


@access("rule.see")
@require_GET
def run(request: ActorRequest, code: str) -> HttpResponse:
    """One run, compared with another."""
    found = told.run_page(request.actor, code, request.GET.dict())
    return page(request, "comparison/run.html", found)


@access("rule.see")
@require_GET
def coverage(request: ActorRequest, code: str) -> HttpResponse:
    """Who could be told in which place."""
    found = covered.coverage_page(request.actor, code, request.GET.dict())
    return page(request, "comparison/coverage.html", found)


@access("rule.see")
@require_GET
def rule(request: ActorRequest, rule_id: str) -> HttpResponse:
    """The former address of a rule's page, which stands in letters and notes."""
    return seen_other(request, "rulebook:rule", rule_id)


@access("hit.see")
@require_GET
def hits(request: ActorRequest) -> HttpResponse:
    """The doubts."""
    campaign = campaign_for(request.actor)
    found = shown.hits_page(request.actor, campaign, request.GET.dict())
    return page(request, "comparison/hits.html", found, fragment="comparison/_hits.html")


@access("hit.see")
@require_GET
def hit(request: ActorRequest, code: str) -> HttpResponse:
    """One doubt, as a page or as the drawer."""
    found = verdicts.hit_page(request.actor, code)
    return page(request, "comparison/hit.html", found, fragment="comparison/_hit_drawer.html")


@access("hit.see")
@require_GET
def sheet(request: ActorRequest, code: str) -> HttpResponse:
    """One doubt on a page of A4, to be answered by the household."""
    found = evidence.sheet_page(request.actor, code, on=timezone.localdate())
    return page(request, "comparison/sheet.html", found)


@access("hit.judge")
@require_POST
def closure(request: ActorRequest, code: str) -> HttpResponse:
    """Accept or refuse the proposal to sign the doubt's problem off."""
    form = ClosureForm(request.POST)
    try:
        if not form.is_valid():
            raise refusal_of(form)
        services.decide_closure(
            request.actor,
            code,
            is_accepted=form.cleaned_data["decision"] == "accept",
            reason=form.cleaned_data["reason"],
            at=timezone.now(),
        )
    except Refused as refused:
        if refused.kind.http_status != 422:
            raise
        found = verdicts.hit_page(
            request.actor, code, refused_closure=(refused, request.POST.dict())
        )
        return page(
            request,
            "comparison/hit.html",
            found,
            fragment="comparison/_hit_drawer.html",
            status=422,
        )
    return seen_other(request, "comparison:hit", code)


@access("hit.judge")
@require_POST
def judge(request: ActorRequest, code: str, verdict: str) -> HttpResponse:
    """Give a verdict on one doubt; a refused one comes back with what was typed."""
    form = VerdictForm(request.POST)
    try:
        if not form.is_valid():
            raise refusal_of(form)
        services.judge_hit(
            request.actor, code, HitState(verdict), at=timezone.now(), **form.cleaned_data
        )
    except Refused as refused:
        if refused.kind.http_status != 422:
            raise
        found = verdicts.hit_page(
            request.actor, code, refused=(verdict, refused, request.POST.dict())
        )
        return page(
            request,
            "comparison/hit.html",
            found,
            fragment="comparison/_hit_drawer.html",
            status=422,
        )
    return seen_other(request, "comparison:hit", code)


@access("hit.judge")
@require_POST
def judge_many(request: ActorRequest) -> HttpResponse:
    """The same verdict on the chosen doubts, with an outcome for each."""
    form = ManyVerdictsForm(request.POST, request.POST.getlist("codes"))
    if not form.is_valid():
        raise refusal_of(form)
    rows = services.judge_hits(
        request.actor,
        form.chosen,
        HitState(form.cleaned_data["verdict"]),
        reason_code=form.cleaned_data["reason_code"],
        note=form.cleaned_data["note"],
        at=timezone.now(),
    )
    outcomes = [RowOutcome(row.code, row.is_done, row.sentence) for row in rows]
    campaign = campaign_for(request.actor)
    found = shown.hits_page(request.actor, campaign, {}, outcomes=outcomes)
    return page(request, "comparison/hits.html", found)
