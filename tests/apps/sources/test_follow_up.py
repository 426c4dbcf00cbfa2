"""Quality reports, reminders and due days, from the county's office to the department and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from huitoukan.apps.dashboards.queries.todo import todo_page
from huitoukan.apps.dashboards.queries.waiting import counts
from huitoukan.apps.files.services.intake import ReadSheet
from huitoukan.apps.sources.models import Delivery, QualityReport, Reminder
from huitoukan.apps.sources.queries import quality, shown
from huitoukan.apps.sources.services import reports
from huitoukan.apps.sources.services.deliveries import take_delivery
from huitoukan.domain.deliveries import ReportAction, ReportState
from huitoukan.domain.refusals import Refused
from tests.cast import AT, Cast
from tests.factories import id_no

TODAY = AT.date()
Deliver = Callable[..., Delivery]


def dibao(n: int, **more: Any) -> dict[str, Any]:
    return {"id_no": id_no(n), "name": f"人{n}", "from_month": "2026-01", "amount": 300.0, **more}


@pytest.fixture
def deliver(cast: Cast, tmp_path: Path) -> Deliver:
    """Rows of one data set, as the county's office takes them in."""

    def run(dataset: str, rows: list[dict[str, Any]], name: str = "a", at: Any = AT) -> Delivery:
        path = tmp_path / f"{name}.csv"
        path.write_text(f"{name}{rows}", encoding="utf-8")
        sheet = ReadSheet(dataset, cast.pack.sources[dataset], rows=list(enumerate(rows, start=2)))
        (made,) = take_delivery(
            cast.system, cast.campaign, path, name=path.name, sheets=[sheet], at=at
        )
        return made

    return run


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refused) as refusal:
        act()
    assert refusal.value.code == code


def finding(delivery: Delivery, kind: str) -> int | None:
    """The number of one finding."""
    found: int | None = next(one["n"] for one in delivery.findings if one["kind"] == kind)
    return found


# --- refusals ---


def test_a_department_neither_sends_nor_accepts_reports(cast: Cast, deliver: Deliver) -> None:
    made = deliver("D14", [dibao(1), dibao(1)])
    refused("NOT_ALLOWED", lambda: reports.send_report(cast.min, made.code, at=AT))
    report = reports.send_report(cast.rui, made.code, at=AT)
    accept = ReportAction.ACCEPT
    refused("NOT_ALLOWED", lambda: reports.take_step(cast.min, report.code, accept, at=AT))


def test_another_department_neither_sees_nor_answers_a_report(cast: Cast, deliver: Deliver) -> None:
    made = deliver("D14", [dibao(1), dibao(1)])
    report = reports.send_report(cast.rui, made.code, at=AT)
    assert cast.signed_in("bao").get(f"/sources/reports/{report.code}/").status_code == 404
    receive = ReportAction.RECEIVE
    refused("NOT_FOUND", lambda: reports.take_step(cast.bao, report.code, receive, at=AT))


def test_a_report_is_sent_once_and_only_where_something_was_found(
    cast: Cast, deliver: Deliver
) -> None:
    clean = deliver("D14", [dibao(1)])
    refused("REPORT_NONE", lambda: reports.send_report(cast.rui, clean.code, at=AT))
    doubtful = deliver("D14", [dibao(1), dibao(1)], "b")
    reports.send_report(cast.rui, doubtful.code, at=AT)
    refused("REPORT_TWICE", lambda: reports.send_report(cast.rui, doubtful.code, at=AT))


def test_only_what_is_late_is_reminded_of_and_once_a_day(cast: Cast, deliver: Deliver) -> None:
    before = AT - timedelta(days=400)
    refused("REMIND_NOT_NOW", lambda: reports.remind(cast.rui, cast.campaign, "D14", at=before))
    late = AT.replace(year=AT.year + 1)
    reports.remind(cast.rui, cast.campaign, "D14", at=late)
    refused("REMIND_TWICE", lambda: reports.remind(cast.rui, cast.campaign, "D14", at=late))
    refused("NOT_FOUND", lambda: reports.remind(cast.rui, cast.campaign, "D99", at=late))


# --- what is found ---


def test_a_payment_after_the_month_of_death_is_told_and_one_before_it_is_not(
    deliver: Deliver,
) -> None:
    rows = [
        dibao(1, to_month=None), dibao(2, to_month="2026-03"), dibao(3, to_month="2026-04"),
        dibao(4), dibao(5, id_no=None),
    ]  # fmt: skip
    assert finding(deliver("D14", rows, "before"), "paid_after_death") is None
    died = AT.date().replace(month=3, day=9)
    deliver("D07", [{"id_no": id_no(n), "died_on": died} for n in (1, 2, 3)], "deaths")
    made = deliver("D14", rows, "after")
    assert finding(made, "paid_after_death") == 2
    assert finding(made, "unkeyed") == 1
    assert made.score is not None
    assert made.score < 100


def test_a_column_that_is_left_blank_from_now_on_raises_an_alarm(
    cast: Cast, deliver: Deliver
) -> None:
    deliver("D14", [dibao(n) for n in range(1, 11)])
    made = deliver("D14", [dibao(n, amount=None) for n in range(1, 11)], "b")
    (sentence,) = quality.alarm_words(made, cast.pack.sources["D14"])
    assert "月保障金" in sentence
    page = shown.delivery_page(cast.min, made.code, {})
    assert page.alarms == (sentence,)


# --- the way of a report ---


def test_a_report_is_received_answered_and_accepted(cast: Cast, deliver: Deliver) -> None:
    made = deliver("D14", [dibao(1), dibao(1)])
    office, department = cast.signed_in("rui"), cast.signed_in("min")
    address = office.post(f"/sources/{made.code}/report/").headers["Location"]
    groups = {g.code: g.n for g in todo_page(cast.min, cast.campaign, on=TODAY).groups}
    assert groups["quality"] == 1
    assert counts(cast.min, cast.campaign).todo == sum(groups.values())
    assert department.get(address).status_code == 200
    assert department.post(f"{address}step/", {"action": "receive"}).status_code == 302
    assert department.post(f"{address}step/", {"action": "answer"}).status_code == 422
    department.post(f"{address}step/", {"action": "answer", "words": "两次登记，已合并"})
    assert office.post(f"{address}step/", {"action": "accept"}).status_code == 302
    report = QualityReport.objects.for_system("tests").get()
    assert report.state == ReportState.ACCEPTED
    assert [step.action for step in report.steps.all()] == ["send", "receive", "answer", "accept"]
    assert report.due_on is not None
    book = department.get(f"{address}report.xlsx")
    assert book.content[:2] == b"PK"


def test_a_new_delivery_answers_the_report_and_meets_the_reminders(
    cast: Cast, deliver: Deliver
) -> None:
    made = deliver("D14", [dibao(1), dibao(1)])
    report = reports.send_report(cast.rui, made.code, at=AT)
    reports.remind_of_report(cast.rui, report.code, at=AT)
    codes = {group.code for group in todo_page(cast.min, cast.campaign, on=TODAY).groups}
    assert {"reminder", "quality"} <= codes
    deliver("D14", [dibao(1), dibao(2)], "b")
    report.refresh_from_db()
    assert report.state == ReportState.REDELIVERED
    assert not Reminder.objects.for_system("tests").filter(is_met=False).exists()
    assert counts(cast.min, cast.campaign).todo == 0


def test_the_board_says_what_is_late_by_the_packs_days_or_the_campaigns(
    cast: Cast, deliver: Deliver
) -> None:
    def row(on: Any) -> Any:
        page = shown.sources_page(cast.rui, cast.campaign, on=on)
        return next(r for group in page.groups for r in group.datasets if r.dataset == "D26")

    first = row(cast.campaign.starts_on)
    assert first.due.on == cast.campaign.starts_on + timedelta(days=10)
    assert first.standing.label == "未到期"
    assert row(cast.campaign.starts_on + timedelta(days=11)).standing.label == "逾期未报"
    day = cast.campaign.starts_on + timedelta(days=20)
    cast.signed_in("rui").post(
        "/sources/due/", {"dataset": "D26", "due_on": day.isoformat(), "basis": "县方案第三条"}
    )
    assert row(cast.campaign.starts_on + timedelta(days=11)).due.on == day
