"""The ledger: numbers, the road of a problem from its finding to its sign-off, and its dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from huitoukan.apps.campaigns.models import Campaign, Gate
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.journal.queries import breaks
from huitoukan.apps.journal.services import use_case
from huitoukan.apps.problems.models import Problem, ProblemEvent
from huitoukan.apps.problems.services.batches import assign_many
from huitoukan.apps.problems.services.steps import (
    Filled,
    Finding,
    next_number,
    open_problem,
    take_step,
)
from huitoukan.domain.problems import Action, State
from huitoukan.domain.refusals import Refused
from tests.apps.problems.acting import EVERYTHING, FILLED, find, stored
from tests.cast import AT, ENDS_ON, VILLAGE_1, Cast
from tests.factories import Maker

# --- opening ---


def test_numbers_run_from_one_in_each_year_and_are_never_given_twice(cast: Cast) -> None:
    assert [next_number(2026), next_number(2026), next_number(2027)] == [
        "WT-2026-000001",
        "WT-2026-000002",
        "WT-2027-000001",
    ]


def test_a_number_is_not_given_again_after_a_rollback_or_a_deletion(cast: Cast) -> None:
    first = find(cast.rui, cast)
    with transaction.atomic():
        find(cast.rui, cast)
        transaction.set_rollback(True)
    second = find(cast.rui, cast)
    Problem.objects.for_system("tests").filter(pk=second.pk).delete()
    third = find(cast.rui, cast)
    assert len({first.code, second.code, third.code}) == 3
    assert first.code < second.code < third.code


def test_the_year_of_a_number_is_the_year_in_china(cast: Cast) -> None:
    kind = next(iter(cast.pack.problem_types.values()))
    finding = Finding(kind, cast.area(VILLAGE_1), "题", "tests", "", "health", "B")
    opening = use_case("hit.judge")(open_problem)
    at = AT.replace(year=2027, month=1, day=1, hour=1)
    made = opening(cast.rui, cast.campaign, finding, at=at)
    assert made.code.startswith("WT-2027-"), "it is still 2026 in Greenwich"


def test_a_finding_becomes_a_problem_that_waits_for_its_department(cast: Cast) -> None:
    problem = find(cast.rui, cast, "X1", evidence={"rule": "X16"})
    assert (problem.stands, problem.version, problem.round) == (State.REGISTERED, 1, 1)
    assert (problem.found_by, problem.found_by_name) == ("rui", "瑞县办")
    assert problem.confirm_due_on == date(2026, 11, 5), "three working days"
    assert problem.evidence == {"rule": "X16"}
    event = ProblemEvent.objects.get(problem=problem)
    assert (event.seq, event.action, event.to_state) == (1, "register", "registered")
    assert Entry.objects.get(object_code=problem.code).details["origin"] == "tests:X1"


def test_what_found_a_problem_opens_it_once(cast: Cast) -> None:
    find(cast.rui, cast, "X1")
    with pytest.raises(IntegrityError), transaction.atomic():
        find(cast.rui, cast, "X1")
    find(cast.rui, cast)
    find(cast.rui, cast)
    assert Problem.objects.for_system("tests").count() == 3, "without an origin any number"


# --- the road ---


def test_a_problem_walks_from_registration_to_sign_off_by_eight_hands(make: Maker) -> None:
    problem = make.problem(state=State.CLOSED)
    events = list(ProblemEvent.objects.filter(problem=problem))
    assert [event.seq for event in events] == list(range(1, 10))
    assert [event.actor_code for event in events] == [
        "rui", "min", "rui", "tang", "ping", "qiao", "ping", "qiao", "lei",
    ]  # fmt: skip
    for before, after in pairwise(events):
        assert after.from_state == before.to_state
    assert (problem.stands, problem.version) == (State.CLOSED, 9)
    assert (problem.reviewer, problem.reviewer_name) == ("qiao", "乔审言")
    assert (problem.signer_name, problem.closed_on) == ("雷主任", AT.date())
    assert problem.rectifiers == {"ping", "tang"}
    assert problem.result == "已补办，户主签字确认"
    gate = Gate.objects.get(code="problems.closed")
    assert (gate.is_passed, gate.told) == (True, "已办结 1 / 1 条")
    assert list(breaks()) == []


def test_evidence_hangs_on_the_step_that_brought_it(make: Maker) -> None:
    problem = make.problem(state=State.UNDER_REVIEW)
    submit = ProblemEvent.objects.get(problem=problem, action="submit")
    (file,) = submit.files.all()
    assert file.caption.startswith("整改后")
    assert problem.evidence_files.count() == 1
    assert submit.facts["evidence"] == file.file.name


def test_sent_back_it_comes_again_and_needs_a_new_review(make: Maker) -> None:
    problem = make.problem(state=State.REVIEWED)
    problem = make.step(problem, Action.RETURN, "lei")
    assert (problem.stands, problem.reviewer, problem.round) == (State.RETURNED, "", 1)
    with pytest.raises(Refused) as refusal:
        make.step(problem, Action.CLOSE, "lei")
    assert refusal.value.code == "STEP_NOT_POSSIBLE"
    problem = make.step(problem, Action.SUBMIT, "tang")
    problem = make.walk(problem, State.CLOSED)
    assert problem.stands is State.CLOSED


def test_reopened_it_is_a_new_round_with_its_old_rectifiers(make: Maker, cast: Cast) -> None:
    problem = make.problem(state=State.CLOSED)
    problem = make.step(problem, Action.REOPEN, "lei", Filled(reason="又漏雨了"))
    assert (problem.stands, problem.round) == (State.RECTIFYING, 2)
    assert (problem.closed_on, problem.signer_name, problem.reviewer) == (None, "", "")
    assert problem.rectifiers == {"ping", "tang"}
    assert problem.due_on == AT.date() + timedelta(days=30)
    closed = make.walk(problem, State.CLOSED)
    assert ProblemEvent.objects.filter(problem=closed, round=2).count() == 4
    assert not Gate.objects.filter(code="problems.closed", is_passed=False).exists()


def test_a_doubt_that_was_none_and_a_data_error_end_without_rectification(make: Maker) -> None:
    rejected = make.step(make.problem(), Action.REJECT, "min", EVERYTHING)
    assert (rejected.stands, rejected.is_open) == (State.REJECTED, False)
    fix = make.step(make.problem(), Action.REPORT_DATA_ERROR, "min", EVERYTHING)
    evidence = make.evidence(make.cast.rui, fix)
    fixed = make.step(fix, Action.CORRECT, "rui", replace(EVERYTHING, evidence=evidence))
    assert (fixed.stands, fixed.result) == (State.CORRECTED, "结果")


# --- dates ---


def test_the_plan_is_due_five_natural_days_after_acceptance(make: Maker) -> None:
    problem = make.problem(state=State.ASSIGNED)
    at = AT.replace(day=6, hour=23)
    problem = take_step(make.cast.tang, problem.code, Action.ACCEPT, Filled(), at=at)
    assert problem.plan_due_on == date(2026, 11, 11)
    assert problem.next_due_on == problem.plan_due_on


def test_handing_over_sets_the_packs_term_but_never_beyond_the_campaign(make: Maker) -> None:
    first = make.problem(state=State.ASSIGNED)
    assert first.due_on == AT.date() + timedelta(days=30)
    second = make.problem(state=State.CONFIRMED)
    late = AT.replace(month=12, day=10)
    second = take_step(make.cast.rui, second.code, Action.ASSIGN, FILLED[Action.ASSIGN], at=late)
    assert second.due_on == ENDS_ON


def test_a_plan_finishes_by_the_date_set_at_handing_over_or_earlier(make: Maker) -> None:
    problem = make.problem(state=State.ACCEPTED)
    assert problem.due_on is not None
    plan = FILLED[Action.PLAN]
    too_late = replace(plan, due_on=problem.due_on + timedelta(days=1))
    with pytest.raises(Refused) as refusal:
        take_step(make.cast.ping, problem.code, Action.PLAN, too_late, at=AT)
    assert refusal.value.code == "DUE_TOO_LATE"
    assert problem.due_on.isoformat() in refusal.value.remedy()
    on_time = replace(plan, due_on=problem.due_on)
    assert take_step(make.cast.ping, problem.code, Action.PLAN, on_time, at=AT).due_on


def test_a_plan_does_not_end_in_the_past(make: Maker) -> None:
    problem = make.problem(state=State.ACCEPTED)
    yesterday = replace(FILLED[Action.PLAN], due_on=AT.date() - timedelta(days=1))
    with pytest.raises(Refused) as refusal:
        take_step(make.cast.ping, problem.code, Action.PLAN, yesterday, at=AT)
    assert refusal.value.code == "DUE_IN_PAST"


def test_an_overdue_problem_can_still_be_planned_and_stays_overdue(make: Maker) -> None:
    problem = make.problem(state=State.ACCEPTED)
    assert problem.due_on is not None
    later = AT + timedelta(days=60)
    plan = replace(FILLED[Action.PLAN], due_on=problem.due_on)
    planned = take_step(make.cast.ping, problem.code, Action.PLAN, plan, at=later)
    assert planned.is_overdue(later.date())


def test_a_campaign_that_is_shortened_later_moves_no_date(make: Maker) -> None:
    problem = make.problem(state=State.RECTIFYING)
    Campaign.objects.update(ends_on=date(2026, 11, 3))
    assert stored(problem).due_on == date(2026, 11, 20)


# --- several at once ---


def test_handing_over_several_has_an_outcome_for_each(make: Maker) -> None:
    good = make.problem(state=State.CONFIRMED)
    early = make.problem()
    codes = [good.code, early.code, "WT-2026-999999"]
    rows = assign_many(make.cast.rui, codes, unit="龙潭镇", person="唐守田", at=AT)
    assert [(code, done) for code, done, _ in rows] == [
        (good.code, True),
        (early.code, False),
        ("WT-2026-999999", False),
    ]
    assert "待部门确认" in rows[1][2]
    assert stored(good).person == "唐守田"
