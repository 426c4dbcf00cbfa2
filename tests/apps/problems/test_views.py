"""The pages of the ledger: who may take which step, lists that count right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from huitoukan.apps.core import holding
from huitoukan.apps.problems import queries
from huitoukan.apps.problems.models import Problem, ProblemEvent
from huitoukan.apps.problems.queries import shown
from huitoukan.apps.problems.queries.shown import TABS
from huitoukan.domain.problems import Action, State
from tests.apps.looking import (
    HTMX,
    LATER,
    MOST_QUERIES,
    full_numbers,
    n_queries,
    read,
    seen,
    stand_still,
)
from tests.apps.problems.acting import address_of, find, in_every_state, step_of, stored
from tests.cast import NAMES, TOWN_1, TOWN_2, VILLAGE_1, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import JPEG, Maker, id_no

LIST, ASSIGN, EXPORT = "/problems/", "/problems/assign/", "/problems/export/"
BULLETINS = "/problems/bulletins/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch)


@pytest.fixture
def ledger(make: Maker) -> dict[State, Problem]:
    """A problem of village 1 in each state."""
    return in_every_state(make)


def codes(client: Client, query: str = "") -> list[str]:
    return [row.code for row in seen(client, f"{LIST}?{query}").rows]


# --- the list ---


def test_each_tab_counts_the_rows_it_opens(cast: Cast, ledger: dict[State, Problem]) -> None:
    in_a_tab = [state for _, states in TABS for state in states]
    assert sorted(in_a_tab) == sorted(State)
    for account in ("rui", "qiao", "ping", "min"):
        client = cast.signed_in(account)
        everything, *others = seen(client, LIST).tabs
        assert everything.n == len(ledger)
        assert sum(tab.n for tab in others if not tab.is_hot) == everything.n
        for tab in (everything, *others):
            page = seen(client, tab.href)
            assert page.pager.n_rows == tab.n, tab.label
            assert [t.label for t in page.tabs if t.is_current] == [tab.label]


def test_the_overdue_tab_holds_what_the_domain_calls_overdue_most_urgent_first(
    cast: Cast, ledger: dict[State, Problem]
) -> None:
    client = cast.signed_in("rui")
    today = LATER.date()
    late = [problem for problem in ledger.values() if problem.is_overdue(today)]
    assert {problem.stands for problem in late} >= {State.REGISTERED, State.ACCEPTED}
    rows = seen(client, f"{LIST}?tab=overdue").rows
    assert {row.code for row in rows} == {problem.code for problem in late}
    assert all(row.due.is_overdue for row in rows)
    assert [row.due.on for row in rows] == sorted(row.due.on for row in rows)
    others = set(codes(client)) - {row.code for row in rows}
    assert {p.code for p in ledger.values() if not p.is_overdue(today)} == others


def test_each_filter_narrows_the_list_and_an_unknown_value_finds_nothing(
    cast: Cast, make: Maker
) -> None:
    here = make.problem(make.household(VILLAGE_1, head="单雄信"), state=State.ASSIGNED)
    beside = make.problem(make.household(VILLAGE_2, head="秦叔宝"), "X33")
    beyond = make.problem(make.household(VILLAGE_3, head="罗成"))
    client = cast.signed_in("rui")
    assert set(codes(client, f"place={TOWN_1}")) == {here.code, beside.code}
    assert codes(client, f"place={TOWN_2}") == [beyond.code]
    assert codes(client, f"topic={beside.topic}") == [beside.code]
    assert codes(client, "department=medical-insurance") == [beside.code]
    assert codes(client, f"severity={beside.severity}") == [beside.code]
    assert codes(client, "q=罗成") == codes(client, f"q={beyond.code.lower()}") == [beyond.code]
    day = here.due_on
    assert day is not None
    assert codes(client, f"due_from={day}&due_to={day}") == [here.code]
    assert codes(client, f"due_to={day - timedelta(days=1)}") == []
    for nothing in ("place=110000", "topic=没有", "due_from=昨天", "step=forget", "step=return"):
        assert codes(client, nothing) == [], nothing
    page = seen(client, f"{LIST}?place={TOWN_1}&tab=rectifying&page=9")
    assert [row.code for row in page.rows] == [here.code]
    assert page.filters.applied[0].remove_href == f"{LIST}?tab=rectifying"
    assert page.export_href == f"{EXPORT}?place={TOWN_1}&tab=rectifying"


def test_of_a_word_in_very_many_problems_only_the_open_tab_is_counted(
    cast: Cast, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        make.problem(make.household(VILLAGE_1, head=f"单雄{number}"), state=State.ASSIGNED)
    monkeypatch.setattr(shown, "EXACT", 2)
    monkeypatch.setattr(holding, "LISTED", 2)
    client = cast.signed_in("rui")
    everything, *others = seen(client, f"{LIST}?tab=rectifying&q=单雄").tabs
    assert (everything.n, everything.is_more) == (2, True)
    assert [(tab.label, tab.n, tab.is_more) for tab in others if tab.n is not None] == [
        ("整改中", 2, True)
    ]
    # Without a word every tab is counted as far as the bound.
    assert {tab.n for tab in seen(client, LIST).tabs} == {2, 0}


def test_by_the_open_step_the_list_holds_just_what_waits_for_this_person(
    cast: Cast, ledger: dict[State, Problem]
) -> None:
    n_steps = 0
    for account in ("rui", "lei", "min", "qiao", "tang", "ping", "wen"):
        client, actor = cast.signed_in(account), cast.actor(account)
        for row, waiting in queries.steps_for(actor, cast.campaign):
            found = codes(client, f"step={row.action.value}")
            assert sorted(found) == sorted(problem.code for problem in waiting), row.action
            n_steps += len(found)
    assert n_steps >= 10


def test_a_row_names_the_step_that_this_person_may_take(
    cast: Cast, ledger: dict[State, Problem]
) -> None:
    rows = {row.code: row for row in seen(cast.signed_in("rui"), LIST).rows}
    confirmed = rows[ledger[State.CONFIRMED].code]
    assert (confirmed.step, confirmed.may_take) == ("交办", True)
    assert rows[ledger[State.REGISTERED].code].step == ""
    assert [row.code for row in rows.values() if row.may_take] == [confirmed.code]


# --- one problem ---


def test_the_forms_are_the_steps_that_the_domain_offers(
    cast: Cast, ledger: dict[State, Problem]
) -> None:
    n_offered = 0
    for account in NAMES:
        actor = cast.actor(account)
        if not actor.may("problem.see"):
            continue
        client = cast.signed_in(account)
        for problem in ledger.values():
            if client.get(address_of(problem)).status_code == 404:
                assert not queries.offers_for(actor, problem), account
                continue
            offers = queries.offers_for(actor, problem)
            page = seen(client, address_of(problem))
            assert [(form.code, form.refusal) for form in page.actions] == [
                (
                    offer.transition.action.value,
                    offer.refusal.sentence() if offer.refusal else "",
                )
                for offer in offers
            ]
            for form, offer in zip(page.actions, offers, strict=True):
                required = {field.name for field in form.fields if field.is_required}
                assert required == (set() if offer.refusal else set(offer.transition.needs))
            is_mine = any(o.transition.action not in queries.BESIDE for o in offers)
            goes_on = problem.is_open or problem.stands is State.DEFERRED
            assert bool(page.waiting_for) == (not is_mine and goes_on)
            n_offered += len(offers)
    assert n_offered > 15


def test_a_problem_walks_from_registration_to_sign_off_through_its_pages(
    cast: Cast, make: Maker
) -> None:
    problem = make.problem(make.household(head="单雄信"))
    photo = SimpleUploadedFile("整改后.jpg", JPEG)
    road: tuple[tuple[str, Action, dict[str, Any]], ...] = (
        ("min", Action.CONFIRM, {"opinion": "属实", "seal_no": "民政7号"}),
        ("lei", Action.ASSIGN, {"unit": "龙潭镇", "person": "唐守田"}),
        ("tang", Action.ACCEPT, {}),
        ("ping", Action.PLAN, {"measure": "补办低保", "due_on": "2026-12-01"}),
        ("qiao", Action.APPROVE_PLAN, {"opinion": "方案可行"}),
        ("ping", Action.SUBMIT, {"result": "已补办", "evidence": photo}),
        ("qiao", Action.PASS_REVIEW, {"opinion": "整改到位"}),
        ("lei", Action.CLOSE, {"opinion": "同意销号"}),
    )
    for account, action, filled in road:
        client = cast.signed_in(account)
        (form,) = [f for f in seen(client, address_of(problem)).actions if f.code == action.value]
        answer = client.post(form.href, {**dict(form.hidden), **filled})
        assert answer.status_code == 302, action
        assert answer.headers["Location"] == address_of(problem)
    page = seen(cast.signed_in("ping"), address_of(problem))
    assert stored(problem).stands is State.CLOSED
    assert page.actions == ()
    assert page.waiting_for == ""
    assert [file.name for file in page.photos] == ["整改后.jpg"]
    done = [item.who for item in page.timeline]
    names = ("瑞县办", "闵民政", "雷主任", "唐守田", "平小禾", "乔审言",
             "平小禾", "乔审言", "雷主任")  # fmt: skip
    assert len(done) == len(names)
    assert all(told.startswith(name) for told, name in zip(done, names, strict=True))
    text = read(cast.signed_in("ping"), address_of(problem))
    for told in ("民政7号", "补办低保", "同意销号", "2026-12-01"):
        assert told in text


def test_sent_back_and_reopened_it_says_so_and_counts_its_round(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.CLOSED)
    client = cast.signed_in("lei")
    client.post(step_of(problem, Action.REOPEN), {"reason": "回访时又漏雨"})
    page = seen(client, address_of(problem))
    assert page.round == 2
    assert [item.state for item in page.timeline][-3:] == ["back", "now", "future"]
    assert "第 2 轮整改" in read(client, address_of(problem))


def test_a_department_is_not_led_to_a_household_it_may_not_open(cast: Cast, make: Maker) -> None:
    problem = make.problem(make.household(head="单雄信"))
    assert seen(cast.signed_in("rui"), address_of(problem)).household_no == problem.household_no
    client = cast.signed_in("min")
    page = seen(client, address_of(problem))
    assert (page.household, page.household_no) == ("单雄信", "")
    dossier = reverse("dashboards:household", args=[problem.household_no])
    assert dossier not in read(client, address_of(problem))
    assert client.get(dossier).status_code == 403


def test_sealed_evidence_shows_no_full_number(cast: Cast) -> None:
    facts = {"member": {"name": "单雄信", "id_no": id_no(5)}, "D14": {"id_no": id_no(6)}}
    problem = find(cast.rui, cast, rule="X16", evidence={"facts": facts})
    text = read(cast.signed_in("min"), address_of(problem))
    assert full_numbers(text) == []
    assert f"{id_no(5)[:6]}********{id_no(5)[-4:]}" in text


def test_htmx_gets_the_list_and_the_drawer_alone(cast: Cast, make: Maker) -> None:
    problem = make.problem()
    client = cast.signed_in("rui")
    for address in (LIST, address_of(problem)):
        text = client.get(address, headers=HTMX).content.decode()
        assert problem.code in text
        assert "<html" not in text


# --- acts on many, papers ---


def test_handing_over_many_has_an_outcome_for_each(cast: Cast, make: Maker) -> None:
    ready, waiting = make.problem(state=State.CONFIRMED), make.problem()
    client = cast.signed_in("rui")
    answer = client.post(
        ASSIGN,
        {
            "codes": [ready.code, waiting.code, "WT-2026-999999"],
            "unit": "龙潭镇人民政府",
            "person": "唐守田",
        },
    )
    outcomes = answer.context["page"].outcomes
    assert [(row.code, row.is_done) for row in outcomes] == [
        (ready.code, True), (waiting.code, False), ("WT-2026-999999", False),
    ]  # fmt: skip
    assert "待部门确认" in outcomes[1].sentence
    assert "没有找到" in outcomes[2].sentence
    assert outcomes[2].sentence in answer.content.decode()
    assert (stored(ready).stands, stored(ready).person) == (State.ASSIGNED, "唐守田")
    assert ProblemEvent.objects.filter(problem=waiting).count() == 1


@pytest.mark.parametrize("address", [LIST, "/problems/?tab=overdue", BULLETINS, "one"])
def test_three_problems_cost_as_much_as_thirty(address: str, cast: Cast, make: Maker) -> None:
    client = cast.signed_in("rui")
    first = make.problem(state=State.ASSIGNED)
    client.post(f"{BULLETINS}issue/")
    if address == "one":
        address = address_of(first)
    for n in range(2):
        find(cast.rui, cast, code=f"first {n}")
    few = n_queries(client, address)
    for n in range(27):
        find(cast.rui, cast, code=f"then {n}", area=VILLAGE_2)
    for _ in range(3):
        make.problem(state=State.ASSIGNED)
        assert client.post(f"{BULLETINS}issue/").status_code == 302
    assert n_queries(client, address) == few <= MOST_QUERIES
