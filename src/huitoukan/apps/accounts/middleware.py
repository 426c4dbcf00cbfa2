"""Puts the actor on the request: who is asking, with the rights of today."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from huitoukan.apps.accounts import queries
from huitoukan.apps.accounts.models import User

Next = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """`request.actor` is the signed-in person's actor, or None; never kept between requests."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with its actor known."""
        user = request.user
        actor = None
        if isinstance(user, User) and user.is_active:
            actor = queries.actor_of(user, timezone.localdate())
        request.actor = actor  # type: ignore[attr-defined]
        response = self.get_response(request)
        if actor is not None:
            # Pages with personal data are not kept by browsers or proxies.
            response.headers.setdefault("Cache-Control", "no-store")
        return response
