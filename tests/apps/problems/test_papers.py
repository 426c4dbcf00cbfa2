"""The papers of the ledger: the workbook holds what the list shows, issued lists are numbered."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from docx import Document

from huitoukan.apps.campaigns.models import Gate
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.problems.models import Bulletin, Problem
from huitoukan.apps.problems.services import papers
from huitoukan.domain.problems import STATE_WORDS, State
from huitoukan.domain.refusals import Refused
from tests.apps.looking import full_numbers, seen, stand_still
from tests.apps.problems.acting import find, in_every_state
from tests.cast import AT, TOWN_1, VILLAGE_1, VILLAGE_3, Cast
from tests.factories import Maker, id_no

LIST, BULLETINS = "/problems/", "/problems/bulletins/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch)


def exported(client: Client, query: str = "") -> Any:
    """The workbook that the list's own link gives for this query."""
    answer = client.get(seen(client, f"{LIST}?{query}").export_href)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return openpyxl.load_workbook(BytesIO(answer.content))


def rows_of(book: Any) -> list[dict[str, Any]]:
    """The rows of the ledger under their headings (the lower one where there are two)."""
    above, below, *rows = book.worksheets[0].iter_rows(min_row=3, values_only=True)
    headings = [low or high for high, low in zip(above, below, strict=True)]
    found = [dict(zip(headings, row, strict=True)) for row in rows]
    return [row for row in found if str(row["问题编号"] or "").startswith("WT-")]


def about(book: Any) -> dict[str, str]:
    return {row[0].value: row[1].value for row in book["说明"].iter_rows() if len(row) > 1}


# --- refusals ---


def test_only_who_may_exports_and_issues(cast: Cast, make: Maker) -> None:
    make.problem(state=State.ASSIGNED)
    for account in ("ping", "qiao", "min", "wen"):
        for paper in (papers.export_ledger, papers.issue_bulletin):
            with pytest.raises(Refused) as refusal:
                paper(cast.actor(account), cast.campaign, at=AT)
            assert refusal.value.code == "NOT_ALLOWED"
    assert not Bulletin.objects.for_system("tests").exists()


def test_no_full_number_reaches_a_paper(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.ASSIGNED)
    Problem.objects.for_system("tests").filter(pk=problem.pk).update(
        title=f"证件号码{id_no(5)}两人共用", measure=f"更正{id_no(5)}"
    )
    client = cast.signed_in("rui")
    cells = [str(value) for row in rows_of(exported(client)) for value in row.values()]
    assert any("两人共用" in cell for cell in cells)
    assert full_numbers(" ".join(cells)) == []
    bulletin = papers.issue_bulletin(cast.rui, cast.campaign, at=AT)
    word = Document(BytesIO(client.get(f"/files/{bulletin.word.sha256}/").getvalue()))
    said = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert full_numbers(" ".join(said)) == []


# --- the ledger as a workbook ---


@pytest.mark.parametrize(
    "query", ["", "tab=overdue", "tab=closed", "step=assign", f"place={TOWN_1}&tab=rectifying"]
)
def test_the_workbook_holds_the_rows_of_the_list(query: str, cast: Cast, make: Maker) -> None:
    ledger = in_every_state(make)
    find(cast.rui, cast, code="beyond", area=VILLAGE_3)
    client = cast.signed_in("rui")
    listed = {row.code: row for row in seen(client, f"{LIST}?{query}").rows}
    book = exported(client, query)
    rows = rows_of(book)
    assert {row["问题编号"] for row in rows} == set(listed)
    assert rows
    assert about(book)["行数"] == str(len(listed))
    states = {problem.code: STATE_WORDS[problem.stands].zh for problem in ledger.values()}
    for row in rows:
        assert row["状态"] == states.get(row["问题编号"], "待部门确认")
        assert row["村"] in listed[row["问题编号"]].place
        is_late = listed[row["问题编号"]].due.is_overdue
        assert str(row["备注"] or "").startswith("逾期") == is_late


def test_the_workbook_says_in_words_what_was_asked_for(cast: Cast, make: Maker) -> None:
    make.problem(state=State.ASSIGNED)
    client = cast.signed_in("rui")
    told = about(exported(client, f"place={TOWN_1}&tab=rectifying"))
    assert (told["乡镇村"], told["状态"]) == ("龙潭镇", "整改中")
    assert about(exported(client))["范围"] == "全部问题"
    client.cookies["django_language"] = "en"
    assert about(exported(client, "tab=rectifying"))["状态"] == "整改中"
    last = Entry.objects.filter(object_kind="ledger").latest("id")
    assert last.summary == "导出问题台账 1 条"
    assert not Gate.objects.get(campaign=cast.campaign, code="problems.exported").is_passed


def test_a_row_of_the_workbook_names_who_confirmed_put_right_and_reviewed(
    cast: Cast, make: Maker
) -> None:
    here = make.problem(make.household(VILLAGE_1), state=State.CLOSED)
    make.problem(make.household(VILLAGE_3))
    paper = papers.export_ledger(cast.lei, cast.campaign, {"place": TOWN_1}, at=AT)
    book = openpyxl.load_workbook(BytesIO(paper.content))
    (row,) = rows_of(book)
    assert row["问题编号"] == here.code
    assert (row["审核人"], row["责任单位"]) == ("乔审言", "龙潭镇人民政府")
    assert row["确认意见"] == "属实 民政〔2026〕7号"
    assert row["佐证材料"]
    assert row["来源"] == "部门比对"
    assert paper.n_problems == 1


# --- issued lists ---


def test_issued_lists_are_numbered_and_keep_what_they_were_issued_with(
    cast: Cast, make: Maker
) -> None:
    first = make.problem(make.household(head="单雄信"), state=State.ASSIGNED)
    client = cast.signed_in("rui")
    assert client.post(f"{BULLETINS}issue/").headers["Location"] == BULLETINS
    second = [make.problem(state=State.ASSIGNED) for _ in range(2)]
    client.post(f"{BULLETINS}issue/")
    page = seen(cast.signed_in("lei"), BULLETINS)
    assert [(row.issue, row.n_problems, row.issued_by) for row in page.rows] == [
        (2, 2, "瑞县办"), (1, 1, "瑞县办"),
    ]  # fmt: skip
    assert (page.n_waiting, page.next_issue) == (0, 3)
    word = Document(BytesIO(client.get(page.rows[1].word.href).getvalue()))
    said = "".join(paragraph.text for paragraph in word.paragraphs)
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    assert "第1期" in said.replace(" ", "")
    assert any("单雄信" in cell for cell in cells)
    excel = client.get(page.rows[0].excel.href).getvalue()
    rows = rows_of(openpyxl.load_workbook(BytesIO(excel)))
    assert [row["问题编号"] for row in rows] == [problem.code for problem in second]
    numbers = {row["问题编号"]: row["期数"] for row in rows_of(exported(client))}
    assert numbers == {first.code: 1, second[0].code: 2, second[1].code: 2}


def test_lists_of_another_county_are_numbered_apart_and_not_seen(cast: Cast, make: Maker) -> None:
    make.problem(state=State.ASSIGNED)
    papers.issue_bulletin(cast.rui, cast.campaign, at=AT)
    assert cast.other_campaign
    page = seen(cast.signed_in("shan"), BULLETINS)
    assert (page.rows, page.next_issue) == ((), 1)
    bulletin = Bulletin.objects.for_system("tests").get()
    assert cast.signed_in("shan").get(f"/files/{bulletin.word.sha256}/").status_code == 404
