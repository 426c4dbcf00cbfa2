"""Fills the shapes of pages.py: sign-in, one's own password, the list of accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.accounts import queries
from huitoukan.apps.accounts.models import Appointment, User
from huitoukan.apps.accounts.pages import (
    AccountRow,
    DemoAccount,
    PasswordPage,
    PeoplePage,
    PostHeld,
    SignInPage,
)
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import ActionForm, Chip, Field, FilterField, Filters
from huitoukan.apps.core.showing import filters_of, language, page_of, select
from huitoukan.apps.places.models import Department
from huitoukan.apps.places.queries import holds_only_invented_areas
from huitoukan.domain.identity import mask_phone


def sign_in_page(
    next_address: str, *, username: str = "", errors: Sequence[str] = ()
) -> SignInPage:
    """[accounts:sign_in] The form; in a demonstration also one account of every post."""
    demo = demo_accounts()
    return SignInPage(
        fields=(
            Field("username", _("账号"), is_required=True, value=username, max_length=64),
            Field("password", _("密码"), "password", is_required=True),
        ),
        next=next_address,
        error="".join(errors),
        demo_accounts=demo,
        demo_password_note=_("密码见启动演示时终端上的提示。") if demo else "",
    )


def demo_accounts() -> tuple[DemoAccount, ...]:
    """The first account of every post, where all areas are invented; else nothing."""
    if not holds_only_invented_areas():
        return ()
    first: dict[str, str] = {}
    rows = Appointment.objects.filter(user__is_active=True).order_by("id")
    for post, username in rows.values_list("post", "user__username"):
        first.setdefault(post, username)
    return tuple(
        DemoAccount(username, queries.post_title(post, language()))
        for post, username in first.items()
    )


def password_page(*, must_change: bool, errors: Mapping[str, Sequence[str]]) -> PasswordPage:
    """[accounts:password] The form for one's own password, with what was wrong with each field."""
    labels = {
        "old_password": _("当前密码"),
        "new_password1": _("新密码"),
        "new_password2": _("再输一次新密码"),
    }
    return PasswordPage(
        form=ActionForm(
            code="password",
            label=_("修改密码"),
            href=reverse("accounts:password"),
            icon="lock",
            fields=tuple(
                Field(
                    name,
                    label,
                    "password",
                    is_required=True,
                    help=_("至少 12 个字，不要用常见的密码。") if name == "new_password1" else "",
                    error="".join(errors.get(name, ())),
                )
                for name, label in labels.items()
            ),
            is_open=True,
        ),
        must_change=must_change,
    )


def people_page(actor: Actor, params: Mapping[str, str], *, on: date) -> PeoplePage:
    """[accounts:people] The accounts with a post in the actor's areas, with all those posts."""
    path = reverse("accounts:people")
    held = queries.accounts_for(actor)
    everybody = User.objects.filter(pk__in=_holders(held))
    asked = _asked_for(held, everybody, params, on)
    shown_held = Prefetch("appointments", queryset=held, to_attr="held")
    users, pager = page_of(asked.prefetch_related(shown_held), path, params)
    departments = _department_names()
    return PeoplePage(
        filters=_filters(params, path),
        rows=tuple(_account_row(user, departments, on) for user in users),
        pager=pager,
        n_accounts=everybody.count(),
        n_in_force=_in_force(held, on).count(),
    )


def _in_force(held: QuerySet[Appointment], on: date) -> QuerySet[Appointment]:
    """The appointments of active accounts that hold on a day."""
    last = Q(last_day__isnull=True) | Q(last_day__gte=on)
    return held.filter(last, first_day__lte=on, user__is_active=True)


def _asked_for(
    held: QuerySet[Appointment], users: QuerySet[User], params: Mapping[str, str], on: date
) -> QuerySet[User]:
    for word in params.get("q", "").split():
        there = Q(pk__in=_holders(held.filter(area__name__contains=word)))
        users = users.filter(Q(username__icontains=word) | Q(name__contains=word) | there)
    if post := params.get("post"):
        users = users.filter(pk__in=_holders(held.filter(post=post)))
    if params.get("state") == "in_force":
        users = users.filter(pk__in=_holders(_in_force(held, on)))
    elif params.get("state") == "ended":
        users = users.exclude(pk__in=_holders(_in_force(held, on)))
    return users


def _holders(held: QuerySet[Appointment]) -> QuerySet[Appointment, int]:
    """The accounts of appointments, as a subquery."""
    return held.order_by().values_list("user_id", flat=True)


def _filters(params: Mapping[str, str], path: str) -> Filters:
    posts = [(code, post.title.in_(language())) for code, post in queries.posts().items()]
    states = [("in_force", _("在任")), ("ended", _("已停用或已卸任"))]
    fields = (
        FilterField(
            "q", _("关键词"), "text", value=params.get("q", ""), placeholder=_("姓名、账号、地区")
        ),
        select("post", _("岗位"), posts, params),
        select("state", _("状态"), states, params),
    )
    return filters_of(path, params, fields)


def _department_names() -> dict[str, str]:
    english = language().startswith("en")
    rows = Department.objects.order_by("-id").values_list("code", "name", "name_en")
    return {code: (name_en or name) if english else name for code, name, name_en in rows}


def _account_row(user: User, departments: Mapping[str, str], on: date) -> AccountRow:
    appointments: Iterable[Appointment] = user.held  # type: ignore[attr-defined]
    if not user.is_active:
        state = Chip("none", _("停用"))
    elif user.must_change_password:
        state = Chip("warn", _("须改密码"))
    else:
        state = Chip("ok", _("启用"))
    return AccountRow(
        username=user.username,
        name=user.name,
        phone_masked=mask_phone(user.phone),
        state=state,
        posts=tuple(
            PostHeld(
                post=queries.post_title(held.post, language()),
                area=held.area.name,
                department=departments.get(held.department, held.department),
                first_day=held.first_day,
                last_day=held.last_day,
                is_in_force=held.is_in_force(on),
            )
            for held in appointments
        ),
    )
