"""Refusals become pages, fragments or JSON; browsers that cannot show the pages are told so."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse

from huitoukan.apps.core.language import refusal_words
from huitoukan.domain.refusals import Refused

OLDEST_CHROMIUM = 80
_CHROMIUM = re.compile(r"(?:Chrome|Chromium)/(\d+)")

Next = Callable[[HttpRequest], HttpResponse]


def refusal_response(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The refusal in the form the caller understands, with its sentence and remedy."""
    status = refused.kind.http_status
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse(refusal_words(refused), status=status)
    context = {"refusal": refusal_words(refused), "status": status}
    if getattr(request, "htmx", False):
        # htmx 2 does not swap 4xx answers; the fragment goes where messages are shown.
        response = TemplateResponse(request, "_pieces/refusal.html", context)
        response.headers["HX-Retarget"] = "#messages"
        response.headers["HX-Reswap"] = "innerHTML"
        return response.render()
    return TemplateResponse(request, "refusal.html", context, status=status).render()


class RefusalMiddleware:
    """Turns an expected failure of a view into an answer; anything else stays a crash."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """No address of ours holds a zero byte; PostgreSQL would not even compare it."""
        if "%00" in request.get_full_path():
            return refusal_response(request, Refused("NOT_FOUND", what="页面", code=request.path))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal; let everything else pass."""
        if isinstance(error, Refused):
            return refusal_response(request, error)
        if isinstance(error, Http404):
            return refusal_response(request, Refused("NOT_FOUND", what="页面", code=request.path))
        return None


class OldBrowserMiddleware:
    """Below Chromium 80 a plain page names browsers to use, instead of a white screen."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer too old a browser here, pass every other request on."""
        agent = request.headers.get("User-Agent", "")
        found = _CHROMIUM.search(agent)
        too_old = (found is not None and int(found[1]) < OLDEST_CHROMIUM) or "Trident/" in agent
        if too_old and not request.path.startswith("/static/"):
            return TemplateResponse(request, "old_browser.html", {}, status=200).render()
        return self.get_response(request)
