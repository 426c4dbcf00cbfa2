"""Fills the pages of data quality: what was found in a delivery, its score, its report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.accounts.queries import names_of
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import organ_of
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import ActionForm, Chip, Due, Field, KeyValue, TimelineItem
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import due_of, language
from huitoukan.apps.mappings.queries import is_own_source
from huitoukan.apps.sources import queries
from huitoukan.apps.sources.models import Delivery, QualityReport, Reminder
from huitoukan.apps.sources.pages import FindingRow, ReportPage, ReportRow, ReportsPage
from huitoukan.documents.columns import Cell
from huitoukan.documents.write_excel import Ledger, LedgerColumn, write_ledger
from huitoukan.domain.deliveries import (
    NEEDS_WORDS,
    OPEN_REPORTS,
    Drift,
    ReportAction,
    ReportState,
    actions_in,
)
from huitoukan.rules.shapes.tables import DataSet

CHIPS: Final = {
    ReportState.SENT: "wait",
    ReportState.RECEIVED: "doing",
    ReportState.ANSWERED: "doing",
    ReportState.REDELIVERED: "doing",
    ReportState.ACCEPTED: "ok",
}


def state_chip(report: QualityReport) -> Chip:
    """The state of a report in a word."""
    state = ReportState(report.state)
    words = {
        ReportState.SENT: _("待签收"),
        ReportState.RECEIVED: _("待答复"),
        ReportState.ANSWERED: _("已答复"),
        ReportState.REDELIVERED: _("已重报"),
        ReportState.ACCEPTED: _("已验收"),
    }
    return Chip(CHIPS[state], words[state])  # type: ignore[arg-type]


def _finding_words() -> dict[str, tuple[str, str]]:
    """What a finding is called, and what the department is asked to do."""
    return {
        "invalid_id": (_("证件号码无效"), _("请按原始登记核对号码，存为文本后重报。")),
        "unkeyed": (_("无法匹配到人"), _("证件号码缺失或无效的行保留，但不参加比对，请补全。")),
        "duplicate": (_("重复行"), _("请核对是否重复登记或重复导出。")),
        "blank_required": (_("必填列空白"), _("请补填后重报；这些行没有接收。")),
        "rejected": (_("退回的行"), _("请下载错误清单，逐行改正后重报。")),
        "paid_after_death": (
            _("死亡登记月份之后仍有发放"),
            _("这是疑点，不是结论：请核对死亡日期、停发时间和是否代领。"),
        ),
        "months_late": (_("数据陈旧（超过约定的月数）"), _("请补报最近月份的数据。")),
    }


def finding_rows(delivery: Delivery) -> tuple[FindingRow, ...]:
    """Every finding with its number; None where it cannot be told."""
    words = _finding_words()
    return tuple(
        FindingRow(
            title=words[finding["kind"]][0],
            n=finding["n"],
            of=finding["of"],
            remedy=words[finding["kind"]][1],
        )
        for finding in delivery.findings
        if finding["kind"] in words
    )


def alarm_words(delivery: Delivery, dataset: DataSet) -> tuple[str, ...]:
    """What changed since the last delivery, a sentence for each change."""
    return tuple(_alarm(alarm, dataset) for alarm in delivery.alarms)


def _alarm(alarm: dict[str, Any], dataset: DataSet) -> str:
    column = dataset.by_name.get(alarm["column"])
    label = column.label if column else alarm["column"]
    before, after = alarm["before"] or 0, alarm["after"] or 0
    shares = {"label": label, "before": f"{before:.0%}", "after": f"{after:.0%}"}
    sentences = {
        Drift.COLUMN_GONE: _("上次有的列“{label}”这次没有，用到它的规则将无法判断。"),
        Drift.COLUMN_NEW: _("新出现的列“{label}”，上次没有。"),
        Drift.HEADING_NEW: _("不认识的新表头“{label}”，没有读取。"),
        Drift.KIND_CHANGED: _("“{label}”的写法变了：读不出来的格从 {before} 升到 {after}。"),
        Drift.BLANKS_JUMPED: _("“{label}”的空白从 {before} 变为 {after}。"),
        Drift.ROWS_JUMPED: _("行数从 {before} 变为 {after}。"),
    }
    kind = Drift(alarm["kind"])
    if kind is Drift.ROWS_JUMPED:
        shares = {"before": f"{before:,.0f}", "after": f"{after:,.0f}"}
    return sentences[kind].format(**shares)


def definition(delivery: Delivery) -> tuple[KeyValue, ...]:
    """How the score is made: each share with its weight."""
    words = {
        "sound": _("没有退回的行占全部行"),
        "keyed": _("能匹配到人的行占接收的行"),
        "unique": _("不重复的行占接收的行"),
        "alive": _("死亡登记之后没有发放的行占接收的行"),
        "fresh": _("最近月份没有过期"),
    }
    weights = delivery.campaign.pack.opened().deliveries.weights
    told = _("权重 {weight:g}")
    return tuple(
        KeyValue(words[name], told.format(weight=weight)) for name, weight in weights.items()
    )


def send_form(actor: Actor, delivery: Delivery) -> ActionForm | None:
    """Sending the report of a delivery; None where there is nothing to send, or no right to."""
    if not actor.may("source.follow") or hasattr(delivery, "report"):
        return None
    if not queries.told_findings(delivery) and not delivery.alarms:
        return None
    return ActionForm(
        code="report",
        label=_("发给部门核对"),
        href=reverse("sources:send_report", args=[delivery.code]),
        icon="send",
        note=_("部门收到待办，签收后答复或重新报送，由县里验收。"),
    )


# --- reports ---


def reports_page(actor: Actor, campaign: Campaign, *, on: date) -> ReportsPage:
    """[sources:reports] Every report the actor may see, those that wait first."""
    rows = [_report_row(report, campaign, on) for report in queries.reports_for(actor, campaign)]
    open_words = {state.value for state in OPEN_REPORTS}
    rows.sort(key=lambda row: (row.state_code not in open_words, row.due.on or date.max))
    return ReportsPage(tuple(rows), n_open=sum(row.state_code in open_words for row in rows))


def _report_row(report: QualityReport, campaign: Campaign, on: date) -> ReportRow:
    dataset = campaign.pack.opened().sources[report.dataset]
    is_open = ReportState(report.state) in OPEN_REPORTS
    return ReportRow(
        code=report.code,
        title=dataset.title.in_(language()),
        dataset=report.dataset,
        department=department_of(campaign, report.department),
        state_code=report.state,
        state=state_chip(report),
        sent_at=report.sent_at,
        due=due_of(report.due_on, on) if is_open else Due(),
        n_findings=len(queries.told_findings(report.delivery)) + len(report.delivery.alarms),
        score=report.delivery.score,
    )


def department_of(campaign: Campaign, code: str) -> str:
    """The department's name as the pack has it."""
    named = campaign.pack.opened().departments.get(code)
    return named.name.in_(language()) if named else code


def report_page(actor: Actor, code: str, *, on: date, errors: Sequence[str] = ()) -> ReportPage:
    """[sources:report] What was found, what was done since, and what this person may do now."""
    report = queries.report_for(actor, code)
    campaign, delivery = report.campaign, report.delivery
    dataset = campaign.pack.opened().sources[report.dataset]
    is_open = ReportState(report.state) in OPEN_REPORTS
    may_remind = is_open and actor.may("source.follow")
    return ReportPage(
        code=report.code,
        title=dataset.title.in_(language()),
        dataset=report.dataset,
        department=department_of(campaign, report.department),
        state=state_chip(report),
        due=due_of(report.due_on, on) if is_open else Due(),
        delivery_code=delivery.code,
        file_name=delivery.file.name,
        delivered_at=delivery.delivered_at,
        n_rows=delivery.n_rows,
        score=delivery.score,
        findings=finding_rows(delivery),
        alarms=alarm_words(delivery, dataset),
        definition=definition(delivery),
        steps=_timeline(report),
        actions=_actions(actor, report, dataset, errors),
        remind_href=reverse("sources:remind_report", args=[code]) if may_remind else "",
        workbook_href=reverse("sources:report_workbook", args=[code]),
        n_reminders=reminders_of(report).count(),
    )


def reminders_of(report: QualityReport) -> ScopedQuerySet[Reminder]:
    """The reminders of a report that has been found for the actor."""
    return Reminder.objects.for_system("those of one report").filter(report=report)


def _timeline(report: QualityReport) -> tuple[TimelineItem, ...]:
    steps = list(report.steps.all())
    names = names_of({step.by for step in steps})
    words = {
        "send": _("发出"),
        ReportAction.RECEIVE: _("部门签收"),
        ReportAction.ANSWER: _("部门答复"),
        ReportAction.REDELIVER: _("部门重新报送"),
        ReportAction.ACCEPT: _("县里验收"),
        ReportAction.RETURN: _("退回部门"),
    }
    return tuple(
        TimelineItem(
            title=words.get(step.action, step.action),
            state="back" if step.action == ReportAction.RETURN else "done",
            at=step.at,
            who=names.get(step.by, step.by),
            text=step.words,
        )
        for step in steps
    )


def _actions(
    actor: Actor, report: QualityReport, dataset: DataSet, errors: Sequence[str]
) -> tuple[ActionForm, ...]:
    labels = {
        ReportAction.RECEIVE: (_("签收"), "signature"),
        ReportAction.ANSWER: (_("答复核对情况"), "note"),
        ReportAction.ACCEPT: (_("验收通过"), "check"),
        ReportAction.RETURN: (_("退回部门再核对"), "arrow-back-up"),
    }
    is_own = is_own_source(actor, report.campaign, "source.deliver", dataset)
    forms = []
    for action in actions_in(ReportState(report.state)):
        is_theirs = action in {ReportAction.RECEIVE, ReportAction.ANSWER}
        may = is_own if is_theirs else actor.may("source.follow")
        if action not in labels or not may:
            continue
        label, icon = labels[action]
        words = Field(
            "words", _("说明"), "area", is_required=True, max_length=1000,
            help=_("不写个人姓名和证件号码。"),
        )  # fmt: skip
        forms.append(
            ActionForm(
                code=action.value,
                label=label,
                href=reverse("sources:report_step", args=[report.code]),
                style="plain" if action is ReportAction.RETURN else "primary",
                icon=icon,
                fields=(words,) if action in NEEDS_WORDS else (),
                hidden=(("action", action.value),),
                errors=tuple(errors),
            )
        )
    return tuple(forms)


def report_workbook(actor: Actor, code: str, *, at: datetime) -> tuple[str, bytes]:
    """File name and workbook of a report, to be filed or sent; figures only, no persons."""
    report = queries.report_for(actor, code)
    campaign, delivery = report.campaign, report.delivery
    dataset = campaign.pack.opened().sources[report.dataset]
    rows: list[list[Cell]] = [
        [n, row.title, "无法判断" if row.n is None else row.n, row.of or None, row.remedy, ""]
        for n, row in enumerate(finding_rows(delivery), start=1)
    ]
    rows += [
        [n, "与上次报送相比", sentence, None, "请核对导出口径是否改变。", ""]
        for n, sentence in enumerate(alarm_words(delivery, dataset), start=len(rows) + 1)
    ]
    target = BytesIO()
    day = timezone.localtime(at).date()
    write_ledger(
        target,
        Ledger(
            title=f"{dataset.title.zh}数据质量报告",
            organ=organ_of(campaign),
            as_of=timezone.localtime(delivery.delivered_at).replace(tzinfo=None),
            filled_on=day,
            made_at=timezone.localtime(at).replace(tzinfo=None),
            made_by=actor.name,
            columns=(
                LedgerColumn("序号", "number", 6),
                LedgerColumn("情况", "text", 26),
                LedgerColumn("数量", "paragraph", 34),
                LedgerColumn("其中（行）", "number", 12),
                LedgerColumn("请部门办理", "paragraph", 40),
                LedgerColumn("部门核对情况", "paragraph", 30),
            ),
            rows=rows,
            sheet="质量报告",
        ),
    )
    return f"{report.code} {dataset.title.zh}质量报告.xlsx", target.getvalue()
