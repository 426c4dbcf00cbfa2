"""The schedule backwards: every figure is a list, and the same as in the ledger."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from huitoukan.apps.oversight.queries.schedule import figures, schedules
from huitoukan.apps.problems.services.steps import take_step
from huitoukan.apps.problems.services.supervision import set_end
from huitoukan.domain.problems import OPEN_STATES, Action, State
from tests.apps.looking import LATER, MOST_QUERIES, n_queries, seen, stand_still
from tests.apps.oversight.seeing import figures_that_differ, section, texts
from tests.apps.problems.acting import EVERYTHING, find, in_every_state
from tests.cast import AT, ENDS_ON, TOWN_1, VILLAGE_3, Cast
from tests.factories import Maker

PAGE = "/oversight/schedule/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch)


def test_who_sees_no_problems_sees_no_schedule(cast: Cast) -> None:
    assert cast.signed_in("gong").get(PAGE).status_code == 403


def test_an_empty_ledger_and_a_strange_query_open(cast: Cast) -> None:
    client = cast.signed_in("rui")
    page = seen(client, PAGE + "?place=980123100&show=week-9")
    assert [r[2] for r in texts(section(page, "各乡镇"))] == ["0", "0", "0"]
    assert page.sections[1].rows == ()


def test_open_and_ended_are_counted_where_they_are(cast: Cast, make: Maker) -> None:
    found = in_every_state(make)
    far = find(cast.rui, cast, area=VILLAGE_3)
    take_step(cast.min, far.code, Action.REJECT, EVERYTHING, at=AT + timedelta(days=8))
    n_open = sum(state in OPEN_STATES for state in found)
    on = LATER.date()
    counted = {
        place.name: one
        for place, one in schedules(
            cast.rui, cast.campaign, figures(cast.rui, cast.campaign, on=on), on=on
        )
    }
    assert counted["云岭县"].n_open == counted["龙潭镇"].n_open == n_open
    assert counted["石门乡"].n_open == 0
    # everything of the play happened on 2 November, 20 days before; one a week later
    ended = len(found) - n_open
    assert counted["龙潭镇"].finished[2] >= ended
    assert counted["石门乡"].finished == (0, 1, 0, 0)
    assert counted["云岭县"].n_finished == counted["龙潭镇"].n_finished + 1


def test_every_figure_is_the_number_of_rows_behind_it(cast: Cast, make: Maker) -> None:
    in_every_state(make)
    for account in ("rui", "qiao", "min"):
        assert figures_that_differ(cast.signed_in(account), PAGE) == []
    assert n_queries(cast.signed_in("rui"), PAGE) <= MOST_QUERIES


def test_a_township_has_its_own_last_day(cast: Cast, make: Maker) -> None:
    make.problem(state=State.RECTIFYING)
    set_end(cast.lei, cast.campaign, TOWN_1, date(2026, 11, 30), "县方案", at=AT)
    rows = {r[0]: r for r in texts(section(seen(cast.signed_in("rui"), PAGE), "各乡镇"))}
    assert rows["龙潭镇"][1] == "2026-11-30"
    assert rows["石门乡"][1] == rows["云岭县"][1] == ENDS_ON.isoformat()
    # one problem, nine days left, nothing ended in four weeks
    assert rows["龙潭镇"][2:4] == ["1", "1"]
    assert rows["龙潭镇"][-3:] == ["不能推算", "不能推算", "赶不上"]


def test_others_see_their_own_part(cast: Cast, make: Maker) -> None:
    in_every_state(make)
    rows = texts(section(seen(cast.signed_in("cha"), PAGE), "各乡镇"))
    assert [r[0] for r in rows] == ["云岭县", "石门乡"]
    assert {r[2] for r in rows} == {"0"}
