"""Small answers of views: a page or its fragment, a redirect after a change."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers


def page(
    request: HttpRequest,
    template: str,
    shown: object,
    *,
    fragment: str = "",
    status: int = 200,
    **extra: object,
) -> TemplateResponse:
    """The page, or `fragment` when htmx asks; the template sees `page` and the extras."""
    is_htmx = bool(getattr(request, "htmx", False))
    chosen = fragment if fragment and is_htmx else template
    response = TemplateResponse(request, chosen, {"page": shown, **extra}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def seen_other(request: HttpRequest, to: str, *args: object, query: str = "") -> HttpResponse:
    """After a change: go and read. htmx is told to load the page anew, a browser is redirected."""
    address = reverse(to, args=args) + query
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
