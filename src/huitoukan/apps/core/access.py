"""The verb that each page asks for, declared on the view itself.

Menus, buttons, the `where` command and the URL test read it; the service behind is the gate.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from huitoukan.domain.refusals import Refused
from huitoukan.domain.verbs import VERBS, verb_label

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in first, then come back; htmx is told to load the whole page, not to swap it in."""
    if getattr(request, "htmx", False):
        came_from = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
        address = redirect_to_login(came_from).headers["Location"]
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect_to_login(request.get_full_path())


def access(verb: str) -> Callable[[View], View]:
    """Let in only signed-in people who hold the verb; others sign in or read a refusal."""
    if verb not in VERBS:
        raise KeyError(f"verb {verb!r} is not in the vocabulary")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = getattr(request, "actor", None)
            if actor is None:
                return to_sign_in(request)
            if not actor.may(verb):
                raise Refused("NOT_ALLOWED", verb=verb_label(verb))
            return view(request, *args, **kwargs)

        guarded.access_verb = verb  # type: ignore[attr-defined]
        return cast(View, guarded)

    return decorate


def public(reason: str) -> Callable[[View], View]:
    """A page that anyone may open, and why."""

    def decorate(view: View) -> View:
        view.public_reason = reason  # type: ignore[attr-defined]
        return view

    return decorate


def signed_in(reason: str) -> Callable[[View], View]:
    """A page for everybody who is signed in, whatever the post, and why."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if getattr(request, "actor", None) is None:
                return to_sign_in(request)
            return view(request, *args, **kwargs)

        guarded.signed_in_reason = reason  # type: ignore[attr-defined]
        return cast(View, guarded)

    return decorate
