"""Pages of department data: data sets and deliveries, taking files in, what was given back."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.uploads import bare_name
from huitoukan.apps.core.web import page, seen_other, workbook
from huitoukan.apps.sources.forms import DeliverForm
from huitoukan.apps.sources.queries import off_registry, shown
from huitoukan.apps.sources.services import requests


@access("source.see")
@require_GET
def source_list(request: ActorRequest) -> HttpResponse:
    """Data sets by department."""
    datasets = shown.sources_page(request.actor, campaign_for(request.actor))
    return page(request, "sources/source_list.html", datasets)


@access("source.deliver")
@require_POST
def source_deliver(request: ActorRequest) -> HttpResponse:
    """Keep the files and take them in in the background."""
    campaign = campaign_for(request.actor)
    form = DeliverForm(request.POST, request.FILES)
    if not form.is_valid():
        errors = [str(text) for texts in form.errors.values() for text in texts]
        datasets = shown.sources_page(request.actor, campaign, errors=errors)
        return page(request, "sources/source_deliver.html", datasets, status=422)
    files = [(bare_name(file.name), file.chunks()) for file in form.cleaned_data["tables"]]
    dataset = form.cleaned_data["dataset"]
    jobs = requests.ask_delivery(request.actor, campaign, files, dataset=dataset)
    if len(jobs) == 1:
        return seen_other(request, "jobs:detail", jobs[0].code)
    return seen_other(request, "jobs:list")


@access("import.see")
@require_http_methods(["GET", "POST"])
def source_off_registry(request: ActorRequest) -> HttpResponse:
    """The off-registry groups: from which lists, what came of it last; deriving them anew."""
    campaign = campaign_for(request.actor)
    if request.method == "POST":
        job = requests.ask_off_registry(request.actor, campaign)
        return seen_other(request, "jobs:detail", job.code)
    groups = off_registry.off_registry_page(request.actor, campaign)
    return page(request, "sources/off_registry.html", groups)


@access("source.see")
@require_GET
def source_delivery(request: ActorRequest, code: str) -> HttpResponse:
    """One delivery."""
    delivery = shown.delivery_page(request.actor, code, request.GET.dict())
    return page(request, "sources/source_delivery.html", delivery)


@access("source.deliver")
@require_GET
def source_errors(request: ActorRequest, code: str) -> HttpResponse:
    """The rows that a delivery gave back, as a workbook to mend."""
    name, content = requests.export_returned_rows(request.actor, code, at=timezone.now())
    return workbook(content, name)


@access("source.see")
@require_GET
def source_template(request: ActorRequest, dataset: str) -> HttpResponse:
    """An empty workbook of a data set."""
    pack = campaign_for(request.actor).pack.opened()
    name, content = shown.template_workbook(pack, dataset, made_at=timezone.now())
    return workbook(content, name)
