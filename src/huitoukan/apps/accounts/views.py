"""Pages of people: signing in and out, one's own password, the list of accounts."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitoukan.apps.accounts import services
from huitoukan.apps.accounts.forms import PasswordForm, SignInForm
from huitoukan.apps.accounts.models import User
from huitoukan.apps.accounts.queries import shown
from huitoukan.apps.core.access import access, public, signed_in
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.web import next_address, page


@public("people sign in here")
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in and go on to where the person wanted to go. Axes counts and locks the failures."""
    wanted = next_address(request, settings.LOGIN_REDIRECT_URL)
    if request.user.is_authenticated and request.method == "GET":
        return HttpResponseRedirect(wanted)
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid():
        user = form.get_user()
        login(request, user)
        return redirect("accounts:password") if user.must_change_password else redirect(wanted)
    errors = [str(text) for texts in form.errors.values() for text in texts]
    empty = shown.sign_in_page(wanted, username=form.data.get("username", ""), errors=errors)
    return page(request, "accounts/sign_in.html", empty, status=422 if form.is_bound else 200)


@public("whoever is signed in may always leave")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("accounts:sign_in")


@signed_in("one's own password")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: ActorRequest) -> HttpResponse:
    """Change one's own password."""
    user = cast(User, request.user)
    form = PasswordForm(user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        user = services.change_own_password(request.actor, form.cleaned_data["new_password1"])
        update_session_auth_hash(request, user)
        messages.success(request, _("密码已修改。"))
        return redirect(settings.LOGIN_REDIRECT_URL)
    errors = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
    empty = shown.password_page(must_change=user.must_change_password, errors=errors)
    return page(request, "accounts/password.html", empty, status=422 if form.is_bound else 200)


@access("people.see")
@require_GET
def people(request: ActorRequest) -> HttpResponse:
    """Accounts with their posts."""
    accounts = shown.people_page(request.actor, request.GET.dict(), on=timezone.localdate())
    return page(request, "accounts/people.html", accounts)
