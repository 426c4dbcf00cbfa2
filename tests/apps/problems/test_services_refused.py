"""Steps that are refused: without the right, abroad, the same person, facts missing, too late."""

from __future__ import annotations

from typing import Any

import pytest

from huitoukan.apps.problems.queries import steps_for
from huitoukan.apps.problems.services import steps
from huitoukan.apps.problems.services.steps import Filled, take_step
from huitoukan.domain.problems import Action, State
from huitoukan.domain.refusals import Refused
from tests.apps.problems.acting import EVERYTHING, FILLED, as_somebody_with, stored, traces
from tests.cast import AT, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import Maker

# --- who may not ---

WITHOUT_THE_VERB = [
    (
        State.REGISTERED,
        Action.CONFIRM,
        ("ping", "qiao", "tang", "rui", "lei", "wen", "shi", "gong"),
    ),
    (State.CONFIRMED, Action.ASSIGN, ("ping", "qiao", "tang", "min", "wen", "sheng")),
    (State.ASSIGNED, Action.ACCEPT, ("rui", "lei", "qiao", "min", "cha")),
    (State.ACCEPTED, Action.PLAN, ("rui", "lei", "qiao", "min")),
    (State.RECTIFYING, Action.SUBMIT, ("rui", "lei", "qiao", "min", "cha")),
    (State.UNDER_REVIEW, Action.PASS_REVIEW, ("ping", "tang", "rui", "lei", "min", "wen")),
    (State.REVIEWED, Action.CLOSE, ("ping", "tang", "rui", "qiao", "min", "wen")),
    (State.CLOSED, Action.REOPEN, ("ping", "tang", "rui", "qiao", "min")),
]


@pytest.mark.parametrize(("state", "action", "accounts"), WITHOUT_THE_VERB)
def test_without_the_verb_a_step_changes_nothing(
    state: State, action: Action, accounts: tuple[str, ...], make: Maker
) -> None:
    problem = make.problem(state=state)
    before = traces(problem)
    for account in accounts:
        with pytest.raises(Refused) as refusal:
            take_step(make.cast.actor(account), problem.code, action, EVERYTHING, at=AT)
        assert refusal.value.code == "NOT_ALLOWED", account
    assert traces(problem) == before


def test_who_records_no_corrections_is_neither_offered_the_step_nor_let_through(
    make: Maker,
) -> None:
    problem = make.step(make.problem(), Action.REPORT_DATA_ERROR, "min", EVERYTHING)
    before = traces(problem)
    for account in ("ping", "qiao", "tang", "lei", "min", "wen"):
        waiting = steps_for(make.cast.actor(account), make.cast.campaign)
        assert Action.CORRECT not in {step.action for step, _ in waiting}, account
        with pytest.raises(Refused) as refusal:
            take_step(make.cast.actor(account), problem.code, Action.CORRECT, EVERYTHING, at=AT)
        assert refusal.value.code == "NOT_ALLOWED", account
    assert traces(problem) == before


ABROAD = [
    (State.REGISTERED, Action.CONFIRM, "bao"),
    (State.CONFIRMED, Action.ASSIGN, "shan"),
    (State.ASSIGNED, Action.ACCEPT, "ning"),
    (State.RECTIFYING, Action.SUBMIT, "ning"),
]


@pytest.mark.parametrize(("state", "action", "account"), ABROAD)
def test_another_department_village_or_county_reads_that_there_is_no_such_problem(
    state: State, action: Action, account: str, make: Maker
) -> None:
    problem = make.problem(state=state)
    before = traces(problem)
    sentences = []
    for code in (problem.code, "WT-2026-999999"):
        with pytest.raises(Refused) as refusal:
            take_step(make.cast.actor(account), code, action, EVERYTHING, at=AT)
        assert refusal.value.code == "NOT_FOUND"
        sentences.append(refusal.value.sentence().replace(code, "…"))
    assert sentences[0] == sentences[1]
    assert traces(problem) == before


def test_the_reviewer_of_another_township_is_not_asked(make: Maker) -> None:
    problem = make.problem(make.household(VILLAGE_3))
    for action, account in (
        (Action.CONFIRM, "min"),
        (Action.ASSIGN, "rui"),
    ):
        problem = make.step(problem, action, account)
    with pytest.raises(Refused) as refusal:
        make.step(problem, Action.ACCEPT, "tang")
    assert refusal.value.code == "NOT_FOUND"


@pytest.mark.parametrize("account", ["rui", "tang", "ping"])
def test_finder_rectifier_and_villager_do_not_review(account: str, make: Maker) -> None:
    problem = make.problem(state=State.UNDER_REVIEW)
    actor = as_somebody_with(make.cast, account, "qiao")
    before = traces(problem)
    with pytest.raises(Refused) as refusal:
        take_step(actor, problem.code, Action.PASS_REVIEW, EVERYTHING, at=AT)
    assert refusal.value.code == "STEP_SAME_PERSON"
    assert traces(problem) == before


@pytest.mark.parametrize("account", ["qiao", "tang", "ping"])
def test_reviewer_rectifier_and_villager_do_not_sign_off(account: str, make: Maker) -> None:
    problem = make.problem(state=State.REVIEWED)
    actor = as_somebody_with(make.cast, account, "lei")
    with pytest.raises(Refused) as refusal:
        take_step(actor, problem.code, Action.CLOSE, EVERYTHING, at=AT)
    assert refusal.value.code == "STEP_SAME_PERSON"
    assert stored(problem).stands is State.REVIEWED


def test_a_worker_of_the_village_does_not_review_there_though_he_did_nothing(
    make: Maker, cast: Cast
) -> None:
    problem = make.problem(make.household(VILLAGE_2), state=State.REGISTERED)
    for action, account in (
        (Action.CONFIRM, "min"), (Action.ASSIGN, "rui"), (Action.ACCEPT, "tang"),
        (Action.PLAN, "tang"), (Action.APPROVE_PLAN, "qiao"), (Action.SUBMIT, "tang"),
    ):  # fmt: skip
        problem = make.step(problem, action, account)
    actor = as_somebody_with(cast, "ning", "qiao")
    with pytest.raises(Refused) as refusal:
        take_step(actor, problem.code, Action.PASS_REVIEW, EVERYTHING, at=AT)
    assert "本村工作队" in refusal.value.sentence()
    elsewhere = as_somebody_with(cast, "ping", "qiao")
    assert take_step(elsewhere, problem.code, Action.PASS_REVIEW, EVERYTHING, at=AT)


def test_a_rectifier_of_the_first_round_does_not_review_the_second(make: Maker) -> None:
    problem = make.problem(state=State.CLOSED)
    problem = make.step(problem, Action.REOPEN, "lei", EVERYTHING)
    problem = make.step(problem, Action.SUBMIT, "ping")
    actor = as_somebody_with(make.cast, "tang", "qiao")
    with pytest.raises(Refused) as refusal:
        take_step(actor, problem.code, Action.PASS_REVIEW, EVERYTHING, at=AT)
    assert refusal.value.code == "STEP_SAME_PERSON"


# --- what must be there ---


@pytest.mark.parametrize(
    ("step", "filled", "missing"),
    [
        ((State.REGISTERED, Action.CONFIRM, "min"), Filled(opinion="属实"), "签字盖章编号"),
        ((State.REGISTERED, Action.CONFIRM, "min"), Filled(opinion="  ", seal_no="1"), "意见"),
        ((State.CONFIRMED, Action.ASSIGN, "rui"), Filled(unit="镇政府"), "责任人"),
        ((State.ACCEPTED, Action.PLAN, "ping"), Filled(measure="修"), "完成时限"),
        ((State.RECTIFYING, Action.SUBMIT, "ping"), Filled(result="好了"), "佐证材料"),
        ((State.UNDER_REVIEW, Action.RETURN, "qiao"), Filled(), "理由"),
        ((State.CLOSED, Action.REOPEN, "lei"), Filled(reason="\t"), "理由"),
    ],
)
def test_a_step_without_its_facts_is_refused_by_their_name(
    step: tuple[State, Action, str], filled: Filled, missing: str, make: Maker
) -> None:
    state, action, account = step
    problem = make.problem(state=state)
    with pytest.raises(Refused) as refusal:
        take_step(make.cast.actor(account), problem.code, action, filled, at=AT)
    assert refusal.value.code == "STEP_MISSING_FACTS"
    assert missing in refusal.value.sentence()
    assert stored(problem).version == problem.version


def test_a_step_from_an_old_page_is_refused(make: Maker) -> None:
    problem = make.problem()
    filled = FILLED[Action.CONFIRM]
    for seen in (0, 2, 99):
        with pytest.raises(Refused) as refusal:
            take_step(make.cast.min, problem.code, Action.CONFIRM, filled, at=AT, seen_version=seen)
        assert refusal.value.code == "STEP_STALE"
    done = take_step(make.cast.min, problem.code, Action.CONFIRM, filled, at=AT, seen_version=1)
    assert done.version == 2


def test_a_crash_in_mid_step_leaves_nothing(make: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = make.problem()
    before = traces(problem)

    def fail(*_: Any, **__: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(steps, "report_rectification", fail)
    with pytest.raises(OSError, match="disk is full"):
        make.step(problem, Action.CONFIRM, "min")
    assert traces(problem) == before
