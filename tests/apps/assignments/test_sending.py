"""Sending doubts down, reminding, reassigning; refusals first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from huitoukan.apps.assignments.models import Assignment
from huitoukan.apps.assignments.queries import assignment_for, assignments_for
from huitoukan.apps.assignments.queries.splitting import Wanted, manned, split
from huitoukan.apps.assignments.services.answering import answer
from huitoukan.apps.assignments.services.sending import Letter, reassign, remind, remind_many, send
from huitoukan.apps.comparison.models import HitState
from huitoukan.apps.comparison.services import judge_hit
from huitoukan.apps.journal.models import Entry
from huitoukan.domain.assignments import Addressee, State
from huitoukan.domain.refusals import Refused
from tests.apps.assignments.sent import (
    ERROR,
    HINT,
    INSIDE,
    MEDIUM,
    SAID,
    STRONG,
    again,
    lines_of,
    sent,
    strong,
)
from tests.cast import AT, VILLAGE_1, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import Maker

pytestmark = pytest.mark.django_db


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)


def test_nothing_is_sent_by_who_may_not_nor_to_the_neighbouring_county(
    cast: Cast, make: Maker
) -> None:
    make.hit(None, STRONG)
    with refused("NOT_ALLOWED"):
        send(cast.tang, cast.campaign, Wanted(), {}, Letter(), at=AT)
    with refused("NOT_FOUND"):
        send(cast.shan, cast.campaign, Wanted(), {}, Letter(), at=AT)
    assert not Assignment.objects.for_system("tests").exists()


def test_a_count_that_was_not_the_one_shown_sends_nothing(cast: Cast, make: Maker) -> None:
    make.hit(None, STRONG)
    (township, department) = split(cast.rui, cast.campaign, Wanted()).shares
    with refused("ASSIGN_STALE"):
        send(
            cast.rui, cast.campaign, Wanted(), {township.key: 1, department.key: 2}, Letter(), at=AT
        )
    with refused("ASSIGN_STALE"):
        send(cast.rui, cast.campaign, Wanted(), {"village.980122100999": 1}, Letter(), at=AT)
    with refused("ASSIGN_NOTHING"):
        send(cast.rui, cast.campaign, Wanted(), {}, Letter(), at=AT)
    assert not Assignment.objects.for_system("tests").exists()


def test_a_hint_is_sent_to_nobody_even_when_somebody_is_named(cast: Cast, make: Maker) -> None:
    make.hit(None, HINT)
    for to in ("", *Addressee):
        assert split(cast.rui, cast.campaign, Wanted(to=to)).shares == ()


def test_a_doubt_is_with_one_addressee_of_a_side_at_a_time(cast: Cast, make: Maker) -> None:
    hit = make.hit(None, STRONG)
    sent(cast)
    assert split(cast.rui, cast.campaign, Wanted()).shares == ()
    assert split(cast.rui, cast.campaign, Wanted(to="village")).shares == ()
    assert [line.side for line in lines_of(hit)] == ["field", "department"]


def test_the_pack_proposes_by_severity_and_by_where_the_data_come_from(
    cast: Cast, make: Maker
) -> None:
    home, other = make.household(VILLAGE_1), make.household(VILLAGE_3)
    for rule in (STRONG, MEDIUM, ERROR, INSIDE, HINT):
        make.hit(home, rule)
    make.hit(other, INSIDE)
    shares = {
        share.key: dict(share.rules) for share in split(cast.rui, cast.campaign, Wanted()).shares
    }
    assert shares == {
        "township.980122100": {STRONG: 1, ERROR: 1},
        f"village.{VILLAGE_1}": {INSIDE: 1},
        f"village.{VILLAGE_3}": {INSIDE: 1},
        "department.civil-affairs": {STRONG: 1, MEDIUM: 1},
    }


def test_each_side_has_its_days_from_the_pack(cast: Cast, make: Maker) -> None:
    home = make.household()
    hits = {rule: make.hit(home, rule) for rule in (STRONG, MEDIUM, ERROR, INSIDE)}
    sent(cast)
    due = {(rule, line.side): line.due_on for rule, hit in hits.items() for line in lines_of(hit)}
    assert due == {
        (STRONG, "field"): date(2026, 11, 7),  # five natural days
        (STRONG, "department"): date(2026, 11, 7),
        (MEDIUM, "department"): date(2026, 11, 5),  # three working days
        (ERROR, "field"): date(2026, 11, 9),  # five working days over a week-end
        (INSIDE, "field"): date(2026, 12, 20),  # the next visit: the campaign's end
    }


def test_where_life_is_at_stake_it_is_due_the_same_day(cast: Cast, make: Maker) -> None:
    hit = make.hit(None, STRONG)
    sent(cast, letter=Letter("孤寡老人住危房", is_urgent=True))
    assert {line.due_on for line in lines_of(hit)} == {AT.date()}


def test_numbers_run_on_and_the_same_day_is_noted(cast: Cast, make: Maker) -> None:
    first = make.hit(make.household(), INSIDE)
    (one,) = sent(cast)
    assert one.code == "JB-2026-000001"
    assert one.area.code == VILLAGE_1
    second = make.hit(make.household(VILLAGE_2), INSIDE)
    (two,) = sent(cast, at=AT + timedelta(days=2))
    assert two.code == "JB-2026-000002"
    assert [line.code for line in lines_of(first)] == ["JB-2026-000001-001"]
    assert [line.is_same_day for line in (*lines_of(first), *lines_of(second))] == [True, False]
    told = Entry.objects.filter(object_kind="assignment", object_code=one.code)
    assert told.get().summary == "下发疑点 1 个"


def test_an_address_without_anybody_is_said_before_sending(cast: Cast, make: Maker) -> None:
    make.hit(make.household(VILLAGE_1), INSIDE)
    make.hit(make.household(VILLAGE_3), INSIDE)
    make.hit(None, "X11")
    shares = split(cast.rui, cast.campaign, Wanted()).shares
    assert {share.key for share in shares} - manned(shares, AT.date()) == {
        "department.public-security"
    }


def test_everybody_sees_what_was_sent_to_them_and_no_more(cast: Cast, make: Maker) -> None:
    make.hit(make.household(VILLAGE_1), STRONG)
    make.hit(make.household(VILLAGE_1), INSIDE)
    sent(cast)
    seen = {
        name: {one.to for one in assignments_for(cast.actor(name), cast.campaign)}
        for name in ("rui", "wen", "tang", "ping", "ning", "min", "bao", "cha", "gong")
    }
    everything = {"township", "village", "department"}
    assert seen == {
        "rui": everything, "wen": everything, "tang": {"township", "village"},
        "ping": {"village"}, "ning": set(), "min": {"department"}, "bao": set(), "cha": set(),
        "gong": set(),
    }  # fmt: skip
    (one,) = (one for one in assignments_for(cast.rui, cast.campaign) if one.to == "department")
    with refused("NOT_FOUND"):
        assignment_for(cast.bao, one.code)


def test_a_reminder_needs_something_open_and_comes_once_a_day(cast: Cast, make: Maker) -> None:
    both = strong(cast, make)
    code = both.field.assignment.code
    with refused("NOT_ALLOWED"):
        remind(cast.tang, code, at=AT)
    assert remind(cast.rui, code, note="请尽快", at=AT).n_reminders == 1
    with refused("ASSIGN_REMINDED"):
        remind(cast.rui, code, at=AT)
    tomorrow = AT + timedelta(days=1)
    assert remind(cast.lei, code, at=tomorrow).n_reminders == 2
    answer(cast.tang, both.field.code, SAID, at=AT)
    rows = remind_many(
        cast.rui, [code, both.department.assignment.code], at=tomorrow + timedelta(days=1)
    )
    assert [is_done for _code, is_done, _sentence in rows] == [False, True]
    assert "都已反馈" in rows[0][2]


def test_reassigning_is_refused_without_reason_and_to_who_has_it(cast: Cast, make: Maker) -> None:
    both = strong(cast, make)
    codes = [both.field.code]
    with refused("ASSIGN_REASON"):
        reassign(cast.rui, codes, to=Addressee.VILLAGE, reason=" ", at=AT)
    with refused("ASSIGN_SAME"):
        reassign(cast.rui, codes, to=Addressee.TOWNSHIP, reason="换人", at=AT)
    with refused("ASSIGN_THERE"):
        reassign(
            cast.rui, codes, to=Addressee.DEPARTMENT, department="civil-affairs", reason="换", at=AT
        )
    with refused("NOT_FOUND"):
        reassign(cast.rui, codes, to=Addressee.DEPARTMENT, department="none", reason="换", at=AT)
    answer(cast.tang, both.field.code, SAID, at=AT)
    with refused("ASSIGN_STATE"):
        reassign(cast.rui, codes, to=Addressee.VILLAGE, reason="换人", at=AT)
    assert again(both.field).state == State.ANSWERED


def test_a_reassigned_doubt_has_a_new_number_and_term_and_the_old_row_stays(
    cast: Cast, make: Maker
) -> None:
    both = strong(cast, make)
    later = AT + timedelta(days=3)
    (made,) = reassign(
        cast.rui, [both.field.code], to=Addressee.VILLAGE, reason="由村先自查", at=later
    )
    assert made.replaces == both.field.assignment
    assert made.code == "JB-2026-000003"
    old, _department, new = lines_of(both.hit)
    assert (old.state, new.state) == (State.WITHDRAWN, State.SENT)
    assert new.due_on == date(2026, 11, 10)


def test_what_the_county_judged_by_itself_waits_for_nobody(cast: Cast, make: Maker) -> None:
    both = strong(cast, make)
    judge_hit(cast.rui, both.hit.code, HitState.DATA_ERROR, note="录入串行", at=AT)
    assert again(both.field).stands is State.SETTLED
    with refused("ASSIGN_STATE"):
        answer(cast.tang, both.field.code, SAID, at=AT)
    with refused("ASSIGN_ANSWERED"):
        remind(cast.rui, both.field.assignment.code, at=AT)
