"""What the tests of looking over the work share: leaders, and figures held against their lists."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client

from huitoukan.apps.accounts.models import Appointment, User
from huitoukan.apps.accounts.queries.leaders import LINKED_LEADER
from huitoukan.apps.core.actor import Actor
from tests.apps.looking import seen
from tests.cast import TOWN_1, Cast


def link(cast: Cast, place: str = TOWN_1, username: str = "lian", name: str = "连县长") -> Actor:
    """A county leader linked to a place since the beginning of the year."""
    user, _ = User.objects.get_or_create(username=username, defaults={"name": name})
    Appointment.objects.create(
        user=user, post=LINKED_LEADER, area=cast.area(place), first_day=date(2026, 1, 1)
    )
    return actor_of(username)


def actor_of(username: str) -> Actor:
    """The actor on the day of the play."""
    from huitoukan.apps.accounts.queries import actor_named
    from tests.cast import AT

    return actor_named(username, AT.date())


def browser(username: str) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    client.force_login(
        User.objects.get(username=username), "django.contrib.auth.backends.ModelBackend"
    )
    return client


def section(page: Any, title: str) -> Any:
    """The table whose title holds these words."""
    return next(one for one in page.sections if title in one.title)


def texts(table: Any) -> list[list[str]]:
    """The cells of a table as texts."""
    return [[cell.text for cell in row] for row in table.rows]


def figures_that_differ(client: Client, address: str) -> list[str]:
    """Figures of a page that do not equal the number of rows of the list behind them."""
    wrong, n_asked = [], 0
    for table in seen(client, address).sections:
        for row in table.rows:
            for cell in row:
                if not (cell.is_number and cell.href):
                    continue
                behind = seen(client, cell.href).sections[0]
                n_asked += 1
                if (str(behind.n), len(behind.rows)) != (cell.text, int(cell.text)):
                    wrong.append(f"{table.title} {cell.text} {cell.href}: {behind.n}")
    assert n_asked
    return wrong
