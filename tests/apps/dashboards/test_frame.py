"""The frame of every page: a first page for each post, a menu of what may be opened, counts."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from huitoukan.apps.accounts.models import Appointment
from huitoukan.apps.dashboards.queries.waiting import counts
from huitoukan.domain.problems import State
from tests.apps.looking import LATER, read, seen, stand_still
from tests.apps.problems.acting import in_every_state
from tests.cast import NAMES, Cast
from tests.factories import Maker


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch)


FIRST_PAGES = {"cha": "/todo/", "gong": "/todo/"}
"""Where those start who do not see the overview."""


def frame(client: Client, address: str = "/todo/") -> Any:
    """What stands around the page."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.context["shell"]


# --- refusals ---


def test_nobody_signed_in_starts_at_sign_in(cast: Cast) -> None:
    assert Client().get("/").headers["Location"] == "/sign-in/?next=/"


def test_who_holds_no_post_any_more_is_told_so(cast: Cast) -> None:
    client = cast.signed_in("ping")
    Appointment.objects.filter(user__username="ping").update(last_day="2026-06-30")
    answer = client.get("/")
    assert answer.status_code == 403
    assert "没有" in answer.content.decode()


def test_nobody_signed_in_sees_neither_menu_nor_campaign(cast: Cast) -> None:
    answer = Client().get("/sign-in/")
    assert answer.context["shell"].nav == ()
    assert "云岭县2026年" not in answer.content.decode()


# --- the first page and the menu ---


@pytest.mark.parametrize("account", NAMES)
def test_each_post_starts_on_a_page_that_it_may_open(account: str, cast: Cast) -> None:
    assert cast.other_campaign
    client = cast.signed_in(account)
    answer = client.get("/")
    assert answer.headers["Location"] == FIRST_PAGES.get(account, "/overview/")
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize("account", NAMES)
def test_the_menu_shows_all_that_may_be_opened_and_nothing_else(account: str, cast: Cast) -> None:
    assert cast.other_campaign
    everything = {
        item.href
        for name in ("rui", "gong", "lei", "wen")
        for group in frame(cast.signed_in(name)).nav
        for item in group.items
    }
    assert len(everything) == 25
    client = cast.signed_in(account)
    shell = frame(client)
    shown = {item.href for group in shell.nav for item in group.items}
    may_be_opened = {a for a in everything if client.get(a).status_code == 200}
    # Everybody may open the list of the own jobs; the menu shows it to those who look after jobs.
    assert shown == may_be_opened - ({"/jobs/"} - shown)
    for item in shell.phone_nav:
        assert client.get(item.href).status_code == 200
    may_search = shell.may_search
    assert may_search == (client.get("/households/").status_code == 200)


def test_the_menu_marks_the_page_one_is_on(cast: Cast) -> None:
    client = cast.signed_in("rui")
    for group in frame(client).nav:
        for item in group.items:
            shell = frame(client, item.href)
            current = [i.href for g in shell.nav for i in g.items if i.is_current]
            assert current == [item.href]


def test_the_counts_of_the_menu_are_those_of_the_pages(cast: Cast, make: Maker) -> None:
    in_every_state(make)
    make.hit()
    for account in ("rui", "lei", "min", "tang", "ping", "qiao", "wen"):
        client, actor = cast.signed_in(account), cast.actor(account)
        shell = frame(client)
        told = {i.href: i.n for g in shell.nav for i in g.items}
        assert told["/todo/"] == seen(client, "/todo/").n == counts(actor, cast.campaign).todo
        overdue = [tab for tab in seen(client, "/problems/").tabs if tab.is_hot]
        assert told["/problems/"] == overdue[0].n
    rui = {i.href: i.n for g in frame(cast.signed_in("rui")).nav for i in g.items}
    assert rui["/comparison/hits/"] == 1


def test_the_frame_names_campaign_scope_and_the_age_of_the_data(cast: Cast, make: Maker) -> None:
    client = cast.signed_in("qiao")
    shell = frame(client)
    assert (shell.campaign, shell.place) == ("云岭县2026年“回头看”", "云岭县")
    assert shell.scope == "龙潭镇，2 个村"
    assert shell.data_as_of is None
    make.problem(state=State.ASSIGNED)
    assert frame(client).data_as_of < LATER
    assert frame(client).is_demo
    assert "乔审言" in read(client, "/todo/")
