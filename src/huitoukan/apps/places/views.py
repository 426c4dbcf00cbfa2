"""The page of places."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.web import page
from huitoukan.apps.places.queries import shown


@access("places.see")
@require_GET
def places_list(request: ActorRequest) -> HttpResponse:
    """The tree of a day and one area with its history."""
    places = shown.places_page(request.actor, request.GET.dict(), today=timezone.localdate())
    return page(request, "places/places_list.html", places, fragment="places/_places_list.html")
