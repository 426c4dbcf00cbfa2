"""Every cell: each state × each step × each post, whose right to it the pack gives, with relations.

Two tables are held against each other: the steps that the program offers and takes, and, said a
second time here, who of the cast may take which step and whom a relation bars.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from huitoukan.apps.problems.queries import facts_of, may_here, offers_for
from huitoukan.apps.problems.services.steps import Filled, take_step
from huitoukan.domain.problems import FACT_WORDS, TRANSITIONS, Action, Facts, State, decide, offers
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from tests.apps.problems.acting import EVERYTHING, in_every_state, stored
from tests.apps.problems.ledger_model import HOLDERS, TARGETS
from tests.cast import AT, NAMES, Cast
from tests.factories import Maker

S, A = State, Action
SOMEBODY = Facts("somebody", rectifiers=frozenset({"another"}), present=frozenset(FACT_WORDS))
VERBS = {row.action: row.verb for row in TRANSITIONS}
BY_REQUEST = {A.PAUSE: "lei", A.DEFER: "lei", A.TRANSFER: "lei"}
SOURCES = {
    **{action: sources for action, (sources, _) in TARGETS.items()},
    A.PAUSE: {S.RECTIFYING, S.RETURNED},
    A.DEFER: {S.RECTIFYING, S.RETURNED},
    A.TRANSFER: {S.CONFIRMED, S.ASSIGNED, S.ACCEPTED, S.PLANNED, S.RECTIFYING, S.RETURNED,
                 S.DEFERRED},
}  # fmt: skip


WORKERS = {A.ACCEPT, A.PLAN, A.FIX_ON_SPOT, A.SUBMIT}
POSTS = {
    "auditor": set(), "checker": set(), "city_office": set(), "system_admin": set(),
    "village_secretary": set(), "town_secretary": set(), "county_secretary": set(),
    "city_secretary": set(), "province_secretary": set(), "linked_leader": set(),
    "discipline_inspector": {A.ARCHIVE, A.REOPEN},
    "city_inspector": {A.CLOSE}, "province_office": {A.CLOSE},
    "county_lead": {A.ASSIGN, A.APPROVE_PLAN, A.RETURN_PLAN, A.RETURN, A.CLOSE, A.REOPEN, A.ARCHIVE,
                    A.PAUSE, A.RESUME, A.DEFER, A.TRANSFER},
    "county_officer": {A.CORRECT, A.ASSIGN, A.ARCHIVE, A.MERGE},
    "department_reviewer": {A.CONFIRM, A.REJECT, A.REPORT_DATA_ERROR},
    "town_lead": {A.RETURN, A.CLOSE, A.ARCHIVE},
    "town_reviewer": {A.APPROVE_PLAN, A.RETURN_PLAN, A.RETURN, A.PASS_REVIEW, A.ARCHIVE},
    "residence_team": WORKERS, "town_officer": WORKERS, "village_worker": WORKERS,
}  # fmt: skip
"""Said a second time, apart from the pack: which post takes which step."""
OF_CITY_AND_PROVINCE = {"shi", "sheng"}


def is_holder(name: str, action: Action) -> bool:
    """Whether somebody of the cast holds the right to a step for a problem of village 1."""
    if action is A.CLOSE and name in OF_CITY_AND_PROVINCE:
        return True
    return name in HOLDERS[action] or name == BY_REQUEST.get(action)


def test_each_post_of_the_pack_takes_its_own_steps_and_only_from_their_states(
    demo_pack: Pack,
) -> None:
    missing = set(demo_pack.posts) - set(POSTS)
    assert not missing, "a new post: say here which steps it takes"
    n_cells = 0
    for post, state, action in product(POSTS, State, Action):
        n_cells += 1
        holds = VERBS[action] in demo_pack.posts[post].verbs
        assert holds == (action in POSTS[post]), (post, action)
        opened = {o.transition.action for o in offers(state, lambda _verb, h=holds: h, SOMEBODY)}
        wanted = holds and state in SOURCES[action] and action not in BY_REQUEST
        assert (action in opened) == wanted, (post, state, action)
    assert n_cells == len(POSTS) * len(State) * len(Action) > 5000


def test_every_state_by_every_step_by_every_post_is_as_the_table_says(
    cast: Cast, make: Maker
) -> None:
    """No cell left out: a post without the verb, a wrong state, a barred relation each refuse."""
    problems = in_every_state(make)
    assert set(State) - set(problems) == {S.CORRECTED}
    people = {name: cast.actor(name) for name in NAMES}
    n_cells, allowed = 0, set()
    for (state, problem), action, (name, actor) in product(
        problems.items(), Action, people.items()
    ):
        n_cells += 1
        verb = VERBS[action]
        holds = may_here(actor, problem, verb)
        assert holds == is_holder(name, action), (state, action, name)
        facts = facts_of(problem, actor, FACT_WORDS)
        try:
            decide(state, action, facts)
            is_open, code = True, ""
        except Refused as refused:
            is_open, code = False, refused.code
        if state not in SOURCES[action]:
            assert code == "STEP_NOT_POSSIBLE"
        else:
            assert code in {"", "STEP_SAME_PERSON", "STEP_LEVEL"}
        if holds and is_open:
            allowed.add((state, action, name))
        offered = {o.transition.action for o in offers_for(actor, problem) if o.refusal is None}
        wanted = holds and is_open and action not in BY_REQUEST
        assert (action in offered) == wanted, (state, action, name)
    assert n_cells == (len(State) - 1) * len(Action) * len(NAMES) >= 1000
    assert len(allowed) > 40
    assert {name for _, _, name in allowed} == {"min", "rui", "lei", "tang", "ping", "qiao"}, (
        "city and province sign what they found"
    )


@pytest.mark.parametrize("level", ["village", "township", "county", "city", "province"])
def test_every_level_that_signs_off_against_every_level_of_a_problem(level: str) -> None:
    order = ["village", "township", "county", "city", "province"]
    for needed in order:
        facts = Facts("me", present=frozenset(FACT_WORDS), sign_level=needed,
                      levels=frozenset({level}), rectifiers=frozenset({"x"}))  # fmt: skip
        # What is the county's or below, the county may sign; a city or province signs its own.
        may = level == needed or (order.index(needed) < order.index(level) <= order.index("county"))
        try:
            decide(S.REVIEWED, A.CLOSE, facts)
            signed = True
        except Refused:
            signed = False
        assert signed is may, (level, needed)


def test_who_lacks_the_right_is_refused_without_a_trace_at_every_step(
    cast: Cast, make: Maker
) -> None:
    problem = make.problem(state=State.RECTIFYING)
    for action, name in product(Action, NAMES):
        if is_holder(name, action):
            continue
        with pytest.raises(Refused) as refusal:
            take_step(cast.actor(name), problem.code, action, EVERYTHING, at=AT)
        assert refusal.value.code in {"NOT_ALLOWED", "NOT_FOUND"}, (action, name)
    assert stored(problem).version == problem.version


def test_after_a_send_back_the_plan_has_its_own_term_and_the_other_dates_stay(
    cast: Cast, make: Maker
) -> None:
    later = AT + timedelta(days=9)
    for back_to in ("", S.RETURNED, S.ACCEPTED, S.CONFIRMED):
        problem = make.problem(state=State.UNDER_REVIEW)
        before = (problem.due_on, problem.plan_due_on)
        take_step(
            cast.qiao, problem.code, A.RETURN, Filled(reason="照片不清", back_to=back_to), at=later
        )
        after = stored(problem)
        assert after.due_on == before[0], "no time is won by being sent back"
        planned_anew = after.plan_due_on == later.date() + timedelta(days=5)
        assert planned_anew is (back_to == S.ACCEPTED)
        present = after.plan_due_on if back_to == S.ACCEPTED else before[0]
        assert after.next_due_on == present
        assert after.is_overdue((present or later.date()) + timedelta(days=1))
