"""Changing people: opening accounts from a list, setting and changing passwords."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from huitoukan.apps.accounts import queries
from huitoukan.apps.accounts.models import Appointment, User
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import area_by_code
from huitoukan.domain.refusals import Refused


@dataclass(frozen=True)
class AccountRow:
    """One appointment of a list of accounts, as read from the workbook."""

    username: str
    name: str
    post: str
    area_code: str
    department: str = ""
    first_day: date | None = None
    last_day: date | None = None
    phone: str = ""


@dataclass(frozen=True)
class AccountCounts:
    """What an import of accounts did."""

    opened: int
    appointed: int
    unchanged: int


@use_case("people.open")
def open_accounts(
    actor: Actor,
    rows: Sequence[AccountRow],
    *,
    source: str,
    on: date,
    password: str | None = None,
) -> AccountCounts:
    """Open accounts and appointments from a list; the same list twice changes nothing.

    Without `password` the accounts cannot sign in until they get one. All rows are checked before
    the first is written; nobody appoints outside the areas in which they may open accounts.
    """
    for row in rows:
        _check(actor, row)
    opened = appointed = unchanged = 0
    users = {user.username: user for user in User.objects.all()}
    shared = None
    for row in rows:
        user = users.get(row.username)
        if user is None:
            user = User(username=row.username, name=row.name, phone=row.phone)
            # One shared starting password is hashed once: 60 accounts would cost 60 hashes.
            if password is not None and shared is None:
                user.set_password(password)
                shared = user.password
            elif shared is not None:
                user.password = shared
            else:
                user.set_unusable_password()
            user.save()
            users[row.username] = user
            opened += 1
        _, is_new = Appointment.objects.get_or_create(
            user=user,
            post=row.post,
            area=area_by_code(row.area_code),
            department=row.department,
            first_day=row.first_day or on,
            defaults={"last_day": row.last_day},
        )
        appointed += is_new
        unchanged += not is_new
    record("people", "accounts", f"从“{source}”开设账号 {opened} 个", appointed=appointed)
    return AccountCounts(opened, appointed, unchanged)


def _check(actor: Actor, row: AccountRow) -> None:
    if row.username.split() != [row.username]:
        raise Refused("ACCOUNT_NAME", username=row.username)
    post = queries.posts().get(row.post)
    if post is None:
        raise Refused("POST_UNKNOWN", post=row.post)
    if post.department_only and not row.department:
        raise Refused("POST_DEPARTMENT", username=row.username, post=post.title.zh)
    if not _may_open_in(actor, area_by_code(row.area_code)):
        raise Refused("AREA_UNKNOWN", code=row.area_code)


def _may_open_in(actor: Actor, area: Area) -> bool:
    return actor.is_system or any(
        "people.open" in grant.verbs and area.depth_path.startswith(grant.path)
        for grant in actor.grants
    )


@use_case("people.open")
def set_password(actor: Actor, username: str, password: str) -> None:
    """Set an account's password; every session of the account ends.

    An account with an appointment outside the actor's areas is as good as absent.
    """
    user = User.objects.filter(username=username).first()
    held = Appointment.objects.filter(user=user).select_related("area")
    if user is None or not all(_may_open_in(actor, one.area) for one in held):
        raise Refused("ACCOUNT_UNKNOWN", username=username)
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    record("people", username, "设置密码")


# Every post holds todo.see: whoever may work here may change the own password.
@use_case("todo.see")
def change_own_password(actor: Actor, password: str) -> User:
    """Change one's own password; every other session of the account ends."""
    user = User.objects.get(username=actor.code)
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    record("people", user.username, "修改自己的密码")
    return user
