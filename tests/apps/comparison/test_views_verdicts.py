"""One doubt on its page: both sides of it, and the verdict, given once and with its reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from huitoukan.apps.comparison.models import Hit, HitState
from huitoukan.apps.comparison.services import judge_hit
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.registry.models import Member
from huitoukan.domain.identity import mask_id
from tests.apps.comparison.doubts import (
    BULK,
    HITS,
    address_of,
    again,
    found_dead,
    verdict_on,
)
from tests.apps.looking import HTMX, full_numbers, read, seen
from tests.cast import AT, Cast
from tests.factories import Maker, id_no

# --- refusals ---


@pytest.mark.parametrize(
    ("verdict", "typed"),
    [
        ("dismissed", {"note": "车已卖给邻村"}),
        ("dismissed", {"note": "车已卖给邻村", "reason_code": "不在表内"}),
        ("dismissed", {"reason_code": "other"}),
        ("data_error", {"note": "   "}),
    ],
)
def test_a_verdict_without_its_reason_comes_back_with_what_was_typed(
    verdict: str, typed: dict[str, str], cast: Cast, make: Maker
) -> None:
    hit = make.hit()
    answer = cast.signed_in("rui").post(verdict_on(hit, verdict), typed)
    assert answer.status_code == 422
    (open_form,) = [form for form in answer.context["page"].actions if form.is_open]
    assert open_form.code == verdict
    assert open_form.errors
    values = {field.name: field.value for field in open_form.fields}
    assert values["note"] == typed.get("note", "")
    for field in open_form.fields:
        chosen = [choice.value for choice in field.choices if choice.is_chosen]
        assert chosen == [v for v in [typed.get("reason_code")] if v == "other"][: len(chosen)]
    assert again(hit).state == HitState.NEW


def test_a_note_that_is_too_long_comes_back_whole(cast: Cast, make: Maker) -> None:
    answer = cast.signed_in("rui").post(verdict_on(make.hit(), "confirmed"), {"note": "长" * 501})
    assert answer.status_code == 422
    assert "长" * 501 in answer.content.decode()


def test_a_refused_verdict_comes_back_into_the_drawer(cast: Cast, make: Maker) -> None:
    answer = cast.signed_in("rui").post(verdict_on(make.hit(), "dismissed"), headers=HTMX)
    assert answer.status_code == 200  # htmx would not swap a 422 in
    assert "<html" not in answer.content.decode()
    assert "没有选择理由" in answer.content.decode()


def test_a_doubt_is_judged_once(cast: Cast, make: Maker) -> None:
    hit = make.hit()
    client = cast.signed_in("rui")
    client.post(verdict_on(hit, "dismissed"), {"reason_code": "wrong-number"})
    answer = client.post(verdict_on(hit, "confirmed"))
    assert answer.status_code == 409
    assert "瑞县办" in answer.content.decode()
    assert again(hit).state == HitState.DISMISSED
    assert not Problem.objects.for_system("tests").exists()


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"verdict": "confirmed"}, "请先勾选疑点"),
        ({"codes": ["YD-1"]}, "请选择结论"),
        ({"codes": ["YD-1"] * 201, "verdict": "confirmed"}, "一次最多核定 200 个"),
    ],
)
def test_many_verdicts_need_rows_and_a_verdict(sent: dict[str, Any], why: str, cast: Cast) -> None:
    answer = cast.signed_in("rui").post(BULK, sent)
    assert answer.status_code == 422
    assert why in answer.content.decode()


# --- one doubt and its verdict ---


def test_a_doubt_shows_what_is_registered_beside_what_was_delivered(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    hit = found_dead(cast, make, tmp_path)
    page = seen(cast.signed_in("rui"), address_of(hit))
    sides = {line.label: (line.registered, line.delivered) for line in page.compared}
    assert sides["姓名"] == ("已故人", "")
    assert sides["死亡日期"] == ("", "2025-03-02")
    assert page.source == "户籍注销（死亡）、火化登记"
    assert page.basis == cast.pack.rules["X11"].basis
    assert [form.code for form in page.actions] == ["confirmed", "dismissed", "data_error"]
    assert page.verdict == ()


def test_values_that_differ_are_marked_and_several_rows_are_counted(
    cast: Cast, make: Maker
) -> None:
    household = make.household()
    facts: dict[str, dict[str, Any]] = {
        "member": {"name": "单雄信"},
        "D14": {"name": "单雄心", "amount": 300.0},
    }
    make.run([replace(make.found(household), facts=facts, n_rows=3)])
    hit = Hit.objects.for_system("tests").get()
    page = seen(cast.signed_in("rui"), address_of(hit))
    assert {line.label: line.is_differing for line in page.compared} == {
        "姓名": True, "月保障金": False,
    }  # fmt: skip
    assert page.n_rows == 3
    assert "共有 3 行" in read(cast.signed_in("rui"), address_of(hit))


def test_no_full_number_of_a_person_stands_on_any_page_of_a_doubt(cast: Cast, make: Maker) -> None:
    household = make.household(household_phone="13987654321")
    member = Member.objects.for_system("tests").get(household=household)
    facts = {
        "member": {"name": member.name, "id_no": member.id_no, "member_phone": "13912345678"},
        "D14": {"id_no": id_no(77)},
    }
    make.run([replace(make.found(household), facts=facts)])
    hit = Hit.objects.for_system("tests").get()
    client = cast.signed_in("rui")
    drawer = client.get(address_of(hit), headers=HTMX).content.decode()
    client.post(verdict_on(hit, "confirmed"))
    problem = reverse("problems:detail", args=[again(hit).problem_code])
    dossier = reverse("dashboards:household", args=[household.household_no])
    texts = [drawer, *(read(client, a) for a in (address_of(hit), HITS, problem, dossier))]
    for text in texts:
        assert full_numbers(text) == []
        assert "13912345678" not in text
        assert "13987654321" not in text
    assert mask_id(member.id_no) in drawer
    assert mask_id(id_no(77)) in texts[1]


def test_a_confirmed_doubt_leads_to_its_problem_and_offers_nothing_more(
    cast: Cast, make: Maker
) -> None:
    hit = make.hit()
    client = cast.signed_in("rui")
    answer = client.post(verdict_on(hit, "confirmed"), {"note": "入户核实属实"})
    assert answer.headers["Location"] == address_of(hit)
    page = seen(client, address_of(hit))
    assert page.actions == ()
    assert page.problem_code == Problem.objects.for_system("tests").get().code
    assert {fact.value for fact in page.verdict} >= {"瑞县办", "入户核实属实"}
    dismissed = make.hit()
    client.post(verdict_on(dismissed, "dismissed"), {"reason_code": "wrong-number"})
    told = {fact.value for fact in seen(client, address_of(dismissed)).verdict}
    assert "同名同号错误" in told


def test_one_walks_from_doubt_to_doubt_of_the_same_rule(cast: Cast, make: Maker) -> None:
    first, other, second = make.hit(), make.hit(rule="X33"), make.hit()
    client = cast.signed_in("rui")
    assert seen(client, address_of(first)).next_href == address_of(second)
    assert seen(client, address_of(second)).previous_href == address_of(first)
    assert seen(client, address_of(other)).next_href == ""


def test_many_verdicts_have_an_outcome_each(cast: Cast, make: Maker) -> None:
    first, judged = make.hit(), make.hit()
    judge_hit(cast.rui, judged.code, HitState.DATA_ERROR, note="重号", at=AT)
    answer = cast.signed_in("rui").post(
        BULK, {"codes": [first.code, judged.code, "YD-2026-999999"], "verdict": "confirmed"}
    )
    outcomes = answer.context["page"].outcomes
    assert [(row.code, row.is_done) for row in outcomes] == [
        (first.code, True), (judged.code, False), ("YD-2026-999999", False),
    ]  # fmt: skip
    assert again(first).problem_code in outcomes[0].sentence
    assert "瑞县办" in outcomes[1].sentence
    assert "没有找到" in outcomes[2].sentence
    assert outcomes[2].sentence in answer.content.decode()
