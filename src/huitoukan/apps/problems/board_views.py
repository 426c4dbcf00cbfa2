"""The pages beside the ledger: supervision, a day, common problems, months, entry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.web import page, seen_other, uploads_of
from huitoukan.apps.problems import pages
from huitoukan.apps.problems.forms import (
    ConferenceForm,
    DeclareForm,
    EndForm,
    EntryForm,
    FreezePointForm,
    MonthForm,
    RemindForm,
    RulingForm,
)
from huitoukan.apps.problems.queries import contradictions as contradiction_queries
from huitoukan.apps.problems.queries import entry, spreading
from huitoukan.apps.problems.queries import months as month_queries
from huitoukan.apps.problems.queries import no_blame as no_blame_queries
from huitoukan.apps.problems.queries import supervision as boards
from huitoukan.apps.problems.services import entering
from huitoukan.apps.problems.services import supervision as supervising
from huitoukan.apps.problems.services.entering import Entered
from huitoukan.apps.problems.services.months import freeze_month
from huitoukan.domain.ledger_month import month_of
from huitoukan.domain.refusals import Refused
from huitoukan.domain.supervision import Stage


def _board(request: ActorRequest, found: pages.BoardPage, status: int = 200) -> HttpResponse:
    return page(request, "problems/board.html", found, status=status)


def _given(form: forms.Form) -> forms.Form:
    if not form.is_valid():
        raise refusal_of(form)
    return form


def _day(text: str) -> date:
    """The day that an address names; today when it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()


def _or_told(
    act: Callable[[], object], show: Callable[[str], HttpResponse], done: HttpResponse
) -> HttpResponse:
    """Do it and go on; what was filled in wrongly comes back with its reason on the page."""
    try:
        act()
    except Refused as refused:
        if refused.kind.http_status != 422:
            raise
        return show(refusal_text(refused))
    return done


@access("problem.see")
@require_GET
def supervision(request: ActorRequest) -> HttpResponse:
    """Dates that come and dates that passed, by stage."""
    actor = request.actor
    found = boards.supervision_page(actor, campaign_for(actor), on=timezone.localdate())
    return _board(request, found)


@access("problem.supervise")
@require_POST
def remind(request: ActorRequest) -> HttpResponse:
    """Remind of a whole stage."""
    form = _given(RemindForm(request.POST))
    actor, campaign = request.actor, campaign_for(request.actor)
    stage = Stage(form.cleaned_data["stage"])
    n = supervising.remind_stage(
        actor, campaign, stage, form.cleaned_data["words"], at=timezone.now()
    )
    told = _("已催办 {n} 条，写入各条的办理过程。").format(n=n)
    return _board(
        request, boards.supervision_page(actor, campaign, on=timezone.localdate(), told=told)
    )


@access("problem.supervise")
@require_POST
def set_end(request: ActorRequest) -> HttpResponse:
    """Set the last day of an area."""
    actor, campaign = request.actor, campaign_for(request.actor)

    def act() -> None:
        form = _given(EndForm(request.POST))
        supervising.set_end(actor, campaign, at=timezone.now(), **form.cleaned_data)

    def show(error: str) -> HttpResponse:
        found = boards.supervision_page(actor, campaign, on=timezone.localdate(), error=error)
        return _board(request, found, 422)

    return _or_told(act, show, seen_other(request, "problems:supervision"))


@access("problem.see")
@require_GET
def day(request: ActorRequest) -> HttpResponse:
    """Found, met about and handed over on the same day."""
    actor = request.actor
    found = boards.day_page(actor, campaign_for(actor), day=_day(request.GET.get("day", "")))
    return _board(request, found)


@access("problem.supervise")
@require_POST
def confer(request: ActorRequest) -> HttpResponse:
    """Write down a conference."""
    form = _given(ConferenceForm(request.POST))
    made = supervising.confer(
        request.actor, campaign_for(request.actor), at=timezone.now(), **form.cleaned_data
    )
    return seen_other(request, "problems:day", query=f"?day={made.on.isoformat()}")


@access("problem.see")
@require_GET
def common(request: ActorRequest) -> HttpResponse:
    """Which types of problem are common."""
    actor = request.actor
    found = spreading.common_page(actor, campaign_for(actor), on=timezone.localdate())
    return _board(request, found)


@access("problem.supervise")
@require_POST
def rule_common(request: ActorRequest) -> HttpResponse:
    """Decide that a type is common, or not."""
    given = dict(_given(RulingForm(request.POST)).cleaned_data)
    entering.rule_common(
        request.actor, campaign_for(request.actor), given.pop("type"),
        is_common=given.pop("is_common") == "yes", at=timezone.now(), **given,
    )  # fmt: skip
    return seen_other(request, "problems:common")


def _month(campaign: Campaign, text: str) -> date:
    """The month that an address names, else the present one or the campaign's last."""
    today = min(timezone.localdate(), campaign.ends_on)
    return month_of(text) if text else today.replace(day=1)


@access("problem.see")
@require_GET
def months(request: ActorRequest) -> HttpResponse:
    """The books of a month."""
    actor, campaign = request.actor, campaign_for(request.actor)
    month = _month(campaign, request.GET.get("month", ""))
    return _board(
        request,
        month_queries.months_page(actor, campaign, month=month, on=timezone.localdate()),
    )


@access("problem.freeze")
@require_POST
def freeze(request: ActorRequest) -> HttpResponse:
    """Freeze the ledger of a month."""
    month = month_of(_given(MonthForm(request.POST)).cleaned_data["month"])
    freeze_month(request.actor, campaign_for(request.actor), month, at=timezone.now())
    return seen_other(request, "problems:months", query=f"?month={month:%Y-%m}")


@access("problem.see")
@require_GET
def contradictions(request: ActorRequest) -> HttpResponse:
    """What cannot be right in the ledger."""
    actor = request.actor
    found = contradiction_queries.contradictions_page(
        actor, campaign_for(actor), on=timezone.localdate()
    )
    return _board(request, found)


@access("problem.see")
@require_GET
def no_blame(request: ActorRequest) -> HttpResponse:
    """What was reported before the freeze point, and what others found after it."""
    actor = request.actor
    found = no_blame_queries.no_blame_page(actor, campaign_for(actor), on=timezone.localdate())
    return _board(request, found)


@access("problem.supervise")
@require_POST
def freeze_point(request: ActorRequest) -> HttpResponse:
    """Set the freeze point of an area."""
    form = _given(FreezePointForm(request.POST))
    supervising.set_freeze_point(
        request.actor, campaign_for(request.actor), at=timezone.now(), **form.cleaned_data
    )
    return seen_other(request, "problems:no_blame")


@access("problem.enter")
@require_POST
def declare(request: ActorRequest) -> HttpResponse:
    """Declare that a self-check found nothing of a topic."""
    form = _given(DeclareForm(request.POST))
    supervising.declare_none(
        request.actor, campaign_for(request.actor), at=timezone.now(), **form.cleaned_data
    )
    return seen_other(request, "problems:no_blame")


@access("problem.enter")
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Enter a problem by hand; a refused one comes back as it was typed."""
    actor, campaign = request.actor, campaign_for(request.actor)
    refused = None
    if request.method == "POST":
        try:
            form = _given(EntryForm(request.POST))
            problem = entering.enter_problem(
                actor, campaign, Entered(**form.cleaned_data),
                photographs=uploads_of(request, "before"), at=timezone.now(),
            )  # fmt: skip
        except Refused as error:
            if error.kind.http_status != 422:
                raise
            refused = error
        else:
            return seen_other(request, "problems:detail", problem.code)
    found = entry.entry_page(
        actor, campaign, request.POST.dict(), on=timezone.localdate(), refused=refused
    )
    return page(request, "problems/problem_new.html", found, status=422 if refused else 200)


@access("problem.enter")
@require_POST
def suggest(request: ActorRequest) -> HttpResponse:
    """The likeliest types of a description, on the page that enters it."""
    actor, campaign = request.actor, campaign_for(request.actor)
    text = request.POST.get("text", "").strip()
    found = entry.entry_page(actor, campaign, {}, on=timezone.localdate(), text=text)
    return page(request, "problems/problem_new.html", found)
