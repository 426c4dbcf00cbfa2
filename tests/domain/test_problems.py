"""The life of a problem: refusals first, then the whole table, then every road that leads out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

import pytest

from huitoukan.domain.problems import (
    ACTION_WORDS,
    APART_REASONS,
    DATED_STATES,
    ENDINGS,
    FACT_WORDS,
    OPEN_STATES,
    SIGN_LEVELS,
    STATE_WORDS,
    TRANSITIONS,
    Action,
    Ending,
    Facts,
    State,
    decide,
    is_overdue,
    landing,
    offers,
    reachable,
    sign_level,
    transition_for,
)
from huitoukan.domain.refusals import Refused
from huitoukan.domain.verbs import VERBS

EVERYTHING = frozenset(FACT_WORDS)
S, A = State, Action

# Said a second time, in other words than the table's own: from where a step leads to where.
LIFE = {
    (S.REGISTERED, A.CONFIRM): S.CONFIRMED,
    (S.REGISTERED, A.REJECT): S.REJECTED,
    (S.REGISTERED, A.REPORT_DATA_ERROR): S.DATA_FIX,
    (S.DATA_FIX, A.CORRECT): S.CORRECTED,
    (S.CONFIRMED, A.ASSIGN): S.ASSIGNED,
    (S.ASSIGNED, A.ACCEPT): S.ACCEPTED,
    (S.ACCEPTED, A.PLAN): S.PLANNED,
    (S.PLANNED, A.APPROVE_PLAN): S.RECTIFYING,
    (S.PLANNED, A.RETURN_PLAN): S.ACCEPTED,
    (S.REGISTERED, A.FIX_ON_SPOT): S.UNDER_REVIEW,
    (S.DEFERRED, A.SUBMIT): S.UNDER_REVIEW,
    (S.ARCHIVED, A.REOPEN): S.RECTIFYING,
    (S.CLOSED, A.ARCHIVE): S.ARCHIVED,
    (S.PAUSED, A.RESUME): S.RECTIFYING,
    (S.RECTIFYING, A.PAUSE): S.PAUSED,
    (S.RETURNED, A.PAUSE): S.PAUSED,
    (S.RECTIFYING, A.DEFER): S.DEFERRED,
    (S.RETURNED, A.DEFER): S.DEFERRED,
    **{
        (state, A.TRANSFER): S.TRANSFERRED
        for state in (
            *(S.CONFIRMED, S.ASSIGNED, S.ACCEPTED, S.PLANNED),
            *(S.RECTIFYING, S.RETURNED, S.DEFERRED),
        )
    },
    **{
        (state, A.MERGE): S.MERGED
        for state in (
            *(S.REGISTERED, S.CONFIRMED, S.ASSIGNED, S.ACCEPTED),
            *(S.PLANNED, S.RECTIFYING, S.RETURNED),
        )
    },
    (S.RECTIFYING, A.SUBMIT): S.UNDER_REVIEW,
    (S.RETURNED, A.SUBMIT): S.UNDER_REVIEW,
    (S.UNDER_REVIEW, A.RETURN): S.RETURNED,
    (S.REVIEWED, A.RETURN): S.RETURNED,
    (S.UNDER_REVIEW, A.PASS_REVIEW): S.REVIEWED,
    (S.REVIEWED, A.CLOSE): S.CLOSED,
    (S.CLOSED, A.REOPEN): S.RECTIFYING,
}
BARRED = {
    A.PASS_REVIEW: {"finder", "rectifier", "village_team"},
    A.CLOSE: {"rectifier", "reviewer", "village_team"},
    A.APPROVE_PLAN: {"rectifier", "village_team"},
    A.RETURN_PLAN: {"rectifier", "village_team"},
    A.ARCHIVE: {"rectifier", "village_team"},
    A.MERGE: {"rectifier"},
    A.PAUSE: {"rectifier", "asker"},
    A.DEFER: {"rectifier", "asker"},
    A.TRANSFER: {"rectifier", "asker"},
}
"""Who may not take a step; every other step may be taken by anybody with the verb."""
RELATIONS = ("finder", "rectifier", "reviewer", "village_team", "asker")


def facts(*relations: str, present: frozenset[str] = EVERYTHING) -> Facts:
    """The facts of somebody who stands in these relations to the problem."""
    return Facts(
        actor="me",
        finder="me" if "finder" in relations else "other",
        rectifiers=frozenset({"x", "me"} if "rectifier" in relations else {"x"}),
        reviewer="me" if "reviewer" in relations else "y",
        in_village_team="village_team" in relations,
        present=present,
        asker="me" if "asker" in relations else "z",
    )


def test_a_step_that_is_not_possible_is_refused_with_both_words() -> None:
    with pytest.raises(Refused) as refusal:
        decide(S.REGISTERED, A.CLOSE, facts())
    assert refusal.value.code == "STEP_NOT_POSSIBLE"
    assert "待部门确认" in refusal.value.sentence()
    assert "同意销号" in refusal.value.sentence()


def test_the_wrong_moment_is_told_before_the_wrong_person() -> None:
    with pytest.raises(Refused) as refusal:
        decide(S.RECTIFYING, A.CLOSE, facts(*RELATIONS, present=frozenset()))
    assert refusal.value.code == "STEP_NOT_POSSIBLE"


def test_the_wrong_person_is_told_before_what_is_missing() -> None:
    with pytest.raises(Refused) as refusal:
        decide(S.UNDER_REVIEW, A.PASS_REVIEW, facts("rectifier", present=frozenset()))
    assert refusal.value.code == "STEP_SAME_PERSON"


def test_what_is_missing_is_named_in_the_order_of_the_form() -> None:
    with pytest.raises(Refused) as refusal:
        decide(S.REGISTERED, A.REJECT, facts(present=frozenset({"reason"})))
    assert refusal.value.code == "STEP_MISSING_FACTS"
    assert refusal.value.sentence() == "“确认不属实”还缺：意见、签字盖章编号。"


@pytest.mark.parametrize("role", sorted(APART_REASONS))
def test_a_barred_person_reads_why(role: str) -> None:
    action = next(a for a, roles in BARRED.items() if role in roles)
    state = next(s for s, a in LIFE if a is action)
    with pytest.raises(Refused) as refusal:
        decide(state, action, facts(role))
    assert refusal.value.sentence() == APART_REASONS[role]


def every_relation() -> Iterator[frozenset[str]]:
    for chosen in product((False, True), repeat=len(RELATIONS)):
        yield frozenset(r for r, has in zip(RELATIONS, chosen, strict=True) if has)


def test_the_whole_table_answers_as_the_law_says_cell_by_cell() -> None:
    cells = 0
    for state, action, relations in product(State, Action, every_relation()):
        try:
            answer: State | str = decide(state, action, facts(*relations)).target
        except Refused as refused:
            answer = refused.code
        target = LIFE.get((state, action))
        if target is None:
            expected: State | str = "STEP_NOT_POSSIBLE"
        elif BARRED.get(action, set()) & relations:
            expected = "STEP_SAME_PERSON"
        else:
            expected = target
        assert answer == expected, (state, action, relations)
        cells += 1
    assert cells == len(State) * len(Action) * 2 ** len(RELATIONS) == 12096


@pytest.mark.parametrize("needed", SIGN_LEVELS)
def test_a_level_signs_its_own_and_the_county_what_is_below(needed: str) -> None:
    """Who of each single level signs off, for each level that is asked for."""
    signs = {
        "village": {"village", "township", "county"},
        "township": {"township", "county"},
        "county": {"county"},
        "city": {"city"},
        "province": {"province"},
    }
    for level in SIGN_LEVELS:
        somebody = replace(facts(), sign_level=needed, levels=frozenset({level}))
        try:
            answer = decide(S.REVIEWED, A.CLOSE, somebody).target.value
        except Refused as refused:
            answer = refused.code
        assert answer == ("closed" if level in signs[needed] else "STEP_LEVEL"), level


def test_what_city_or_province_found_goes_back_to_them_for_the_last_signature() -> None:
    assert sign_level("village", "city") == "city"
    assert sign_level("county", "province") == "province"
    for found in ("village", "township", "county"):
        assert sign_level("township", found) == "township"


def test_a_hint_is_signed_off_in_its_village_by_somebody_who_did_not_review_it() -> None:
    mine = replace(facts("village_team"), sign_level="village", levels=frozenset({"village"}))
    assert decide(S.REVIEWED, A.CLOSE, mine).target is S.CLOSED
    with pytest.raises(Refused) as refusal:
        decide(S.REVIEWED, A.CLOSE, replace(mine, sign_level="county"))
    assert refusal.value.code == "STEP_SAME_PERSON"
    with pytest.raises(Refused):
        decide(S.REVIEWED, A.CLOSE, replace(mine, reviewer="me"))


def test_a_rectification_goes_back_only_to_a_step_behind_it() -> None:
    back = {
        S.UNDER_REVIEW: {S.RETURNED, S.ACCEPTED, S.CONFIRMED},
        S.REVIEWED: {S.RETURNED, S.ACCEPTED, S.CONFIRMED, S.UNDER_REVIEW},
    }
    for state, choices in back.items():
        row = decide(state, A.RETURN, facts())
        assert landing(row, state) is S.RETURNED
        for chosen in State:
            if chosen in choices:
                assert landing(row, state, chosen) is chosen
            else:
                with pytest.raises(Refused) as refusal:
                    landing(row, state, chosen)
                assert refusal.value.code == "STEP_BACK_TO"


def test_a_step_that_needs_an_approved_request_is_never_offered_by_itself() -> None:
    for state in State:
        offered = {o.transition.action for o in offers(state, lambda _verb: True, facts())}
        assert not offered & {A.PAUSE, A.DEFER, A.TRANSFER}


def test_a_step_needs_each_of_its_facts() -> None:
    for row in TRANSITIONS:
        for need in row.needs:
            with pytest.raises(Refused) as refusal:
                decide(row.sources[0], row.action, facts(present=EVERYTHING - {need}))
            assert refusal.value.code == "STEP_MISSING_FACTS"
            assert FACT_WORDS[need].zh in refusal.value.sentence()


def test_what_shows_a_rectification_and_who_signed_are_always_asked_for() -> None:
    needs = {row.action: set(row.needs) for row in TRANSITIONS}
    assert needs[A.SUBMIT] == {"result", "evidence"}
    assert needs[A.CONFIRM] >= {"opinion", "seal_no"}
    assert needs[A.PASS_REVIEW] == needs[A.CLOSE] == {"opinion"}
    assert needs[A.RETURN] == needs[A.REOPEN] == needs[A.RETURN_PLAN] == {"reason"}
    assert needs[A.FIX_ON_SPOT] == {"result", "before", "evidence"}
    for action in (A.PAUSE, A.DEFER, A.TRANSFER):
        assert needs[action] >= {"reason", "request"}


def test_each_step_stands_once_in_the_table_and_asks_for_one_known_verb() -> None:
    assert len({row.action for row in TRANSITIONS}) == len(TRANSITIONS) == len(Action)
    assert {row.verb for row in TRANSITIONS} <= set(VERBS)
    moves = [(source, row.action) for row in TRANSITIONS for source in row.sources]
    assert len(moves) == len(set(moves))
    for state, action in moves:
        assert transition_for(state, action).action is action


def test_every_state_is_reached_and_only_the_intended_ones_are_dead_ends() -> None:
    assert reachable([S.REGISTERED]) == frozenset(State)
    dead_ends = set(State) - {source for row in TRANSITIONS for source in row.sources}
    assert dead_ends == {S.REJECTED, S.CORRECTED, S.MERGED, S.TRANSFERRED}
    assert set(State) - OPEN_STATES == dead_ends | {S.CLOSED, S.ARCHIVED, S.DEFERRED}


def test_the_three_endings_are_kept_apart_and_none_is_reached_by_who_did_the_work() -> None:
    kinds = {kind: {s for s, ending in ENDINGS.items() if ending is kind} for kind in Ending}
    assert kinds[Ending.RECTIFIED] == {S.CLOSED, S.ARCHIVED}
    assert kinds[Ending.CANCELLED] == {S.REJECTED, S.CORRECTED, S.MERGED}
    assert kinds[Ending.PASSED_ON] == {S.TRANSFERRED, S.DEFERRED}
    for (state, action), target in LIFE.items():
        if target in ENDINGS and S.RECTIFYING in reachable([S.CONFIRMED]):
            if state in {S.REGISTERED, S.DATA_FIX}:
                continue  # nobody has worked on it yet
            assert "rectifier" in BARRED[action], (state, action)


def test_from_every_open_state_there_is_a_way_to_an_end() -> None:
    for state in OPEN_STATES:
        assert reachable([state]) - OPEN_STATES, state


def test_every_word_has_its_words() -> None:
    assert set(STATE_WORDS) == set(State)
    assert set(ACTION_WORDS) == set(Action)
    needed = {need for row in TRANSITIONS for need in row.needs}
    assert needed <= set(FACT_WORDS)
    barred = {role for row in TRANSITIONS for role in row.apart_from}
    assert barred == set(APART_REASONS)
    for words in (*STATE_WORDS.values(), *ACTION_WORDS.values(), *FACT_WORDS.values()):
        assert words.zh
        assert words.en
    assert len({words.zh for words in STATE_WORDS.values()}) == len(State)


PERSONS = ("finder", "local", "b", "c", "d")


@dataclass(frozen=True)
class Standing:
    """A problem and what has really happened to it since it was last submitted."""

    state: State = S.REGISTERED
    rectifiers: frozenset[str] = frozenset()
    reviewer: str = ""
    passed_by: str = ""  # told by the road taken, not by the fact that the reviewer is named

    def facts_for(self, actor: str) -> Facts:
        return Facts(
            actor=actor,
            finder="finder",
            rectifiers=self.rectifiers,
            reviewer=self.reviewer,
            in_village_team=actor == "local",
            present=EVERYTHING,
        )

    def after(self, action: Action, actor: str, target: State) -> Standing:
        """What `problems.services` writes down after a step."""
        found = replace(self, state=target)
        if action in {A.ACCEPT, A.PLAN, A.SUBMIT, A.FIX_ON_SPOT}:
            found = replace(found, rectifiers=self.rectifiers | {actor})
        if action is A.PASS_REVIEW:
            found = replace(found, reviewer=actor, passed_by=actor)
        if action in {A.RETURN, A.REOPEN}:
            found = replace(found, reviewer="")
        if target is S.UNDER_REVIEW or action in {A.RETURN, A.REOPEN}:
            found = replace(found, passed_by="")
        return found


def test_no_road_reaches_sign_off_without_review_and_closing_by_other_people() -> None:
    seen, waiting, closings = {Standing()}, deque([Standing()]), 0
    while waiting:
        here = waiting.popleft()
        for action, actor in product(Action, PERSONS):
            try:
                row = decide(here.state, action, here.facts_for(actor))
            except Refused:
                continue
            there = here.after(action, actor, row.target)
            if row.target is S.CLOSED:
                closings += 1
                assert action is A.CLOSE
                assert here.state is S.REVIEWED
                assert here.rectifiers
                assert here.passed_by
                assert here.passed_by not in here.rectifiers | {"finder", "local"}
                assert actor not in here.rectifiers | {here.passed_by, "local"}
            if there not in seen:
                seen.add(there)
                waiting.append(there)
    assert closings > 50
    assert {standing.state for standing in seen} == set(State)


def test_a_problem_is_overdue_from_the_day_after_its_date_and_only_while_open() -> None:
    due = date(2026, 11, 20)
    for state in State:
        has_date = state in DATED_STATES
        assert has_date is (state is S.DEFERRED or (state in OPEN_STATES and state is not S.PAUSED))
        assert not is_overdue(state, due, due)
        assert is_overdue(state, due, due + timedelta(days=1)) is has_date
        assert not is_overdue(state, None, due)


def test_a_page_offers_only_the_steps_of_verbs_held() -> None:
    assert offers(S.REGISTERED, lambda _verb: False, facts()) == ()
    found = offers(S.UNDER_REVIEW, lambda verb: verb == "problem.return", facts())
    assert [offer.transition.action for offer in found] == [A.RETURN]


def test_a_page_shows_a_barred_step_with_its_reason_and_agrees_with_the_decision() -> None:
    for state, relations in product(State, every_relation()):
        mine = facts(*relations)
        found = {o.transition.action: o.refusal for o in offers(state, lambda _verb: True, mine)}
        asked = {A.PAUSE, A.DEFER, A.TRANSFER}
        assert set(found) == {action for s, action in LIFE if s is state} - asked
        for action, refusal in found.items():
            bar = refusal.sentence() if refusal else ""
            answer = ""
            try:
                decide(state, action, mine)
            except Refused as refused:
                answer = refused.sentence()
            assert bar == answer
