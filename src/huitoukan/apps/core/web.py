"""Small answers of views: a page or its fragment, a redirect after a change, a file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme

WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCUMENT: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHOWN_IN_THE_BROWSER: Final = frozenset({"image/jpeg", "image/png", "application/pdf"})


def _wants_fragment(request: HttpRequest) -> bool:
    htmx = getattr(request, "htmx", None)
    if not htmx:
        return False
    return not htmx.boosted and not htmx.history_restore_request


def page(
    request: HttpRequest,
    template: str,
    shown: object,
    *,
    fragment: str = "",
    status: int = 200,
    **extra: object,
) -> TemplateResponse:
    """The page, or `fragment` when htmx asks; the template sees `page` and the extras.

    A boosted link and the return to a page that left the history ask for the whole page. A refused
    form goes back to htmx as 200: it would not swap in a 422.
    """
    is_fragment = bool(fragment) and _wants_fragment(request)
    response = TemplateResponse(
        request,
        fragment if is_fragment else template,
        {"page": shown, **extra},
        status=200 if is_fragment else status,
    )
    patch_vary_headers(response, ["HX-Request"])
    return response


def seen_other(request: HttpRequest, to: str, *args: object, query: str = "") -> HttpResponse:
    """After a change: go and read. In a drawer htmx follows and gets the drawer anew."""
    address = reverse(to, args=args) + query
    if _wants_fragment(request) and not request.headers.get("HX-Target"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def next_address(request: HttpRequest, default: str) -> str:
    """Where the person wanted to go (`next`), if that is a page of ours; else the default view."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else resolve_url(default)


def uploads_of(request: HttpRequest, field: str) -> list[tuple[str, bytes]]:
    """The files that were sent in a field of a form, by name and bytes."""
    return [(file.name or "", file.read()) for file in request.FILES.getlist(field)]


def workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook to be saved under this name."""
    return _saved(content, name, WORKBOOK)


def document(content: bytes, name: str) -> HttpResponse:
    """A Word document to be saved under this name."""
    return _saved(content, name, DOCUMENT)


def _saved(content: bytes, name: str, media_type: str) -> HttpResponse:
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": disposition}
    )


def kept_file(path: Path, *, name: str, media_type: str) -> FileResponse:
    """A kept file: photographs and scans are shown, everything else is only saved.

    The type comes from the file's bytes, never from its name, and browsers must not guess another.
    """
    is_shown = media_type in SHOWN_IN_THE_BROWSER
    return FileResponse(
        path.open("rb"),
        as_attachment=not is_shown,
        filename=name,
        content_type=media_type,
        headers={"X-Content-Type-Options": "nosniff"},
    )
