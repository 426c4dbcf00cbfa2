"""Pages of the three-way check: households, one household, villages, sheets out and in."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitoukan.apps.agreement import queries
from huitoukan.apps.agreement.forms import (
    ReconcileForm,
    RoundForm,
    SheetForm,
    UploadForm,
    VerdictForm,
)
from huitoukan.apps.agreement.models import MismatchState
from huitoukan.apps.agreement.queries import archives, filling, imports, one, shown
from huitoukan.apps.agreement.queries import mismatches as verdicts
from huitoukan.apps.agreement.services import deciding, requests, rounds, sheets
from huitoukan.apps.agreement.services import documents as files
from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.uploads import bare_name
from huitoukan.apps.core.web import page, seen_other, workbook
from huitoukan.domain.refusals import Refused


@access("agreement.see")
@require_GET
def agreement_list(request: ActorRequest) -> HttpResponse:
    """Progress by place, and the households."""
    campaign = campaign_for(request.actor)
    found = shown.agreement_page(request.actor, campaign, request.GET.dict())
    return page(request, "agreement/list.html", found, fragment="agreement/_list.html")


@access("agreement.see")
@require_GET
def household(request: ActorRequest, code: str) -> HttpResponse:
    """One household: three sides, rounds, mismatches, its file."""
    return _household(request, code)


def _household(
    request: ActorRequest, code: str, refusals: one.Refusals | None = None
) -> HttpResponse:
    found = one.household_page(
        request.actor,
        queries.campaign_of_household(request.actor, code),
        code,
        on=timezone.localdate(),
        refusals=refusals or one.Refusals(),
    )
    return page(request, "agreement/household.html", found, status=422 if refusals else 200)


@access("agreement.record")
@require_POST
def record(request: ActorRequest, code: str) -> HttpResponse:
    """Save a round; a refused one comes back with what was typed."""
    form = RoundForm(request.POST)
    texts = filling.texts_in(request.POST.dict())
    try:
        if not form.is_valid():
            raise refusal_of(form)
        rounds.record_round(
            request.actor,
            queries.campaign_of_household(request.actor, code),
            code,
            texts,
            on=timezone.localdate(),
            at=timezone.now(),
            **form.cleaned_data,
        )
    except Refused as refused:
        if refused.kind.http_status != 422:
            raise
        refill = filling.Refill(refused, texts, request.POST.get("with_whom", ""))
        return _household(request, code, one.Refusals(record=refill))
    if request.POST.get("then") == "next":
        campaign = queries.campaign_of_household(request.actor, code)
        code = one.next_household(request.actor, campaign, code)
    return seen_other(request, "agreement:household", code)


@access("agreement.reconcile")
@require_POST
def reconcile(request: ActorRequest, code: str) -> HttpResponse:
    """Decide which round counts."""
    form = ReconcileForm(request.POST)
    try:
        if not form.is_valid():
            raise refusal_of(form)
        campaign = queries.campaign_of_household(request.actor, code)
        deciding.reconcile(request.actor, campaign, code, at=timezone.now(), **form.cleaned_data)
    except Refused as refused:
        if refused.kind.http_status != 422:
            raise
        return _household(request, code, one.Refusals(reconcile=refused))
    return seen_other(request, "agreement:household", code)


@access("agreement.judge")
@require_POST
def judge(request: ActorRequest, mismatch: str, verdict: str) -> HttpResponse:
    """Give a verdict on a mismatch; a refused one comes back with what was typed."""
    form = VerdictForm(request.POST)
    code = queries.mismatch_for(request.actor, mismatch).agreement.household.household_no
    try:
        if not form.is_valid():
            raise refusal_of(form)
        deciding.judge_mismatch(
            request.actor, mismatch, MismatchState(verdict), at=timezone.now(), **form.cleaned_data
        )
    except Refused as refused:
        if refused.kind.http_status != 422:
            raise
        back = verdicts.RefusedVerdict(mismatch, verdict, refused, request.POST.dict())
        return _household(request, code, one.Refusals(verdict=back))
    return seen_other(request, "agreement:household", code, query="#mismatches")


@access("agreement.record")
@require_POST
def documents(request: ActorRequest, code: str) -> HttpResponse:
    """Write down what a household's file holds."""
    campaign = queries.campaign_of_household(request.actor, code)
    found = request.POST.dict()
    files.check_household_file(request.actor, campaign, code, found, at=timezone.now())
    return seen_other(request, "agreement:household", code, query="#archive")


@access("agreement.see")
@require_GET
def village(request: ActorRequest, village: str) -> HttpResponse:
    """One village: progress, its file, its households' files."""
    campaign = queries.campaign_of_village(request.actor, village)
    found = archives.village_page(request.actor, campaign, village)
    return page(request, "agreement/village.html", found)


@access("agreement.record")
@require_POST
def village_documents(request: ActorRequest, village: str) -> HttpResponse:
    """Write down what a village's file holds."""
    campaign = queries.campaign_of_village(request.actor, village)
    found = request.POST.dict()
    files.check_village_file(request.actor, campaign, village, found, at=timezone.now())
    return seen_other(request, "agreement:village", village)


@access("agreement.record")
@require_POST
def sheet(request: ActorRequest) -> HttpResponse:
    """The sheet of a village or a household, with the system's values printed."""
    form = SheetForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    household_no, place = form.cleaned_data["household_no"], form.cleaned_data["village"]
    campaign = (
        queries.campaign_of_household(request.actor, household_no)
        if household_no
        else queries.campaign_of_village(request.actor, place)
    )
    made = sheets.make_sheet(request.actor, campaign, at=timezone.now(), **form.cleaned_data)
    return workbook(made.content, made.name)


@access("agreement.record")
@require_http_methods(["GET", "POST"])
def agreement_import(request: ActorRequest) -> HttpResponse:
    """Workbooks that were read back; an upload is kept and read in the background."""
    campaign = campaign_for(request.actor)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        job = requests.ask_import(request.actor, campaign, file.chunks(), name=bare_name(file.name))
        return seen_other(request, "jobs:detail", job.code)
    errors = [str(text) for texts in form.errors.values() for text in texts]
    found = imports.import_page(request.actor, campaign, request.GET.dict(), errors=errors)
    return page(request, "agreement/import.html", found, status=422 if errors else 200)


@access("agreement.record")
@require_GET
def agreement_batch(request: ActorRequest, batch: str) -> HttpResponse:
    """The page of workbooks with one of them opened."""
    campaign = campaign_for(request.actor)
    found = imports.import_page(request.actor, campaign, request.GET.dict(), code=batch)
    return page(request, "agreement/import.html", found)


@access("agreement.record")
@require_GET
def agreement_errors(request: ActorRequest, batch: str) -> HttpResponse:
    """The rows that a workbook gave back, to be mended."""
    name, content = requests.export_returned_rows(request.actor, batch, at=timezone.now())
    return workbook(content, name)
