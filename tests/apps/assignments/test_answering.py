"""Receipt, answers and what the county makes of them; refusals first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from huitoukan.apps.assignments.models import AssignmentStep, HitAnswer
from huitoukan.apps.assignments.queries import waiting_for
from huitoukan.apps.assignments.queries.splitting import Wanted
from huitoukan.apps.assignments.services.answering import (
    Answered,
    answer,
    answer_many,
    keep_papers,
    receive,
)
from huitoukan.apps.assignments.services.settling import (
    give_back,
    settle,
    settle_many,
)
from huitoukan.apps.comparison.models import Hit, HitState
from huitoukan.apps.problems.models import Problem
from huitoukan.domain.assignments import State, Step, Verdict
from huitoukan.domain.refusals import Refused
from tests.apps.assignments.sent import (
    INSIDE,
    SAID,
    STRONG,
    again,
    dismissed,
    lines_of,
    sent,
    strong,
)
from tests.cast import AT, VILLAGE_1, VILLAGE_2, Cast
from tests.factories import JPEG, Maker

pytestmark = pytest.mark.django_db


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)


def judged(hit: Hit) -> Hit:
    return Hit.objects.for_system("tests").get(pk=hit.pk)


def test_only_who_was_asked_confirms_the_receipt_and_once(cast: Cast, make: Maker) -> None:
    make.hit(None, STRONG)
    township, department = sent(cast)
    with refused("NOT_ALLOWED"):
        receive(cast.rui, township.code, at=AT)
    for stranger in (cast.min, cast.ping, cast.cha):
        with refused("NOT_FOUND"):
            receive(stranger, township.code, at=AT)
    with refused("NOT_FOUND"):
        receive(cast.bao, department.code, at=AT)
    assert receive(cast.qiao, township.code, at=AT).received_name == "乔审言"
    with refused("ASSIGN_RECEIVED"):
        receive(cast.tang, township.code, at=AT)


def test_nobody_answers_before_the_receipt(cast: Cast, make: Maker) -> None:
    hit = make.hit(None, STRONG)
    sent(cast)
    (field, _department) = lines_of(hit)
    with refused("ASSIGN_NOT_RECEIVED"):
        answer(cast.tang, field.code, SAID, at=AT)


def test_the_village_s_own_team_does_not_verify_a_strong_doubt_there(
    cast: Cast, make: Maker
) -> None:
    hit = make.hit(make.household(VILLAGE_1), STRONG)
    field, _department = sent(cast, Wanted(rule=STRONG, to="village")), None
    (assignment,) = field
    receive(cast.ping, assignment.code, at=AT)
    (line,) = lines_of(hit)
    with refused("ASSIGN_OWN_VILLAGE"):
        answer(cast.ping, line.code, SAID, at=AT)
    assert dict(waiting_for(cast.ping, cast.campaign))["answer"].count() == 0
    assert answer(cast.tang, line.code, SAID, at=AT).state == State.ANSWERED


def test_a_medium_doubt_may_be_answered_by_the_village_itself(cast: Cast, make: Maker) -> None:
    hit = make.hit(make.household(VILLAGE_1), INSIDE)
    (assignment,) = sent(cast)
    receive(cast.ping, assignment.code, at=AT)
    (line,) = lines_of(hit)
    assert answer(cast.ping, line.code, SAID, at=AT).state == State.ANSWERED


@pytest.mark.parametrize(
    ("answered", "code"),
    [
        (Answered(Verdict.DISMISSED), "REASON_NEEDED"),
        (Answered(Verdict.DISMISSED, "no-such-reason"), "REASON_NEEDED"),
        (Answered(Verdict.DISMISSED, "other"), "REASON_NEEDED"),
        (Answered(Verdict.DISMISSED, "cancelled"), "ASSIGN_EVIDENCE"),
        (Answered(Verdict.DATA_ERROR), "ASSIGN_NOTE"),
        (Answered(Verdict.RECTIFIED), "ASSIGN_NOTE"),
        (Answered(Verdict.RECTIFIED, note="已停发"), "ASSIGN_EVIDENCE"),
    ],
)
def test_an_answer_brings_what_its_verdict_and_reason_need(
    cast: Cast, make: Maker, answered: Answered, code: str
) -> None:
    both = strong(cast, make)
    with refused(code):
        answer(cast.tang, both.field.code, answered, at=AT)
    assert again(both.field).state == State.VERIFYING
    assert not HitAnswer.objects.exists()


def test_papers_are_pictures_scans_or_office_files(cast: Cast, make: Maker) -> None:
    both = strong(cast, make)
    code = both.field.assignment.code
    with refused("EVIDENCE_TYPE"):
        keep_papers(cast.tang, code, [("证明.exe", b"MZ")], at=AT)
    with refused("NOT_FOUND"):
        keep_papers(cast.bao, code, [("证明.jpg", JPEG)], at=AT)


def test_many_answers_have_an_outcome_each(cast: Cast, make: Maker) -> None:
    hits = [make.hit(make.household(village), STRONG) for village in (VILLAGE_1, VILLAGE_2)]
    for one in sent(cast):
        if one.to == "township":
            receive(cast.tang, one.code, at=AT)
    codes = [lines_of(hit)[0].code for hit in hits]
    rows = answer_many(cast.tang, [*codes, codes[0], "JB-2026-999999-001"], SAID, at=AT)
    assert [is_done for _code, is_done, _sentence in rows] == [True, True, False, False]
    assert "待县级核定" in rows[2][2]


def test_an_answer_is_no_verdict_until_the_county_takes_it(cast: Cast, make: Maker) -> None:
    both = strong(cast, make)
    answer(cast.tang, both.field.code, SAID, at=AT)
    answer(cast.min, both.department.code, SAID, at=AT)
    assert judged(both.hit).state == HitState.NEW
    for account in ("tang", "lei", "wen"):
        with refused("NOT_ALLOWED"):
            settle(cast.actor(account), both.field.code, at=AT)
    settle(cast.rui, both.field.code, at=AT)
    hit = judged(both.hit)
    assert (hit.state, hit.verdict_name) == (HitState.CONFIRMED, "瑞县办")
    assert hit.note == "入户看过，情况属实"
    assert Problem.objects.for_system("tests").get().code == hit.problem_code
    assert [line.state for line in lines_of(both.hit)] == [State.SETTLED, State.SETTLED]
    assert [line.is_adopted for line in lines_of(both.hit)] == [True, False]


def test_the_county_says_why_when_the_other_side_has_not_answered(cast: Cast, make: Maker) -> None:
    both = strong(cast, make)
    answer(cast.tang, both.field.code, SAID, at=AT)
    with refused("ASSIGN_OTHER_OPEN"):
        settle(cast.rui, both.field.code, at=AT)
    settle(cast.rui, both.field.code, opinion="入户材料充分", at=AT)
    assert judged(both.hit).note == "入户看过，情况属实；入户材料充分"
    assert again(both.department).state == State.WITHDRAWN


def test_two_sides_that_differ_are_both_kept_and_decided_one_by_one(
    cast: Cast, make: Maker
) -> None:
    both = strong(cast, make)
    answer(cast.tang, both.field.code, SAID, at=AT)
    dismissed(cast, both.department, "min")
    rows = settle_many(cast.rui, [both.field.code], opinion="一并采纳", at=AT)
    assert [is_done for _code, is_done, _sentence in rows] == [False]
    assert "两方说法不同" in rows[0][2]
    with refused("ASSIGN_DIFFER"):
        settle(cast.rui, both.department.code, at=AT)
    settle(cast.rui, both.department.code, opinion="发放系统截图为准", at=AT)
    hit = judged(both.hit)
    assert (hit.state, hit.reason_code) == (HitState.DISMISSED, "times-apart")
    assert {said.verdict for said in HitAnswer.objects.all()} == {"confirmed", "dismissed"}
    assert again(both.field).state == State.SETTLED


def test_what_was_put_right_at_once_still_goes_through_the_ledger(cast: Cast, make: Maker) -> None:
    both = strong(cast, make)
    files = keep_papers(cast.tang, both.field.assignment.code, [("停发.jpg", JPEG)], at=AT)
    said = Answered(Verdict.RECTIFIED, note="已停发并追回", files=files)
    answer(cast.tang, both.field.code, said, at=AT)
    answer(cast.min, both.department.code, SAID, at=AT)
    settle(cast.rui, both.field.code, at=AT)  # both say that it was so
    hit = judged(both.hit)
    assert hit.state == HitState.CONFIRMED
    assert hit.note == "属实，已整改；已停发并追回"
    assert Problem.objects.for_system("tests").get().code == hit.problem_code


def test_sent_back_it_is_answered_anew_with_a_new_term(cast: Cast, make: Maker) -> None:
    both = strong(cast, make)
    answer(cast.tang, both.field.code, SAID, at=AT)
    later = AT + timedelta(days=4)
    with refused("ASSIGN_REASON"):
        give_back(cast.rui, both.field.code, reason="", at=later)
    line = give_back(cast.rui, both.field.code, reason="没有看到发放记录", at=later)
    assert (line.state, line.due_on) == (State.RETURNED, date(2026, 11, 11))
    with refused("ASSIGN_STATE"):
        settle(cast.rui, line.code, opinion="算了", at=later)
    dismissed(cast, line, "tang")
    assert [said.verdict for said in again(line).answers.all()] == ["confirmed", "dismissed"]
    step = AssignmentStep.objects.get(line=line, step=Step.RETURN)
    assert (step.name, step.words) == ("瑞县办", "没有看到发放记录")
