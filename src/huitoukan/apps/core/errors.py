"""Pages for addresses that do not exist and for crashes, in the project's own words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from huitoukan.apps.core.middleware import refusal_response
from huitoukan.domain.refusals import Refused


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """No page at this address."""
    return refusal_response(request, Refused("NOT_FOUND", what="页面", code=request.path))


def crashed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """A bug: said plainly, without details, without touching the database."""
    return HttpResponse(render_to_string("500.html"), status=500)
