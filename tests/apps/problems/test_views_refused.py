"""The pages of the ledger refuse: without the right, abroad, the same person, things missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huitoukan.apps.accounts.models import Appointment, User
from huitoukan.domain import problems as life
from huitoukan.domain.problems import Action, State
from tests.apps.looking import (
    HTMX,
    read,
    seen,
    stand_still,
)
from tests.apps.problems.acting import address_of, step_of, stored
from tests.cast import TOWN_1, VILLAGE_1, Cast
from tests.factories import Maker

LIST, ASSIGN, EXPORT = "/problems/", "/problems/assign/", "/problems/export/"
BULLETINS = "/problems/bulletins/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch)


@pytest.mark.parametrize("address", [LIST, EXPORT, BULLETINS, "/problems/WT-1/"])
def test_nobody_signed_in_is_sent_to_sign_in(address: str, cast: Cast) -> None:
    answer = Client().get(address)
    assert answer.headers["Location"] == f"/sign-in/?next={address}"


@pytest.mark.parametrize("address", [LIST, BULLETINS, "/problems/WT-1/"])
def test_who_runs_the_system_does_not_see_problems(address: str, cast: Cast) -> None:
    assert cast.signed_in("gong").get(address).status_code == 403


@pytest.mark.parametrize("account", ["ping", "qiao", "tang", "min", "wen", "shi", "cha"])
def test_who_may_neither_assign_nor_issue_nor_export_has_no_button_and_is_refused(
    account: str, cast: Cast, make: Maker
) -> None:
    problem = make.problem(state=State.CONFIRMED)
    client = cast.signed_in(account)
    page = seen(client, LIST)
    assert (page.export_href, page.may_issue) == ("", False)
    own = {"min": "confirm", "ping": "accept", "tang": "accept"}
    assert page.bulk is None or page.bulk.code == own.get(account)
    assert seen(client, BULLETINS).issue is None
    sent = {"codes": [problem.code], "unit": "镇", "person": "某"}
    assert client.post(ASSIGN, sent).status_code == 403
    assert client.post(f"{BULLETINS}issue/").status_code == 403
    assert client.get(EXPORT).status_code == 403
    assert stored(problem).stands is State.CONFIRMED


@pytest.mark.parametrize("account", ["ning", "bao", "shan", "cha"])
def test_anothers_problem_is_not_there(account: str, cast: Cast, make: Maker) -> None:
    problem = make.problem(make.household(VILLAGE_1, head="单雄信"))
    assert cast.other_campaign
    client = cast.signed_in(account)
    assert client.get(address_of(problem)).status_code == 404
    assert "单雄信" not in read(client, LIST)


def test_a_step_without_its_right_is_refused_by_its_name(cast: Cast, make: Maker) -> None:
    problem = make.problem()
    answer = cast.signed_in("ping").post(step_of(problem, Action.CONFIRM), {"opinion": "是"})
    assert answer.status_code == 403
    assert "部门确认" in answer.content.decode()
    assert stored(problem).stands is State.REGISTERED


def test_a_step_that_lacks_something_comes_back_with_what_was_typed(
    cast: Cast, make: Maker
) -> None:
    problem = make.problem()
    client = cast.signed_in("min")
    answer = client.post(step_of(problem, Action.CONFIRM), {"opinion": "情况属实"})
    assert answer.status_code == 422
    (form,) = [form for form in answer.context["page"].actions if form.is_open]
    assert form.code == "confirm"
    assert "签字盖章编号" in form.errors[0]
    assert {field.name: field.value for field in form.fields}["opinion"] == "情况属实"
    assert "情况属实</textarea>" in answer.content.decode()
    drawer = client.post(step_of(problem, Action.CONFIRM), {"opinion": "情况属实"}, headers=HTMX)
    assert drawer.status_code == 200  # htmx would not swap a 422 in
    assert "<html" not in drawer.content.decode()
    assert stored(problem).stands is State.REGISTERED


@pytest.mark.parametrize(
    ("due_on", "why"), [("2026-12-21", "晚于本次任务的最后期限"), ("十二月", "请填写日期")]
)
def test_a_plan_beyond_the_campaign_or_without_a_date_comes_back(
    due_on: str, why: str, cast: Cast, make: Maker
) -> None:
    problem = make.problem(state=State.ACCEPTED)
    answer = cast.signed_in("ping").post(
        step_of(problem, Action.PLAN), {"measure": "补办手续", "due_on": due_on}
    )
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert "补办手续</textarea>" in answer.content.decode()


def test_evidence_that_is_no_picture_or_scan_comes_back(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.RECTIFYING)
    answer = cast.signed_in("ping").post(
        step_of(problem, Action.SUBMIT),
        {"result": "已补办", "evidence": SimpleUploadedFile("整改.jpg", b"MZ program")},
    )
    assert answer.status_code == 422
    assert "已补办</textarea>" in answer.content.decode()
    assert stored(problem).stands is State.RECTIFYING


def test_who_put_it_right_reads_why_another_must_review_and_cannot_do_it_anyway(
    cast: Cast, make: Maker
) -> None:
    Appointment.objects.create(
        user=User.objects.get(username="tang"),
        post="town_reviewer",
        area=cast.area(TOWN_1),
        first_day=date(2026, 1, 1),
    )
    problem = make.problem(state=State.UNDER_REVIEW)
    client = cast.signed_in("tang")  # accepted it before
    why = life.APART_REASONS["rectifier"]
    barred = {form.code: form.refusal for form in seen(client, address_of(problem)).actions}
    assert barred == {"pass_review": why, "return": ""}
    assert why in read(client, address_of(problem))
    answer = client.post(step_of(problem, Action.PASS_REVIEW), {"opinion": "整改到位"})
    assert answer.status_code == 403
    assert why in answer.content.decode()
    assert stored(problem).stands is State.UNDER_REVIEW


def test_a_step_from_an_old_page_is_refused(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.ASSIGNED)
    client = cast.signed_in("ping")
    (form,) = seen(client, address_of(problem)).actions
    make.step(problem, Action.ACCEPT, "tang")
    answer = client.post(form.href, dict(form.hidden))
    assert answer.status_code == 409
    assert "刚刚被他人先处理" in answer.content.decode()


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"unit": "龙潭镇", "person": "唐守田"}, "请先勾选问题"),
        ({"codes": ["WT-1"] * 201, "unit": "龙潭镇", "person": "唐守田"}, "一次最多办理 200 条"),
        ({"codes": ["WT-1"], "unit": "龙潭镇"}, "责任人"),
    ],
)
def test_handing_over_needs_rows_a_unit_and_a_person(
    sent: dict[str, Any], why: str, cast: Cast
) -> None:
    answer = cast.signed_in("rui").post(ASSIGN, sent)
    assert answer.status_code == 422
    assert why in answer.content.decode()


def test_without_anything_handed_over_no_list_is_issued(cast: Cast, make: Maker) -> None:
    make.problem(state=State.CONFIRMED)
    client = cast.signed_in("rui")
    page = seen(client, BULLETINS)
    assert (page.rows, page.n_waiting, page.next_issue) == ((), 0, 1)
    assert page.issue.refusal in read(client, BULLETINS)
    answer = client.post(f"{BULLETINS}issue/")
    assert answer.status_code == 409
    assert "没有可以印发的问题" in answer.content.decode()


def test_a_step_that_does_not_exist_is_not_found(cast: Cast, make: Maker) -> None:
    assert cast.signed_in("rui").post(f"{address_of(make.problem())}forget/").status_code == 404
