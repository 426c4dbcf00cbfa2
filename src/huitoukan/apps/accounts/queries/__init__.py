"""Reading people: the actor behind an account, the posts there are, the list of accounts.

`shown` makes pages of them.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from django.conf import settings
from django.db.models import QuerySet

from huitoukan.apps.accounts.models import Appointment, User
from huitoukan.apps.core.actor import Actor, Grant, system_actor
from huitoukan.apps.core.language import listed
from huitoukan.apps.places.models import Area
from huitoukan.domain.areas import Level
from huitoukan.domain.refusals import Refused
from huitoukan.rules.load import load_pack
from huitoukan.rules.shapes.campaign import Post

VILLAGE_TEAM_LEVELS = frozenset({Level.VILLAGE.value})


@cache
def posts() -> dict[str, Post]:
    """The posts of the installation's roles pack, by id."""
    return dict(load_pack(settings.ROLES_PACK).posts)


def post_title(post: str, language: str = "zh") -> str:
    """A post's title; an unknown one shows as its id."""
    found = posts().get(post)
    return found.title.in_(language) if found else post


def posts_in_words(written: str, language: str) -> str:
    """Post titles as they were written down with an act ("甲、乙"); unknown ones stay.

    A title may hold the separator itself, so the longest titles are looked for first.
    """
    titles = {post.title.zh: post.title.in_(language) for post in posts().values()}
    for title in sorted(titles, key=len, reverse=True):
        written = written.replace(title, titles[title])
    return listed(written.split("、"))


def actor_of(user: User, on: date) -> Actor:
    """The actor behind an account on a day: one grant for each appointment in force."""
    grants = []
    own_areas = set()
    titles = []
    appointments = (
        Appointment.objects.filter(user=user).select_related("area").order_by("first_day", "id")
    )
    for held in appointments:
        post = posts().get(held.post)
        if post is None or not held.is_in_force(on):
            continue
        if post.department_only and not held.department:
            continue  # without its department such a post would see every department's matters
        until = f"至 {held.last_day:%Y-%m-%d}" if held.last_day else "起"
        since = f"自 {held.first_day:%Y-%m-%d} "
        grants.append(
            Grant(
                path=held.area.depth_path,
                verbs=frozenset(post.verbs),
                reason=f"{held.area.name}{post.title.zh}，{since}{until}",
                # Only a department's own post is bound to its rows; an office has the county.
                department=held.department if post.department_only else "",
                area_code=held.area.code,
                area_name=held.area.name,
                level=held.area.level,
            )
        )
        titles.append(post.title.zh)
        if held.area.level in VILLAGE_TEAM_LEVELS:
            own_areas.add(held.area.depth_path)
    return Actor(
        code=user.username,
        name=user.name,
        post="、".join(dict.fromkeys(titles)),
        grants=tuple(grants),
        own_areas=frozenset(own_areas),
    )


def actor_named(username: str, on: date) -> Actor:
    """The actor of an account name, for `--as` on the command line; refuses an unknown one."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused("ACCOUNT_UNKNOWN", username=username)
    return actor_of(user, on)


def acting(username: str, on: date) -> Actor:
    """Who acts in a command: the account named with `--as`, else the system."""
    return actor_named(username, on) if username else system_actor()


def accounts_for(actor: Actor) -> QuerySet[Appointment]:
    """Appointments in the actor's areas, with person and area, in order of area and post."""
    found = Appointment.objects.select_related("user", "area").order_by(
        "area__code", "department", "post", "user__username"
    )
    if actor.is_system:
        return found
    paths = [g.path for g in actor.grants if "people.see" in g.verbs]
    if not paths:
        return found.none()
    query = found.none()
    for path in paths:
        query = query | found.filter(area__path__startswith=path)
    return query


def village_team(area: Area, on: date) -> frozenset[str]:
    """Names of the people who on that day hold a post of this village's own team."""
    held = Appointment.objects.filter(area=area).select_related("user")
    if area.level not in VILLAGE_TEAM_LEVELS:
        return frozenset()
    return frozenset(one.user.name for one in held if one.is_in_force(on))


def names_of(usernames: set[str]) -> dict[str, str]:
    """Names by account name, in one query."""
    return dict(User.objects.filter(username__in=usernames).values_list("username", "name"))


def account_of(name: str, verb: str, area: Area, on: date) -> str:
    """The one account of a person of this name who holds the verb in the area, for no one
    department; "" when there is none, or several of that name.
    """
    people = User.objects.filter(name=name.strip(), is_active=True) if name.strip() else ()
    found = [
        user.username
        for user in people
        if any(
            verb in grant.verbs and not grant.department and area.depth_path.startswith(grant.path)
            for grant in actor_of(user, on).grants
        )
    ]
    return found[0] if len(found) == 1 else ""
