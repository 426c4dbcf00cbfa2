"""Fills [dashboards:todo]: what I can do now, grouped by step, the most urgent first."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.adjustments.queries import adjustments_for
from huitoukan.apps.adjustments.queries.shown import waiting_for
from huitoukan.apps.agreement.models import Mismatch
from huitoukan.apps.agreement.queries import WAITING as AGREEMENT_WAITING
from huitoukan.apps.agreement.queries import mismatches_for
from huitoukan.apps.agreement.queries.rounds import line_of
from huitoukan.apps.assignments.queries import overdue as assigned_overdue
from huitoukan.apps.assignments.queries import waiting_for as assigned_to
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.comparison.models import HitState
from huitoukan.apps.comparison.queries import WAITING, hits_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Due
from huitoukan.apps.core.showing import address, due_of, language, severity_card
from huitoukan.apps.dashboards.pages import overview as pages
from huitoukan.apps.dashboards.queries import deliveries_due, leading, reminders
from huitoukan.apps.exits.queries import exits_for
from huitoukan.apps.exits.queries import waiting_for as to_sign
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.problems.queries import overdue, steps_for
from huitoukan.apps.problems.queries.words import action_label
from huitoukan.domain.agreement import Standing
from huitoukan.domain.problems import Action
from huitoukan.rules.pack import Pack

SHOWN: Final = 10
LOOKS: Final = {
    Action.CONFIRM: ("shield-check", "wait"),
    Action.CORRECT: ("edit", "warn"),
    Action.ASSIGN: ("send", "info"),
    Action.ACCEPT: ("signature", "warn"),
    Action.PLAN: ("note", "warn"),
    Action.APPROVE_PLAN: ("shield-check", "wait"),
    Action.SUBMIT: ("upload", "info"),
    Action.PASS_REVIEW: ("shield-check", "wait"),
    Action.CLOSE: ("check", "ok"),
}
"""Icon and tone of a group, by step."""


def todo_page(actor: Actor, campaign: Campaign, *, on: date) -> pages.TodoPage:
    """Doubts to judge, adjustments and problems to move on, as far as this person may."""
    groups = [
        group
        for verb, waiting in (
            ("hit.judge", _doubts),
            ("agreement.judge", _mismatches),
            ("adjustment.see", _adjustments),
            ("exit.sign", _exits),
        )
        if actor.may(verb) and (group := waiting(actor, campaign)).n
    ]
    if actor.may("problem.instruct"):
        groups.append(leading.group(actor, campaign, on=on))
    if actor.may("source.deliver"):
        groups.append(deliveries_due.reminders(actor, campaign, on=on))
    if actor.may("source.deliver") or actor.may("source.follow"):
        groups.append(deliveries_due.reports(actor, campaign, on=on))
    groups += _assigned(actor, campaign, on)
    groups += reminders.groups(actor, campaign)
    groups = [group for group in groups if group.n]
    groups += _steps(actor, campaign, on)
    return pages.TodoPage(
        groups=tuple(groups),
        n=sum(group.n for group in groups),
        n_overdue=sum(group.n_overdue for group in groups),
    )


def _steps(actor: Actor, campaign: Campaign, on: date) -> list[pages.TodoGroup]:
    """The problems that wait for each step this person may take."""
    groups = []
    reasons = _reasons()
    for step, problems in steps_for(actor, campaign):
        n = problems.count()
        if not n:
            continue
        icon, tone = LOOKS[step.action]
        groups.append(
            pages.TodoGroup(
                code=step.action.value,
                icon=icon,
                tone=tone,
                title=_("待{step}的问题").format(step=action_label(step.action)),
                why=reasons[step.action],
                n=n,
                n_overdue=problems.filter(overdue(on)).count(),
                button=action_label(step.action),
                items=tuple(
                    pages.TodoItem(
                        code=problem.code,
                        title=problem.title,
                        place=full_name(problem.area),
                        note=problem.household_name,
                        severity=severity_card(problem.severity),
                        due=due_of(problem.next_due_on, on),
                        href=reverse("problems:detail", args=[problem.code]),
                    )
                    for problem in problems[:SHOWN]
                ),
                all_href=address(reverse("problems:list"), {}, step=step.action.value),
            )
        )
    return groups


def _reasons() -> dict[Action, str]:
    """Why a step waits for this person."""
    return {
        Action.CONFIRM: _("等待本部门签字盖章确认"),
        Action.CORRECT: _("部门认定为数据错误，等待更正"),
        Action.ASSIGN: _("部门已确认，等待交办"),
        Action.ACCEPT: _("已交办到本单位，认领即签收"),
        Action.PLAN: _("已认领，等待提交整改方案"),
        Action.APPROVE_PLAN: _("方案已提交，等待您单独审定"),
        Action.SUBMIT: _("整改完成后附佐证申请销号"),
        Action.PASS_REVIEW: _("您未参与整改，可以审核"),
        Action.CLOSE: _("审核已通过，等待同意销号"),
    }


def _doubts(actor: Actor, campaign: Campaign) -> pages.TodoGroup:
    waiting = hits_for(actor, campaign, "hit.judge").filter(WAITING)
    return pages.TodoGroup(
        code="judge",
        icon="arrows-diff",
        tone="info",
        title=_("待核定的疑点"),
        why=_("比对发现的是疑点，不是结论，须由人核定"),
        n=waiting.count(),
        n_overdue=0,
        button=_("核定"),
        items=tuple(
            pages.TodoItem(
                code=hit.code,
                title=hit.sentence,
                place=full_name(hit.area),
                note=hit.rule,
                severity=severity_card(hit.severity),
                due=Due(),
                href=reverse("comparison:hit", args=[hit.code]),
            )
            for hit in waiting[:SHOWN]
        ),
        all_href=address(reverse("comparison:hits"), {}, tab=HitState.NEW),
    )


def _assigned(actor: Actor, campaign: Campaign, on: date) -> list[pages.TodoGroup]:
    """Doubts sent down to this person, with reminders; answers that wait for the county."""
    words = {
        "answer": (
            "send", _("交办给我的疑点"), _("签收后逐条核实反馈，由县级核定"), _("核实"), "",
        ),
        "settle": (
            "clipboard-check", _("待核定的反馈"), _("已反馈，采纳后成为结论，或退回重核"),
            _("核定"), "answered",
        ),
    }  # fmt: skip
    groups = []
    for code, lines in assigned_to(actor, campaign):
        if not (n := lines.count()):
            continue
        icon, title, why, button, tab = words[code]
        groups.append(
            pages.TodoGroup(
                code=f"assigned-{code}",
                icon=icon,
                tone="info",
                title=title,
                why=why,
                n=n,
                n_overdue=lines.filter(assigned_overdue(on)).count(),
                button=button,
                items=tuple(
                    pages.TodoItem(
                        code=line.hit.code,
                        title=line.hit.sentence,
                        place=full_name(line.hit.area),
                        note=_("已催办 {n} 次").format(n=line.assignment.n_reminders)
                        if line.assignment.n_reminders and code == "answer"
                        else line.hit.rule,
                        severity=severity_card(line.hit.severity),
                        due=due_of(line.due_on, on),
                        href=reverse("assignments:line", args=[line.code]),
                    )
                    for line in lines[:SHOWN]
                ),
                all_href=address(reverse("assignments:list"), {}, tab=tab),
            )
        )
    return groups


def _mismatches(actor: Actor, campaign: Campaign) -> pages.TodoGroup:
    waiting = (
        mismatches_for(actor, campaign, "agreement.judge")
        .filter(AGREEMENT_WAITING)
        .select_related("reading", "agreement__household__area__parent")
    )
    n, pack = waiting.count(), campaign.pack.opened()
    return pages.TodoGroup(
        code="agreement",
        icon="id",
        tone="info",
        title=_("待核定的三方不一致"),
        why=_("系统、手册、实际不一致是疑点，须由人核定"),
        n=n,
        n_overdue=0,
        button=_("核定"),
        items=tuple(_mismatch_item(mismatch, pack) for mismatch in (waiting[:SHOWN] if n else ())),
        all_href=address(reverse("agreement:list"), {}, tab=Standing.DIFFER),
    )


def _adjustments(actor: Actor, campaign: Campaign) -> pages.TodoGroup:
    waiting = adjustments_for(actor, campaign).filter(waiting_for(actor, campaign))
    n, kinds = waiting.count(), campaign.pack.opened().adjustments
    return pages.TodoGroup(
        code="adjustment",
        icon="edit",
        tone="info",
        title=_("待办的动态调整"),
        why=_("等待您审核、批准，或者退回给您修改"),
        n=n,
        n_overdue=0,
        button=_("办理"),
        items=tuple(
            pages.TodoItem(
                code=one.code,
                title=f"{kinds[one.kind].title.in_(language())} {one.persons}".strip(),
                place=full_name(one.area),
                note=one.household_name,
                severity=severity_card("C"),
                due=Due(),
                href=reverse("adjustments:detail", args=[one.code]),
            )
            for one in (waiting[:SHOWN] if n else ())
        ),
        all_href=address(reverse("adjustments:list"), {}, tab="mine"),
    )


def _exits(actor: Actor, campaign: Campaign) -> pages.TodoGroup:
    waiting = exits_for(actor, campaign).filter(to_sign(actor, campaign))
    kinds = campaign.pack.opened().exits
    return pages.TodoGroup(
        code="exit",
        icon="signature",
        tone="info",
        title=_("待我签字的退出"),
        why=_("前面几级已经签字，轮到您这一级；质量不高的可以暂缓或不予退出"),
        n=waiting.count(),
        n_overdue=0,
        button=_("签字"),
        items=tuple(
            pages.TodoItem(
                code=one.code,
                title=kinds[one.kind].title.in_(language()),
                place=full_name(one.area),
                note=one.proposed_name,
                severity=severity_card("C"),
                due=Due(),
                href=reverse("exits:detail", args=[one.code]),
            )
            for one in waiting[:SHOWN]
        ),
        all_href=address(reverse("exits:list"), {}, tab="mine"),
    )


def _mismatch_item(mismatch: Mismatch, pack: Pack) -> pages.TodoItem:
    household = mismatch.agreement.household
    line = line_of(mismatch.reading, pack)
    kind = pack.problem_types[line.field.problem] if line else None
    label = line.label if line else mismatch.column
    return pages.TodoItem(
        code=mismatch.code,
        title=f"{mismatch.reading.person_name} {label}".strip(),
        place=full_name(household.area),
        note=household.head_name,
        severity=severity_card(kind.severity if kind else "C"),
        due=Due(),
        href=reverse("agreement:household", args=[household.household_no]),
    )
