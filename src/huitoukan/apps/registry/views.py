"""Pages of the registry: the list, imports with what they gave back, frozen states."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.uploads import bare_name
from huitoukan.apps.core.web import page, seen_other, workbook
from huitoukan.apps.registry.forms import DecisionForm, PastDayForm, UploadForm
from huitoukan.apps.registry.queries import (
    compared,
    imports,
    off_registry,
    past,
    quality,
    saved,
    shown,
)
from huitoukan.apps.registry.queries.snapshots import snapshots_page
from huitoukan.apps.registry.services import exports, requests
from huitoukan.apps.registry.services import saved as saving
from huitoukan.apps.registry.services.imports import refuse_import, undo_import
from huitoukan.apps.registry.services.snapshot_exports import export_differences
from huitoukan.apps.registry.services.verifying import verify_snapshot
from huitoukan.domain.refusals import Refused


@access("registry.see")
@require_GET
def registry_list(request: ActorRequest) -> HttpResponse:
    """Households with the tree of places; without a query, the view it opens with for a person."""
    campaign = campaign_for(request.actor)
    if not request.GET and (query := saved.first_query(request.actor, campaign)):
        return seen_other(request, "registry:list", query=f"?{urlencode(query)}")
    households = shown.registry_page(request.actor, campaign, request.GET.dict())
    return page(
        request,
        "registry/registry_list.html",
        households,
        fragment="registry/_registry_list.html",
    )


@access("registry.export")
@require_GET
def registry_export(request: ActorRequest) -> HttpResponse:
    """The list under its query, as a workbook."""
    name, content = exports.export_list(
        request.actor, campaign_for(request.actor), request.GET.dict(), at=timezone.now()
    )
    return workbook(content, name)


@access("registry.see")
@require_POST
def registry_columns(request: ActorRequest) -> HttpResponse:
    """Keep the columns that were ticked, and go back to the list."""
    saving.choose_columns(
        request.actor, campaign_for(request.actor), request.POST.getlist("columns")
    )
    return seen_other(request, "registry:list", query=f"?{_query(request)}")


@access("registry.see")
@require_POST
def registry_views(request: ActorRequest) -> HttpResponse:
    """Save the present query as a view, remove one, or let the list open with one."""
    actor, campaign = request.actor, campaign_for(request.actor)
    number = request.POST.get("view", "")
    chosen = int(number) if number.isascii() and number.isdigit() and len(number) < 12 else None
    match request.POST.get("act", ""):
        case "remove" if chosen is not None:
            saving.remove_view(actor, campaign, chosen)
            return seen_other(request, "registry:list", query="?view=")
        case "open":
            saving.open_with(actor, campaign, chosen)
            return seen_other(request, "registry:list", query=f"?{_query(request)}")
    query = dict(parse_qsl(_query(request)))
    view = saving.save_view(
        actor,
        campaign,
        request.POST.get("name", ""),
        query,
        saved.chosen_for(actor, campaign, query).columns,
        is_shared=bool(request.POST.get("is_shared")),
    )
    return seen_other(request, "registry:list", query=f"?{urlencode(saved.query_of(view))}")


def _query(request: ActorRequest) -> str:
    """The query of the list from which a form was sent."""
    return urlencode(parse_qsl(request.POST.get("query", ""))) or "view="


@access("registry.see")
@require_GET
def registry_quality(request: ActorRequest) -> HttpResponse:
    """The score of the registered data by place and field."""
    shown_quality = quality.quality_page(
        request.actor, campaign_for(request.actor), request.GET.dict()
    )
    return page(request, "registry/quality.html", shown_quality)


@access("registry.see")
@require_GET
def registry_quality_export(request: ActorRequest) -> HttpResponse:
    """The score as a workbook."""
    name, content = exports.export_quality(
        request.actor,
        campaign_for(request.actor),
        request.GET.get("place", ""),
        at=timezone.now(),
    )
    return workbook(content, name)


@access("registry.see")
@require_GET
def registry_off_registry(request: ActorRequest) -> HttpResponse:
    """The persons outside the registry whom the look-back visits too."""
    persons = off_registry.off_registry_list(
        request.actor, campaign_for(request.actor), request.GET.dict()
    )
    return page(request, "registry/off_registry.html", persons)


@access("import.see")
@require_http_methods(["GET", "POST"])
def registry_import(request: ActorRequest) -> HttpResponse:
    """What can be imported and what was; uploads are kept and read in the background."""
    campaign = campaign_for(request.actor)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        job = requests.ask_import(
            request.actor,
            campaign,
            [(bare_name(file.name), file.chunks()) for file in form.cleaned_data["file"]],
            clears_blanks=form.cleaned_data["blank"] == imports.CLEAR,
            table=form.cleaned_data["table"],
        )
        return seen_other(request, "jobs:detail", job.code)
    errors = [str(text) for texts in form.errors.values() for text in texts]
    batches = imports.import_page(request.actor, campaign, request.GET.dict(), errors=errors)
    return page(request, "registry/registry_import.html", batches, status=422 if errors else 200)


@access("import.see")
@require_GET
def registry_batch(request: ActorRequest, code: str) -> HttpResponse:
    """The page of imports with one of them opened."""
    campaign = campaign_for(request.actor)
    batches = imports.import_page(request.actor, campaign, request.GET.dict(), code=code)
    return page(request, "registry/registry_import.html", batches)


@access("import.see")
@require_POST
def registry_decide(request: ActorRequest, code: str, step: str) -> HttpResponse:
    """Merge, refuse, match again or undo an import; a refusal comes back beside its button."""
    campaign = campaign_for(request.actor)
    form = DecisionForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    now = timezone.now()
    try:
        if step == "merge":
            job = requests.ask_merge(request.actor, code, why=why)
            return seen_other(request, "jobs:detail", job.code)
        if step == "match":
            job = requests.ask_match(request.actor, code)
            return seen_other(request, "jobs:detail", job.code)
        if step == "refuse":
            refuse_import(request.actor, code, why=why, at=now)
        elif step == "undo":
            undo_import(request.actor, code, why=why, at=now)
        else:
            raise Refused("NOT_FOUND", what="办理步骤", code=step)
    except Refused as refused:
        if refused.code in {"NOT_FOUND", "NOT_ALLOWED"}:
            raise
        batches = imports.import_page(
            request.actor, campaign, {}, code=code, refused=(step, refusal_text(refused))
        )
        return page(request, "registry/registry_import.html", batches, status=409)
    return seen_other(request, "registry:batch", code)


@access("registry.import")
@require_GET
def registry_errors(request: ActorRequest, code: str) -> HttpResponse:
    """The rows that an import gave back, as a workbook to mend."""
    name, content = requests.export_returned_rows(request.actor, code, at=timezone.now())
    return workbook(content, name)


@access("registry.import")
@require_GET
def registry_template(request: ActorRequest) -> HttpResponse:
    """An empty registry workbook."""
    pack = campaign_for(request.actor).pack.opened()
    content = imports.template_workbook(pack, made_at=timezone.now())
    return workbook(content, "名册模板.xlsx")


# --- frozen states ---


@access("registry.see")
@require_GET
def registry_snapshots(request: ActorRequest) -> HttpResponse:
    """Every frozen state; two chosen ones lead to their comparison."""
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    if before and after:
        compared.comparison_of(request.actor, before, after, {})  # "not found" here, not there
        return seen_other(request, "registry:compare", before, after)
    shown = snapshots_page(request.actor, campaign_for(request.actor), request.GET.dict())
    return page(request, "registry/snapshots.html", shown)


@access("registry.freeze")
@require_POST
def registry_freeze(request: ActorRequest) -> HttpResponse:
    """Freeze the registry as it is now."""
    job = requests.ask_freeze(request.actor, campaign_for(request.actor))
    return seen_other(request, "jobs:detail", job.code)


@access("registry.freeze")
@require_POST
def registry_past(request: ActorRequest) -> HttpResponse:
    """Work the registry of a past day out; a day that is none is refused beside its field."""
    actor, campaign = request.actor, campaign_for(request.actor)
    form = PastDayForm(request.POST)
    error = "" if form.is_valid() else _("请填写日期，例如 2026-05-01。")
    if not error:
        try:
            job = requests.ask_freeze(actor, campaign, as_of=form.cleaned_data["as_of"])
            return seen_other(request, "jobs:detail", job.code)
        except Refused as refused:
            if refused.code != "DAY_NOT_PAST":
                raise
            error = refusal_text(refused)
    refused_day = (request.POST.get("as_of", ""), error)
    shown = snapshots_page(actor, campaign, {}, refused=refused_day)
    return page(request, "registry/snapshots.html", shown, status=422)


@access("registry.see")
@require_POST
def registry_verify(request: ActorRequest, snapshot: str) -> HttpResponse:
    """Hold a snapshot's files against their recorded hashes, and show what was found."""
    verify_snapshot(request.actor, snapshot)
    return seen_other(request, "registry:snapshots")


@access("registry.see")
@require_GET
def registry_compare(request: ActorRequest, before: str, after: str) -> HttpResponse:
    """What differs between two snapshots."""
    shown = compared.compare_page(request.actor, before, after, request.GET.dict())
    return page(request, "registry/compare.html", shown)


@access("registry.export")
@require_GET
def registry_compare_export(request: ActorRequest, before: str, after: str) -> HttpResponse:
    """The differences under the query, as a workbook."""
    name, content = export_differences(
        request.actor, before, after, request.GET.dict(), at=timezone.now()
    )
    return workbook(content, name)


@access("registry.see")
@require_GET
def registry_frozen(request: ActorRequest, snapshot: str) -> HttpResponse:
    """The households of a snapshot, place by place."""
    shown = past.frozen_list_page(request.actor, snapshot, request.GET.dict())
    return page(request, "registry/frozen.html", shown)


@access("household.see")
@require_GET
def registry_then(request: ActorRequest, snapshot: str, household_no: str) -> HttpResponse:
    """A household as it was in a snapshot, beside now."""
    shown = past.then_page(request.actor, snapshot, household_no)
    return page(request, "registry/then.html", shown)
