"""The journal's page: who reads which lines, and a broken chain shown where it is broken."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from huitoukan.apps.accounts.services import set_password
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.journal.queries import intact, shown
from huitoukan.domain.problems import State
from tests.cast import AT, PASSWORD, Cast
from tests.factories import Maker


def test_nobody_signed_in_is_sent_to_sign_in(cast: Cast) -> None:
    assert Client().get("/journal/").headers["Location"] == "/sign-in/?next=/journal/"


@pytest.mark.parametrize("account", ["ping", "qiao", "rui", "gong", "min"])
def test_posts_without_the_right_are_refused(account: str, cast: Cast) -> None:
    assert cast.signed_in(account).get("/journal/").status_code == 403


def test_an_auditor_reads_no_line_of_another_county(cast: Cast) -> None:
    assert cast.other_campaign
    codes = {line.object_code for line in shown.journal_page(cast.wen, {}, at=AT).lines}
    assert cast.campaign.code in codes
    assert cast.other_campaign.code not in codes


def test_lines_without_an_area_are_read_from_the_county_up(cast: Cast) -> None:
    set_password(cast.system, "ping", PASSWORD)
    lines = shown.journal_page(cast.wen, {"kind": "people"}, at=AT).lines
    assert "设置密码" in {line.summary for line in lines}


def test_a_line_says_who_what_by_which_right_and_leads_to_its_object(
    cast: Cast, make: Maker
) -> None:
    problem = make.problem()
    page = shown.journal_page(cast.wen, {"kind": "problem", "q": problem.code}, at=AT)
    line = page.lines[0]
    assert (line.actor, line.object_code) == ("瑞县办", problem.code)
    assert line.object_href == f"/problems/{problem.code}/"
    assert "云岭县" in line.reason
    answer = cast.signed_in("wen").get(f"/journal/?q={problem.code}")
    assert problem.code in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "finds"),
    [
        ({"verb": "campaign.open"}, True),
        ({"verb": "problem.close"}, False),
        ({"from": "2000-01-01", "to": "2999-12-31"}, True),
        ({"to": "2000-01-01"}, False),
        ({"from": "没有这一天"}, False),
        ({"q": "建立任务"}, True),
    ],
)
def test_the_query_area_narrows_the_lines(asked: dict[str, str], finds: bool, cast: Cast) -> None:
    assert bool(shown.journal_page(cast.wen, asked, at=AT).lines) is finds


def test_a_whole_chain_is_told_as_whole(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.ASSIGNED)
    page = shown.journal_page(cast.wen, {"q": problem.code}, at=AT)
    assert (page.chain.n_lines, page.chain.n_broken) == (len(page.lines), 0)
    assert page.chain.n_lines == 3


def test_a_changed_line_and_a_missing_line_are_shown_as_broken(cast: Cast) -> None:
    for _ in range(3):
        set_password(cast.system, "ping", PASSWORD)
    first, second, third = Entry.objects.filter(object_code="ping").order_by("seq")
    assert set(intact([first, second, third]).values()) == {True}
    second.summary = "改过的事由"
    assert intact([first, second, third])[second.pk] is False
    delete_past_the_triggers(first)
    assert intact([second, third]) == {second.pk: False, third.pk: True}


def delete_past_the_triggers(entry: Entry) -> None:
    """What a person with the database in hand can do: the triggers refuse everybody else."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "select name from sqlite_master where type = 'trigger' and tbl_name = %s",
                [Entry._meta.db_table],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'drop trigger "{name}"')
        else:
            cursor.execute(f'alter table "{Entry._meta.db_table}" disable trigger user')
    Entry.objects.filter(pk=entry.pk).delete()


def test_the_page_costs_the_same_for_few_and_many_lines(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for _ in range(25):
        set_password(cast.system, "ping", PASSWORD)
    auditor = cast.wen
    with django_assert_max_num_queries(3):
        page = shown.journal_page(auditor, {}, at=AT)
    assert len(page.lines) == 20
