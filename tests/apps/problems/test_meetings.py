"""Meetings of a township: what was taken over at one, and the reminder that one is missing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.queries import breaks
from huitoukan.apps.ledgers.models import Entry
from huitoukan.apps.ledgers.services.entries import add_entry, end_entry
from huitoukan.apps.papers.services.receiving import void
from huitoukan.apps.problems.models import MeetingTie, Problem
from huitoukan.apps.problems.queries.meetings import missing_for, rounds_of, told_on
from huitoukan.apps.problems.services.batches import accept_many
from huitoukan.apps.problems.services.papers import issue_bulletin
from huitoukan.apps.problems.services.steps import Filled
from huitoukan.domain.meetings import FEEDBACK, KICK_OFF, Held
from huitoukan.domain.problems import Action, State
from huitoukan.domain.refusals import Refused
from tests.apps.looking import LATER, n_queries, read, seen, stand_still
from tests.apps.papers.asking import issued
from tests.apps.problems.acting import stored
from tests.cast import AT, TOWN_1, TOWN_2, VILLAGE_3, Cast
from tests.factories import Maker

TODAY = AT.date()


def held(
    cast: Cast, kind: str = FEEDBACK, on: date = TODAY, town: str = TOWN_1, by: Actor | None = None
) -> Entry:
    """A meeting in the ledger of meetings."""
    texts = {"township_code": town, "held_on": on.isoformat(), "kind": kind, "chair": "镇长"}
    return add_entry(by or cast.rui, cast.campaign, "K05", texts, at=AT)


def accept(make: Maker, problem: Problem, meeting: str) -> Problem:
    return make.step(problem, Action.ACCEPT, "tang", Filled(meeting=meeting))


def refusal_of_accepting(make: Maker, problem: Problem, meeting: str) -> str:
    with pytest.raises(Refused) as refusal:
        accept(make, problem, meeting)
    assert refusal.value.sentence(), refusal.value.code
    assert stored(problem).stands is State.ASSIGNED
    return refusal.value.code


# --- naming the meeting ---


def test_a_meeting_of_another_kind_place_or_day_is_refused_and_nothing_is_written(
    cast: Cast, make: Maker
) -> None:
    problem = make.problem(state=State.ASSIGNED)
    assert refusal_of_accepting(make, problem, "JL-99999999") == "NOT_FOUND"
    for entry, code in (
        (held(cast, KICK_OFF), "MEETING_KIND"),
        (held(cast, town=TOWN_2), "MEETING_PLACE"),
        (held(cast, on=TODAY + timedelta(days=1)), "MEETING_TO_COME"),
        (held(cast, on=TODAY - timedelta(days=1)), "MEETING_EARLY"),
    ):
        assert refusal_of_accepting(make, problem, entry.code) == code
    ended = held(cast)
    end_entry(cast.rui, ended.code, seen=1, why="登记错了", at=AT)
    assert refusal_of_accepting(make, problem, ended.code) == "NOT_FOUND"
    paper = issued(cast, "feedback_meeting", TOWN_1, by=cast.tang, asks={"会议时间": "2026-11-02"})
    void(cast.tang, paper.code, reason="填错", at=AT)
    assert refusal_of_accepting(make, problem, paper.code) == "NOT_FOUND"
    assert not MeetingTie.objects.exists()


def test_a_meeting_before_the_list_was_issued_is_refused(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.ASSIGNED)
    assert told_on(problem) == TODAY, "handed over, in no list yet"
    meeting = held(cast)
    issue_bulletin(cast.rui, cast.campaign, at=AT + timedelta(days=2))
    assert told_on(problem) == TODAY + timedelta(days=2)
    assert refusal_of_accepting(make, problem, meeting.code) == "MEETING_EARLY"


def test_the_meeting_stands_in_the_history_and_the_problem_on_the_meeting(
    cast: Cast, make: Maker
) -> None:
    problem = make.problem(state=State.ASSIGNED)
    meeting = held(cast)
    accept(make, problem, meeting.code)
    tie = MeetingTie.objects.get()
    assert (tie.problem_id, tie.meeting, tie.held_on) == (problem.pk, meeting.code, TODAY)
    tang = cast.signed_in("tang")
    assert "问题反馈会 2026-11-02" in read(tang, reverse("problems:detail", args=[problem.code]))
    address = reverse("problems:meeting", args=[meeting.code])
    (section,) = seen(tang, address).sections
    assert [row[0].text for row in section.rows] == [problem.code]
    assert address in read(tang, reverse("ledgers:entry", args=[meeting.code]))
    assert seen(cast.signed_in("ning"), address).sections[0].rows == (), "another village's problem"
    assert cast.signed_in("cha").get(address).status_code == 404, "another township's meeting"
    assert list(breaks()) == []


def test_an_issued_record_of_the_meeting_can_be_named_too(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.ASSIGNED)
    paper = issued(cast, "feedback_meeting", TOWN_1, by=cast.tang, asks={"会议时间": "2026-11-02"})
    accept(make, problem, paper.code)
    facts = seen(cast.signed_in("tang"), reverse("papers:detail", args=[paper.code])).facts
    (told,) = (fact for fact in facts if fact.label == "会上认领的问题")
    assert (told.value, told.href) == ("1 条", reverse("problems:meeting", args=[paper.code]))


def test_without_a_meeting_a_problem_is_taken_over_as_before(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.ACCEPTED)
    assert not MeetingTie.objects.exists()
    assert "meeting" not in problem.events.get(action=Action.ACCEPT).facts


def test_a_batch_is_taken_over_at_a_meeting_with_an_outcome_for_each(
    cast: Cast, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_still(monkeypatch)
    here = [make.problem(state=State.ASSIGNED) for _ in range(2)]
    there = make.problem(make.household(VILLAGE_3), state=State.ASSIGNED)
    meeting = held(cast, on=LATER.date() - timedelta(days=1))
    given = {"codes": [one.code for one in (*here, there)], "meeting": meeting.code}
    assert cast.signed_in("qiao").post(reverse("problems:accept"), given).status_code == 403
    tang = cast.signed_in("tang")
    (field,) = seen(tang, reverse("problems:list")).bulk.fields
    assert [choice.value for choice in field.choices] == ["", meeting.code]
    page = tang.post(reverse("problems:accept"), given).context["page"]
    assert [outcome.is_done for outcome in page.outcomes] == [True, True, False]
    assert MeetingTie.objects.filter(meeting=meeting.code).count() == 2
    assert accept_many(cast.ping, [here[0].code], at=AT)[0][1] is False


# --- the reminder ---


def of_town(cast: Cast, town: str) -> Any:
    return next(one for area, one in rounds_of(cast.campaign, [cast.area(town)]) if area)


def test_where_nobody_keeps_the_ledger_a_missing_meeting_cannot_be_told(
    cast: Cast, make: Maker
) -> None:
    assert of_town(cast, TOWN_1).kick_off_held is Held.NOT_YET
    make.problem(state=State.ASSIGNED)
    one = of_town(cast, TOWN_1)
    assert (one.kick_off_held, one.feedback_held) == (Held.CANNOT_TELL, Held.CANNOT_TELL)
    assert missing_for(cast.tang, cast.campaign) == []


def test_a_township_that_was_reached_is_reminded_of_what_has_no_record(
    cast: Cast, make: Maker
) -> None:
    held(cast, town=TOWN_2)
    assert missing_for(cast.tang, cast.campaign) == [], "nothing was found there yet"
    problem = make.problem()
    assert missing_for(cast.tang, cast.campaign) == [(cast.area(TOWN_1), KICK_OFF)]
    make.walk(problem, State.ASSIGNED)
    assert [kind for _, kind in missing_for(cast.tang, cast.campaign)] == [KICK_OFF, FEEDBACK]
    for account in ("ping", "qiao", "rui", "lei", "cha"):
        assert missing_for(cast.actor(account), cast.campaign) == [], account
    page = seen(cast.signed_in("tang"), reverse("dashboards:todo"))
    (group,) = (group for group in page.groups if group.code == "meetings")
    assert group.n == 2
    held(cast, KICK_OFF, by=cast.tang)
    issued(cast, "feedback_meeting", TOWN_1, by=cast.tang, asks={"会议时间": "2026-11-02"})
    assert missing_for(cast.tang, cast.campaign) == []


def test_the_supervision_page_says_of_each_township_which_meeting_was_held(
    cast: Cast, make: Maker
) -> None:
    make.problem(state=State.ASSIGNED)
    kick_off = held(cast, KICK_OFF)
    address = reverse("problems:supervision")
    first, second = seen(cast.signed_in("lei"), address).sections[-1].rows
    assert [cell.text for cell in first] == ["龙潭镇", "2026-11-02", "没有记录"]
    assert first[1].href == reverse("problems:meeting", args=[kick_off.code])
    assert [cell.text for cell in second] == ["石门乡", "还不到时候", "还不到时候"]
    of_village = seen(cast.signed_in("ping"), address).sections[-1].rows
    assert [row[0].text for row in of_village] == ["龙潭镇"]


def test_more_problems_and_townships_ask_no_more_questions(cast: Cast, make: Maker) -> None:
    lei, address = cast.signed_in("lei"), reverse("problems:supervision")
    make.problem(state=State.ASSIGNED)
    held(cast)
    before = n_queries(lei, address)
    for town in (TOWN_1, TOWN_2):
        held(cast, KICK_OFF, town=town)
    make.problem(make.household(VILLAGE_3), state=State.ASSIGNED)
    assert n_queries(lei, address) == before
