"""Beside the ledger: supervision, the day, common problems, months, contradictions, hand entry."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from huitoukan.apps.files.services.keeping import path_of
from huitoukan.apps.journal.queries import breaks
from huitoukan.apps.problems.models import Problem, ProblemEvent
from huitoukan.apps.problems.queries.contradictions import contradictions
from huitoukan.apps.problems.queries.deadlines import last_day_for
from huitoukan.apps.problems.queries.months import books, frozen_rows
from huitoukan.apps.problems.queries.no_blame import marks
from huitoukan.apps.problems.queries.supervision import in_stage, steps_of
from huitoukan.apps.problems.services.entering import Entered, enter_problem, rule_common
from huitoukan.apps.problems.services.months import freeze_month
from huitoukan.apps.problems.services.steps import take_step
from huitoukan.apps.problems.services.supervision import (
    confer,
    declare_none,
    remind_stage,
    set_end,
    set_freeze_point,
)
from huitoukan.domain.no_blame import Mark
from huitoukan.domain.problems import OPEN_STATES, Action, State
from huitoukan.domain.refusals import Refused
from huitoukan.domain.supervision import Stage
from tests.apps.looking import seen
from tests.apps.problems.acting import EVERYTHING, find, in_every_state, stored
from tests.cast import (
    AT,
    COUNTY,
    ENDS_ON,
    OTHER_VILLAGE,
    TOWN_1,
    TOWN_2,
    VILLAGE_1,
    VILLAGE_2,
    VILLAGE_3,
    Cast,
)
from tests.factories import Maker

NOVEMBER = date(2026, 11, 1)
DECEMBER = AT.replace(month=12)
BOARDS = ("supervision", "day", "common", "months", "no_blame", "contradictions")


def everything() -> Problem:
    return Problem.objects.for_system("tests")


@pytest.mark.parametrize("name", BOARDS)
def test_a_board_opens_empty_and_full_for_who_sees_problems(
    name: str, cast: Cast, make: Maker
) -> None:
    address = reverse(f"problems:{name}")
    assert cast.signed_in("gong").get(address).status_code == 403
    assert cast.signed_in("rui").get(address).status_code == 200
    make.problem(state=State.CLOSED)
    find(cast.rui, cast)
    for account in ("rui", "ping", "min", "shi"):
        page = seen(cast.signed_in(account), address)
        assert [tab.is_current for tab in page.boards].count(True) == 1


# --- dates ---


def test_a_lower_level_ends_earlier_and_never_later(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.RECTIFYING)
    for account in ("tang", "min", "shi"):
        with pytest.raises(Refused) as refusal:
            set_end(cast.actor(account), cast.campaign, TOWN_1, ENDS_ON, "县方案", at=AT)
        assert refusal.value.code == "NOT_ALLOWED"
    set_end(cast.lei, cast.campaign, TOWN_1, date(2026, 12, 1), "县方案", at=AT)
    for late in (date(2026, 12, 2), ENDS_ON):
        with pytest.raises(Refused) as refusal:
            set_end(cast.lei, cast.campaign, VILLAGE_1, late, "村计划", at=AT)
        assert refusal.value.code == "AREA_END_LATER"
    with pytest.raises(Refused):
        set_end(cast.lei, cast.campaign, TOWN_2, ENDS_ON + timedelta(days=1), "乡", at=AT)
    assert last_day_for(cast.campaign, cast.area(VILLAGE_1)) == date(2026, 12, 1)
    assert last_day_for(cast.campaign, cast.area(VILLAGE_3)) == ENDS_ON
    assert stored(problem).due_on == problem.due_on, "what was set does not move"


def test_a_stage_holds_what_is_dated_so_and_a_reminder_is_written_once_a_day(
    cast: Cast, make: Maker
) -> None:
    ledger = in_every_state(make)
    steps = steps_of(cast.campaign)
    assert (steps.soon, steps.red, steps.talk) == (2, 3, 7)
    for on in (AT.date() + timedelta(days=n) for n in (0, 4, 8, 20, 45, 60)):
        for stage in Stage:
            found = {p.code for p in in_stage(everything(), stage, steps, on)}
            expected = {
                p.code
                for p in ledger.values()
                if (due := p.next_due_on) and steps.stage_of(due, on) is stage
            }
            assert found == expected, (stage, on)
    late = AT + timedelta(days=60)
    n = remind_stage(cast.lei, cast.campaign, Stage.TALK, "请抓紧", at=late)
    assert n == ProblemEvent.objects.filter(action="remind").count() > 3
    with pytest.raises(Refused) as refusal:
        remind_stage(cast.lei, cast.campaign, Stage.TALK, "请抓紧", at=late)
    assert refusal.value.code == "REMIND_NOTHING"
    assert remind_stage(cast.lei, cast.campaign, Stage.TALK, "请", at=late + timedelta(days=1)) == n
    assert list(breaks()) == []


def test_the_day_names_what_was_found_and_not_handed_over(cast: Cast, make: Maker) -> None:
    handed = make.problem(state=State.ASSIGNED)
    waiting = make.problem()
    confer(cast.rui, cast.campaign, place=TOWN_1, on=AT.date(), present="镇村干部",
           minutes="逐条会商", at=AT)  # fmt: skip
    start = timezone.localtime(waiting.found_at).date()
    address = reverse("problems:day") + f"?day={start.isoformat()}"
    towns, late, held = seen(cast.signed_in("rui"), address).sections
    assert [cell.text for cell in towns.rows[0]] == ["龙潭镇", "2", "已会商", "1", "1"]
    assert [row[0].text for row in late.rows] == [waiting.code]
    assert handed.code not in [row[0].text for row in late.rows]
    assert held.rows[0][1].text == "镇村干部"


# --- books ---


def test_a_month_that_has_not_ended_is_not_frozen_and_a_frozen_one_not_again(
    cast: Cast, make: Maker
) -> None:
    make.problem()
    with pytest.raises(Refused) as refusal:
        freeze_month(cast.rui, cast.campaign, NOVEMBER, at=AT)
    assert refusal.value.code == "MONTH_OPEN"
    freeze_month(cast.rui, cast.campaign, NOVEMBER, at=DECEMBER)
    with pytest.raises(Refused) as refusal:
        freeze_month(cast.rui, cast.campaign, NOVEMBER, at=DECEMBER)
    assert refusal.value.code == "MONTH_FROZEN"
    for account in ("shan", "ping"):
        with pytest.raises(Refused):
            freeze_month(cast.actor(account), cast.campaign, NOVEMBER, at=DECEMBER)


def test_the_books_balance_by_every_axis_and_agree_with_the_ledger(cast: Cast, make: Maker) -> None:
    ledger = in_every_state(make)
    make.step(stored(ledger[State.CLOSED]), Action.REOPEN, "lei")
    figures = books(cast.campaign, NOVEMBER)
    whole = figures["whole"]["whole"]
    rows = everything().filter(campaign=cast.campaign)
    n_open = rows.filter(state__in=[state.value for state in OPEN_STATES]).count()
    assert whole.closing == n_open
    assert whole.found == rows.count()
    for axis in ("area", "type", "source"):
        parts = figures[axis].values()
        assert sum(parts, start=type(whole)()) == whole
        assert all(part.difference == 0 for part in parts)


def test_a_frozen_month_prints_again_unchanged(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.REVIEWED)
    frozen = freeze_month(cast.rui, cast.campaign, NOVEMBER, at=DECEMBER)
    bytes_then = path_of(frozen.rows.sha256).read_bytes()
    address = reverse("problems:months") + "?month=2026-11"
    before = seen(cast.signed_in("rui"), address)
    make.step(problem, Action.CLOSE, "lei")  # written in November, after the freezing
    after = seen(cast.signed_in("rui"), address)
    assert after.sections == before.sections
    assert path_of(frozen.rows.sha256).read_bytes() == bytes_then
    (row,) = frozen_rows(frozen)
    assert (row["code"], row["state"]) == (problem.code, "reviewed")
    assert json.loads(bytes_then.decode().splitlines()[0])["code"] == problem.code


# --- entering by hand ---

GIVEN = Entered(source="petition", type="P331", title="饮水浑浊", place=VILLAGE_1)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"source": "rumour"}, "FINDING_SOURCE"),
        ({"type": "P999"}, "FINDING_TYPE"),
        ({"title": "  "}, "FINDING_TEXT"),
        ({"place": "980199"}, "FINDING_PLACE"),
        ({"place": OTHER_VILLAGE}, "FINDING_PLACE"),
        ({"place": "", "household_no": "absent"}, "NOT_FOUND"),
        ({"found_on": AT.date() + timedelta(days=1)}, "FINDING_DATE"),
    ],
)
def test_a_finding_that_cannot_be_is_refused(
    change: dict[str, object], code: str, cast: Cast
) -> None:
    with pytest.raises(Refused) as refusal:
        enter_problem(cast.rui, cast.campaign, replace(GIVEN, **change), at=AT)
    assert refusal.value.code == code
    assert not everything().exists()


def test_each_source_numbers_its_own_and_has_its_answering_day(cast: Cast) -> None:
    one = enter_problem(cast.rui, cast.campaign, GIVEN, at=AT)
    two = enter_problem(cast.rui, cast.campaign, GIVEN, at=AT)
    other = enter_problem(
        cast.rui, cast.campaign, replace(GIVEN, source="hotline", found_on=date(2026, 11, 2)), at=AT
    )
    assert [p.source_no for p in (one, two, other)] == [
        "XF-2026-0001", "XF-2026-0002", "RX-2026-0001",
    ]  # fmt: skip
    assert one.answer_due_on == AT.date() + timedelta(days=60)
    assert other.answer_due_on == date(2026, 11, 9), "five working days"
    assert one.stands is State.REGISTERED
    listed = seen(cast.signed_in("rui"), reverse("problems:list") + "?source=hotline").rows
    assert [row.code for row in listed] == [other.code]


def test_what_the_city_finds_the_city_signs_off(cast: Cast, make: Maker) -> None:
    problem = enter_problem(cast.shi, cast.campaign, replace(GIVEN, type="P351"), at=AT)
    assert (problem.found_level, problem.sign_level) == ("city", "city")
    problem = make.walk(problem, State.REVIEWED)
    with pytest.raises(Refused) as refusal:
        make.step(problem, Action.CLOSE, "lei")
    assert refusal.value.code == "STEP_LEVEL"
    assert make.step(problem, Action.CLOSE, "shi").stands is State.CLOSED


def test_a_problem_that_comes_back_in_a_later_round_names_the_old_one(
    cast: Cast, make: Maker
) -> None:
    old = make.problem(state=State.CLOSED)
    after = AT + timedelta(days=90)
    with pytest.raises(Refused) as refusal:
        take_step(cast.lei, old.code, Action.REOPEN, EVERYTHING, at=after)
    assert refusal.value.code == "REOPEN_OTHER_ROUND"
    new = enter_problem(cast.rui, cast.campaign, replace(GIVEN, recurs_from=old.code), at=AT)
    assert new.recurs_from == old
    assert new.code != old.code


def test_the_page_suggests_types_and_gives_back_what_was_typed(cast: Cast) -> None:
    client = cast.signed_in("tang")
    answer = client.post(reverse("problems:suggest"), {"text": "水窖里的水浑浊，喝了拉肚子"})
    page = answer.context["page"]
    assert len(page.suggested) == 3
    assert page.suggested[0].type == "P331"
    form = {**vars(GIVEN), "found_on": "", "answer_due_on": "", "place": OTHER_VILLAGE}
    back = client.post(reverse("problems:new"), form)
    assert back.status_code == 422
    assert "饮水浑浊" in back.content.decode()
    done = client.post(reverse("problems:new"), {**form, "place": VILLAGE_1})
    assert done.status_code == 302
    assert everything().get().found_by == "tang"


# --- common, contradictions ---


def test_what_people_decide_of_a_type_stands_above_the_numbers(cast: Cast) -> None:
    kind = find(cast.rui, cast).type
    address = reverse("problems:common")
    common, single = seen(cast.signed_in("rui"), address).sections
    assert (len(common.rows), len(single.rows)) == (0, 1)
    rule_common(
        cast.lei, cast.campaign, kind, is_common=True, reason="各村都有", owner="县水利局",
        measure="统一改水", at=AT,
    )  # fmt: skip
    common, single = seen(cast.signed_in("rui"), address).sections
    assert (len(common.rows), len(single.rows)) == (1, 0)
    assert "县水利局" in common.rows[0][6].text


def test_the_same_evidence_for_two_problems_and_twins_are_contradictions(
    cast: Cast, make: Maker
) -> None:
    find(cast.rui, cast, household_no="h1")
    find(cast.rui, cast, household_no="h1")
    make.problem(state=State.CLOSED)
    make.problem(state=State.UNDER_REVIEW)
    terms = cast.pack.photographs
    found = {title: rows.count() for title, rows in contradictions(everything(), AT.date(), terms)}
    assert found["相同或相似的照片用在几条问题上"] == 2
    assert found["同一农户同一类型有几条未结的问题"] == 2
    assert found["已销号，没有照片"] == 0


# --- the window without blame ---


def test_what_a_village_declared_absent_and_others_found_later_is_listed_for_people(
    cast: Cast,
) -> None:
    given = replace(GIVEN, source="village_check")
    own = enter_problem(cast.ping, cast.campaign, replace(given, type="P351"), at=AT)
    topic = cast.pack.problem_types["P331"].topic
    for account in ("ning", "cha"):
        with pytest.raises(Refused) as refusal:
            declare_none(cast.actor(account), cast.campaign, place=VILLAGE_1, topic=topic,
                         on=AT.date(), at=AT)  # fmt: skip
        assert refusal.value.code == "FINDING_PLACE"
    declare_none(cast.ping, cast.campaign, place=VILLAGE_1, topic=topic, on=AT.date(), at=AT)
    freeze = {"place": COUNTY, "on": AT.date(), "reason": "县方案"}
    set_freeze_point(cast.lei, cast.campaign, **freeze, at=AT)
    with pytest.raises(Refused) as refusal:
        set_freeze_point(cast.lei, cast.campaign, **freeze, at=AT)
    assert refusal.value.code == "FREEZE_POINT_SET"
    later = AT + timedelta(days=9)
    petition = enter_problem(cast.rui, cast.campaign, GIVEN, at=later)
    known = enter_problem(cast.rui, cast.campaign, replace(GIVEN, type="P351"), at=later)
    unasked = enter_problem(cast.rui, cast.campaign, replace(GIVEN, type="P301"), at=later)
    found = marks(cast.rui, cast.campaign)
    assert {mark: [p.code for p in rows] for mark, rows in found.items()} == {
        Mark.OWN_IN_TIME: [own.code],
        Mark.OWN_LATE: [],
        Mark.KNOWN: [known.code],
        Mark.MISSED: [petition.code],
        Mark.NOT_ASKED: [unasked.code],
    }
    missed, *_others = seen(cast.signed_in("rui"), reverse("problems:no_blame")).sections
    assert [row[0].text for row in missed.rows] == [petition.code]


def test_what_is_said_of_one_household_says_nothing_of_another(cast: Cast, make: Maker) -> None:
    asked, beside = make.household(VILLAGE_1), make.household(VILLAGE_1)
    abroad = make.household(VILLAGE_2)
    topic = cast.pack.problem_types["P331"].topic
    said = {"place": VILLAGE_1, "topic": topic, "on": AT.date(), "at": AT}
    for wrong in (abroad.household_no, "9800000000"):
        with pytest.raises(Refused) as refusal:
            declare_none(cast.ping, cast.campaign, **said, household_no=wrong)
        assert refusal.value.code == "NOT_FOUND"
    declare_none(cast.ping, cast.campaign, **said, household_no=asked.household_no)
    set_freeze_point(cast.lei, cast.campaign, place=COUNTY, on=AT.date(), reason="县方案", at=AT)
    later = AT + timedelta(days=9)
    missed, unasked, whole = (
        enter_problem(cast.rui, cast.campaign, replace(GIVEN, household_no=number), at=later)
        for number in (asked.household_no, beside.household_no, "")
    )
    found = marks(cast.rui, cast.campaign)
    assert [one.code for one in found[Mark.MISSED]] == [missed.code]
    assert {one.code for one in found[Mark.NOT_ASKED]} == {unasked.code, whole.code}
    sections = seen(cast.signed_in("rui"), reverse("problems:no_blame")).sections
    assert [row[1].text for row in sections[-1].rows] == [asked.household_no]
