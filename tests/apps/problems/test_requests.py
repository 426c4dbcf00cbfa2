"""More time, a pause, a long term, a transfer, funds: asked by one, granted by another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from huitoukan.apps.journal.queries import breaks
from huitoukan.apps.problems.models import ProblemEvent
from huitoukan.apps.problems.services.batches import confirm_many
from huitoukan.apps.problems.services.requests import ask, settle
from huitoukan.apps.problems.services.steps import Filled, take_step
from huitoukan.domain.problems import Action, State
from huitoukan.domain.refusals import Refused
from huitoukan.domain.requests import TERMS, Kind
from tests.apps.looking import seen
from tests.apps.problems.acting import ASKED, EVERYTHING, address_of, find, granted, stored
from tests.cast import AT, ENDS_ON, Cast
from tests.factories import Maker


@pytest.mark.parametrize("kind", Kind)
def test_a_request_needs_each_of_its_facts(kind: Kind, make: Maker) -> None:
    problem = make.problem(state=State.RECTIFYING)
    for need in TERMS[kind].needs:
        empty = None if need in {"due_on", "amount"} else ""
        with pytest.raises(Refused) as refusal:
            ask(make.cast.ping, problem.code, kind, replace(ASKED, **{need: empty}), at=AT)
        assert refusal.value.code == "REQUEST_MISSING"
    assert not problem.requests.exists()


def test_nobody_grants_an_own_request_or_one_for_work_of_the_own_hands(make: Maker) -> None:
    problem = make.problem(state=State.RECTIFYING)
    request = ask(make.cast.ping, problem.code, Kind.PAUSE, ASKED, at=AT)
    for account in ("ping", "rui", "qiao"):
        with pytest.raises(Refused) as refusal:
            settle(make.cast.actor(account), problem.code, request.seq, is_granted=True,
                   opinion="同意", at=AT)  # fmt: skip
        assert refusal.value.code == "NOT_ALLOWED"
    with pytest.raises(Refused) as refusal:
        settle(make.cast.lei, problem.code, request.seq, is_granted=True, opinion=" ", at=AT)
    assert refusal.value.code == "STEP_MISSING_FACTS"
    assert stored(problem).stands is State.RECTIFYING


def test_an_extension_gains_time_and_stays_within_the_last_day(make: Maker) -> None:
    problem = make.problem(state=State.RECTIFYING)
    assert problem.due_on == date(2026, 11, 20)
    for day in (AT.date(), date(2026, 11, 20), ENDS_ON + timedelta(days=1)):
        with pytest.raises(Refused) as refusal:
            ask(make.cast.ping, problem.code, Kind.EXTEND, replace(ASKED, due_on=day), at=AT)
        assert refusal.value.code == "REQUEST_DATE"
    request = ask(make.cast.ping, problem.code, Kind.EXTEND, ASKED, at=AT)
    assert stored(problem).due_on == date(2026, 11, 20), "until somebody grants it"
    with pytest.raises(Refused) as refusal:
        ask(make.cast.tang, problem.code, Kind.EXTEND, ASKED, at=AT)
    assert refusal.value.code == "REQUEST_WAITING"
    settle(make.cast.lei, problem.code, request.seq, is_granted=True, opinion="同意", at=AT)
    after = stored(problem)
    assert (after.due_on, after.stands) == (ASKED.due_on, State.RECTIFYING)
    assert after.version == problem.version + 1
    with pytest.raises(Refused) as refusal:
        settle(make.cast.lei, problem.code, request.seq, is_granted=False, opinion="否", at=AT)
    assert refusal.value.code == "REQUEST_DECIDED"
    assert list(breaks()) == []


def test_what_is_not_granted_changes_nothing(make: Maker) -> None:
    problem = make.problem(state=State.RECTIFYING)
    request = ask(make.cast.ping, problem.code, Kind.TRANSFER, ASKED, at=AT)
    settle(make.cast.lei, problem.code, request.seq, is_granted=False, opinion="自行整改", at=AT)
    assert stored(problem).stands is State.RECTIFYING
    assert stored(problem).version == problem.version


def test_a_pause_moves_the_date_by_its_days(make: Maker) -> None:
    problem = granted(make, make.problem(state=State.RECTIFYING), Kind.PAUSE)
    assert problem.stands is State.PAUSED
    assert not problem.is_overdue(ENDS_ON + timedelta(days=400))
    later = AT + timedelta(days=10)
    resumed = take_step(make.cast.lei, problem.code, Action.RESUME, EVERYTHING, at=later)
    assert resumed.due_on == date(2026, 11, 30)
    assert (resumed.paused_on, resumed.paused_until) == (None, None)


def test_a_long_term_has_milestones_a_date_and_a_way_to_the_review(make: Maker) -> None:
    problem = make.problem(state=State.RECTIFYING)
    for text in ("十二月完成", "2026-13-01 完成", "2027-01-01 完成"):
        with pytest.raises(Refused) as refusal:
            ask(
                make.cast.ping, problem.code, Kind.LONG_TERM, replace(ASKED, milestones=text), at=AT
            )
        assert refusal.value.code == "REQUEST_MILESTONE"
    problem = granted(make, problem, Kind.LONG_TERM)
    assert [one["what"] for one in problem.milestones] == ["完成地基", "封顶"]
    assert (problem.due_on, problem.is_open) == (ASKED.due_on, False)
    assert problem.is_overdue(date(2026, 12, 16))
    assert make.step(problem, Action.SUBMIT, "ping").stands is State.UNDER_REVIEW


def test_expedited_handling_and_county_funds_are_marks_with_their_approval(make: Maker) -> None:
    problem = make.problem(state=State.ACCEPTED)
    problem = granted(make, granted(make, problem, Kind.EXPEDITE), Kind.FUND)
    assert (problem.is_expedited, problem.county_funds) == (True, Decimal("12000.50"))
    events = ProblemEvent.objects.filter(problem=problem, action__in=["expedite", "fund"])
    assert [event.actor_code for event in events] == ["lei", "lei"]
    page = seen(make.cast.signed_in("ping"), address_of(problem))
    assert page.marks == ("特事特办", "县级统筹资金")


def test_the_page_asks_grants_and_gives_back_what_was_typed(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.RECTIFYING)
    asking = reverse("problems:ask", args=[problem.code, "extend"])
    client = cast.signed_in("ping")
    answer = client.post(asking, {"reason": "雨季", "due_on": "2026-11-01"})
    assert answer.status_code == 422
    assert "雨季" in answer.content.decode()
    assert client.post(asking, {"reason": "雨季", "due_on": "2026-12-15"}).status_code == 302
    (item,) = seen(cast.signed_in("lei"), address_of(problem)).requests
    grant, _refuse = item.decisions
    assert cast.signed_in("lei").post(grant.href, {"opinion": "同意"}).status_code == 302
    assert stored(problem).due_on == date(2026, 12, 15)
    assert cast.signed_in("ping").post(grant.href, {"opinion": "同意"}).status_code == 403


def test_the_same_problem_of_several_teams_becomes_one(make: Maker, cast: Cast) -> None:
    one, other = find(cast.rui, cast, household_no="h1"), find(cast.rui, cast, household_no="h1")
    elsewhere = find(cast.rui, cast, household_no="h2")
    for into in (one.code, elsewhere.code):
        with pytest.raises(Refused) as refusal:
            make.step(one, Action.MERGE, "rui", Filled(reason="同一问题", into=into))
        assert refusal.value.code == "MERGE_OTHER"
    merged = make.step(one, Action.MERGE, "rui", Filled(reason="同一问题", into=other.code))
    assert (merged.stands, merged.merged_into, merged.is_open) == (State.MERGED, other, False)
    page = seen(cast.signed_in("rui"), address_of(other))
    assert [link.label for link in page.others] == [f"并入本条 {one.code}"]


def test_what_is_put_right_on_the_spot_still_goes_through_review_and_sign_off(make: Maker) -> None:
    problem = make.problem()
    before, after = make.evidence(make.cast.ping, problem), make.evidence(make.cast.ping, problem)
    with pytest.raises(Refused) as refusal:
        make.step(problem, Action.FIX_ON_SPOT, "ping", Filled(result="当场清理", evidence=after))
    assert refusal.value.code == "STEP_MISSING_FACTS"
    filled = Filled(result="当场清理", before=before, evidence=after)
    problem = make.step(problem, Action.FIX_ON_SPOT, "ping", filled)
    assert (problem.stands, problem.is_on_spot) == (State.UNDER_REVIEW, True)
    assert [file.when for file in problem.evidence_files.all()] == ["before", "after"]
    assert make.walk(problem, State.CLOSED).stands is State.CLOSED


def test_sent_back_to_a_chosen_step_it_goes_on_from_there_and_the_rounds_are_counted(
    make: Maker,
) -> None:
    problem = make.problem(state=State.REVIEWED)
    to_plan = Filled(reason="措施不对", back_to=State.ACCEPTED)
    problem = make.step(problem, Action.RETURN, "lei", to_plan)
    assert (problem.stands, problem.n_returned, problem.reviewer) == (State.ACCEPTED, 1, "")
    problem = make.walk(problem, State.PLANNED)
    problem = make.step(problem, Action.RETURN_PLAN, "qiao", Filled(reason="时限太晚"))
    assert (problem.stands, problem.n_returned) == (State.ACCEPTED, 2)
    assert make.walk(problem, State.CLOSED).stands is State.CLOSED


def test_a_department_gives_its_word_about_several_under_one_seal(make: Maker, cast: Cast) -> None:
    codes = [make.problem().code, make.problem().code, make.problem(state=State.ASSIGNED).code]
    filled = Filled(opinion="属实", seal_no="民政〔2026〕9号")
    batch, rows = confirm_many(cast.min, codes, Action.CONFIRM, filled, at=AT)
    assert batch == "QR-2026-000001"
    assert [is_done for _code, is_done, _sentence in rows] == [True, True, False]
    events = ProblemEvent.objects.filter(facts__batch=batch)
    assert {event.facts["seal_no"] for event in events} == {"民政〔2026〕9号"}
    assert events.count() == 2


def test_a_stale_page_reads_who_did_what_since(make: Maker) -> None:
    problem = make.problem(state=State.UNDER_REVIEW)
    seen_version = problem.version
    make.step(problem, Action.PASS_REVIEW, "qiao")
    with pytest.raises(Refused) as refusal:
        take_step(make.cast.qiao, problem.code, Action.RETURN, EVERYTHING, at=AT,
                  seen_version=seen_version)  # fmt: skip
    assert refusal.value.code == "STEP_STALE"
    assert "乔审言" in refusal.value.sentence()
    assert "待审核→待销号" in refusal.value.sentence()
