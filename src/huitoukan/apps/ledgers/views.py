"""Pages of kept ledgers: which there are, their entries, one entry, its form, files."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.uploads import bare_name
from huitoukan.apps.core.web import page, seen_other, workbook
from huitoukan.apps.ledgers import queries
from huitoukan.apps.ledgers.forms import ActForm, UploadForm, texts_of
from huitoukan.apps.ledgers.queries import imports as shown_imports
from huitoukan.apps.ledgers.queries import one, shown
from huitoukan.apps.ledgers.services import entries, exports, imports
from huitoukan.apps.sources.queries.shown import template_workbook
from huitoukan.domain.refusals import Refused


@access("ledger.see")
@require_GET
def ledger_list(request: ActorRequest) -> HttpResponse:
    """Ledgers by department."""
    found = shown.list_page(request.actor, campaign_for(request.actor), request.GET.dict())
    return page(request, "ledgers/list.html", found)


@access("ledger.see")
@require_GET
def ledger_entries(request: ActorRequest, dataset: str) -> HttpResponse:
    """The entries of one ledger."""
    campaign = campaign_for(request.actor)
    found = shown.entries_page(request.actor, campaign, dataset, request.GET.dict())
    return page(request, "ledgers/entries.html", found, fragment="ledgers/_entries.html")


@access("ledger.see")
@require_GET
def ledger_entry(request: ActorRequest, entry: str) -> HttpResponse:
    """One entry with every change of it."""
    found = one.entry_page(request.actor, entry)
    return page(request, "ledgers/entry.html", found)


@access("ledger.keep")
@require_http_methods(["GET", "POST"])
def ledger_new(request: ActorRequest, dataset: str) -> HttpResponse:
    """Enter a row; a refused form comes back with what was typed."""
    actor, campaign = request.actor, campaign_for(request.actor)
    if request.method == "GET":
        found = one.new_page(actor, campaign, dataset, {})
        return page(request, "ledgers/form.html", found)
    ledger = queries.ledger_for(actor, campaign, dataset, "ledger.keep")
    texts = texts_of(ledger, request.POST)
    try:
        made = entries.add_entry(actor, campaign, dataset, texts, at=timezone.now())
    except Refused as refused:
        if refused.kind.http_status != 422:
            raise
        found = one.new_page(actor, campaign, dataset, texts, refused=refused)
        return page(request, "ledgers/form.html", found, status=422)
    return seen_other(request, "ledgers:entry", made.code)


@access("ledger.keep")
@require_http_methods(["GET", "POST"])
def ledger_edit(request: ActorRequest, entry: str) -> HttpResponse:
    """Change an entry; a stale form comes back with what somebody else changed."""
    actor = request.actor
    if request.method == "GET":
        found = one.edit_page(actor, entry, {})
        return page(request, "ledgers/form.html", found)
    _entry, ledger, _campaign = queries.entry_for(actor, entry, "ledger.keep")
    form = ActForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    texts, why = texts_of(ledger, request.POST), form.cleaned_data["why"]
    try:
        entries.change_entry(
            actor, entry, texts, seen=form.cleaned_data["seen"], why=why,
            at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        if refused.kind.http_status != 422:
            raise
        typed = {**texts, "why": why}
        found = one.edit_page(actor, entry, typed, refused=refused)
        return page(request, "ledgers/form.html", found, status=422)
    return seen_other(request, "ledgers:entry", entry)


@access("ledger.keep")
@require_POST
def ledger_end(request: ActorRequest, entry: str) -> HttpResponse:
    """End an entry."""
    return _act(request, entry, "end")


@access("ledger.keep")
@require_POST
def ledger_restore(request: ActorRequest, entry: str) -> HttpResponse:
    """Take an ended entry back."""
    return _act(request, entry, "restore")


def _act(request: ActorRequest, entry: str, act: str) -> HttpResponse:
    actor = request.actor
    queries.entry_for(actor, entry, "ledger.keep")
    form = ActForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    take = entries.end_entry if act == "end" else entries.restore_entry
    try:
        take(
            actor, entry, seen=form.cleaned_data["seen"], why=form.cleaned_data["why"],
            at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        if refused.code in {"NOT_FOUND", "NOT_ALLOWED"}:
            raise
        found = one.entry_page(actor, entry, refused=(act, refused))
        return page(request, "ledgers/entry.html", found, status=409)
    return seen_other(request, "ledgers:entry", entry)


@access("ledger.keep")
@require_http_methods(["GET", "POST"])
def ledger_upload(request: ActorRequest, dataset: str) -> HttpResponse:
    """Take a file for a ledger, to be read in the background."""
    actor, campaign = request.actor, campaign_for(request.actor)
    if request.method == "GET":
        found = shown_imports.upload_page(actor, campaign, dataset)
        return page(request, "ledgers/upload.html", found)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        errors = [str(text) for texts in form.errors.values() for text in texts]
        found = shown_imports.upload_page(actor, campaign, dataset, errors=errors)
        return page(request, "ledgers/upload.html", found, status=422)
    file = form.cleaned_data["table"]
    job = imports.ask_import(actor, campaign, dataset, bare_name(file.name), file.chunks())
    return seen_other(request, "jobs:detail", job.code)


@access("ledger.keep")
@require_GET
def ledger_import(request: ActorRequest, account: str) -> HttpResponse:
    """A file's account, row by row."""
    found = shown_imports.import_page(request.actor, account, request.GET.dict())
    return page(request, "ledgers/import.html", found)


@access("ledger.keep")
@require_POST
def ledger_write(request: ActorRequest, account: str) -> HttpResponse:
    """Write what a file changes."""
    actor = request.actor
    try:
        imports.write_import(actor, account, at=timezone.now())
    except Refused as refused:
        if refused.code in {"NOT_FOUND", "NOT_ALLOWED"}:
            raise
        found = shown_imports.import_page(actor, account, {}, refused=refused)
        return page(request, "ledgers/import.html", found, status=409)
    return seen_other(request, "ledgers:import", account)


@access("ledger.keep")
@require_POST
def ledger_drop(request: ActorRequest, account: str) -> HttpResponse:
    """Leave the ledger as it is."""
    one_import = imports.drop_import(request.actor, account, at=timezone.now())
    return seen_other(request, "ledgers:upload", one_import.dataset)


@access("ledger.keep")
@require_GET
def ledger_errors(request: ActorRequest, account: str) -> HttpResponse:
    """The rows that a file gave back, as a workbook to mend."""
    name, content = imports.export_returned_rows(request.actor, account, at=timezone.now())
    return workbook(content, name)


@access("ledger.keep")
@require_GET
def ledger_template(request: ActorRequest, dataset: str) -> HttpResponse:
    """An empty workbook of a ledger."""
    campaign = campaign_for(request.actor)
    queries.ledger_for(request.actor, campaign, dataset, "ledger.keep")
    name, content = template_workbook(campaign.pack.opened(), dataset, made_at=timezone.now())
    return workbook(content, name)


@access("ledger.export")
@require_GET
def ledger_export(request: ActorRequest, dataset: str) -> HttpResponse:
    """The list under its query as a workbook."""
    campaign = campaign_for(request.actor)
    params = request.GET.dict()
    name, content = exports.export_entries(
        request.actor, campaign, dataset, params, at=timezone.now()
    )
    return workbook(content, name)
