"""Pages of figures: a month, a year, and their files."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.web import document, page, workbook
from huitoukan.apps.oversight.queries import monthly as monthly_queries
from huitoukan.apps.oversight.queries import villages as village_queries
from huitoukan.apps.oversight.queries import visits as visit_queries
from huitoukan.apps.oversight.queries import yearly as yearly_queries
from huitoukan.apps.oversight.services import exports
from huitoukan.apps.oversight.services.exports import MadeFile

TEMPLATE = "oversight/board.html"


def _saved(file: MadeFile) -> HttpResponse:
    send = document if file.name.endswith(".docx") else workbook
    return send(file.content, file.name)


@access("problem.see")
@require_GET
def monthly(request: ActorRequest) -> HttpResponse:
    """A frozen month by township and village."""
    actor = request.actor
    found = monthly_queries.monthly_page(actor, campaign_for(actor), request.GET.dict())
    return page(request, TEMPLATE, found)


@access("problem.see")
@require_GET
def yearly(request: ActorRequest) -> HttpResponse:
    """The figures of a year."""
    actor = request.actor
    found = yearly_queries.yearly_page(
        actor, campaign_for(actor), request.GET.dict(), on=timezone.localdate()
    )
    return page(request, TEMPLATE, found)


@access("problem.export")
@require_GET
def yearly_file(request: ActorRequest) -> HttpResponse:
    """The figures of a year as Excel or Word."""
    actor = request.actor
    year = yearly_queries.year_of(request.GET.dict(), timezone.localdate())
    as_ = request.GET.get("as_", "xlsx")
    return _saved(
        exports.export_yearly(actor, campaign_for(actor), year, as_=as_, at=timezone.now())
    )


@access("household.see")
@require_GET
def visits(request: ActorRequest) -> HttpResponse:
    """Every household that exits in a year, and who has been there."""
    actor = request.actor
    found = visit_queries.visits_page(
        actor, campaign_for(actor), request.GET.dict(), on=timezone.localdate()
    )
    return page(request, TEMPLATE, found)


@access("problem.export")
@require_GET
def visits_file(request: ActorRequest) -> HttpResponse:
    """The list of those households as Excel or Word."""
    actor = request.actor
    year = yearly_queries.year_of(request.GET.dict(), timezone.localdate()).year
    as_ = request.GET.get("as_", "xlsx")
    return _saved(
        exports.export_visits(actor, campaign_for(actor), year, as_=as_, at=timezone.now())
    )


@access("registry.see")
@require_GET
def villages(request: ActorRequest) -> HttpResponse:
    """The basic situation of a village."""
    actor = request.actor
    found = village_queries.villages_page(
        actor, campaign_for(actor), request.GET.dict(), on=timezone.localdate()
    )
    return page(request, TEMPLATE, found)


@access("problem.export")
@require_GET
def village_file(request: ActorRequest) -> HttpResponse:
    """The basic situation of a village as a workbook; without one the first that is seen."""
    actor, campaign = request.actor, campaign_for(request.actor)
    seen = village_queries.villages_seen(actor, campaign)
    code = request.GET.get("place", "") or next((one.code for one in seen), "")
    return _saved(exports.export_village(actor, campaign, code, at=timezone.now()))
