"""Pages of department data: data sets and deliveries, taking files in, what was given back."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.uploads import bare_name
from huitoukan.apps.core.web import page, seen_other, workbook
from huitoukan.apps.sources.forms import DeliverForm, DueDayForm, StepForm, TableForm, errors_of
from huitoukan.apps.sources.queries import off_registry, quality, shown
from huitoukan.apps.sources.services import reports, requests
from huitoukan.domain.refusals import Refused


@access("source.see")
@require_GET
def source_list(request: ActorRequest) -> HttpResponse:
    """Data sets by department."""
    datasets = shown.sources_page(
        request.actor, campaign_for(request.actor), on=timezone.localdate()
    )
    return page(request, "sources/source_list.html", datasets)


@access("source.deliver")
@require_POST
def source_deliver(request: ActorRequest) -> HttpResponse:
    """Keep the files and take them in in the background."""
    campaign = campaign_for(request.actor)
    form = DeliverForm(request.POST, request.FILES)
    if not form.is_valid():
        datasets = shown.sources_page(
            request.actor, campaign, on=timezone.localdate(), errors=errors_of(form)
        )
        return page(request, "sources/source_deliver.html", datasets, status=422)
    files = [(bare_name(file.name), file.chunks()) for file in form.cleaned_data["tables"]]
    said = form.cleaned_data
    jobs = requests.ask_delivery(
        request.actor, campaign, files, dataset=said["dataset"], is_one=said["is_one"]
    )
    if len(jobs) == 1:
        return seen_other(request, "jobs:detail", jobs[0].code)
    return seen_other(request, "jobs:list")


@access("source.deliver")
@require_POST
def source_table(request: ActorRequest) -> HttpResponse:
    """Take a named database table in in the background."""
    form = TableForm(request.POST)
    name = form.cleaned_data["table"] if form.is_valid() else ""
    job = requests.ask_table(request.actor, campaign_for(request.actor), name)
    return seen_other(request, "jobs:detail", job.code)


@access("source.follow")
@require_POST
def source_due(request: ActorRequest) -> HttpResponse:
    """Say by which day the campaign wants a data set."""
    campaign = campaign_for(request.actor)
    form = DueDayForm(request.POST)
    if not form.is_valid():
        datasets = shown.sources_page(
            request.actor, campaign, on=timezone.localdate(), due_errors=errors_of(form)
        )
        return page(request, "sources/source_list.html", datasets, status=422)
    reports.set_due_day(request.actor, campaign, **form.cleaned_data, at=timezone.now())
    return seen_other(request, "sources:list")


@access("source.follow")
@require_POST
def source_remind(request: ActorRequest, dataset: str) -> HttpResponse:
    """Remind the department of a data set that is late."""
    reports.remind(request.actor, campaign_for(request.actor), dataset, at=timezone.now())
    return seen_other(request, "sources:list")


@access("source.see")
@require_GET
def source_reports(request: ActorRequest) -> HttpResponse:
    """Quality reports."""
    campaign = campaign_for(request.actor)
    listed = quality.reports_page(request.actor, campaign, on=timezone.localdate())
    return page(request, "sources/source_reports.html", listed)


@access("source.see")
@require_GET
def source_report(request: ActorRequest, report: str) -> HttpResponse:
    """One quality report."""
    told = quality.report_page(request.actor, report, on=timezone.localdate())
    return page(request, "sources/source_report.html", told)


@access("source.see")
@require_POST
def source_report_step(request: ActorRequest, report: str) -> HttpResponse:
    """Receive, answer, accept or return a quality report; the service asks for the right."""
    form = StepForm(request.POST)
    errors = errors_of(form)
    if form.is_valid():
        step = form.cleaned_data
        try:
            reports.take_step(
                request.actor, report, step["action"], words=step["words"], at=timezone.now()
            )
        except Refused as refused:
            if refused.code != "REPORT_WORDS":
                raise
            errors = [refusal_text(refused)]
        else:
            return seen_other(request, "sources:report", report)
    told = quality.report_page(request.actor, report, on=timezone.localdate(), errors=errors)
    return page(request, "sources/source_report.html", told, status=422)


@access("source.follow")
@require_POST
def source_remind_report(request: ActorRequest, report: str) -> HttpResponse:
    """Remind the department of a report that waits for it."""
    reports.remind_of_report(request.actor, report, at=timezone.now())
    return seen_other(request, "sources:report", report)


@access("source.see")
@require_GET
def source_report_workbook(request: ActorRequest, report: str) -> HttpResponse:
    """A quality report as a workbook."""
    name, content = quality.report_workbook(request.actor, report, at=timezone.now())
    return workbook(content, name)


@access("source.follow")
@require_POST
def source_send_report(request: ActorRequest, code: str) -> HttpResponse:
    """Send the department what was found in a delivery."""
    report = reports.send_report(request.actor, code, at=timezone.now())
    return seen_other(request, "sources:report", report.code)


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
