"""The pages of lists of problems that somebody else handed over."""

from __future__ import annotations

from io import BytesIO

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.uploads import bare_name
from huitoukan.apps.core.web import page, seen_other, workbook
from huitoukan.apps.problems.forms import ListForm
from huitoukan.apps.problems.queries import lists as shown
from huitoukan.apps.problems.services import lists as taking
from huitoukan.documents.layouts.finding_list import FINDING_LIST
from huitoukan.documents.write_forms import write_template
from huitoukan.domain.refusals import Refused


@access("problem.enter")
@require_http_methods(["GET", "POST"])
def lists(request: ActorRequest) -> HttpResponse:
    """Take a list, to be read in the background; what was refused comes back as it was typed."""
    actor, campaign, on = request.actor, campaign_for(request.actor), timezone.localdate()
    if request.method == "GET":
        found = shown.lists_page(actor, campaign, on=on)
        return page(request, "problems/lists.html", found)
    form = ListForm(request.POST, request.FILES)
    errors = []
    if form.is_valid():
        given = dict(form.cleaned_data)
        file = given.pop("table")
        try:
            letter = taking.letter_of(campaign, at=timezone.now(), **given)
            job = taking.ask_list(actor, campaign, letter, bare_name(file.name), file.chunks())
        except Refused as refused:
            if refused.kind.http_status != 422:
                raise
            errors = [refusal_text(refused)]
        else:
            return seen_other(request, "jobs:detail", job.code)
    errors += [str(text) for texts in form.errors.values() for text in texts]
    found = shown.lists_page(actor, campaign, on=on, typed=request.POST.dict(), errors=errors)
    return page(request, "problems/lists.html", found, status=422)


@access("problem.enter")
@require_GET
def list_account(request: ActorRequest, account: str) -> HttpResponse:
    """A list, row by row."""
    found = shown.list_page(request.actor, account, request.GET.dict())
    return page(request, "problems/list.html", found)


@access("problem.enter")
@require_POST
def list_types(request: ActorRequest, account: str) -> HttpResponse:
    """Save the types of the rows of this page."""
    chosen = {
        int(name.removeprefix("type-")): str(kind)
        for name, kind in request.POST.items()
        if name.startswith("type-") and name.removeprefix("type-").isdigit()
    }
    taking.choose_types(request.actor, account, chosen)
    return seen_other(request, "problems:list_account", account)


@access("problem.enter")
@require_POST
def list_write(request: ActorRequest, account: str) -> HttpResponse:
    """Enter the rows into the ledger."""
    try:
        taking.write_list(request.actor, account, at=timezone.now())
    except Refused as refused:
        if refused.code in {"NOT_FOUND", "NOT_ALLOWED"}:
            raise
        found = shown.list_page(request.actor, account, {}, refused=refused)
        return page(request, "problems/list.html", found, status=409)
    return seen_other(request, "problems:list_account", account)


@access("problem.enter")
@require_POST
def list_drop(request: ActorRequest, account: str) -> HttpResponse:
    """Leave the ledger as it is."""
    taking.drop_list(request.actor, account, at=timezone.now())
    return seen_other(request, "problems:lists")


@access("problem.enter")
@require_GET
def list_errors(request: ActorRequest, account: str) -> HttpResponse:
    """The rows that a list gave back, as a workbook to mend."""
    name, content = taking.export_returned_list(request.actor, account, at=timezone.now())
    return workbook(content, name)


@access("problem.enter")
@require_GET
def list_template(request: ActorRequest) -> HttpResponse:
    """An empty list to fill in."""
    codes = campaign_for(request.actor).pack.opened().codes
    target = BytesIO()
    write_template(target, FINDING_LIST, codes, made_at=timezone.now())
    return workbook(target.getvalue(), f"{FINDING_LIST.title.zh}模板.xlsx")
