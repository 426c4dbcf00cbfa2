"""System, booklet and reality are compared in a real browser: on a phone, then on a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from huitoukan.apps.accounts.models import User
from huitoukan.apps.agreement.models import Agreement, Mismatch, Sheet
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.registry.models import Household
from tests.apps.agreement.looking_in import checker
from tests.cast import PASSWORD, VILLAGE_1, Cast
from tests.factories import Maker
from tests.journeys.conftest import command

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def home(live_cast: Cast, make: Maker) -> Household:
    home = make.household(VILLAGE_1, head="王大山", member_count=4, household_type="脱贫户")
    for account, name in (("jia", "贾核查"), ("yi", "易复核")):
        checker(live_cast, account, name)
        User.objects.filter(username=account).update(
            password=User.objects.get(username="rui").password
        )
    return home


@pytest.fixture
def as_person(chromium: Any, live_server: Any) -> Callable[..., Any]:
    """A browser window in which one person has signed in; complaints of the console fail it."""

    @contextmanager
    def window(username: str, viewport: dict[str, int] = DESK) -> Iterator[Any]:
        context = chromium.new_context(
            base_url=live_server.url, viewport=viewport, locale="zh-CN", accept_downloads=True
        )
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/sign-in/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda address: "sign-in" not in address)
        yield page
        assert complaints == []
        context.close()

    return window


def test_two_rounds_are_recorded_decided_on_and_a_mismatch_becomes_a_problem(
    home: Household, as_person: Callable[..., Any]
) -> None:
    address = f"/agreement/households/{home.household_no}/"
    with as_person("jia", PHONE) as page:
        page.goto("/agreement/")
        page.get_by_role("link", name="王大山").click()
        page.fill("[name='booklet..member_count']", "五个")
        page.get_by_role("button", name="保存这一轮").click()
        page.get_by_text("不是数字").first.wait_for()
        assert page.input_value("[name='booklet..member_count']") == "五个"
        page.fill("[name='booklet..member_count']", "5")
        page.fill("[name='observed..member_count']", "=")
        page.select_option("[name='booklet..household_type']", "=")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        box = page.locator("[name='booklet..household_type']").bounding_box()
        assert box["height"] >= 44
        page.get_by_role("button", name="保存这一轮").click()
        page.get_by_text("不一致：手册").first.wait_for()
    with as_person("yi") as page:
        page.goto(address)
        assert page.get_by_text("已有 1 轮由他人记录").is_visible()
        # By keyboard alone: from the booklet to reality, then Enter saves.
        page.focus("[name='booklet..member_count']")
        page.keyboard.type("4")
        page.keyboard.press("Tab")
        page.keyboard.type("4")
        page.keyboard.press("Enter")
        page.get_by_text("各轮矛盾").first.wait_for()
    with as_person("qiao") as page:
        page.goto(address)
        page.get_by_label("第 1 轮").check()
        page.fill("#rounds textarea", "见到了手册原件")
        page.get_by_role("button", name="以选中的一轮为准").click()
        page.get_by_text("裁定为准").wait_for()
    with as_person("rui") as page:
        page.goto(address)
        page.locator("summary", has_text="属实，登记问题").click()
        page.locator("#mismatches form").first.get_by_role("button").click()
        page.locator("#mismatches a[href*='/problems/']").wait_for()
    mismatch = Mismatch.objects.for_system("a test reads").get()
    problem = Problem.objects.for_system("a test reads").get()
    assert (problem.origin_code, mismatch.problem_code) == (mismatch.code, problem.code)
    assert Agreement.objects.for_system("a test reads").get().n_rounds == 2


def test_a_sheet_is_printed_from_the_page_of_a_village(
    home: Household, as_person: Callable[..., Any], tmp_path: Path
) -> None:
    with as_person("rui") as page:
        page.goto(f"/agreement/villages/{VILLAGE_1}/")
        with page.expect_download() as download:
            page.get_by_role("button", name="打印全村核对表").click()
        sheet = tmp_path / "sheet.xlsx"
        download.value.save_as(sheet)
    cells = [str(cell.value) for row in load_workbook(sheet).worksheets[0].rows for cell in row]
    assert home.household_no in cells
    assert "手册值" in cells


def test_a_sheet_goes_out_and_comes_back_by_commands(
    home: Household, tmp_path: Path, answer: Callable[..., dict[str, Any]]
) -> None:
    """Rehearsed, for real, and once more: the account balances and the second time is silent."""
    today = timezone.localdate()
    Campaign.objects.update(starts_on=today)
    path = tmp_path / "核对表.xlsx"
    out = ("agreement", "sheet", "--village", VILLAGE_1, "--out", path, "--as", "rui")
    assert answer(*out, "--dry-run")["households"] == 1
    assert not path.exists()
    assert not Sheet.objects.for_system("a test reads").exists()
    printed = answer(*out)
    assert Sheet.objects.for_system("a test reads").get().code == printed["sheet"]

    book = load_workbook(path)
    page = book.worksheets[0]
    for row in page.iter_rows(min_row=5):
        if row[6].value == "家庭人口数":
            row[8].value, row[9].value = "5", "同"
            row[10].value, row[11].value = "贾核查", today
        if row[6].value == "主要致贫原因":
            row[8].value = "因懒"
    book.save(path)

    back = ("agreement", "import", path, "--campaign", "yl-2026", "--as", "rui")
    assert command(*back, "--dry-run") == 1  # a row comes back
    assert not Agreement.objects.for_system("a test reads").exists()
    for n_created in (1, 0):
        (sheet,) = answer(*back)["sheets"]
        counts = [sheet[name] for name in ("created", "updated", "unchanged", "rejected")]
        assert sum(counts) == sheet["rows_in"] == printed["rows"]
        assert (counts[0], counts[1], counts[3]) == (n_created, 0, 1)
        assert [error["code"] for error in sheet["errors"]] == ["ENUM_UNKNOWN"]
    assert Agreement.objects.for_system("a test reads").get().n_rounds == 1
