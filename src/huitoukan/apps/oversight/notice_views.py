"""Pages of public notices."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.web import document, page, seen_other, uploads_of
from huitoukan.apps.oversight.forms import AnswerForm, NoticeForm, ObjectionForm
from huitoukan.apps.oversight.queries import notices as shown
from huitoukan.apps.oversight.services import notices as keeping
from huitoukan.apps.oversight.services.notices import Given
from huitoukan.apps.oversight.views import TEMPLATE, given
from huitoukan.domain.refusals import Refused


@access("notice.see")
@require_GET
def notices(request: ActorRequest) -> HttpResponse:
    """The ledger of notices."""
    actor = request.actor
    found = shown.notices_page(actor, campaign_for(actor), on=timezone.localdate())
    return page(request, TEMPLATE, found)


@access("notice.keep")
@require_POST
def new_notice(request: ActorRequest) -> HttpResponse:
    """Enter a notice; a refused one comes back with its sentence."""
    actor, campaign = request.actor, campaign_for(request.actor)
    try:
        form = given(NoticeForm(request.POST))
        made = keeping.make_notice(actor, campaign, Given(**form.cleaned_data), at=timezone.now())
    except Refused as refused:
        if refused.kind.http_status not in {404, 422}:
            raise
        error = ("notice", refusal_text(refused))
        found = shown.notices_page(actor, campaign, on=timezone.localdate(), error=error)
        return page(request, TEMPLATE, found, status=refused.kind.http_status)
    return seen_other(request, "oversight:notice", made.code)


@access("notice.see")
@require_GET
def notice(request: ActorRequest, code: str) -> HttpResponse:
    """One notice."""
    found = shown.notice_page(request.actor, code, on=timezone.localdate())
    return page(request, TEMPLATE, found)


@access("notice.keep")
@require_GET
def notice_text(request: ActorRequest, code: str) -> HttpResponse:
    """The notice to post, as Word."""
    file = keeping.notice_text(request.actor, code, at=timezone.now())
    return document(file.content, file.name)


def _or_told(
    request: ActorRequest, code: str, name: str, act: Callable[[], object]
) -> HttpResponse:
    shown.notice_for(request.actor, code, "notice.keep")
    try:
        act()
    except Refused as refused:
        if refused.code in {"NOT_FOUND", "NOT_ALLOWED"}:
            raise
        error = (name, refusal_text(refused))
        found = shown.notice_page(request.actor, code, on=timezone.localdate(), error=error)
        return page(request, TEMPLATE, found, status=refused.kind.http_status)
    return seen_other(request, "oversight:notice", code)


@access("notice.keep")
@require_POST
def notice_photographs(request: ActorRequest, code: str) -> HttpResponse:
    """Keep photographs of the notice."""

    def act() -> None:
        files = uploads_of(request, "photographs")
        keeping.add_photographs(request.actor, code, files, at=timezone.now())

    return _or_told(request, code, "photographs", act)


@access("notice.keep")
@require_POST
def object_to(request: ActorRequest, code: str) -> HttpResponse:
    """Enter an objection."""

    def act() -> None:
        form = given(ObjectionForm(request.POST))
        keeping.object_to(request.actor, code, at=timezone.now(), **form.cleaned_data)

    return _or_told(request, code, "object", act)


@access("notice.keep")
@require_POST
def answer(request: ActorRequest, code: str) -> HttpResponse:
    """Answer an objection."""

    def act() -> None:
        filled = dict(given(AnswerForm(request.POST)).cleaned_data)
        keeping.answer(request.actor, code, filled.pop("seq"), at=timezone.now(), **filled)

    return _or_told(request, code, "answer", act)
