"""Pages of the household's account: the list, one account, its form, the household's answer."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.uploads import bare_name
from huitoukan.apps.core.web import document, page, seen_other, workbook
from huitoukan.apps.incomes.forms import AnswerForm, UploadForm
from huitoukan.apps.incomes.pages import PaperPage
from huitoukan.apps.incomes.queries import campaign_of, editing, one, sheet_for, shown
from huitoukan.apps.incomes.queries.acts import Back
from huitoukan.apps.incomes.queries.filling import content_of, typed_of
from huitoukan.apps.incomes.queries.imports import import_page
from huitoukan.apps.incomes.services import answering, imports, papers, recording
from huitoukan.domain.refusals import Refused

NOT_HERE = {"NOT_FOUND", "NOT_ALLOWED"}
MOST_SPARE = 40


@access("income.see")
@require_GET
def income_list(request: ActorRequest) -> HttpResponse:
    """Households and how far their accounts are."""
    found = shown.list_page(request.actor, campaign_for(request.actor), request.GET.dict())
    return page(request, "incomes/list.html", found, fragment="incomes/_list.html")


@access("income.see")
@require_GET
def household(request: ActorRequest, code: str) -> HttpResponse:
    """The newest account of a household."""
    campaign = campaign_of(request.actor, code)
    found = one.account_page(request.actor, campaign, code, on=timezone.localdate())
    return page(request, "incomes/account.html", found)


@access("income.see")
@require_GET
def sheet(request: ActorRequest, sheet: str) -> HttpResponse:
    """One version of an account."""
    return _sheet(request, sheet)


def _sheet(request: ActorRequest, code: str, back: Back | None = None) -> HttpResponse:
    version = sheet_for(request.actor, code)
    found = one.account_page(
        request.actor, version.campaign, version.household_no, code=code,
        on=timezone.localdate(), back=back,
    )  # fmt: skip
    return page(request, "incomes/account.html", found, status=422 if back else 200)


@access("income.record")
@require_http_methods(["GET", "POST"])
def record(request: ActorRequest, code: str) -> HttpResponse:
    """The account as a form; a refused one comes back with what was typed."""
    actor, campaign = request.actor, campaign_of(request.actor, code)
    version = request.GET.get("sheet", "")
    typed, _before = editing.begin(actor, campaign, code, code=version)
    refused, spare = None, editing.SPARE
    if request.method == "POST":
        typed = typed_of(request.POST.dict())
        if request.POST.get("act") == "more":
            told = request.POST.get("spare", "")
            spare = min(int(told) if told.isdigit() else 0, MOST_SPARE) + editing.SPARE
        else:
            try:
                made = recording.record_sheet(
                    actor, campaign, code, content_of(typed, campaign.pack.opened()),
                    seen=typed.seen, why=typed.why, at=timezone.now(),
                )  # fmt: skip
            except Refused as error:
                if error.code in NOT_HERE:
                    raise
                refused = error
                if error.code == "INCOME_STALE":  # seen now: saving once more is meant
                    typed = replace(typed, seen=int(str(error.details["version"])))
            else:
                return seen_other(request, "incomes:sheet", made.code)
    found = editing.form_page(
        actor, campaign, code, typed, code=version, spare=spare, refused=refused
    )
    return page(request, "incomes/form.html", found, status=422 if refused else 200)


@access("income.record")
@require_http_methods(["GET", "POST"])
def outside(request: ActorRequest) -> HttpResponse:
    """The first account of a household outside the registry; a refused one comes back."""
    actor, campaign = request.actor, campaign_for(request.actor)
    typed, refused, spare = editing.begin_outside(campaign), None, editing.SPARE
    texts = request.POST.dict()
    if request.method == "POST":
        typed = typed_of(texts)
        if texts.get("act") == "more":
            told = texts.get("spare", "")
            spare = min(int(told) if told.isdigit() else 0, MOST_SPARE) + editing.SPARE
        else:
            try:
                made = recording.record_outside(
                    actor, campaign, texts.get("household_no", ""), texts.get("place", ""),
                    content_of(typed, campaign.pack.opened()), at=timezone.now(),
                )  # fmt: skip
            except Refused as error:
                if error.code == "NOT_ALLOWED":
                    raise
                refused = error
            else:
                return seen_other(request, "incomes:sheet", made.code)
    found = editing.outside_page(actor, campaign, typed, texts, spare=spare, refused=refused)
    return page(request, "incomes/form.html", found, status=422 if refused else 200)


@access("income.record")
@require_POST
def show(request: ActorRequest, sheet: str) -> HttpResponse:
    """Put a draft before the household; a refusal comes back beside the button."""
    try:
        recording.show_sheet(request.actor, sheet, at=timezone.now())
    except Refused as refused:
        if refused.code in NOT_HERE:
            raise
        return _sheet(request, sheet, Back("show", refusal_text(refused)))
    return seen_other(request, "incomes:sheet", sheet)


@access("income.confirm")
@require_POST
def answer(request: ActorRequest, sheet: str) -> HttpResponse:
    """Record what the household said; a refusal comes back with what was typed."""
    form = AnswerForm(request.POST, request.FILES)
    photo = request.FILES.get("photo")
    try:
        if not form.is_valid():
            raise refusal_of(form)
        answering.answer_sheet(
            request.actor, sheet, form.answer(),
            photo=(photo.name or "", photo.read()) if photo else None, at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        if refused.code in NOT_HERE:
            raise
        faults = refused.details.get("fields")
        back = Back(
            "answer", refusal_text(refused), request.POST.dict(),
            faults if isinstance(faults, dict) else {},
        )  # fmt: skip
        return _sheet(request, sheet, back)
    return seen_other(request, "incomes:sheet", sheet)


@access("income.see")
@require_GET
def paper(request: ActorRequest, sheet: str) -> HttpResponse:
    """The income sheet as it is printed and signed."""
    return _paper(request, sheet, papers.SHEET)


@access("income.see")
@require_GET
def card(request: ActorRequest, sheet: str) -> HttpResponse:
    """The card for the household: what it gets and how that was counted."""
    return _paper(request, sheet, papers.CARD)


def _paper(request: ActorRequest, code: str, kind: str) -> HttpResponse:
    version, made = papers.paper_of(request.actor, code, kind, at=timezone.now())
    may = bool(request.actor.may("income.export"))
    word = reverse("incomes:word", args=[version.code, kind]) if may else ""
    return page(request, "incomes/paper.html", PaperPage(version.code, made, word))


@access("income.export")
@require_GET
def word(request: ActorRequest, sheet: str, kind: str) -> HttpResponse:
    """A paper as a Word document."""
    name, content = papers.word_of(request.actor, sheet, kind, at=timezone.now())
    return document(content, name)


@access("income.export")
@require_GET
def export(request: ActorRequest) -> HttpResponse:
    """The lines of the accounts that the list shows, as a workbook."""
    campaign = campaign_for(request.actor)
    place, sheets = shown.to_export(request.actor, campaign, request.GET.dict())
    name, content = imports.export_lines(
        request.actor, campaign, sheets, place=place, at=timezone.now()
    )
    return workbook(content, name)


@access("income.record")
@require_http_methods(["GET", "POST"])
def income_import(request: ActorRequest) -> HttpResponse:
    """Workbooks that were read; an upload is kept and read in the background."""
    campaign = campaign_for(request.actor)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        job = imports.ask_import(request.actor, campaign, file.chunks(), name=bare_name(file.name))
        return seen_other(request, "jobs:detail", job.code)
    errors = [str(text) for texts in form.errors.values() for text in texts]
    found = import_page(request.actor, campaign, request.GET.dict(), errors=errors)
    return page(request, "incomes/import.html", found, status=422 if errors else 200)


@access("income.record")
@require_GET
def batch(request: ActorRequest, batch: str) -> HttpResponse:
    """The page of workbooks with one of them opened."""
    campaign = campaign_for(request.actor)
    found = import_page(request.actor, campaign, request.GET.dict(), code=batch)
    return page(request, "incomes/import.html", found)


@access("income.record")
@require_GET
def errors(request: ActorRequest, batch: str) -> HttpResponse:
    """The rows that a workbook gave back, to be mended."""
    name, content = imports.export_returned_rows(request.actor, batch, at=timezone.now())
    return workbook(content, name)
