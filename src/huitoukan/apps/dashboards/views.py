"""The pages that read all stages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access, signed_in
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.web import page, seen_other, workbook
from huitoukan.apps.dashboards.forms import ChangeForm, FigureForm
from huitoukan.apps.dashboards.queries import affected as touched
from huitoukan.apps.dashboards.queries import counts as counted
from huitoukan.apps.dashboards.queries import household as household_file
from huitoukan.apps.dashboards.queries import overview as overview_figures
from huitoukan.apps.dashboards.queries import phone as phone_pages
from huitoukan.apps.dashboards.queries import search as found
from huitoukan.apps.dashboards.queries import todo as work
from huitoukan.apps.places.services.changes import AskedChange, record_change, rehearse_change
from huitoukan.apps.places.services.figures import keep_figure
from huitoukan.domain.borders import ChangeKind
from huitoukan.domain.refusals import Refused


@signed_in("sends each post to its own first page")
@require_GET
def home(request: ActorRequest) -> HttpResponse:
    """Where a person starts: overview, else my work, else the first page of the post."""
    for verb, name in (
        ("overview.see", "dashboards:overview"),
        ("todo.see", "dashboards:todo"),
        ("people.see", "accounts:people"),
        ("job.see", "jobs:list"),
    ):
        if request.actor.may(verb):
            return redirect(name)
    raise Refused("NOT_ALLOWED", verb="进入系统")


@access("overview.see")
@require_GET
def overview(request: ActorRequest) -> HttpResponse:
    """How far are we, who is behind, what is late, what do I do now."""
    shown = overview_figures.overview_page(
        request.actor, campaign_for(request.actor), on=timezone.localdate()
    )
    return page(request, "dashboards/overview.html", shown)


@access("todo.see")
@require_GET
def todo(request: ActorRequest) -> HttpResponse:
    """What I can do now."""
    shown = work.todo_page(request.actor, campaign_for(request.actor), on=timezone.localdate())
    return page(request, "dashboards/todo.html", shown)


@access("household.see")
@require_GET
def household(request: ActorRequest, code: str) -> HttpResponse:
    """One household, one file."""
    shown = household_file.household_page(
        request.actor, campaign_for(request.actor), code, on=timezone.localdate()
    )
    return page(request, "dashboards/household.html", shown)


@access("household.see")
@require_GET
def search(request: ActorRequest) -> HttpResponse:
    """Households by name, initials, number, last four digits, telephone."""
    shown = found.search_page(request.actor, campaign_for(request.actor), request.GET.dict())
    return page(request, "dashboards/search.html", shown)


@access("todo.see")
@require_GET
def phone(request: ActorRequest) -> HttpResponse:
    """A worker's problems on a phone."""
    shown = phone_pages.phone_page(
        request.actor,
        campaign_for(request.actor),
        request.GET.dict(),
        on=timezone.localdate(),
    )
    return page(request, "dashboards/phone.html", shown)


@access("problem.see")
@require_GET
def phone_problem(request: ActorRequest, code: str) -> HttpResponse:
    """One problem on a phone."""
    shown = phone_pages.phone_problem_page(request.actor, code, on=timezone.localdate())
    return page(request, "dashboards/phone_problem.html", shown)


@access("paper.see")
@require_GET
def phone_letter(request: ActorRequest, paper: str) -> HttpResponse:
    """A letter on a phone, to be signed."""
    shown = phone_pages.phone_letter_page(request.actor, paper)
    return page(request, "dashboards/phone_letter.html", shown)


@access("todo.see")
@require_GET
def phone_me(request: ActorRequest) -> HttpResponse:
    """Who I am and what I may see."""
    shown = phone_pages.phone_me_page(request.actor, campaign_for(request.actor))
    return page(request, "dashboards/phone_me.html", shown)


@access("registry.see")
@require_GET
def counts(request: ActorRequest) -> HttpResponse:
    """Households and persons on the borders of a day, beside what was reported."""
    shown = counted.counts_page(
        request.actor,
        campaign_for(request.actor),
        request.GET.dict(),
        today=timezone.localdate(),
    )
    return page(request, "dashboards/counts.html", shown)


@access("registry.see")
@require_GET
def counts_export(request: ActorRequest) -> HttpResponse:
    """The counts of a day as a workbook."""
    on = counted.day_of(request.GET.get("on", ""), timezone.localdate())
    campaign = campaign_for(request.actor)
    content = counted.counts_workbook(request.actor, campaign, on=on, at=timezone.localtime())
    return workbook(content, f"{campaign.area.name}户数人数{on:%Y%m%d}.xlsx")


@access("places.report")
@require_POST
def report_figure(request: ActorRequest) -> HttpResponse:
    """Keep a reported figure, then read how it compares."""
    form = FigureForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    said = form.said()
    keep_figure(request.actor, said, at=timezone.now())
    messages.success(request, _("已登记上报数。"))
    return seen_other(request, "dashboards:counts", query=f"?on={said.on.isoformat()}")


@access("places.change")
@require_http_methods(["GET", "POST"])
def change(request: ActorRequest) -> HttpResponse:
    """What a change of areas touches; sent, it is recorded."""
    values = (request.POST or request.GET).dict()
    today, now = timezone.localdate(), timezone.now()
    tried = None
    if "kind" in values:
        try:
            form = ChangeForm(values)
            if not form.is_valid():
                raise refusal_of(form)
            asked = form.asked()
            if request.method == "POST":
                made, _is_new = record_change(request.actor, asked, at=now)
                messages.success(request, _("已登记区划变更 {code}。").format(code=made.code))
                return seen_other(request, "places:list")
            tried = _tried(request, asked)
        except Refused as refused:
            tried = touched.Tried(errors=(refusal_text(refused),))
    shown = touched.change_page(values, today=today, tried=tried)
    is_bad = tried is not None and bool(tried.errors)
    return page(request, "dashboards/change.html", shown, status=422 if is_bad else 200)


def _tried(request: ActorRequest, asked: AskedChange) -> touched.Tried:
    """A rehearsal of the change, and what stands in the areas of its old side."""
    said = rehearse_change(request.actor, asked, at=timezone.now())
    told = None
    if asked.kind is ChangeKind.SPLIT:
        told = touched.Told(frozenset(asked.groups), frozenset(asked.numbers))
    found = touched.affected(request.actor, said.old, on=timezone.localdate(), told=told)
    return touched.Tried(said.words, said.is_known, found)
