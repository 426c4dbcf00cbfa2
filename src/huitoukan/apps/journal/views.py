"""The journal's one page."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.web import page
from huitoukan.apps.journal.queries import shown


@access("journal.see")
@require_GET
def journal_list(request: ActorRequest) -> HttpResponse:
    """Who did what, newest first."""
    journal = shown.journal_page(request.actor, request.GET.dict(), at=timezone.now())
    return page(
        request, "journal/journal_list.html", journal, fragment="journal/_journal_rows.html"
    )
