"""The journey of Ningshan (S003), in a real browser: a township's list, from issue to verification.

What the checking team found becomes an official list, the township takes it over at the feedback
meeting, 78 letters for one village are issued at once; what was put right with photographs is
reviewed by the leader of the review group, signed off, and verified item by item by the discipline
team. About a minute, so it is one of the long tests.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from docx import Document

from huitoukan.apps.accounts.models import Appointment, User
from huitoukan.apps.jobs.services import run_here
from huitoukan.apps.papers.models import Paper, PaperBatch, Receipt, Signature
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.services.batches import assign_many, confirm_many
from huitoukan.apps.problems.services.entering import Entered, enter_problem
from huitoukan.apps.problems.services.filled import Filled
from huitoukan.domain.problems import Action
from huitoukan.simulate.photographs import house
from tests.cast import PASSWORD, TOWN_1, VILLAGE_1, Cast
from tests.factories import Maker
from tests.journeys.browsing import DESK, PHONE, press, signed_in_window

pytestmark = [
    pytest.mark.journey,
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
]

TODAY = date.today().isoformat()  # noqa: DTZ011
N_HOUSEHOLDS = 78
"""Households of 冷水沟村 that got a letter each (S003, R297)."""


@pytest.fixture
def as_person(live_cast: Cast, chromium: Any, live_server: Any) -> Callable[..., Any]:
    """A browser window in which one person of the play has signed in."""

    def window(username: str, viewport: dict[str, int] = DESK) -> Any:
        return signed_in_window(chromium, live_server.url, username, PASSWORD, viewport)

    return window


def found_in_the_village(cast: Cast, make: Maker) -> list[str]:
    """Two problems of 78 households: found, confirmed by the department, handed over."""
    households = [make.household(VILLAGE_1) for _ in range(N_HOUSEHOLDS)]
    now = timezone.now()
    codes = [
        enter_problem(
            cast.rui,
            cast.campaign,
            Entered(
                "spot_check",
                "P351",
                f"{one.head_name}户低保应享未享",
                household_no=one.household_no,
            ),
            at=now,
        ).code
        for one in households[:2]
    ]
    sealed = Filled(opinion="属实", seal_no="民政〔2026〕7号")
    confirm_many(cast.min, codes, Action.CONFIRM, sealed, at=now)
    assign_many(cast.rui, codes, unit="龙潭镇人民政府", person="唐守田", at=now)
    return codes


def issue(page: Any, kind: str, place: str = "", *, every: bool = False, **asks: str) -> None:
    """Make a paper: choose, fill in, preview, issue."""
    page.goto(f"/papers/new/?kind={kind}")
    if place:
        page.select_option("[name=place]", place)
    if every:
        page.check("[name=every]")
    for name, value in asks.items():
        page.fill(f"[name={name}]", value)
    page.get_by_role("button", name="预览").click()
    page.wait_for_selector("#preview")
    page.locator("button", has_text="印发").click()
    page.wait_for_url(lambda there: "/preview/" not in there and "/new/" not in there)


def by_code(code: str) -> Problem:
    return Problem.objects.for_system("a test reads").get(code=code)


def test_a_townships_list_is_issued_taken_over_put_right_signed_off_and_verified(
    live_cast: Cast, make: Maker, as_person: Callable[..., Any], tmp_path: Path
) -> None:
    codes = found_in_the_village(live_cast, make)
    due = (date.today() + timedelta(days=5)).isoformat()  # noqa: DTZ011

    with as_person("rui") as page:
        issue(page, "problem_list", 反馈时限=due)
        assert page.get_by_text("第1期").first.is_visible()
    with as_person("tang") as page:
        sign_for_the_list(page)
        issue(
            page, "feedback_meeting", TOWN_1, 会议时间=TODAY, 会议地点="江口镇会议室",
            主持人="镇长", 参会人员="县脱贫办、镇村两级", 认领情况="核桃村认领两条",
        )  # fmt: skip
        letters = letters_for_the_village(page, due, tmp_path)
    assert Paper.objects.for_system("tests").filter(kind="responsibility_letter").count() == 78
    words = [line.text for line in Document(str(letters)).paragraphs]
    assert sum("责任书" in line for line in words) >= N_HOUSEHOLDS

    signs_a_letter(as_person)
    photographs = photographs_in(tmp_path)
    for code in codes:
        put_right_and_sign_off(as_person, code, due, photographs)

    with as_person("rui") as page:
        issue(page, "verification_list")
        assert all(page.get_by_text(code).count() for code in codes)
    appoint_discipline_team(live_cast)
    kept, back = codes
    with as_person("ji") as page:
        desk = f"/problems/{kept}/"
        press(page, desk, "回访归档", result="入户核查属实。", household_word="满意")
        page.goto(f"/problems/{back}/")
        # The same photograph was sent for both.
        assert kept in page.locator(".ht-photo-mark").first.text_content()
        press(page, "", "重新打开（反弹）", reason="两户用了同一张照片，重新整改。")
    assert by_code(kept).state == "archived"
    assert (by_code(back).state, by_code(back).round) == ("rectifying", 2)


def sign_for_the_list(page: Any) -> None:
    """The township signs for its list."""
    paper = Paper.objects.for_system("a test reads").get(kind="problem_list")
    page.goto(f"/papers/{paper.code}/")
    page.locator("summary", has_text="待签收").first.click()
    page.fill("[name=name]", "唐守田")
    page.get_by_role("button", name="签收").first.click()
    page.wait_for_load_state()
    receipt = Receipt.objects.for_system("a test reads").get(paper=paper, to="township")
    assert receipt.received_name == "唐守田"


def letters_for_the_village(page: Any, due: str, folder: Path) -> Path:
    """A letter for each household, issued as one batch; the one Word file of all of them."""
    asks = {"甲方": "龙潭镇人民政府", "乙方": "平小禾", "整改期限": due}
    issue(page, "responsibility_letter", VILLAGE_1, every=True, **asks)
    run_here(page.url.rstrip("/").split("/")[-1])
    batch = PaperBatch.objects.for_system("a test reads").get()
    page.goto(f"/papers/batches/{batch.code}/")
    with page.expect_download() as download:
        page.locator("a", has_text="Word").first.click()
    letters = folder / "letters.docx"
    download.value.save_as(letters)
    return letters


def signs_a_letter(as_person: Callable[..., Any]) -> None:
    """The helper named in a letter signs it on the phone."""
    waiting = Signature.objects.for_system("a test reads").filter(account="ping", signed_at=None)
    assert waiting.count() == N_HOUSEHOLDS
    first = waiting.select_related("paper")[0]
    with as_person("ping", PHONE) as page:
        press(page, f"/m/letters/{first.paper.code}/", "签字认领")
        assert page.get_by_text("在系统中签字认领").first.is_visible()
    first.refresh_from_db()
    assert first.signed_at is not None


def photographs_in(folder: Path) -> dict[str, str]:
    """A picture before and one after, by the names of their inputs."""
    taken = timezone.localtime().replace(tzinfo=None)
    found = {}
    for name in ("before", "evidence"):
        path = folder / f"{name}.jpg"
        path.write_bytes(house(is_repaired=name == "evidence", taken_at=taken))
        found[name] = str(path)
    return found


def put_right_and_sign_off(
    as_person: Callable[..., Any], code: str, due: str, photographs: dict[str, str]
) -> None:
    """From taking over to sign-off, by the village on a phone and three others at their desks."""
    phone, desk = f"/m/problems/{code}/", f"/problems/{code}/"
    meeting = Paper.objects.for_system("a test reads").get(kind="feedback_meeting")
    with as_person("ping", PHONE) as page:
        press(page, phone, "认领", meeting=meeting.code)
        assert page.get_by_text(meeting.code).first.is_visible()
        press(page, "", "提交整改方案", measure="补办低保手续。", due_on=due)
    with as_person("qiao") as page:
        press(page, desk, "审定方案", opinion="措施可行。")
    with as_person("ping", PHONE) as page:
        press(page, phone, "跟踪回访", seen="手续已报镇上。")
        press(page, phone, "申请销号", result="已补办，户主签字。", **photographs)
        assert page.locator(".ht-sides figure").count() == 2
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    with as_person("qiao") as page:
        press(page, desk, "审核通过", opinion="现场看过，属实。")
    with as_person("lei") as page:
        press(page, desk, "同意销号", opinion="同意。")


def appoint_discipline_team(cast: Cast) -> None:
    """Somebody of the discipline team, who took no part so far."""
    password = User.objects.get(username="rui").password
    user = User.objects.create(username="ji", name="纪核查", password=password)
    Appointment.objects.create(
        user=user, post="discipline_inspector", area=cast.county, first_day=date(2026, 1, 1)
    )
