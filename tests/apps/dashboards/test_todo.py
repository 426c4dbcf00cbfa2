"""My work: just the steps that the domain would let this person take, and lists of that length."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from huitoukan.apps.accounts.models import Appointment, User
from huitoukan.apps.comparison.models import HitState
from huitoukan.apps.comparison.services import judge_hit
from huitoukan.apps.dashboards.queries.waiting import counts, scope_in_words
from huitoukan.apps.problems import queries
from huitoukan.apps.problems.models import Problem
from huitoukan.domain.problems import Action, State
from tests.apps.looking import LATER, MOST_QUERIES, n_queries, read, seen, stand_still
from tests.apps.problems.acting import find, in_every_state
from tests.cast import AT, NAMES, TOWN_1, VILLAGE_1, VILLAGE_2, Cast
from tests.factories import Maker

MY_WORK = "/todo/"
BESIDE = {
    *(Action.RETURN, Action.RETURN_PLAN, Action.REOPEN, Action.REJECT, Action.REPORT_DATA_ERROR),
    *(Action.FIX_ON_SPOT, Action.MERGE, Action.RESUME, Action.ARCHIVE),
}
"""Choices inside another step, not work that waits."""


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch)


@pytest.fixture
def ledger(make: Maker) -> dict[State, Problem]:
    """A problem of village 1 in each state."""
    return in_every_state(make)


def also_reviews(cast: Cast, account: str) -> None:
    """Give the person the review of the township besides the own post."""
    Appointment.objects.create(
        user=User.objects.get(username=account),
        post="town_reviewer",
        area=cast.area(TOWN_1),
        first_day=date(2026, 1, 1),
    )


def listed(client: Client, address: str) -> set[str]:
    return {row.code for row in seen(client, address).rows}


def test_nobody_signed_in_is_sent_to_sign_in(cast: Cast) -> None:
    assert Client().get(MY_WORK).headers["Location"] == f"/sign-in/?next={MY_WORK}"


@pytest.mark.parametrize("account", ["wen", "shi", "sheng"])
def test_who_only_looks_has_nothing_to_do(
    account: str, cast: Cast, ledger: dict[State, Problem]
) -> None:
    assert seen(cast.signed_in(account), MY_WORK).groups == ()
    assert "现在没有要您办的事" in read(cast.signed_in(account), MY_WORK)


def test_what_the_domain_bars_never_waits_for_anybody(
    cast: Cast, ledger: dict[State, Problem]
) -> None:
    assert cast.other_campaign
    also_reviews(cast, "tang")  # accepted most of them
    also_reviews(cast, "ping")  # of the village's own team
    n_steps = 0
    for account in NAMES:
        actor = cast.actor(account)
        offered = {
            (offer.transition.action, problem.code)
            for problem in queries.problems_for(actor)
            for offer in queries.offers_for(actor, problem)
            if not offer.refusal and offer.transition.action not in BESIDE
        }
        waiting = {
            (row.action, problem.code)
            for row, problems in queries.steps_for(actor, cast.campaign)
            for problem in problems
        }
        assert waiting == offered, account
        n_steps += len(waiting)
        if actor.may("todo.see") and actor.may("problem.see"):
            groups = seen(cast.signed_in(account), MY_WORK).groups
            assert {
                (Action(group.code), item.code)
                for group in groups
                for item in group.items
                if group.code != "judge"
            } == offered
    assert n_steps > 10
    barred = [group.code for group in seen(cast.signed_in("tang"), MY_WORK).groups]
    assert "pass_review" not in barred


def test_a_group_counts_and_opens_the_same_rows(
    cast: Cast, make: Maker, ledger: dict[State, Problem]
) -> None:
    for _ in range(12):
        make.hit(make.household(VILLAGE_2))
    make.problem(make.household(VILLAGE_2), state=State.ACCEPTED)
    for account in ("rui", "lei", "min", "tang", "ping", "qiao"):
        client = cast.signed_in(account)
        page = seen(client, MY_WORK)
        assert page.groups, account
        for group in page.groups:
            opened = seen(client, group.all_href)
            assert opened.pager.n_rows == group.n, group.title
            assert {item.code for item in group.items} <= {row.code for row in opened.rows}
            assert len(group.items) == min(group.n, 10)
            late = sum(row.due.is_overdue for row in opened.rows) if group.code != "judge" else 0
            assert late == group.n_overdue
        assert page.n == sum(group.n for group in page.groups)
        assert counts(cast.actor(account), cast.campaign).todo == page.n


def test_a_doubt_waits_until_it_is_judged_or_gone(cast: Cast, make: Maker) -> None:
    judged, gone, there = (make.hit() for _ in range(3))
    judge_hit(cast.rui, judged.code, HitState.DISMISSED, reason_code="wrong-number", at=AT)
    everything = make._found[cast.campaign.pk]
    make.run([found for found in everything if found.object_key != gone.object_key])
    client = cast.signed_in("rui")
    (group,) = seen(client, MY_WORK).groups
    assert (group.code, group.n) == ("judge", 1)
    assert listed(client, group.all_href) == {there.code}


def test_the_most_urgent_stands_first(cast: Cast, ledger: dict[State, Problem]) -> None:
    soon = find(cast.rui, cast, code="soon")
    Problem.objects.for_system("tests").filter(pk=soon.pk).update(confirm_due_on=date(2026, 11, 3))
    (group,) = [g for g in seen(cast.signed_in("min"), MY_WORK).groups if g.code == "confirm"]
    assert group.items[0].code == soon.code
    assert [item.due.on for item in group.items] == sorted(item.due.on for item in group.items)
    assert group.n_overdue == sum(item.due.on < LATER.date() for item in group.items)


def test_the_scope_is_told_in_words(cast: Cast) -> None:
    assert scope_in_words(cast.rui) == "云岭县，4 个村"
    assert scope_in_words(cast.qiao) == "龙潭镇，2 个村"
    assert scope_in_words(cast.ping) == "核桃村"
    assert scope_in_words(cast.min) == "云岭县，4 个村（本部门）"


@pytest.mark.parametrize("account", ["rui", "min"])
def test_three_problems_cost_as_much_as_thirty(account: str, cast: Cast, make: Maker) -> None:
    client = cast.signed_in(account)
    make.run([make.found(make.household()) for _ in range(3)])
    for n in range(3):
        find(cast.rui, cast, code=f"first {n}")
    few = n_queries(client, MY_WORK)
    make.run([make.found(make.household(VILLAGE_1)) for _ in range(30)])
    for n in range(27):
        find(cast.rui, cast, code=f"then {n}")
    assert n_queries(client, MY_WORK) == few <= MOST_QUERIES
