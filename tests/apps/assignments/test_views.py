"""The pages of doubts sent down, as browsers of several persons see them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from huitoukan.apps.assignments.models import Assignment
from huitoukan.apps.assignments.queries.splitting import Wanted
from huitoukan.apps.assignments.services.answering import answer, receive
from huitoukan.apps.comparison.models import Hit
from huitoukan.apps.registry.models import Member
from huitoukan.domain.assignments import State
from tests.apps.assignments.sent import (
    INSIDE,
    SAID,
    STRONG,
    again,
    dismissed,
    lines_of,
    sent,
    strong,
)
from tests.apps.looking import MOST_QUERIES, full_numbers, n_queries, read, seen, stand_still
from tests.cast import AT, VILLAGE_1, Cast
from tests.factories import JPEG, Maker

Browser = Callable[[str], Client]
LIST, NEW = "/assignments/", "/assignments/new/"


def of(assignment: Assignment, view: str = "detail") -> str:
    return reverse(f"assignments:{view}", args=[assignment.code])


def at(line: Any, step: str = "") -> str:
    if step:
        return reverse("assignments:line_step", args=[line.code, step])
    return reverse("assignments:line", args=[line.code])


def test_who_may_not_send_has_neither_button_nor_page(
    cast: Cast, make: Maker, signed_in: Browser
) -> None:
    make.hit(None, STRONG)
    assert not seen(signed_in("tang"), LIST).may_send
    assert signed_in("tang").get(NEW).status_code == 403
    assert signed_in("tang").post("/assignments/send/", {}).status_code == 403
    assert signed_in("gong").get(LIST).status_code == 403


def test_the_split_stands_with_its_counts_before_anything_is_sent(
    cast: Cast, make: Maker, signed_in: Browser
) -> None:
    make.hit(make.household(), STRONG)
    make.hit(make.household(), STRONG)
    make.hit(make.household(), INSIDE)
    page = seen(signed_in("rui"), NEW)
    assert [(row.addressee, row.n) for row in page.rows] == [
        ("龙潭镇", 2), ("龙潭镇核桃村", 1), ("县民政局", 2),
    ]  # fmt: skip
    assert (page.n, page.n_overlapping) == (3, 2)
    narrowed = seen(signed_in("rui"), f"{NEW}?rule={INSIDE}&to=township")
    assert [(row.addressee, row.n) for row in narrowed.rows] == [("龙潭镇", 1)]
    assert not Assignment.objects.for_system("tests").exists()


def test_a_stale_count_comes_back_with_the_letter_and_the_new_split(
    cast: Cast, make: Maker, signed_in: Browser
) -> None:
    make.hit(None, STRONG)
    form = {"codes": ["township.980122100=5"], "note": "请三日内核实"}
    back = signed_in("rui").post("/assignments/send/", form)
    assert back.status_code == 422
    text = back.content.decode()
    assert "可以下发的疑点有了变化" in text
    assert "请三日内核实" in text
    assert 'value="township.980122100=1"' in text


def test_from_the_split_to_the_verdict_by_three_persons(
    cast: Cast, make: Maker, signed_in: Browser
) -> None:
    hit = make.hit(make.household(VILLAGE_1), INSIDE)
    rui, ping = signed_in("rui"), signed_in("ping")
    (row,) = seen(rui, NEW).rows
    answered = rui.post("/assignments/send/", {"codes": [row.value], "note": "核对人数"})
    assert answered.headers["Location"] == LIST
    (line,) = lines_of(hit)
    assignment = line.assignment
    assert seen(ping, "/todo/").groups[0].n == 1
    assert [step.code for step in seen(ping, of(assignment)).steps] == ["receive"]
    ping.post(of(assignment, "receive"))
    form = {"codes": [line.code], "verdict": "confirmed", "note": "少登记一人"}
    page = ping.post(of(assignment, "answer_many"), form).context["page"]
    assert [outcome.is_done for outcome in page.outcomes] == [True]
    assert seen(rui, "/todo/").groups[1].code == "assigned-settle"
    form = {"codes": [line.code], "act": "settle"}
    page = rui.post(of(assignment, "decide_many"), form).context["page"]
    assert [outcome.is_done for outcome in page.outcomes] == [True]
    assert page.state.label == "已核定"
    assert Hit.objects.for_system("tests").get(pk=hit.pk).problem_code


def test_a_refused_answer_comes_back_with_what_was_typed(
    cast: Cast, make: Maker, signed_in: Browser
) -> None:
    both = strong(cast, make)
    tang = signed_in("tang")
    form = {"verdict": "dismissed", "reason_code": "cancelled", "note": "已注销的"}
    back = tang.post(at(both.field, "answer"), form)
    assert back.status_code == 422
    text = back.content.decode()
    assert "这个结论要附材料：注销证明" in text
    assert "已注销的" in text
    paper = SimpleUploadedFile("注销证明.jpg", JPEG, "image/jpeg")
    done = tang.post(at(both.field, "answer"), form | {"evidence": [paper]})
    assert done.status_code == 302
    assert again(both.field).state == State.ANSWERED
    (card, *_rest) = seen(tang, at(both.field)).cards
    (item,) = card.answers
    assert tang.get(item.files[0].href).status_code == 200
    assert signed_in("min").get(item.files[0].href).status_code == 404


def test_one_side_sees_the_other_only_after_its_own_answer(
    cast: Cast, make: Maker, signed_in: Browser
) -> None:
    both = strong(cast, make)
    answer(cast.tang, both.field.code, SAID, at=AT)
    department = both.department.assignment
    civil = signed_in("min")
    assert "入户看过，情况属实" not in read(civil, at(both.department))
    assert seen(civil, of(department)).rows[0].other == ""
    dismissed(cast, both.department, "min")
    assert "入户看过，情况属实" in read(civil, at(both.department))
    assert seen(civil, of(department)).rows[0].is_differing


def test_the_county_sees_both_and_decides_with_a_reason(
    cast: Cast, make: Maker, signed_in: Browser
) -> None:
    both = strong(cast, make)
    answer(cast.tang, both.field.code, SAID, at=AT)
    dismissed(cast, both.department, "min")
    rui = signed_in("rui")
    page = seen(rui, at(both.field))
    assert page.is_differing
    assert [card.side for card in page.cards] == ["基层核实", "部门答复"]
    back = rui.post(at(both.field, "settle"), {"words": ""})
    assert back.status_code == 422
    assert "两方说法不同" in back.content.decode()
    assert rui.post(at(both.field, "settle"), {"words": "以入户为准"}).status_code == 302
    assert seen(rui, at(both.field)).cards[0].is_adopted


def test_the_village_s_own_team_reads_why_it_may_not_answer(
    cast: Cast, make: Maker, signed_in: Browser
) -> None:
    hit = make.hit(make.household(VILLAGE_1), STRONG)
    (assignment,) = sent(cast, Wanted(rule=STRONG, to="village"))
    receive(cast.ping, assignment.code, at=AT)
    (line,) = lines_of(hit)
    ping = signed_in("ping")
    (action,) = seen(ping, at(line)).actions
    assert "本村" in action.refusal
    assert ping.post(at(line, "answer"), {"verdict": "confirmed"}).status_code == 403
    assert not any(row.may_tick for row in seen(ping, of(assignment)).rows)


def test_late_answers_turn_yellow_then_red_and_are_reminded_of(
    cast: Cast, make: Maker, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.hit(make.household(), STRONG)
    make.hit(make.household(), INSIDE)
    sent(cast)
    stand_still(monkeypatch)
    rui = signed_in("rui")
    page = seen(rui, f"{LIST}?tab=overdue")
    assert {row.alarm for row in page.rows} == {"red"}
    assert page.figures[3].value == 2
    codes = [row.code for row in page.rows]
    again_page = rui.post("/assignments/remind/", {"codes": codes, "note": "今天反馈"})
    assert [o.is_done for o in again_page.context["page"].outcomes] == [True, True]
    (group,) = (g for g in seen(signed_in("tang"), "/todo/").groups if g.code == "assigned-answer")
    assert group.n_overdue == 1
    assert group.items[0].note == "已催办 1 次"


def test_print_and_workbook_hold_each_doubt_with_masked_numbers(
    cast: Cast, make: Maker, signed_in: Browser
) -> None:
    both = strong(cast, make)
    number = Member.objects.for_system("tests").get(person_no=both.hit.person_no).id_no
    assignment = both.field.assignment
    text = read(signed_in("tang"), of(assignment, "printed"))
    assert both.hit.code in text
    assert f"{number[:6]}********{number[-4:]}" in text
    assert full_numbers(text) == []
    file = signed_in("tang").get(of(assignment, "export"))
    book = openpyxl.load_workbook(BytesIO(file.content))
    cells = [str(cell.value) for row in book["交办单"].iter_rows() for cell in row if cell.value]
    assert both.hit.code in cells
    assert full_numbers(" ".join(cells)) == []
    assert any("不是结论" in cell for cell in cells)


def test_the_pages_ask_few_questions_whatever_their_length(
    cast: Cast, make: Maker, signed_in: Browser
) -> None:
    for _n in range(12):
        make.hit(make.household(), INSIDE)
    (assignment,) = sent(cast)
    rui = signed_in("rui")
    assert n_queries(rui, LIST) <= MOST_QUERIES + 10
    assert n_queries(rui, of(assignment)) <= MOST_QUERIES + 10


def test_whose_doubt_it_is_not_cannot_ask_with_whom_it_is(
    cast: Cast, make: Maker, signed_in: Browser
) -> None:
    hit = make.hit(make.household(), INSIDE)
    address = reverse("assignments:of_hit", args=[hit.code])
    assert signed_in("min").get(address).status_code == 404
    assert signed_in("gong").get(address).status_code == 403


def test_the_page_of_a_doubt_says_with_whom_it_is_and_not_what_was_answered(
    cast: Cast, make: Maker, signed_in: Browser
) -> None:
    hit = make.hit(make.household(), STRONG)
    address = reverse("assignments:of_hit", args=[hit.code])
    assert address in read(signed_in("rui"), reverse("comparison:hit", args=[hit.code]))
    assert seen(signed_in("rui"), address).holders == ()
    for one in sent(cast, Wanted(rule=STRONG)):
        receive(cast.tang if one.to == "township" else cast.min, one.code, at=AT)
    field, _ = lines_of(hit)
    dismissed(cast, field, "tang")
    told = {one.side: one for one in seen(signed_in("min"), address).holders}
    assert {one.addressee for one in told.values()} == {"龙潭镇", "县民政局"}
    assert [one.addressee for one in told.values() if one.href] == ["县民政局"]
    assert [one.addressee for one in told.values() if one.due] == ["县民政局"]
    assert "起止时间不重叠" not in read(signed_in("min"), address)
