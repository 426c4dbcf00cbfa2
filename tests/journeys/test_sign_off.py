"""A doubt becomes a problem and is signed off by different people, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from huitoukan.apps.accounts.models import Appointment
from huitoukan.apps.comparison.models import Hit
from huitoukan.apps.problems.models import Problem
from huitoukan.simulate.photographs import house
from tests.journeys.browsing import DESK, PHONE, press, signed_in_window
from tests.journeys.conftest import PASSWORD, look_back

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(data_folder: Path) -> Iterator[Path]:
    look_back(data_folder, seed=7)
    return data_folder


@pytest.fixture
def as_person(chromium: Any, live_server: Any) -> Callable[..., Any]:
    """A browser window in which one person has signed in."""

    def window(username: str, viewport: dict[str, int] = DESK) -> Any:
        return signed_in_window(chromium, live_server.url, username, PASSWORD, viewport)

    return window


def people_for(hit: Hit) -> tuple[str, str, str] | None:
    """The department's reviewer, the village's worker and the township's reviewer, if all exist."""

    def holder(**who: str) -> str:
        found = Appointment.objects.filter(**who).select_related("user").first()
        return found.user.username if found else ""

    found = (
        holder(post="department_reviewer", department=hit.department),
        holder(post="village_worker", area__code=hit.area.code),
        holder(post="town_reviewer", area__code=hit.area.code[:9]),
    )
    return found if all(found) else None


def pick() -> tuple[Hit, tuple[str, str, str]]:
    """A doubt about a household for which every post is held by somebody."""
    return next(
        (hit, people)
        for hit in Hit.objects.for_system("a test picks a doubt").select_related("area")
        if hit.household_no and (people := people_for(hit))
    )


def problem_of(hit: Hit) -> str:
    return Problem.objects.for_system("a test reads").get(origin_code=hit.code).code


def test_a_doubt_is_confirmed_put_right_reviewed_and_signed_off_by_different_people(
    county: Path, as_person: Callable[..., Any], tmp_path: Path
) -> None:
    hit, (department, worker, reviewer) = pick()
    photograph = tmp_path / "整改后.png"
    photograph.write_bytes(house(is_repaired=True))

    with as_person("ruiping") as page:
        press(page, f"/comparison/hits/{hit.code}/", "属实，登记问题")
    code = problem_of(hit)
    desk = f"/problems/{code}/"
    with as_person(department) as page:
        press(page, desk, "确认属实", opinion="经核对，属实。", seal_no="章〔2026〕1号")
    with as_person("ruiping") as page:
        press(page, desk, "交办", unit="村委会", person="村干部")
    with as_person(worker, PHONE) as page:
        page.goto("/m/")
        page.locator(f"a[href*='{code}']").first.click()
        page.wait_for_url(f"**/m/problems/{code}/")
        press(page, "", "认领")
        press(page, "", "提交整改方案", measure="上门核实并补办手续。")
    with as_person(reviewer) as page:
        press(page, desk, "审定方案", opinion="措施可行。")
    with as_person(worker, PHONE) as page:
        page.goto(f"/m/problems/{code}/")
        press(page, "", "申请销号", result="已补办，户主签字。", evidence=str(photograph))
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    with as_person(reviewer) as page:
        press(page, desk, "审核通过", opinion="现场看过，属实。")
    with as_person("lihua") as page:
        press(page, desk, "同意销号", opinion="同意。")
        assert page.get_by_text("已销号").first.is_visible()
    with as_person("ruiping") as page:
        page.goto("/problems/")
        with page.expect_download() as download:
            page.get_by_role("link", name="导出台账").click()
        ledger = tmp_path / "ledger.xlsx"
        download.value.save_as(ledger)

    cells = [str(cell.value) for row in load_workbook(ledger).worksheets[0].rows for cell in row]
    assert code in cells
    assert "已销号" in cells
    problem = Problem.objects.for_system("a test reads").get(code=code)
    assert problem.state == "closed"
    assert len(set(problem.events.values_list("actor_code", flat=True))) >= 4


def test_the_worker_cannot_review_what_the_worker_put_right(
    county: Path, as_person: Callable[..., Any]
) -> None:
    """The page does not offer it, and a forged request is refused."""
    hit, (_department, worker, _reviewer) = pick()
    with as_person("ruiping") as page:
        press(page, f"/comparison/hits/{hit.code}/", "属实，登记问题")
    code = problem_of(hit)
    with as_person(worker) as page:
        page.goto(f"/problems/{code}/")
        assert page.get_by_role("button", name="审核通过").count() == 0
        token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
        answer = page.request.post(
            f"/problems/{code}/pass_review/",
            form={"csrfmiddlewaretoken": token, "opinion": "x"},
            headers={"Referer": page.url},
        )
        assert answer.status in {403, 404}
