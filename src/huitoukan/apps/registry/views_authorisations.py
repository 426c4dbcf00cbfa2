"""The pages of what a household signed: who may be compared with which data."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.web import page, seen_other
from huitoukan.apps.registry.forms import RevokeForm, SignedForm
from huitoukan.apps.registry.queries.authorisations import authorisations_page
from huitoukan.apps.registry.services.authorising import (
    Signed,
    record_authorisation,
)
from huitoukan.apps.registry.services.authorising import (
    revoke_authorisation as revoke,
)
from huitoukan.domain.refusals import Refused

NOT_HERE = {"NOT_FOUND", "NOT_ALLOWED"}


@access("household.see")
@require_http_methods(["GET", "POST"])
def authorisations(request: ActorRequest, household_no: str) -> HttpResponse:
    """What the household signed; a refused form comes back with what was typed."""
    if request.method == "POST":
        form = SignedForm(request.POST)
        try:
            if not form.is_valid():
                raise refusal_of(form)
            told = form.cleaned_data
            signed = Signed(
                request.POST.getlist("data_sets"), told["valid_from"], told["valid_to"],
                told["signed_by"], told["person_no"], told["filled_by"],
            )  # fmt: skip
            record_authorisation(
                request.actor, campaign_for(request.actor), household_no, signed,
                at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            return _shown(request, household_no, refused)
        return seen_other(request, "registry:authorisations", household_no)
    return _shown(request, household_no)


@access("registry.authorise")
@require_POST
def revoke_authorisation(
    request: ActorRequest, household_no: str, authorisation: int
) -> HttpResponse:
    """Revoke an authorisation; a refusal comes back on the page."""
    form = RevokeForm(request.POST)
    try:
        if not form.is_valid():
            raise refusal_of(form)
        revoke(
            request.actor, campaign_for(request.actor), household_no, authorisation,
            on=form.cleaned_data["on"], reason=form.cleaned_data["reason"], at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        return _shown(request, household_no, refused)
    return seen_other(request, "registry:authorisations", household_no)


def _shown(
    request: ActorRequest, household_no: str, refused: Refused | None = None
) -> HttpResponse:
    if refused is not None and refused.code in NOT_HERE:
        raise refused
    found = authorisations_page(
        request.actor, campaign_for(request.actor), household_no, today=timezone.localdate(),
        refused=(refused, request.POST.dict(), request.POST.getlist("data_sets"))
        if refused
        else None,
    )  # fmt: skip
    return page(request, "registry/authorisations.html", found, status=422 if refused else 200)
