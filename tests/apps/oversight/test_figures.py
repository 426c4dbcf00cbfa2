"""A month and a year in figures: refusals, lists behind, scores only with a source."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from huitoukan.apps.campaigns.models import PackRelease
from huitoukan.apps.files.services.keeping import path_of
from huitoukan.apps.ledgers.services.entries import add_entry
from huitoukan.apps.oversight.queries import monthly
from huitoukan.apps.problems.models import FrozenMonth
from huitoukan.apps.problems.services.months import freeze_month
from huitoukan.apps.problems.services.steps import Filled, take_step
from huitoukan.apps.problems.services.supervision import declare_none
from huitoukan.domain.problems import Action, State
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.words import Param
from tests.apps.looking import LATER, MOST_QUERIES, n_queries, seen, stand_still
from tests.apps.oversight.seeing import figures_that_differ, section, texts
from tests.apps.problems.acting import find, in_every_state
from tests.cast import AT, VILLAGE_1, VILLAGE_3, Cast
from tests.factories import Maker

MONTHLY, YEARLY = "/oversight/monthly/", "/oversight/yearly/"
NOVEMBER = date(2026, 11, 1)
DECEMBER = AT.replace(month=12)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch)
    monthly.rows_of.cache_clear()  # equal ledgers of two tests have equal bytes


def with_terms(cast: Cast, monkeypatch: pytest.MonkeyPatch, **terms: Any) -> None:
    """The campaign's pack with points or weights that a county wrote into it."""
    pack = cast.pack
    own = replace(pack, oversight=replace(pack.oversight, **terms))
    monkeypatch.setattr(PackRelease, "opened", lambda _release: own)


# --- refusals, and what cannot be told ---


def test_without_a_frozen_month_nothing_is_inspected(cast: Cast, make: Maker) -> None:
    make.problem()
    page = seen(cast.signed_in("rui"), MONTHLY)
    assert "还没有冻结过" in page.note
    assert page.sections == ()
    for address in (MONTHLY, YEARLY):
        assert cast.signed_in("gong").get(address).status_code == 403
    assert cast.signed_in("qiao").get("/oversight/yearly/file/").status_code == 403


def test_a_month_frozen_before_due_dates_were_kept_cannot_tell(cast: Cast, make: Maker) -> None:
    make.problem(state=State.RECTIFYING)
    frozen = freeze_month(cast.rui, cast.campaign, NOVEMBER, at=DECEMBER)
    path = path_of(frozen.rows.sha256)
    told = [json.loads(line) for line in path.read_text().splitlines()]
    old = [{k: v for k, v in row.items() if k not in {"due_on", "ended_on"}} for row in told]
    path.write_text("\n".join(json.dumps(row) for row in old))
    monthly.rows_of.cache_clear()
    page = seen(cast.signed_in("rui"), MONTHLY)
    assert "没有记期限，不能核对" in page.note
    assert next(one.title for one in page.sections) == "本月督导检查记录"


def test_without_points_of_a_source_there_is_no_score(
    cast: Cast, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.problem(state=State.RECTIFYING)
    freeze_month(cast.rui, cast.campaign, NOVEMBER, at=DECEMBER)
    client = cast.signed_in("rui")
    table = section(seen(client, MONTHLY), "各乡镇")
    assert "得分" not in table.heads
    assert "没有规定分值" in table.note
    assert "总分" not in section(seen(client, YEARLY), "各乡镇").heads
    source = "县督查办法"
    with_terms(
        cast, monkeypatch, full=Param(100, "分", source), points={"undone": Param(2, "分", source)},
        weights={"in_time": Param(100, "%", source)},
    )  # fmt: skip
    table = section(seen(client, MONTHLY), "各乡镇")
    assert (table.heads[-1], table.rows[0][-1].text) == ("得分", "98")
    assert source in table.note
    assert section(seen(client, YEARLY), "各乡镇").heads[-1] == "总分"


# --- a month ---


def test_due_late_undone_and_sent_back_are_told_from_the_frozen_month(
    cast: Cast, make: Maker
) -> None:
    in_every_state(make)
    freeze_month(cast.rui, cast.campaign, NOVEMBER, at=DECEMBER)
    client = cast.signed_in("rui")
    rows = texts(section(seen(client, MONTHLY), "各乡镇"))
    assert [r[0] for r in rows] == ["龙潭镇"]
    due, in_time, late, undone, overdue, returned = map(int, rows[0][1:])
    assert due == in_time + late + undone
    assert min(in_time, undone, returned) > 0
    assert (late, overdue) == (0, 0)
    assert figures_that_differ(client, MONTHLY) == []
    assert n_queries(client, MONTHLY) <= MOST_QUERIES
    # a later step changes nothing of what was frozen
    before = rows[0]
    problem = FrozenMonth.objects.for_system("tests").get()
    assert problem.n_rows
    make.problem()
    assert texts(section(seen(client, MONTHLY), "各乡镇"))[0] == before


def test_who_sees_a_part_sees_that_part_of_the_month(cast: Cast, make: Maker) -> None:
    make.problem(state=State.RECTIFYING)
    freeze_month(cast.rui, cast.campaign, NOVEMBER, at=DECEMBER)
    own = section(seen(cast.signed_in("tang"), MONTHLY + "?place=980122100"), "各村")
    assert texts(own)[0][:2] == ["核桃村", "1"]
    for account in ("cha", "bao"):
        assert section(seen(cast.signed_in(account), MONTHLY), "各乡镇").rows == ()
    assert section(seen(cast.signed_in("min"), MONTHLY), "各乡镇").rows


def test_looks_and_meetings_of_the_month_stand_beside_it(cast: Cast, make: Maker) -> None:
    make.problem()
    freeze_month(cast.rui, cast.campaign, NOVEMBER, at=DECEMBER)
    for day in ("2026-11-05", "2026-12-01"):
        look = {
            "village_code": VILLAGE_1, "inspected_on": day, "inspected_by": "指导组",
            "found": "三户没有签字", "is_poor": "是",
        }  # fmt: skip
        add_entry(cast.rui, cast.campaign, "K13", look, at=AT)
    meeting = {"township_code": "980122100", "held_on": "2026-11-06", "kind": "推进会"}
    add_entry(cast.rui, cast.campaign, "K05", meeting, at=AT)
    page = seen(cast.signed_in("rui"), MONTHLY)
    looks = texts(section(page, "督导检查记录"))
    assert [r[2:6] for r in looks] == [["2026-11-05", "指导组", "三户没有签字", "是"]]
    rhythm = section(page, "一月一调度")
    assert rhythm.heads == (
        "乡镇", "工作调度会（计划 1 次）", "推进会（计划 2—3 次）", "督导检查（至少 1 次）",
    )  # fmt: skip
    assert texts(rhythm) == [["龙潭镇", "0", "1", "1"], ["石门乡", "0", "0", "0"]]


# --- a year ---


def test_every_figure_of_a_year_is_the_number_of_rows_behind_it(cast: Cast, make: Maker) -> None:
    in_every_state(make)
    declare_none(
        cast.ping, cast.campaign, place=VILLAGE_1,
        topic=next(iter(cast.pack.problem_types.values())).topic, on=AT.date(), at=AT,
    )  # fmt: skip
    find(cast.rui, cast, area=VILLAGE_3)
    for account in ("rui", "tang", "min"):
        assert figures_that_differ(cast.signed_in(account), YEARLY) == []
    assert n_queries(cast.signed_in("rui"), YEARLY) <= MOST_QUERIES


def test_a_year_counts_what_was_in_time_and_what_came_back(cast: Cast, make: Maker) -> None:
    closed = make.problem(state=State.CLOSED)
    take_step(cast.lei, closed.code, Action.REOPEN, Filled(reason="反弹"), at=AT)
    make.problem(state=State.CLOSED)
    make.problem(state=State.RECTIFYING)
    table = section(seen(cast.signed_in("rui"), YEARLY), "各乡镇")
    row = dict(zip(table.heads, texts(table)[0], strict=True))
    assert (row["乡镇"], row["发现"], row["到期"]) == ("龙潭镇", "3", "2")
    assert (row["按期销号"], row["逾期销号"], row["到期未销号"]) == ("1", "0", "1")
    assert (row["重新打开过"], row["按期销号率%"], row["按期答复率%"]) == ("1", "50.0", "无数据")
    nobody = section(seen(cast.signed_in("rui"), YEARLY + "?year=2025"), "各乡镇")
    assert {cell for r in texts(nobody) for cell in r[1:]} == {"0", "无数据"}


@pytest.mark.parametrize("as_", ["xlsx", "docx"])
def test_the_file_says_what_the_page_says(cast: Cast, make: Maker, as_: str) -> None:
    in_every_state(make)
    client = cast.signed_in("rui")
    shown = texts(section(seen(client, YEARLY), "各乡镇"))
    answer = client.get(f"/oversight/yearly/file/?year=2026&as_={as_}")
    assert answer.status_code == 200
    if as_ == "xlsx":
        book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
        rows = book.get_sheet_by_index(0).to_python()[3:]
        told = [[str(int(v)) if isinstance(v, float) else str(v) for v in row] for row in rows]
    else:
        table = Document(BytesIO(answer.content)).tables[0]
        told = [[cell.text for cell in row.cells] for row in table.rows][1:]
    assert told == shown


def test_terms_of_a_pack_need_full_marks_and_whole_weights(demo_pack: Pack) -> None:
    terms = demo_pack.oversight
    assert (terms.full, terms.points, terms.weights) == (None, {}, {})
    assert [(one.kind, one.least, one.most) for one in terms.meetings] == [
        ("工作调度会", 1, 1), ("推进会", 2, 3),
    ]  # fmt: skip
    assert reverse("oversight:monthly") == MONTHLY
    assert LATER.year == 2026
