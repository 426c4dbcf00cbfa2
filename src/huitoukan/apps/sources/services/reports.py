"""Following up: quality reports to departments, reminders, days by which data are wanted."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import deadline, demand_right
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.mappings.queries import is_own_source
from huitoukan.apps.sources import queries
from huitoukan.apps.sources.models import Delivery, DueDay, QualityReport, Reminder, ReportStep
from huitoukan.apps.sources.queries import board
from huitoukan.apps.sources.queries.quality import reminders_of
from huitoukan.domain.deliveries import (
    OPEN_REPORTS,
    ReportAction,
    ReportState,
    Standing,
    actions_in,
    after_action,
)
from huitoukan.domain.refusals import Refused

ANSWER: str = "quality_answer"
"""The pack's deadline for an answer; without it a report has no due day."""
VERB_OF_ACTION = {
    ReportAction.RECEIVE: "source.deliver",
    ReportAction.ANSWER: "source.deliver",
    ReportAction.ACCEPT: "source.follow",
    ReportAction.RETURN: "source.follow",
}
WORDS = {
    ReportAction.RECEIVE: "签收质量报告",
    ReportAction.ANSWER: "答复质量报告",
    ReportAction.REDELIVER: "重新报送，质量报告待验收",
    ReportAction.ACCEPT: "质量报告验收通过",
    ReportAction.RETURN: "质量报告退回部门",
}


@use_case("source.follow")
def send_report(actor: Actor, code: str, *, at: datetime) -> QualityReport:
    """Send the department what was found in a delivery; once, and only where there is something."""
    delivery = queries.delivery_for(actor, code, "source.follow")
    if QualityReport.objects.for_system("one report a delivery").filter(delivery=delivery).exists():
        raise Refused("REPORT_TWICE")
    if not queries.told_findings(delivery) and not delivery.alarms:
        raise Refused("REPORT_NONE")
    campaign = delivery.campaign
    has_deadline = ANSWER in campaign.pack.opened().deadlines
    report = QualityReport.objects.create(
        code=f"ZL-{secrets.token_hex(4)}",
        campaign=campaign,
        delivery=delivery,
        dataset=delivery.dataset,
        department=delivery.department,
        due_on=deadline(campaign, ANSWER, at) if has_deadline else None,
        sent_at=at,
    )
    ReportStep.objects.create(report=report, action="send", by=actor.code, at=at)
    record(
        "quality_report",
        report.code,
        f"发出 {delivery.dataset} 质量报告",
        area_path=campaign.area.depth_path,
        delivery=delivery.code,
    )
    return report


@use_case(lambda _code, action, **_more: VERB_OF_ACTION[action])
def take_step(
    actor: Actor, code: str, action: ReportAction, *, words: str = "", at: datetime
) -> QualityReport:
    """Receive, answer, accept or return a report; whoever answers acts for the department."""
    verb = VERB_OF_ACTION[action]
    report = queries.report_for(actor, code, verb)
    dataset = report.campaign.pack.opened().sources[report.dataset]
    if verb == "source.deliver" and not is_own_source(actor, report.campaign, verb, dataset):
        raise Refused("NOT_ALLOWED", verb="答复本部门的质量报告")
    _step(report, action, actor, at, words=words)
    return report


def meet_requests(campaign: Campaign, made: Iterable[Delivery], actor: Actor, at: datetime) -> None:
    """A new delivery answers the reminders and open reports of its data set."""
    for delivery in made:
        Reminder.objects.for_system("a delivery meets its reminders").filter(
            campaign=campaign, dataset=delivery.dataset, report=None, is_met=False
        ).update(is_met=True)
        for report in QualityReport.objects.for_system("a delivery answers reports").filter(
            campaign=campaign, dataset=delivery.dataset
        ):
            if ReportAction.REDELIVER in actions_in(ReportState(report.state)):
                _step(report, ReportAction.REDELIVER, actor, at, delivery=delivery)


def _step(
    report: QualityReport,
    action: ReportAction,
    actor: Actor,
    at: datetime,
    *,
    words: str = "",
    delivery: Delivery | None = None,
) -> None:
    held = QualityReport.objects.for_system("the row of the report").select_for_update()
    state = ReportState(held.values_list("state", flat=True).get(pk=report.pk))
    report.state = after_action(state, action, words).value
    report.save(update_fields=["state"])
    ReportStep.objects.create(
        report=report, action=action, words=words.strip()[:1000], delivery=delivery,
        by=actor.code, at=at,
    )  # fmt: skip
    if ReportState(report.state) not in OPEN_REPORTS:
        reminders_of(report).update(is_met=True)
    record(
        "quality_report",
        report.code,
        WORDS[action],
        area_path=report.campaign.area.depth_path,
        delivery=delivery.code if delivery else report.delivery.code,
    )


@use_case("source.follow")
def remind(actor: Actor, campaign: Campaign, dataset: str, *, at: datetime) -> Reminder:
    """Remind the department of a data set that is late; at most once a day."""
    demand_right(actor, campaign, "source.follow")
    kind = campaign.pack.opened().sources.get(dataset)
    if kind is None:
        raise Refused("NOT_FOUND", what="数据集", code=dataset)
    today = timezone.localtime(at).date()
    due = board.due_states(campaign, today, queries.newest_deliveries(campaign)).get(dataset)
    if due is None or due.standing != Standing.LATE:
        raise Refused("REMIND_NOT_NOW", title=kind.title.zh)
    reminder = Reminder(
        campaign=campaign, department=kind.department, dataset=dataset, due_on=due.due_on
    )
    return _remind(actor, reminder, kind.title.zh, at)


@use_case("source.follow")
def remind_of_report(actor: Actor, code: str, *, at: datetime) -> Reminder:
    """Remind the department of a report that waits for it; at most once a day."""
    report = queries.report_for(actor, code, "source.follow")
    if ReportState(report.state) not in OPEN_REPORTS:
        raise Refused("REMIND_NOT_NOW", title=report.code)
    reminder = Reminder(
        campaign=report.campaign, department=report.department, dataset=report.dataset,
        due_on=report.due_on, report=report,
    )  # fmt: skip
    return _remind(actor, reminder, report.code, at)


def _remind(actor: Actor, reminder: Reminder, title: str, at: datetime) -> Reminder:
    campaign = reminder.campaign
    earlier = Reminder.objects.for_system("once a day").filter(
        campaign=campaign, dataset=reminder.dataset, report=reminder.report
    )
    newest = earlier.first()
    if newest and timezone.localtime(newest.at).date() == timezone.localtime(at).date():
        raise Refused("REMIND_TWICE", title=title)
    earlier.update(is_met=True)  # the new one stands for them
    reminder.by, reminder.at = actor.code, at
    reminder.save()
    record(
        "reminder", f"{campaign.code}/{reminder.dataset}", f"催报“{title}”",
        area_path=campaign.area.depth_path, department=reminder.department,
    )  # fmt: skip
    return reminder


@use_case("source.follow")
def set_due_day(
    actor: Actor, campaign: Campaign, dataset: str, due_on: date, basis: str, *, at: datetime
) -> DueDay:
    """Say by which day this campaign wants a data set, and on what basis."""
    demand_right(actor, campaign, "source.follow")
    if dataset not in campaign.pack.opened().delivered:
        raise Refused("NOT_FOUND", what="数据集", code=dataset)
    if not basis.strip():
        raise Refused("REPORT_WORDS")
    day, _ = DueDay.objects.update_or_create(
        campaign=campaign,
        dataset=dataset,
        defaults={
            "due_on": due_on, "basis": basis.strip()[:200], "set_by": actor.code, "set_at": at,
        },
    )  # fmt: skip
    record(
        "due_day", f"{campaign.code}/{dataset}", f"{dataset} 报送期限定为 {due_on}",
        area_path=campaign.area.depth_path, basis=day.basis,
    )  # fmt: skip
    return day
