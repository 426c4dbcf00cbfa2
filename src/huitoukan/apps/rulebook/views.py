"""The pages of the rule book."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.uploads import bare_name
from huitoukan.apps.core.web import page, seen_other, workbook
from huitoukan.apps.rulebook.forms import TryForm
from huitoukan.apps.rulebook.queries import book, scores
from huitoukan.apps.rulebook.queries import tried as shown
from huitoukan.apps.rulebook.services import lists
from huitoukan.apps.rulebook.services import tries as trying
from huitoukan.domain.refusals import Refused


@access("rule.see")
@require_GET
def rules(request: ActorRequest) -> HttpResponse:
    """The rules of the campaign's pack."""
    campaign = campaign_for(request.actor)
    found = book.rules_page(request.actor, campaign, request.GET.dict())
    return page(request, "rulebook/rules.html", found, fragment="rulebook/_rules.html")


@access("rule.see")
@require_GET
def rule(request: ActorRequest, rule_id: str) -> HttpResponse:
    """One rule that explains itself; with `examples` its examples are run."""
    campaign = campaign_for(request.actor)
    found = book.rule_page(
        request.actor, campaign, rule_id, runs_examples="examples" in request.GET
    )
    return page(request, "rulebook/rule.html", found)


@access("rule.see")
@require_GET
def scorecards(request: ActorRequest) -> HttpResponse:
    """How each rule does."""
    campaign = campaign_for(request.actor)
    found = scores.scorecards_page(request.actor, campaign, request.GET.dict())
    return page(request, "rulebook/scorecards.html", found, fragment="rulebook/_scorecards.html")


@access("rule.see")
@require_GET
def scorecards_export(request: ActorRequest) -> HttpResponse:
    """The scorecards as a workbook."""
    campaign = campaign_for(request.actor)
    name, content = lists.export_scorecards(
        request.actor, campaign, request.GET.dict(), at=timezone.now()
    )
    return workbook(content, name)


@access("rule.try")
@require_GET
def tries(request: ActorRequest) -> HttpResponse:
    """The tries that are kept."""
    campaign = campaign_for(request.actor)
    return page(request, "rulebook/tries.html", shown.tries_page(request.actor, campaign))


@access("rule.try")
@require_POST
def ask(request: ActorRequest) -> HttpResponse:
    """Ask for a try; a refused one comes back with every fault and its line."""
    campaign = campaign_for(request.actor)
    form = TryForm(request.POST, request.FILES)
    try:
        if not form.is_valid():
            raise refusal_of(form)
        change = _change(campaign, form)
        one = trying.ask_try(request.actor, campaign, change, at=timezone.now())
    except Refused as refused:
        if refused.kind.http_status != 422:
            raise
        return _refused(request, campaign, refused)
    return seen_other(request, "rulebook:tried", one.code)


def _change(campaign: Campaign, form: TryForm) -> trying.Change:
    given = form.cleaned_data
    if given["how"] == shown.FILE:
        name = bare_name(given["file"].name or "")
        return trying.change_by_file(campaign, given["text"], name, given["rule"])
    if given["how"] == shown.PARAM:
        return trying.change_of_param(campaign, given["rule"], given["name"], given["value"])
    return trying.change_to_installed(campaign, given["rule"])


def _refused(request: ActorRequest, campaign: Campaign, refused: Refused) -> HttpResponse:
    rule_id = request.POST.get("rule", "")
    if rule_id in campaign.pack.opened().rules:
        why = (request.POST.get("how", ""), refused)
        found = book.rule_page(request.actor, campaign, rule_id, refused=why)
        return page(request, "rulebook/rule.html", found, status=422)
    listed = book.rules_page(request.actor, campaign, {}, refused)
    return page(request, "rulebook/rules.html", listed, status=422)


@access("rule.try")
@require_GET
def tried(request: ActorRequest, code: str) -> HttpResponse:
    """A try, before beside after."""
    campaign = campaign_for(request.actor)
    found = shown.tried_page(request.actor, campaign, code, request.GET.dict())
    return page(request, "rulebook/tried.html", found)


@access("rule.try")
@require_GET
def tried_export(request: ActorRequest, code: str) -> HttpResponse:
    """The objects of a try as a workbook."""
    campaign = campaign_for(request.actor)
    name, content = lists.export_try(request.actor, campaign, code, at=timezone.now())
    return workbook(content, name)
