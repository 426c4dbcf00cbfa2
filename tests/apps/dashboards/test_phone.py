"""The phone's pages: a worker's problems by tab, the same steps as on the desk, and back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from huitoukan.apps.problems.models import Problem
from huitoukan.domain.problems import Action, State
from tests.apps.looking import LATER, MOST_QUERIES, full_numbers, n_queries, read, seen, stand_still
from tests.apps.problems.acting import find, in_every_state, stored
from tests.cast import VILLAGE_1, VILLAGE_2, Cast
from tests.factories import JPEG, Maker

PHONE, ME = "/m/", "/m/me/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch)


def address_of(problem: Problem) -> str:
    return reverse("dashboards:phone_problem", args=[problem.code])


# --- refusals ---


@pytest.mark.parametrize("address", [PHONE, ME, "/m/problems/WT-1/"])
def test_nobody_signed_in_is_sent_to_sign_in(address: str, cast: Cast) -> None:
    assert Client().get(address).headers["Location"] == f"/sign-in/?next={address}"


@pytest.mark.parametrize("account", ["ning", "bao", "cha"])
def test_anothers_problem_is_not_on_the_phone(account: str, cast: Cast, make: Maker) -> None:
    problem = make.problem(make.household(VILLAGE_1, head="单雄信"), state=State.ASSIGNED)
    client = cast.signed_in(account)
    assert client.get(address_of(problem)).status_code == 404
    assert "单雄信" not in read(client, PHONE)


def test_a_refused_step_comes_back_with_what_was_typed(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.ACCEPTED)
    answer = cast.signed_in("ping").post(
        reverse("problems:step", args=[problem.code, "plan"]),
        {"back": "phone", "due_on": "2026-12-01"},
    )
    assert answer.status_code == 422
    assert "整改措施" in answer.content.decode()
    assert "2026-12-01" in answer.content.decode()


# --- tabs ---


def test_each_tab_counts_its_cards_and_the_first_with_any_is_shown(cast: Cast, make: Maker) -> None:
    ledger = in_every_state(make)
    make.problem(make.household(VILLAGE_2), state=State.ASSIGNED)
    client = cast.signed_in("ping")
    page = seen(client, PHONE)
    assert page.place == "核桃村"
    assert {tab.label: tab.n for tab in page.tabs} == {"待认领": 1, "整改中": 5, "已提交": 4}
    assert [task.code for task in page.tasks] == [ledger[State.ASSIGNED].code]
    for tab in page.tabs:
        opened = seen(client, tab.href)
        assert len(opened.tasks) == tab.n == opened.pager.n_rows
        assert [t.label for t in opened.tabs if t.is_current] == [tab.label]
    late = [p for p in ledger.values() if p.is_overdue(LATER.date())]
    assert (page.n_to_accept, page.n_in_hand, page.n_overdue) == (1, 5, len(late))


def test_without_work_the_phone_says_so(cast: Cast) -> None:
    assert "这里没有要办的问题" in read(cast.signed_in("ping"), PHONE)
    assert seen(cast.signed_in("ping"), f"{PHONE}?tab=没有").tasks == ()


# --- one problem ---


def test_the_phone_offers_what_the_desk_offers(cast: Cast, make: Maker) -> None:
    for problem in in_every_state(make).values():
        for account in ("ping", "tang", "qiao", "lei"):
            client = cast.signed_in(account)
            desk = seen(client, reverse("problems:detail", args=[problem.code]))
            phone = seen(client, address_of(problem))
            assert [(a.code, a.refusal) for a in phone.actions] == [
                (a.code, a.refusal) for a in (*desk.actions, *desk.beside)
            ]
            assert all(("back", "phone") in action.hidden for action in phone.actions)
            assert full_numbers(read(client, address_of(problem))) == []


def test_after_each_step_one_is_back_on_the_phone(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.ASSIGNED)
    client = cast.signed_in("ping")
    photo = SimpleUploadedFile("门前.jpg", JPEG)
    road: tuple[tuple[Action, dict[str, Any]], ...] = (
        (Action.ACCEPT, {}),
        (Action.PLAN, {"measure": "补办", "due_on": "2026-12-01"}),
        (Action.SUBMIT, {"result": "已补办", "evidence": photo}),
    )
    for action, filled in road:
        if action is Action.SUBMIT:
            make.step(stored(problem), Action.APPROVE_PLAN, "qiao")
        (form,) = [a for a in seen(client, address_of(problem)).actions if a.code == action]
        answer = client.post(form.href, {**dict(form.hidden), **filled})
        assert answer.headers["Location"] == address_of(problem)
    assert stored(problem).stands is State.UNDER_REVIEW
    page = seen(client, address_of(problem))
    assert [file.name for file in page.photos] == ["门前.jpg"]
    assert page.waiting_for == "未参与整改的审核人"
    assert page.ask_in_field == cast.pack.rules["X16"].ask_in_field


# --- me ---


def test_my_page_tells_who_i_am_and_how_my_problems_stand(cast: Cast, make: Maker) -> None:
    make.problem(state=State.CLOSED)
    make.problem()
    page = seen(cast.signed_in("ping"), ME)
    assert (page.name, page.username, page.scope) == ("平小禾", "ping", "核桃村")
    assert {figure.label: figure.value for figure in page.figures} == {
        "全部问题": 2, "已销号": 1, "逾期": 1,
    }  # fmt: skip
    assert "村级责任人" in read(cast.signed_in("ping"), ME)


@pytest.mark.parametrize("address", [PHONE, ME])
def test_thirty_problems_cost_as_much_as_three(address: str, cast: Cast, make: Maker) -> None:
    client = cast.signed_in("ping")
    first = make.problem(state=State.ASSIGNED)
    for n in range(2):
        find(cast.rui, cast, code=f"first {n}")
    few = n_queries(client, address)
    for n in range(27):
        find(cast.rui, cast, code=f"then {n}")
    Problem.objects.for_system("tests").exclude(pk=first.pk).update(
        state=State.ASSIGNED, due_on=LATER.date()
    )
    assert n_queries(client, address) == few <= MOST_QUERIES
