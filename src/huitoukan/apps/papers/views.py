"""Pages of papers: the list, making one, one with its receipts, batches, templates."""

from __future__ import annotations

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.uploads import bare_name
from huitoukan.apps.core.web import page, seen_other
from huitoukan.apps.jobs.services import ask
from huitoukan.apps.papers import queries
from huitoukan.apps.papers.forms import IssueForm, ReceiveForm, TemplateForm, VoidForm, wanted_of
from huitoukan.apps.papers.queries import kept, making, shown
from huitoukan.apps.papers.queries.subjects import arguments_of
from huitoukan.apps.papers.queries.templates import template_version
from huitoukan.apps.papers.services import issuing, receiving, templates
from huitoukan.apps.papers.services.pdf import pdf_of
from huitoukan.domain.refusals import Refused

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _saved(content: bytes, name: str, media_type: str) -> HttpResponse:
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": disposition}
    )


@access("paper.see")
@require_GET
def paper_list(request: ActorRequest) -> HttpResponse:
    """The papers."""
    found = shown.list_page(request.actor, campaign_for(request.actor), request.GET.dict())
    return page(request, "papers/list.html", found, fragment="papers/_list.html")


@access("paper.issue")
@require_GET
def new(request: ActorRequest) -> HttpResponse:
    """Choose a kind of paper, then its objects."""
    found = making.new_page(request.actor, campaign_for(request.actor), request.GET.dict())
    return page(request, "papers/new.html", found)


@access("paper.issue")
@require_POST
def preview(request: ActorRequest) -> HttpResponse:
    """The first copy as it would be issued; what is missing is told beside the form."""
    campaign, typed = campaign_for(request.actor), request.POST.dict()
    try:
        kind = queries.kind_named(campaign, typed.get("kind", ""))
        wanted = wanted_of(kind, request.POST)
        seen = making.preview(request.actor, campaign, wanted, at=timezone.now())
    except Refused as refused:
        return _back(request, campaign, refused)
    found = making.new_page(
        request.actor, campaign, {**typed, "seen": "1"}, chosen=request.POST.getlist("codes"),
        preview=seen,
    )  # fmt: skip
    return page(request, "papers/new.html", found)


def _back(request: ActorRequest, campaign: Campaign, refused: Refused) -> HttpResponse:
    """The form again with what was typed and the reason; other refusals have their own page."""
    if refused.kind.http_status != 422:
        raise refused
    found = making.new_page(
        request.actor, campaign, {**request.POST.dict(), "seen": "1"},
        chosen=request.POST.getlist("codes"), errors=(refusal_text(refused),),
    )  # fmt: skip
    return page(request, "papers/new.html", found, status=422)


@access("paper.issue")
@require_POST
def issue(request: ActorRequest) -> HttpResponse:
    """Issue what the preview showed: one paper at once, many as a job."""
    campaign, form = campaign_for(request.actor), IssueForm(request.POST)
    try:
        kind = queries.kind_named(campaign, request.POST.get("kind", ""))
        wanted = wanted_of(kind, request.POST)
        if not form.is_valid():
            raise refusal_of(form)
        now, copies = timezone.now(), form.cleaned_data["copies"]
        if copies == 1:
            made = issuing.issue(
                request.actor, campaign, wanted, at=now, seen=form.cleaned_data["seen"]
            )
            return seen_other(request, "papers:detail", made.code)
        job = ask(
            request.actor, "papers.batch", title=f"{kind.title.zh} {copies} 份", area=campaign.area,
            **arguments_of(campaign, wanted),
        )  # fmt: skip
    except Refused as refused:
        return _back(request, campaign, refused)
    return seen_other(request, "jobs:detail", job.code)


@access("paper.see")
@require_GET
def detail(request: ActorRequest, code: str) -> HttpResponse:
    """One paper."""
    return page(request, "papers/detail.html", shown.detail_page(request.actor, code))


@access("paper.see")
@require_GET
def printed(request: ActorRequest, code: str) -> HttpResponse:
    """The whole paper for the printer."""
    return page(request, "papers/print.html", shown.print_page(request.actor, code))


@access("paper.see")
@require_GET
def pdf(request: ActorRequest, code: str) -> HttpResponse:
    """The whole paper as PDF."""
    found = shown.print_page(request.actor, code)
    content = pdf_of(render_to_string("papers/pdf.html", {"page": found}))
    return _saved(content, f"{found.code}.pdf", "application/pdf")


@access("paper.see")
@require_GET
def copy(request: ActorRequest, code: str) -> HttpResponse:
    """The Word file; an addressee gets the rows that are its own."""
    name, content = shown.copy_for(request.actor, code)
    return _saved(content, name, WORD)


@access("paper.receive")
@require_POST
def receive(request: ActorRequest, code: str) -> HttpResponse:
    """Sign for one addressee."""
    queries.paper_for(request.actor, code)
    form = ReceiveForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    values = form.cleaned_data
    receiving.receive(
        request.actor, code, values["receipt"], name=values["name"], at=timezone.now()
    )
    return seen_other(request, "papers:detail", code)


@access("paper.issue")
@require_POST
def void(request: ActorRequest, code: str) -> HttpResponse:
    """Void a paper."""
    queries.paper_for(request.actor, code)
    form = VoidForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    receiving.void(request.actor, code, at=timezone.now(), **form.cleaned_data)
    return seen_other(request, "papers:detail", code)


@access("paper.see")
@require_GET
def batch(request: ActorRequest, batch: str) -> HttpResponse:
    """Papers that were made at once."""
    found = shown.batch_page(request.actor, batch, request.GET.dict())
    return page(request, "papers/batch.html", found)


@access("paper.template")
@require_GET
def paper_templates(request: ActorRequest) -> HttpResponse:
    """The templates."""
    found = kept.templates_page(campaign_for(request.actor))
    return page(request, "papers/templates.html", found)


@access("paper.template")
@require_GET
def template(request: ActorRequest, kind: str) -> HttpResponse:
    """One template with its versions and variables."""
    found = kept.template_page(campaign_for(request.actor), kind)
    return page(request, "papers/template.html", found)


@access("paper.template")
@require_GET
def download(request: ActorRequest, kind: str) -> HttpResponse:
    """A version of a template, to be edited."""
    campaign = campaign_for(request.actor)
    found = queries.kind_named(campaign, kind)
    version = request.GET.get("version", "")
    chosen = template_version(request.actor, campaign, found, version)
    return _saved(chosen.content, f"{found.title.zh}_模板_v{chosen.version}.docx", WORD)


@access("paper.template")
@require_POST
def upload(request: ActorRequest, kind: str) -> HttpResponse:
    """Check an edited template and keep it; one with faults comes back with all of them."""
    campaign = campaign_for(request.actor)
    queries.kind_named(campaign, kind)
    form = TemplateForm(request.POST, request.FILES)
    if not form.is_valid():
        raise refusal_of(form)
    file = form.cleaned_data["file"]
    name, content = bare_name(file.name or ""), file.read()
    found = kept.template_page(campaign, kind, checked=(name, content))
    if found.faults:
        return page(request, "papers/template.html", found, status=422)
    templates.keep_template(
        request.actor, campaign, kind, content, name=name, note=form.cleaned_data["note"],
        at=timezone.now(),
    )  # fmt: skip
    return seen_other(request, "papers:template", kind)
