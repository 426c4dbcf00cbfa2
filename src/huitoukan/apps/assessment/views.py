"""The pages of verdicts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huitoukan.apps.assessment.forms import DoubtForm, JudgeForm, RunForm, TryForm
from huitoukan.apps.assessment.models import AsOf, DoubtState, Verdict
from huitoukan.apps.assessment.queries import doubts as listing
from huitoukan.apps.assessment.queries import households as lists
from huitoukan.apps.assessment.queries import one
from huitoukan.apps.assessment.queries import rates as compared
from huitoukan.apps.assessment.queries import runs as told
from huitoukan.apps.assessment.queries import standards as browsed
from huitoukan.apps.assessment.queries import villages as places
from huitoukan.apps.assessment.services import tries
from huitoukan.apps.assessment.services.doubts import decide_doubt
from huitoukan.apps.assessment.services.exports import export_verdicts, export_villages
from huitoukan.apps.assessment.services.judging import judge_household, judge_village
from huitoukan.apps.assessment.services.villages import village_standard_of
from huitoukan.apps.campaigns.models import PackRelease
from huitoukan.apps.campaigns.queries import campaign_for, demand_right
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.web import page, seen_other, workbook
from huitoukan.apps.jobs.services import ask
from huitoukan.assess.past import column_of
from huitoukan.assess.verdicts import standard_of
from huitoukan.domain.refusals import Refused


@access("assessment.see")
@require_GET
def runs(request: ActorRequest) -> HttpResponse:
    """Every run of the campaign, and the tries."""
    campaign = campaign_for(request.actor)
    found = told.runs_page(request.actor, campaign, request.GET.dict())
    return page(request, "assessment/runs.html", found)


@access("assessment.run")
@require_POST
def start(request: ActorRequest) -> HttpResponse:
    """Ask for a run in the background."""
    form = RunForm(request.POST)
    campaign = campaign_for(request.actor)
    try:
        if not form.is_valid():
            raise refusal_of(form)
        pack = campaign.pack.opened()
        of_villages = form.cleaned_data["village_standard"]
        standard_of(pack, form.cleaned_data["standard"])
        village_standard_of(pack, of_villages)
        day: date | None = form.cleaned_data["on"]
        as_of = form.cleaned_data["as_of"] or AsOf.NOW
        if as_of != AsOf.NOW:
            column_of(pack, as_of)
        job = _asked(
            request, standard=form.cleaned_data["standard"], village_standard=of_villages, on=day,
            as_of=as_of,
        )  # fmt: skip
    except Refused as refused:
        return _came_back(request, "start", refused)
    return seen_other(request, "jobs:detail", job)


@access("assessment.run")
@require_POST
def attempt(request: ActorRequest) -> HttpResponse:
    """Ask for a try of a changed file."""
    form = TryForm(request.POST, request.FILES)
    campaign = campaign_for(request.actor)
    try:
        if not form.is_valid():
            raise refusal_of(form)
        name, text = form.cleaned_data["file"]
        folder = form.cleaned_data["folder"]
        changed = tries.changed_pack(campaign, folder, name, text)
        standard_of(changed, form.cleaned_data["standard"])
        demand_right(request.actor, campaign, "assessment.run")
        job = _asked(
            request, standard=form.cleaned_data["standard"], on=None,
            pack=tries.kept(changed), how=f"{folder}/{name}",
        )  # fmt: skip
    except Refused as refused:
        return _came_back(request, "try", refused)
    return seen_other(request, "jobs:detail", job)


def _asked(
    request: ActorRequest,
    *,
    standard: str,
    on: date | None,
    village_standard: str = "",
    pack: PackRelease | None = None,
    how: str = "",
    as_of: str = AsOf.NOW,
) -> str:
    campaign = campaign_for(request.actor)
    with transaction.atomic():
        job = ask(
            request.actor,
            "assessment.run",
            title=_("试算：{how}").format(how=how) if how else _("达标核查"),
            area=campaign.area,
            campaign=campaign.code,
            standard=standard,
            village_standard=village_standard,
            on=on.isoformat() if on else None,
            pack_hash=pack.hash if pack else "",
            how=how,
            as_of=str(as_of),
        )
    return job.code


def _came_back(request: ActorRequest, which: str, refused: Refused) -> HttpResponse:
    campaign = campaign_for(request.actor)
    found = told.runs_page(request.actor, campaign, {}, refused=(which, refused))
    return page(request, "assessment/runs.html", found, status=422)


@access("assessment.see")
@require_GET
def run(request: ActorRequest, code: str) -> HttpResponse:
    """One run by indicator and place."""
    found = told.run_page(request.actor, code, request.GET.dict())
    return page(request, "assessment/run.html", found)


@access("assessment.see")
@require_GET
def changes(request: ActorRequest, code: str) -> HttpResponse:
    """Whose answers differ between two runs, or would by a try."""
    found = told.changes_page(request.actor, code, request.GET.dict())
    return page(request, "assessment/changes.html", found)


@access("assessment.see")
@require_GET
def households(request: ActorRequest, code: str) -> HttpResponse:
    """The households of a run by answer."""
    found = lists.households_page(request.actor, code, request.GET.dict())
    return page(request, "assessment/households.html", found)


@access("assessment.see")
@require_GET
def queue(request: ActorRequest, code: str) -> HttpResponse:
    """Households that miss an indicator, with what can be done."""
    found = lists.queue_page(request.actor, code, request.GET.dict())
    return page(request, "assessment/queue.html", found)


@access("assessment.export")
@require_GET
def export(request: ActorRequest, code: str) -> HttpResponse:
    """The list as a workbook."""
    name, content = export_verdicts(request.actor, code, request.GET.dict(), at=timezone.now())
    return workbook(content, name)


@access("assessment.see")
@require_GET
def household(request: ActorRequest, run: str, household_no: str) -> HttpResponse:
    """The worksheet of one household."""
    found = one.household_page(request.actor, run, household_no, request.GET.dict())
    return page(request, "assessment/household.html", found)


@access("assessment.judge")
@require_POST
def judge(request: ActorRequest, run: str, household_no: str) -> HttpResponse:
    """Write down a person's verdict; a refused one comes back with what was typed."""
    if refused := _judged(request, judge_household, run, household_no):
        found = one.household_page(
            request.actor, run, household_no, {}, refused=(refused, request.POST.dict())
        )
        return page(request, "assessment/household.html", found, status=422)
    return seen_other(request, "assessment:household", run, household_no)


def _judged(
    request: ActorRequest, judge_one: Callable[..., object], run: str, number: str
) -> Refused | None:
    """Write a person's verdict down; the refusal, where what was typed is the reason."""
    form = JudgeForm(request.POST)
    try:
        if not form.is_valid():
            raise refusal_of(form)
        judge_one(
            request.actor, run, number, Verdict(form.cleaned_data["verdict"]),
            reason=form.cleaned_data["reason"], at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        if refused.kind.http_status != 422:
            raise
        return refused
    return None


@access("assessment.see")
@require_GET
def villages(request: ActorRequest, code: str) -> HttpResponse:
    """The villages of a run by answer."""
    found = places.villages_page(request.actor, code, request.GET.dict())
    return page(request, "assessment/villages.html", found)


@access("assessment.export")
@require_GET
def export_of_villages(request: ActorRequest, code: str) -> HttpResponse:
    """The list of villages as a workbook."""
    name, content = export_villages(request.actor, code, request.GET.dict(), at=timezone.now())
    return workbook(content, name)


@access("assessment.see")
@require_GET
def village(request: ActorRequest, run: str, village: str) -> HttpResponse:
    """The worksheet of one village."""
    found = places.village_page(request.actor, run, village, request.GET.dict())
    return page(request, "assessment/village.html", found)


@access("assessment.judge")
@require_POST
def judge_of_village(request: ActorRequest, run: str, village: str) -> HttpResponse:
    """Write down a person's verdict on a village; a refused one comes back."""
    if refused := _judged(request, judge_village, run, village):
        found = places.village_page(
            request.actor, run, village, {}, refused=(refused, request.POST.dict())
        )
        return page(request, "assessment/village.html", found, status=422)
    return seen_other(request, "assessment:village", run, village)


@access("assessment.see")
@require_GET
def rates(request: ActorRequest, code: str) -> HttpResponse:
    """Rates of the county by township, and poverty measures."""
    found = compared.rates_page(request.actor, code, request.GET.dict())
    return page(request, "assessment/rates.html", found)


@access("assessment.see")
@require_GET
def standards(request: ActorRequest) -> HttpResponse:
    """The standards of the campaign's pack."""
    found = browsed.standards_page(campaign_for(request.actor), request.GET.dict())
    return page(request, "assessment/standards.html", found)


@access("assessment.see")
@require_GET
def doubts(request: ActorRequest) -> HttpResponse:
    """Doubts about listing."""
    campaign = campaign_for(request.actor)
    found = listing.doubts_page(request.actor, campaign, request.GET.dict())
    return page(request, "assessment/doubts.html", found)


@access("assessment.judge")
@require_POST
def decide(request: ActorRequest, doubt: str) -> HttpResponse:
    """A person's word on a doubt; a refused one comes back with its sentence."""
    form = DoubtForm(request.POST)
    try:
        if not form.is_valid():
            raise refusal_of(form)
        state = DoubtState(form.cleaned_data["state"])
        decide_doubt(
            request.actor, doubt, state, reason=form.cleaned_data["reason"], at=timezone.now()
        )
    except Refused as refused:
        if refused.kind.http_status != 422:
            raise
        campaign = campaign_for(request.actor)
        found = listing.doubts_page(request.actor, campaign, {}, refused=refused)
        return page(request, "assessment/doubts.html", found, status=422)
    return seen_other(request, "assessment:doubts")
