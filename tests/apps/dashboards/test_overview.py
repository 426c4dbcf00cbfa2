"""The overview: every figure is the number of rows of the list that it opens, for everybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from huitoukan.apps.comparison.models import HitState
from huitoukan.apps.comparison.services import judge_hit
from huitoukan.apps.core.pages import Share
from huitoukan.apps.dashboards.pages.overview import VillageCell
from huitoukan.domain.problems import State
from huitoukan.domain.requests import Kind
from tests.apps.looking import LATER, MOST_QUERIES, n_queries, read, seen, stand_still
from tests.apps.problems.acting import find, granted, in_every_state
from tests.cast import AT, ENDS_ON, VILLAGE_1, VILLAGE_2, VILLAGE_3, VILLAGE_4, Cast
from tests.factories import Maker

OVERVIEW = "/overview/"
EVERYBODY = ("rui", "lei", "tang", "qiao", "ping", "ning", "min", "bao", "wen", "shi")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch)


@pytest.fixture
def county(cast: Cast, make: Maker) -> Cast:
    """Problems in every state in village 1, some elsewhere, doubts of every verdict, one gone."""
    in_every_state(make)
    make.problem(make.household(VILLAGE_2), "X33")
    make.problem(make.household(VILLAGE_3))
    make.hit(make.household(VILLAGE_2), "X33")
    judged = make.hit(make.household(VILLAGE_3))
    judge_hit(cast.rui, judged.code, HitState.DISMISSED, reason_code="wrong-number", at=AT)
    gone = make.hit(make.household(VILLAGE_1))
    everything = make._found[cast.campaign.pk]
    make.run([found for found in everything if found.object_key != gone.object_key])
    return cast


def listed(client: Client, address: str) -> int:
    """How many rows the list at this address has in all."""
    page = seen(client, address)
    if address.startswith("/sources/"):
        return int(page.received.done)
    return int(page.pager.n_rows)


# --- refusals ---


@pytest.mark.parametrize("account", ["gong", "cha"])
def test_a_post_without_the_overview_is_refused(account: str, cast: Cast) -> None:
    answer = cast.signed_in(account).get(OVERVIEW)
    assert answer.status_code == 403
    assert "看总览" in answer.content.decode()


def test_a_refusal_leads_to_a_page_that_the_person_may_open(cast: Cast) -> None:
    client = cast.signed_in("cha")
    assert 'href="/overview/"' not in client.get(OVERVIEW).content.decode()
    assert client.get("/", follow=True).status_code == 200


def test_without_a_campaign_the_page_says_how_to_open_one(cast: Cast) -> None:
    answer = cast.signed_in("shan").get(OVERVIEW)
    assert answer.status_code == 404
    assert "还没有任务" in answer.content.decode()


def test_the_neighbours_see_nothing_of_this_county(county: Cast) -> None:
    assert county.other_campaign
    page = seen(county.signed_in("shan"), OVERVIEW)
    assert [figure.value for figure in page.figures] == [0] * 6
    assert (page.overdue, page.categories, page.today_total) == ((), (), 0)


# --- figures ---


@pytest.mark.parametrize("account", EVERYBODY)
def test_each_figure_is_the_number_of_rows_of_the_list_it_opens(account: str, county: Cast) -> None:
    client = county.signed_in(account)
    figures = seen(client, OVERVIEW).figures
    assert len(figures) == 6
    for figure in figures:
        if figure.href:
            assert listed(client, figure.href) == figure.value, figure.label
    closed = {figure.label: figure for figure in figures}
    assert all(closed[label].href for label in ("待核定疑点", "登记问题", "已销号", "逾期"))


def test_a_figure_whose_list_one_may_not_open_is_only_a_number(county: Cast) -> None:
    links = {
        account: {f.label for f in seen(county.signed_in(account), OVERVIEW).figures if not f.href}
        for account in ("rui", "ping", "min")
    }
    assert links == {"rui": set(), "ping": {"部门数据"}, "min": {"名册户数"}}


@pytest.mark.parametrize(
    ("account", "level", "place", "areas"),
    [
        ("rui", "county", "云岭县", ["龙潭镇", "石门乡"]),
        ("tang", "township", "龙潭镇", ["核桃村", "茶坪村"]),
        ("ping", "village", "核桃村", ["核桃村"]),
    ],
)
def test_each_row_of_an_area_is_the_sum_of_the_lists_of_that_area(
    account: str, level: str, place: str, areas: list[str], county: Cast
) -> None:
    client = county.signed_in(account)
    page = seen(client, OVERVIEW)
    assert (page.level, page.place) == (level, place)
    assert [row.name for row in page.areas] == areas
    for row in page.areas:
        assert listed(client, row.href) == row.closed.total
        assert listed(client, f"{row.href}&tab=overdue") == row.n_overdue
        told = (row.closed.done, row.n_cancelled, row.n_passed_on)
        tabs = ("closed", "settled", "passed_on")
        assert told == tuple(listed(client, f"{row.href}&tab={tab}") for tab in tabs)
        hits = row.href.replace("/problems/", "/comparison/hits/")
        assert listed(client, hits) == row.n_hits
        assert listed(client, f"{hits}&tab=confirmed") == row.n_confirmed


def test_topics_add_up_to_the_ledger_and_to_the_chart(county: Cast) -> None:
    client = county.signed_in("rui")
    page = seen(client, OVERVIEW)
    assert sum(row.total for row in page.categories) == listed(client, "/problems/")
    assert sum(row.overdue for row in page.categories) == page.n_overdue
    for row in page.categories:
        assert listed(client, row.href) == row.total
        assert listed(client, f"{row.href}&tab=overdue") == row.overdue
    chart = page.categories_chart
    for name in ("closed", "cancelled", "passed_on", "in_hand", "waiting", "overdue"):
        assert chart[name] == [getattr(row, name) for row in page.categories]


def test_an_overdue_long_term_problem_counts_once_and_never_as_rectified(
    cast: Cast, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted(make, make.problem(state=State.RECTIFYING), Kind.LONG_TERM)
    granted(make, make.problem(state=State.RECTIFYING), Kind.TRANSFER)
    stand_still(monkeypatch, AT + timedelta(days=60))
    page = seen(cast.signed_in("rui"), OVERVIEW)
    (row,) = page.categories
    told = (row.closed, row.cancelled, row.passed_on, row.in_hand, row.overdue, row.total)
    assert told == (0, 0, 1, 0, 1, 2)
    assert [(a.closed.done, a.n_passed_on) for a in page.areas] == [(0, 2), (0, 0)]


def test_what_is_overdue_stands_there_most_urgent_first(county: Cast) -> None:
    client = county.signed_in("rui")
    page = seen(client, OVERVIEW)
    rows = seen(client, "/problems/?tab=overdue").rows
    assert [row.code for row in page.overdue] == [row.code for row in rows][:7]
    assert page.n_overdue == len(rows)


def test_what_is_to_be_done_today_opens_lists_of_that_length(county: Cast) -> None:
    for account in ("rui", "lei", "min", "tang", "ping", "qiao"):
        client = county.signed_in(account)
        page = seen(client, OVERVIEW)
        assert page.today, account
        for item in page.today:
            assert listed(client, item.href) == item.n, item.title
        assert sum(item.n for item in page.today) == page.today_total


def test_the_days_left_are_those_to_the_end_of_the_campaign(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = cast.signed_in("rui")
    assert seen(client, OVERVIEW).days_left == (ENDS_ON - LATER.date()).days == 28
    stand_still(monkeypatch, LATER + timedelta(days=29))
    assert seen(cast.signed_in("rui"), OVERVIEW).days_left is None  # the session had ended too


# --- the grid of villages ---


@pytest.mark.parametrize(
    ("done", "total", "waiting", "level"),
    [
        (0, 0, 0, "h5"), (0, 0, 1, "h0"), (0, 4, 0, "h0"), (1, 4, 0, "h1"), (2, 4, 0, "h2"),
        (7, 10, 0, "h3"), (85, 100, 0, "h4"), (4, 4, 1, "h4"), (4, 4, 0, "h5"),
    ],
)  # fmt: skip
def test_a_village_recedes_as_its_problems_are_closed(
    done: int, total: int, waiting: int, level: str
) -> None:
    assert VillageCell("核桃", "", Share(done, total), waiting, 0).level == level


def test_before_the_first_comparison_no_village_is_called_done(cast: Cast) -> None:
    page = seen(cast.signed_in("rui"), OVERVIEW)
    cells = [cell for line in page.villages for cell in line.cells]
    assert [cell.level for cell in cells] == ["none"] * 4
    assert [line.n_done for line in page.villages] == [0, 0]


def test_the_grid_names_each_village_and_counts_those_with_nothing_left(county: Cast) -> None:
    client = county.signed_in("rui")
    page = seen(client, OVERVIEW)
    levels = {c.name: c.level for line in page.villages for c in line.cells}
    assert levels["青岗"] == "h5"
    assert levels["茶坪"] == "h0"
    assert [(line.township, line.n_done) for line in page.villages] == [
        ("龙潭镇", 0), ("石门乡", 1),
    ]  # fmt: skip
    for line in page.villages:
        for cell in line.cells:
            assert listed(client, cell.href) == cell.closed.total
            assert cell.name in read(client, OVERVIEW)
    assert seen(county.signed_in("ping"), OVERVIEW).villages == ()
    assert f"place={VILLAGE_4}" in page.villages[1].cells[1].href


# --- cost ---


@pytest.mark.parametrize("account", ["rui", "ping"])
def test_three_of_everything_cost_as_much_as_thirty(account: str, cast: Cast, make: Maker) -> None:
    client = cast.signed_in(account)

    def more(n: int, word: str) -> list[Any]:
        for each in range(n):
            find(cast.rui, cast, code=f"{word} {each}")
        return [make.found(make.household()) for _ in range(n)]

    found = more(3, "first")
    make.run(found)
    make.problem(state=State.ASSIGNED)
    few = n_queries(client, OVERVIEW)
    make.run([*make._found[cast.campaign.pk], *found, *more(27, "then")])
    assert n_queries(client, OVERVIEW) == few <= MOST_QUERIES


def test_what_stands_in_a_merged_village_counts_for_the_one_it_lies_in_now(
    county: Cast,
) -> None:
    from huitoukan.apps.places.services.changes import record_change
    from huitoukan.domain.borders import ChangeKind
    from tests.apps.places.stating import asked

    client = county.signed_in("rui")
    before = seen(client, OVERVIEW)
    record_change(county.system, asked(ChangeKind.MERGED, VILLAGE_2, VILLAGE_1), at=AT)
    after = seen(client, OVERVIEW)
    assert [figure.value for figure in after.figures] == [f.value for f in before.figures]
    assert [row.n_households for row in after.areas] == [row.n_households for row in before.areas]
    cells = [cell.name for line in after.villages for cell in line.cells]
    assert "茶坪" not in cells
