"""Pages of the registry: the list, imports with what they gave back, frozen states."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.uploads import bare_name
from huitoukan.apps.core.web import page, seen_other, workbook
from huitoukan.apps.registry.forms import UploadForm
from huitoukan.apps.registry.queries import imports, shown
from huitoukan.apps.registry.services import requests


@access("registry.see")
@require_GET
def registry_list(request: ActorRequest) -> HttpResponse:
    """Households with the tree of places."""
    campaign = campaign_for(request.actor)
    households = shown.registry_page(request.actor, campaign, request.GET.dict())
    return page(
        request,
        "registry/registry_list.html",
        households,
        fragment="registry/_registry_list.html",
    )


@access("registry.import")
@require_http_methods(["GET", "POST"])
def registry_import(request: ActorRequest) -> HttpResponse:
    """What can be imported and what was; an upload is kept and imported in the background."""
    campaign = campaign_for(request.actor)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        job = requests.ask_import(
            request.actor,
            campaign,
            file.chunks(),
            name=bare_name(file.name),
            table=form.cleaned_data["table"],
        )
        return seen_other(request, "jobs:detail", job.code)
    errors = [str(text) for texts in form.errors.values() for text in texts]
    batches = imports.import_page(request.actor, campaign, request.GET.dict(), errors=errors)
    return page(request, "registry/registry_import.html", batches, status=422 if errors else 200)


@access("registry.import")
@require_GET
def registry_batch(request: ActorRequest, code: str) -> HttpResponse:
    """The page of imports with one of them opened."""
    campaign = campaign_for(request.actor)
    batches = imports.import_page(request.actor, campaign, request.GET.dict(), code=code)
    return page(request, "registry/registry_import.html", batches)


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


@access("registry.freeze")
@require_POST
def registry_freeze(request: ActorRequest) -> HttpResponse:
    """Freeze the registry as it is now."""
    job = requests.ask_freeze(request.actor, campaign_for(request.actor))
    return seen_other(request, "jobs:detail", job.code)
