"""What waits with department data: reminders to a department, answers to the office."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import due_of, language, severity_card
from huitoukan.apps.dashboards.pages import overview as pages
from huitoukan.apps.sources.models import QualityReport, Reminder
from huitoukan.apps.sources.queries import reminders_for, reports_for
from huitoukan.apps.sources.queries.quality import department_of
from huitoukan.domain.deliveries import OPEN_REPORTS, ReportState

SHOWN = 10


def reminders(actor: Actor, campaign: Campaign, *, on: date) -> pages.TodoGroup:
    """Data sets and reports of which this department was reminded and which still wait."""
    rows = list(reminders_for(actor, campaign))
    return pages.TodoGroup(
        code="reminder",
        icon="upload",
        tone="warn",
        title=_("催报的部门数据"),
        why=_("县里催报；报送后自动销去"),
        n=len(rows),
        n_overdue=sum(row.due_on is not None and row.due_on < on for row in rows),
        button=_("办理"),
        items=tuple(_reminder(row, campaign, on) for row in rows[:SHOWN]),
        all_href=reverse("sources:list"),
    )


def reports(actor: Actor, campaign: Campaign, *, on: date) -> pages.TodoGroup:
    """Quality reports on which the next step is this person's."""
    is_office = actor.may("source.follow")
    rows = list(_reports(actor, campaign))
    return pages.TodoGroup(
        code="quality",
        icon="shield-check",
        tone="info",
        title=_("待验收的质量报告") if is_office else _("待答复的质量报告"),
        why=_("部门已答复或重报，等待验收") if is_office else _("核对后答复，或者重新报送"),
        n=len(rows),
        n_overdue=sum(_is_late(row, on) for row in rows),
        button=_("办理"),
        items=tuple(_report(row, campaign, on) for row in rows[:SHOWN]),
        all_href=reverse("sources:reports"),
    )


def n_waiting(actor: Actor, campaign: Campaign) -> int:
    """How many things both groups hold; nothing for who neither delivers nor follows up."""
    n = reminders_for(actor, campaign).count() if actor.may("source.deliver") else 0
    if actor.may("source.deliver") or actor.may("source.follow"):
        n += _reports(actor, campaign).count()
    return n


def _reports(actor: Actor, campaign: Campaign) -> ScopedQuerySet[QualityReport]:
    answered = (ReportState.ANSWERED, ReportState.REDELIVERED)
    theirs = answered if actor.may("source.follow") else OPEN_REPORTS
    return reports_for(actor, campaign).filter(state__in=[one.value for one in theirs])


def _is_late(report: QualityReport, on: date) -> bool:
    is_open = ReportState(report.state) in OPEN_REPORTS
    return is_open and report.due_on is not None and report.due_on < on


def _reminder(row: Reminder, campaign: Campaign, on: date) -> pages.TodoItem:
    href = (
        reverse("sources:report", args=[row.report.code]) if row.report else reverse("sources:list")
    )
    return pages.TodoItem(
        code=row.dataset,
        title=campaign.pack.opened().sources[row.dataset].title.in_(language()),
        place=department_of(campaign, row.department),
        note=_("质量报告") if row.report else _("逾期未报"),
        severity=severity_card("B"),
        due=due_of(row.due_on, on),
        href=href,
    )


def _report(row: QualityReport, campaign: Campaign, on: date) -> pages.TodoItem:
    return pages.TodoItem(
        code=row.code,
        title=campaign.pack.opened().sources[row.dataset].title.in_(language()),
        place=department_of(campaign, row.department),
        note=row.dataset,
        severity=severity_card("C"),
        due=due_of(row.due_on if ReportState(row.state) in OPEN_REPORTS else None, on),
        href=reverse("sources:report", args=[row.code]),
    )
