"""Households that exit in a year and the basic situation of a village."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from huitoukan.apps.ledgers.services.entries import add_entry
from huitoukan.apps.oversight.services.exports import export_village, export_visits
from huitoukan.apps.problems.services.entering import Entered, enter_problem
from huitoukan.domain.refusals import Refused
from tests.apps.looking import MOST_QUERIES, full_numbers, n_queries, read, seen, stand_still
from tests.apps.oversight.seeing import figures_that_differ, section, texts
from tests.cast import AT, OTHER_VILLAGE, VILLAGE_1, VILLAGE_3, Cast
from tests.factories import Maker

VISITS, VILLAGES = "/oversight/visits/", "/oversight/villages/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch)


# --- refusals ---


def test_another_countys_village_reads_like_an_absent_one(cast: Cast) -> None:
    client = cast.signed_in("rui")
    for code in (OTHER_VILLAGE, "980122100999", "980122100"):
        assert client.get(f"{VILLAGES}?place={code}").status_code == 404
        with pytest.raises(Refused) as refusal:
            export_village(cast.rui, cast.campaign, code, at=AT)
        assert refusal.value.code == "NOT_FOUND"
    assert cast.signed_in("ping").get(f"{VILLAGES}?place={VILLAGE_3}").status_code == 404


def test_who_may_not_see_or_export_gets_neither_page_nor_file(cast: Cast) -> None:
    for account in ("gong", "min"):
        assert cast.signed_in(account).get(VILLAGES).status_code == 403
        assert cast.signed_in(account).get(VISITS).status_code == 403
    for act in (
        lambda actor: export_visits(actor, cast.campaign, 2026, as_="xlsx", at=AT),
        lambda actor: export_village(actor, cast.campaign, VILLAGE_1, at=AT),
    ):
        with pytest.raises(Refused) as refusal:
            act(cast.qiao)
        assert refusal.value.code == "NOT_ALLOWED"


# --- visits ---


def found_at(cast: Cast, household_no: str) -> None:
    """Somebody enters a problem that was found at a household."""
    kind = next(iter(cast.pack.problem_types))
    given = Entered(
        source="village_check", type=kind, title="门前路面破损", household_no=household_no,
        found_on=AT.date(),
    )  # fmt: skip
    enter_problem(cast.ping, cast.campaign, given, at=AT)


def test_every_household_that_exits_this_year_is_to_be_visited(cast: Cast, make: Maker) -> None:
    mine = make.household(exit_year=2026, exit_status="已脱贫")
    make.household(exit_year="2026", exit_status="已脱贫")
    make.household(exit_year=2019, exit_status="已脱贫")
    make.household(VILLAGE_3, exit_year=2026, exit_status="已脱贫")
    found_at(cast, mine.household_no)
    client = cast.signed_in("rui")
    page = seen(client, VISITS)
    assert "3 户 3 人" in page.note
    assert texts(section(page, "各村")) == [
        ["龙潭镇核桃村", "2", "2", "1", "1"], ["石门乡柳溪村", "1", "1", "0", "1"],
    ]  # fmt: skip
    assert section(page, "没有走访记录").n == 2
    visited = texts(section(seen(client, VISITS + "?show=seen"), "已走访"))
    assert [r[0] for r in visited] == [mine.household_no]
    assert visited[0][-3:] == ["2026-11-02", "平小禾", "村内排查"]
    assert figures_that_differ(client, VISITS) == []
    assert n_queries(client, VISITS) <= MOST_QUERIES
    village = seen(cast.signed_in("ping"), VISITS)
    assert [r[0] for r in texts(section(village, "各村"))] == ["龙潭镇核桃村"]
    nobody = seen(client, VISITS + "?year=2025")
    assert "0 户 0 人" in nobody.note


@pytest.mark.parametrize("as_", ["xlsx", "docx"])
def test_the_list_of_visits_as_a_file_has_every_household(
    cast: Cast, make: Maker, as_: str
) -> None:
    numbers = {make.household(exit_year=2026).household_no for _n in range(3)}
    found_at(cast, min(numbers))
    answer = cast.signed_in("rui").get(f"/oversight/visits/file/?year=2026&as_={as_}")
    assert answer.status_code == 200
    if as_ == "xlsx":
        book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
        told = [str(row[0]) for n in range(2) for row in book.get_sheet_by_index(n).to_python()[3:]]
    else:
        tables = Document(BytesIO(answer.content)).tables
        told = [row.cells[0].text for table in tables for row in table.rows[1:]]
    assert sorted(told) == sorted(numbers)


# --- villages ---


def test_a_village_without_anything_says_no_data_and_guesses_nothing(cast: Cast) -> None:
    page = seen(cast.signed_in("rui"), f"{VILLAGES}?place={VILLAGE_1}")
    rows = {r[0]: r for table in page.sections for r in texts(table)}
    assert rows["名称"][1] == "龙潭镇核桃村"
    for label in ("总户数", "农村户籍人口", "在册"):
        assert rows[label][1] == "无数据"
        assert rows[label][3] == ""


def test_each_value_has_its_source_and_day(cast: Cast, make: Maker) -> None:
    make.household(exit_status="已脱贫")
    add_entry(
        cast.rui, cast.campaign, "K11",
        {"village_code": VILLAGE_1, "checked_on": "2026-10-20", "rural_persons": "812"}, at=AT,
    )  # fmt: skip
    for company, jobs in (("甲公司", "3"), ("乙公司", "")):
        paired = {
            "village_code": VILLAGE_1, "company": company, "from_date": "2026-01-01", "jobs": jobs
        }  # fmt: skip
        add_entry(cast.rui, cast.campaign, "K01", paired, at=AT)
    client = cast.signed_in("rui")
    address = f"{VILLAGES}?place={VILLAGE_1}"
    page = seen(client, address)
    checked = texts(section(page, "村出列核查表"))
    assert ["农村户籍人口", "812 人", "工作台账 K11", "2026-11-02"] in checked
    paired_rows = {r[0]: r[1] for r in texts(section(page, "村企结对"))}
    assert (paired_rows["记录数"], paired_rows["吸纳就业人数合计"]) == ("2", "3 人")
    assert paired_rows["投入资金（万元）合计"] == "无数据"
    assert {r[0]: r[1] for r in texts(section(page, "名册户数人数"))}["在册"] == "1 户 1 人"
    assert n_queries(client, address) <= MOST_QUERIES
    assert n_queries(client, VILLAGES) <= MOST_QUERIES
    assert full_numbers(read(client, address)) == []
    answer = client.get(f"/oversight/villages/file/?place={VILLAGE_1}")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    assert len(book.sheet_names) == len(page.sections)
    told = [
        [str(v) for v in row]
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()[3:]
    ]
    assert told == [row for table in page.sections for row in texts(table)]
