"""The trend by date: each figure is the number of rows of the list as of that day."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from huitoukan.apps.places.services import PlaceRow, put_places
from huitoukan.apps.problems.models import Problem, ProblemEvent
from huitoukan.apps.problems.queries import problems_for
from huitoukan.apps.problems.queries.flows import as_of, standing_on
from huitoukan.apps.problems.queries.reconciling import counted
from huitoukan.apps.problems.queries.trend import chart_of, points
from huitoukan.apps.problems.services.filled import Filled
from huitoukan.domain.problems import Action, State
from huitoukan.domain.reconciliation import PARTS, Standing
from huitoukan.domain.requests import Kind
from tests.apps.looking import n_queries, seen, stand_still
from tests.apps.problems.acting import find, granted, in_every_state
from tests.cast import AT, TOWN_1, TOWN_2, VILLAGE_1, VILLAGE_3, Cast
from tests.factories import Maker

LAST = AT + timedelta(days=9)
ADDRESS = "problems:trend"


def spread_out(cast: Cast, make: Maker) -> None:
    """A ledger with every state, its steps spread over ten days; one was reopened at the end."""
    ledger = in_every_state(make)
    make.step(ledger[State.CLOSED], Action.REOPEN, "lei", Filled(reason="反弹"))
    find(cast.rui, cast, area=VILLAGE_3)
    for problem in Problem.objects.for_system("tests").order_by("pk"):
        for event in problem.events.all():
            days = min((problem.pk % 3) + event.seq - 1, 9)
            ProblemEvent.objects.filter(pk=event.pk).update(at=AT + timedelta(days=days))


def test_who_sees_no_problems_sees_no_trend_and_an_unknown_part_is_not_found(cast: Cast) -> None:
    for name in ("trend", "as_of"):
        assert cast.signed_in("gong").get(reverse(f"problems:{name}")).status_code == 403
    rui = cast.signed_in("rui")
    assert rui.get(reverse("problems:as_of"), {"part": "nonsense"}).status_code == 404
    assert rui.get(reverse("problems:as_of"), {"on": "nonsense"}).status_code == 200


def test_each_figure_is_the_count_of_the_list_as_of_that_day(cast: Cast, make: Maker) -> None:
    spread_out(cast, make)
    rows = problems_for(cast.rui, cast.campaign)
    found = points(cast.rui, cast.campaign, {}, on=LAST.date())
    for point in found:
        books = counted(cast.campaign, point.until)
        whole = books.get(cast.campaign.area_id, Standing())
        assert point.standing == standing_on(rows, point.until) == whole, "two ways to count"
        for part in PARTS:
            listed = as_of(rows, point.until, part)
            assert listed.count() == getattr(point.standing, part), (point.until, part)
    assert found[-1].standing.found == rows.count()
    assert sum(point.new for point in found) == rows.count()
    ended = {part: getattr(found[-1].standing, part) for part in PARTS}
    assert ended["rectified"]
    assert ended["cancelled"]
    assert ended["passed_on"]
    assert ended["still_open"]


@pytest.mark.parametrize("params", [{"place": TOWN_1}, {"place": TOWN_2}, {"by": "week"}])
def test_the_page_narrows_by_place_and_week_and_its_figures_open_their_lists(
    params: dict[str, str], cast: Cast, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    spread_out(cast, make)
    stand_still(monkeypatch, LAST)
    rui = cast.signed_in("rui")
    page = rui.get(reverse(ADDRESS), params).context["page"]
    for row in (page.rows[0], page.rows[-1]):
        for cell in row.parts:
            listed: Any = seen(rui, cell.href)
            assert int(cell.text) == listed.pager.n_rows
            assert len(listed.rows) == min(listed.pager.n_rows, listed.pager.per_page)


def test_a_topic_and_a_village_see_their_own_part_only(
    cast: Cast, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    spread_out(cast, make)
    stand_still(monkeypatch, LAST)
    rows = Problem.objects.for_system("tests")
    topic = rows.filter(area__code=VILLAGE_1).values_list("topic", flat=True).first()
    (found, *_) = points(cast.rui, cast.campaign, {"topic": topic}, on=LAST.date())[-1:]
    assert found.standing.found == rows.filter(topic=topic).count()
    ping = points(cast.ping, cast.campaign, {}, on=LAST.date())[-1].standing
    assert ping.found == rows.filter(area__code=VILLAGE_1).count()
    assert points(cast.cha, cast.campaign, {}, on=LAST.date())[-1].standing.found == 1


def test_the_drawing_stays_inside_its_frame_and_names_do_not_cover_each_other(
    cast: Cast, make: Maker
) -> None:
    empty = chart_of(points(cast.rui, cast.campaign, {}, on=LAST.date()))
    assert [line.part for line in empty.lines] == ["found", "rectified", "still_open"]
    spread_out(cast, make)
    chart = chart_of(points(cast.rui, cast.campaign, {}, on=LAST.date()))
    for line in chart.lines:
        for pair in line.points.split():
            x, y = map(float, pair.split(","))
            assert chart.left <= x <= chart.right
            assert 0 <= y <= chart.bottom
    ends = sorted(line.end_y for line in chart.lines)
    assert all(b - a >= 13.9 for a, b in itertools.pairwise(ends))


def test_a_longer_ledger_asks_no_more_questions(cast: Cast, make: Maker) -> None:
    rui, address = cast.signed_in("rui"), reverse(ADDRESS)
    find(cast.rui, cast)
    before = n_queries(rui, address)
    put_places(cast.system, [PlaceRow(f"{TOWN_1}{n}", f"第{n}村") for n in (203, 204)], source="t")
    granted(make, make.problem(state=State.RECTIFYING), Kind.LONG_TERM)
    assert n_queries(rui, address) == before
