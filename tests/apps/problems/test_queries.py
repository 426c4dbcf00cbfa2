"""Reading the ledger: scope, what is overdue, and what waits for whom; all as the domain says."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.problems import queries
from huitoukan.apps.problems.models import Problem
from huitoukan.domain import problems as life
from huitoukan.domain.problems import Action, State
from huitoukan.domain.refusals import Refused
from tests.apps.problems.acting import as_somebody_with, find, in_every_state
from tests.cast import ENDS_ON, NAMES, OTHER_VILLAGE, VILLAGE_1, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import Maker


@pytest.fixture
def ledger(make: Maker) -> dict[State, Problem]:
    """A problem of village 1 in each state."""
    return in_every_state(make)


@pytest.mark.parametrize("account", ["ning", "bao", "shan", "gong"])
def test_anothers_problem_reads_exactly_like_an_absent_one(
    account: str, cast: Cast, make: Maker
) -> None:
    problem = make.problem()
    sentences = []
    for code in (problem.code, "WT-2026-999999"):
        with pytest.raises(Refused) as refusal:
            queries.problem_for(cast.actor(account), code)
        sentences.append(refusal.value.sentence().replace(code, "…"))
    assert sentences[0] == sentences[1]


def test_each_sees_the_problems_of_the_own_area_or_department(cast: Cast) -> None:
    here = find(cast.rui, cast, area=VILLAGE_1)
    beside = find(cast.rui, cast, area=VILLAGE_2)
    beyond = find(cast.rui, cast, area=VILLAGE_3)
    abroad = find(cast.system, cast, area=OTHER_VILLAGE)

    def seen(account: str) -> set[Problem]:
        return set(queries.problems_for(cast.actor(account)))

    assert seen("ping") == {here}
    assert seen("qiao") == seen("tang") == {here, beside}
    assert seen("cha") == {beyond}
    assert seen("rui") == seen("lei") == seen("wen") == {here, beside, beyond}
    assert seen("min") == {here, beside, beyond}
    assert seen("bao") == seen("gong") == set()
    assert seen("shan") == {abroad}
    assert seen("shi") == seen("sheng") == {here, beside, beyond, abroad}


def test_overdue_in_the_database_is_overdue_in_the_domain(
    cast: Cast, ledger: dict[State, Problem]
) -> None:
    dates = {p.next_due_on for p in ledger.values() if p.next_due_on}
    days = sorted({day + timedelta(days=n) for day in dates for n in (0, 1)})
    for on in (*days, ENDS_ON + timedelta(days=90)):
        expected = {p.code for p in ledger.values() if p.is_overdue(on)}
        found = {p.code for p in queries.overdue_problems(cast.rui, cast.campaign, on)}
        assert found == expected, on


def test_what_is_most_urgent_stands_first_and_what_has_no_date_last(
    cast: Cast, ledger: dict[State, Problem]
) -> None:
    late = ENDS_ON + timedelta(days=99)
    found = [p.next_due_on for p in queries.overdue_problems(cast.rui, cast.campaign, late)]
    assert found == sorted(d for p in ledger.values() if (d := p.next_due_on))
    for _, rows in queries.steps_for(cast.system, cast.campaign):
        dates = [p.next_due_on or ENDS_ON + timedelta(days=999) for p in rows]
        assert dates == sorted(dates)


def test_counts_are_those_of_the_rows(cast: Cast, ledger: dict[State, Problem]) -> None:
    rows = queries.problems_for(cast.rui, cast.campaign)
    assert queries.counts_by_state(rows) == {state.value: 1 for state in ledger}
    assert queries.counts_by_state(queries.problems_for(cast.bao)) == {}


def everybody(cast: Cast) -> list[Actor]:
    actors = [cast.actor(name) for name in NAMES]
    for one, other in product(("rui", "tang", "ping", "qiao", "lei", "min"), repeat=2):
        actors.append(as_somebody_with(cast, one, other))
    return actors


def test_what_waits_in_the_query_is_what_the_domain_would_allow(
    cast: Cast, ledger: dict[State, Problem]
) -> None:
    everything = frozenset(life.FACT_WORDS)
    # These are choices inside another step, not work that waits.
    beside = {
        *(Action.RETURN, Action.REOPEN, Action.REJECT, Action.REPORT_DATA_ERROR, Action.MERGE),
        *(Action.RETURN_PLAN, Action.FIX_ON_SPOT, Action.RESUME, Action.ARCHIVE),
        *(Action.PAUSE, Action.DEFER, Action.TRANSFER),
    }
    n_waiting = 0
    for actor in everybody(cast):
        found = {
            (row.action, problem.code)
            for row, rows in queries.steps_for(actor, cast.campaign)
            for problem in rows
        }
        expected = set()
        for problem in ledger.values():
            for row in life.TRANSITIONS:
                if row.action in beside or not queries.may_here(actor, problem, row.verb):
                    continue
                try:
                    life.decide(
                        problem.stands, row.action, queries.facts_of(problem, actor, everything)
                    )
                except Refused:
                    continue
                expected.add((row.action, problem.code))
        assert found == expected, actor.code
        n_waiting += len(found)
    assert n_waiting > 20


def test_buttons_are_offered_to_those_who_hold_the_verb_here(
    cast: Cast, ledger: dict[State, Problem]
) -> None:
    def offered(account: str, state: State) -> dict[Action, str]:
        offers = queries.offers_for(cast.actor(account), ledger[state])
        return {
            offer.transition.action: offer.refusal.sentence() if offer.refusal else ""
            for offer in offers
        }

    assert set(offered("min", State.REGISTERED)) == {
        Action.CONFIRM, Action.REJECT, Action.REPORT_DATA_ERROR,
    }  # fmt: skip
    assert offered("bao", State.REGISTERED) == offered("shan", State.CONFIRMED) == {}
    assert offered("qiao", State.UNDER_REVIEW) == {Action.PASS_REVIEW: "", Action.RETURN: ""}
    assert offered("lei", State.REVIEWED) == {Action.CLOSE: "", Action.RETURN: ""}
    assert offered("wen", State.REVIEWED) == {}
    both = as_somebody_with(cast, "ping", "qiao")
    (bar,) = [
        offer.refusal.sentence()
        for offer in queries.offers_for(both, ledger[State.UNDER_REVIEW])
        if offer.transition.action is Action.PASS_REVIEW and offer.refusal
    ]
    assert "整改人" in bar


def test_only_what_was_handed_over_goes_into_the_next_list(
    cast: Cast, ledger: dict[State, Problem]
) -> None:
    found = list(queries.unissued_problems(cast.rui, cast.campaign))
    left_out = {
        *(State.REGISTERED, State.CONFIRMED, State.REJECTED, State.DATA_FIX),
        *(State.MERGED, State.TRANSFERRED),
    }
    assert {p.code for p in found} == {
        p.code for state, p in ledger.items() if state not in left_out
    }
    assert [p.code for p in found] == sorted(p.code for p in found)
