"""The pages of adjustments, as browsers of several persons see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from huitoukan.apps.adjustments.models import Adjustment
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.registry.models import Member
from huitoukan.domain.approval import State
from tests.apps.registry.sheets import registry_rows, take
from tests.cast import VILLAGE_1, Cast
from tests.factories import Maker

Browser = Callable[[str], Client]
# The pages read the clock of the machine.
DAY = (date.today() - timedelta(days=3)).isoformat()  # noqa: DTZ011


@pytest.fixture
def registry(cast: Cast, tmp_path: Path) -> Cast:
    take(cast.system, cast.campaign, registry_rows(), tmp_path)
    return cast


def sent(browser: Client, **more: Any) -> Any:
    form = {
        "kind": "death", "household_no": "H1", "persons": ["P2"], "effective_on": DAY,
        "reason": "死亡证明已核",
    }  # fmt: skip
    return browser.post("/adjustments/new/", form | more)


def only() -> Adjustment:
    return Adjustment.objects.for_system("tests").get()


def test_a_refused_form_comes_back_with_what_was_typed(registry: Cast, signed_in: Browser) -> None:
    answer = sent(signed_in("tang"), persons=[], reason="还没有证明")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "没有选是哪一位成员" in text
    assert "还没有证明" in text
    assert not Adjustment.objects.for_system("tests").exists()


def test_each_fault_stands_beside_its_field(registry: Cast, signed_in: Browser) -> None:
    form = {"kind": "birth", "household_no": "H1", "p.name": "王新", "p.birth_date": "去年春天"}
    text = signed_in("tang").post("/adjustments/new/", form).content.decode()
    for sentence in ("请填人编号", "请填性别", "去年春天"):
        assert sentence in text


def test_who_may_not_propose_gets_neither_button_nor_form(
    registry: Cast, signed_in: Browser
) -> None:
    for account in ("qiao", "lei", "wen"):
        assert signed_in(account).get("/adjustments/new/").status_code == 403
        assert "提出调整" not in signed_in(account).get("/adjustments/").content.decode()


def test_from_the_household_s_file_to_the_registry_by_two_persons(
    registry: Cast, signed_in: Browser
) -> None:
    file = signed_in("ping").get("/households/H1/").content.decode()
    assert "/adjustments/new/?household=H1" in file
    kinds = signed_in("ping").get("/adjustments/new/?household=H1").content.decode()
    assert "kind=death" in kinds
    form = signed_in("ping").get("/adjustments/new/?household=H1&kind=death").content.decode()
    assert "王小溪" in form
    assert sent(signed_in("ping")).status_code == 302
    code = only().code
    page = signed_in("qiao").get(f"/adjustments/{code}/").content.decode()
    assert "出册，资料保留" in page
    assert "同意，写入名册" in page
    assert code in signed_in("qiao").get("/adjustments/").content.decode()
    assert "待办的动态调整" in signed_in("qiao").get("/todo/").content.decode()
    answer = signed_in("qiao").post(f"/adjustments/{code}/agree/", {"opinion": "属实"})
    assert answer.status_code == 302
    assert only().stands is State.APPLIED
    file = signed_in("ping").get("/households/H1/").content.decode()
    assert "死亡" in file
    assert "出册" in file
    assert not Member.objects.for_system("tests").filter(person_no="P2", ended_on=None).exists()


def test_a_refused_step_comes_back_beside_its_button(registry: Cast, signed_in: Browser) -> None:
    sent(signed_in("ping"))
    answer = signed_in("qiao").post(f"/adjustments/{only().code}/return/", {"opinion": " "})
    assert answer.status_code == 409
    assert "请写" in answer.content.decode() or "理由" in answer.content.decode()
    assert only().stands is State.PROPOSED


def test_what_came_back_is_mended_in_the_same_form(registry: Cast, signed_in: Browser) -> None:
    sent(signed_in("ping"))
    code = only().code
    signed_in("qiao").post(f"/adjustments/{code}/return/", {"opinion": "补证明"})
    assert f"again={code}" in signed_in("ping").get(f"/adjustments/{code}/").content.decode()
    form = signed_in("ping").get(f"/adjustments/new/?again={code}").content.decode()
    assert "死亡证明已核" in form
    data = {
        "kind": "death", "household_no": "H1", "persons": ["P2"], "effective_on": DAY,
        "reason": "派出所证明第3号",
    }  # fmt: skip
    answer = signed_in("ping").post(f"/adjustments/new/?again={code}", data)
    assert answer.status_code == 302
    assert (only().stands, only().reason) == (State.PROPOSED, "派出所证明第3号")


def test_a_correction_asks_first_what_is_to_be_corrected(
    registry: Cast, signed_in: Browser
) -> None:
    path = "/adjustments/new/?household=H1&kind=household_correction"
    first = signed_in("tang").get(path).content.decode()
    assert "要更正的项" in first
    assert 'name="effective_on"' not in first
    second = signed_in("tang").get(f"{path}&column=household_phone").content.decode()
    assert 'name="f.household_phone"' in second
    assert 'name="column"' in second


def test_identity_numbers_are_masked_on_every_page(registry: Cast, signed_in: Browser) -> None:
    number = Member.objects.for_system("tests").get(person_no="P2").id_no
    sent(signed_in("ping"))
    signed_in("qiao").post(f"/adjustments/{only().code}/agree/", {})
    assert number not in signed_in("tang").get("/households/H1/").content.decode()
    for path in ("", f"{only().code}/", "new/?household=H1&kind=death"):
        assert number not in signed_in("tang").get(f"/adjustments/{path}").content.decode()


def test_a_household_that_left_says_when_and_why(registry: Cast, signed_in: Browser) -> None:
    form = {
        "kind": "household_gone",
        "household_no": "H2",
        "effective_on": DAY,
        "reason": "老人去世",
    }
    signed_in("tang").post("/adjustments/new/", form)
    for account in ("qiao", "lei"):
        signed_in(account).post(f"/adjustments/{only().code}/agree/", {})
    file = signed_in("tang").get("/households/H2/").content.decode()
    assert "整户自然消亡" in file
    assert "/adjustments/new/?household=H2" not in file
    page = signed_in("tang").get("/registry/?view=").content.decode()
    assert "/households/H1/" in page
    assert "/households/H2/" not in page


def test_a_problem_leads_to_the_adjustment_that_rectifies_it(
    cast: Cast, make: Maker, signed_in: Browser
) -> None:
    home = make.household(VILLAGE_1, head="石大川", exit_status="已脱贫享受政策")
    problem = make.problem(home, "X14")
    Problem.objects.for_system("tests").filter(pk=problem.pk).update(type="P104")
    page = signed_in("tang").get(f"/problems/{problem.code}/").content.decode()
    way = f"/adjustments/new/?household={home.household_no}&amp;kind=wrongly_exited"
    assert way in page
    assert way not in signed_in("qiao").get(f"/problems/{problem.code}/").content.decode()
    notice = {"notice_from": "2026-01-01", "notice_to": "2026-01-20"}
    sent(
        signed_in("tang"), kind="wrongly_exited", household_no=home.household_no,
        problem=problem.code, **{"f.exit_status": "返贫"}, **notice,
    )  # fmt: skip
    assert only().problem_code == problem.code
    page = signed_in("qiao").get(f"/problems/{problem.code}/").content.decode()
    assert f"/adjustments/{only().code}/" in page
