"""What accompanies a problem without moving it: visits of the residence team, conferences."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from huitoukan.apps.journal.queries import breaks
from huitoukan.apps.problems.models import Conference, Evidence, Problem, ProblemEvent
from huitoukan.apps.problems.queries.months import moves_of
from huitoukan.apps.problems.services.following import confer_on, visit
from huitoukan.domain.following import FOLLOWED
from huitoukan.domain.problems import State
from huitoukan.domain.refusals import Refused
from tests.apps.looking import LATER, n_queries, read, seen, stand_still
from tests.apps.problems.acting import address_of, in_every_state, stored
from tests.cast import AT, TOWN_1, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import JPEG, Maker

TODAY = AT.date()


def follow(cast: Cast, account: str, problem: Problem, on: date = TODAY, **more: Any) -> Any:
    given = {"seen": "屋顶已换，墙面未粉刷", "at": AT, **more}
    return visit(cast.actor(account), problem.code, on=on, **given)


def confer(cast: Cast, account: str, *problems: Problem, on: date = TODAY) -> Conference:
    codes = [problem.code for problem in problems]
    return confer_on(
        cast.actor(account),
        codes,
        on=on,
        present="县民政局、龙潭镇、核桃村",
        minutes="先补办手续",
        at=AT,
    )


def refused(act: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refusal:
        act(*args, **more)
    assert refusal.value.sentence()
    return refusal.value.code


# --- visits ---


def test_who_does_not_follow_up_and_who_works_elsewhere_write_nothing(
    cast: Cast, make: Maker
) -> None:
    problem = make.problem(state=State.RECTIFYING)
    for account in ("qiao", "lei", "min", "shi", "wen"):
        assert refused(follow, cast, account, problem) == "NOT_ALLOWED", account
    for account in ("ning", "shan"):
        assert refused(follow, cast, account, problem) == "NOT_FOUND", account
    assert not ProblemEvent.objects.filter(action="visit").exists()


def test_a_day_before_the_finding_or_after_today_is_refused(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.RECTIFYING)
    for days in (-1, 1):
        on = TODAY + timedelta(days=days)
        assert refused(follow, cast, "ping", problem, on) == "VISIT_DATE"


def test_only_what_somebody_works_on_is_followed_up_and_no_state_changes(
    cast: Cast, make: Maker
) -> None:
    ledger = in_every_state(make)
    for state, problem in ledger.items():
        before = stored(problem)
        if state in FOLLOWED:
            follow(cast, "ping", problem)
        else:
            assert refused(follow, cast, "ping", problem) == "VISIT_STATE", state
        now = stored(problem)
        assert (now.state, now.version, now.due_on) == (before.state, before.version, before.due_on)
    n = ProblemEvent.objects.filter(action="visit").count()
    assert n == len(FOLLOWED)
    assert len(list(moves_of(cast.campaign, date.max))) == ProblemEvent.objects.count() - n
    assert list(breaks()) == []


def test_a_visit_with_a_photograph_stands_in_the_history_and_on_neither_side(
    cast: Cast, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_still(monkeypatch)
    problem = make.problem(state=State.UNDER_REVIEW)
    sent = {
        "on": LATER.date().isoformat(), "seen": "屋顶已换", "back": "phone",
        "photographs": SimpleUploadedFile("看.jpg", JPEG),
    }  # fmt: skip
    ping = cast.signed_in("ping")
    assert reverse("problems:visit", args=[problem.code]) in read(
        ping, reverse("dashboards:phone_problem", args=[problem.code])
    )
    answer = ping.post(reverse("problems:visit", args=[problem.code]), sent)
    assert answer.headers["Location"] == reverse("dashboards:phone_problem", args=[problem.code])
    assert Evidence.objects.get(event__action="visit").when == "visit"
    page = seen(ping, address_of(problem))
    assert [item.title for item in page.timeline].count("跟踪回访") == 1
    assert len(page.after) == len(page.photos) == 1, "the picture of the rectification alone"
    reviewer = read(cast.signed_in("qiao"), address_of(problem))
    assert "跟踪回访 1 次" in reviewer
    assert "屋顶已换" in reviewer


def test_who_signs_off_reads_that_nobody_followed_it_up(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.REVIEWED)
    assert "没有跟踪回访的记录" in read(cast.signed_in("lei"), address_of(problem))


def test_a_form_without_words_comes_back_with_its_reason(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.RECTIFYING)
    ping = cast.signed_in("ping")
    answer = ping.post(reverse("problems:visit", args=[problem.code]), {"on": "2026-11-02"})
    assert answer.status_code == 422
    (form,) = (f for f in answer.context["page"].beside if f.code == "visit")
    assert form.is_open
    assert form.errors


def test_the_page_lists_what_is_open_in_the_own_village_by_its_next_date(
    cast: Cast, make: Maker
) -> None:
    first, second = make.problem(state=State.RECTIFYING), make.problem(state=State.ACCEPTED)
    make.problem(make.household(VILLAGE_2), state=State.ASSIGNED)
    make.problem(state=State.CLOSED)
    follow(cast, "ping", first)
    ping, address = cast.signed_in("ping"), reverse("problems:follow")
    (section,) = seen(ping, address).sections
    assert [row[0].text for row in section.rows] == [second.code, first.code]
    assert [row[-1].text for row in section.rows] == ["没有", "2026-11-02 平小禾"]
    before = n_queries(ping, address)
    follow(cast, "ping", make.problem(state=State.RECTIFYING))
    assert n_queries(ping, address) == before
    assert seen(cast.signed_in("tang"), address).sections[0].n == 4


def test_a_board_masks_the_households_name_in_its_description_too(cast: Cast, make: Maker) -> None:
    problem = make.problem(make.household(head="单雄信"), state=State.RECTIFYING)
    Problem.objects.for_system("tests").filter(pk=problem.pk).update(title="户主单雄信家屋顶漏雨。")
    (section,) = seen(cast.signed_in("ping"), reverse("problems:follow")).sections
    assert [cell.text for cell in section.rows[0] if "单" in cell.text] == [
        "单*信",
        "户主单*信家屋顶漏雨。",
    ]


# --- conferences ---


def test_a_conference_needs_the_right_the_problem_and_a_day_that_has_come(
    cast: Cast, make: Maker
) -> None:
    problem = make.problem(state=State.RECTIFYING)
    there = make.problem(make.household(VILLAGE_3), state=State.ASSIGNED)
    for account in ("ping", "qiao", "wen"):
        assert refused(confer, cast, account, problem) == "NOT_ALLOWED", account
    assert refused(confer, cast, "tang", problem, there) == "NOT_FOUND"
    assert refused(confer, cast, "bao", problem) == "NOT_FOUND", "another department's"
    late = TODAY + timedelta(days=1)
    assert refused(confer, cast, "tang", problem, on=late) == "CONFERENCE_DATE"
    assert not Conference.objects.for_system("tests").exists()


def test_a_conference_of_a_department_stands_in_each_problem_and_on_the_board_of_the_day(
    cast: Cast, make: Maker
) -> None:
    one, two = make.problem(state=State.RECTIFYING), make.problem(state=State.ASSIGNED)
    make.problem(state=State.ASSIGNED)
    sent = {
        "on": "2026-11-02", "present": "县民政局、龙潭镇", "minutes": "先补办手续",
        "others": two.code,
    }  # fmt: skip
    address = reverse("problems:confer_on", args=[one.code])
    assert cast.signed_in("min").post(address, sent).status_code == 302
    made = Conference.objects.for_system("tests").get()
    assert made.area.code == TOWN_1
    for problem in (one, two):
        (item,) = (i for i in seen(cast.signed_in("tang"), address_of(problem)).timeline
                   if i.title == "会商")  # fmt: skip
        assert {fact.value for fact in item.facts} >= {"县民政局、龙潭镇", "先补办手续"}
    board = seen(cast.signed_in("rui"), reverse("problems:day") + "?day=2026-11-02")
    assert board.sections[2].rows[0][3].text == f"{one.code} {two.code}"
    there = make.problem(make.household(VILLAGE_3), state=State.ASSIGNED)
    assert confer(cast, "rui", one, there).area.code == cast.county.code, "of two townships"
    assert list(breaks()) == []
