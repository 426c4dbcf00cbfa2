"""The forms of the steps: which fields a step asks for, and how a refused one comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.language import refusal_text, refusal_words
from huitoukan.apps.core.pages import ActionForm, Choice, Field
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.queries.meetings import called, feedback_meetings
from huitoukan.apps.problems.queries.visits import told_of_visits
from huitoukan.apps.problems.queries.words import action_label, fact_label, in_language
from huitoukan.domain.meetings import Meeting
from huitoukan.domain.problems import ACTION_WORDS, BACK_TO, STATE_WORDS, Action, Offer, State
from huitoukan.domain.refusals import Refused

OPTIONAL: Final[dict[Action, tuple[str, ...]]] = {
    Action.ACCEPT: ("opinion", "meeting"),
    Action.PLAN: ("person",),
    Action.SUBMIT: ("before",),
    Action.CORRECT: (),
    Action.RETURN: ("back_to",),
    Action.DEFER: (),
}
"""Facts that a step may carry besides those that the domain's table demands."""

ICONS: Final[dict[Action, str]] = {
    Action.CONFIRM: "check",
    Action.REJECT: "x",
    Action.REPORT_DATA_ERROR: "edit",
    Action.CORRECT: "edit",
    Action.ASSIGN: "send",
    Action.ACCEPT: "signature",
    Action.PLAN: "note",
    Action.SUBMIT: "upload",
    Action.RETURN: "arrow-back-up",
    Action.PASS_REVIEW: "check",
    Action.CLOSE: "check",
    Action.REOPEN: "refresh",
    Action.APPROVE_PLAN: "check",
    Action.RETURN_PLAN: "arrow-back-up",
    Action.FIX_ON_SPOT: "camera",
    Action.MERGE: "arrows-diff",
    Action.RESUME: "refresh",
    Action.ARCHIVE: "home",
}


@dataclass(frozen=True)
class RefusedStep:
    """A step that was refused: which, with what was typed, and why."""

    action: str
    refused: Refused
    typed: Mapping[str, str] = field(default_factory=dict)


def forms_for(
    problem: Problem, offers: Sequence[Offer], refused: RefusedStep | None = None
) -> tuple[ActionForm, ...]:
    """A form for each step that the actor may take now, or the sentence that forbids it."""
    forms = []
    for offer in offers:
        action = offer.transition.action
        back = refused if refused is not None and refused.action == action else None
        forms.append(
            ActionForm(
                code=action.value,
                label=action_label(action),
                href=reverse("problems:step", args=[problem.code, action.value]),
                style=ACTION_WORDS[action].style,  # type: ignore[arg-type]
                icon=ICONS[action],
                note=_told_at(problem, action),
                fields=() if offer.refusal else _fields(problem, offer, back.typed if back else {}),
                hidden=(("seen_version", str(problem.version)),),
                refusal=refusal_words(offer.refusal)["sentence"] if offer.refusal else "",
                errors=(refusal_text(back.refused),) if back else (),
                is_open=back is not None or len(offers) == 1,
            )
        )
    return tuple(forms)


def _told_at(problem: Problem, action: Action) -> str:
    """What stands above a form; who judges a rectification reads how it was followed up."""
    if action not in {Action.PASS_REVIEW, Action.CLOSE}:
        return _note(action)
    return f"{_note(action)} {told_of_visits(problem)}"


def _note(action: Action) -> str:
    notes = {
        Action.CONFIRM: _("确认后由县专班交办整改。"),
        Action.REJECT: _("按不属实办结，理由和盖章编号留存。"),
        Action.REPORT_DATA_ERROR: _("转县专班更正数据，不作为问题整改。"),
        Action.ACCEPT: _("认领即签收；整改方案自签收之日起 5 天内提交。"),
        Action.SUBMIT: _("提交后由未参与整改的人员审核。"),
        Action.PASS_REVIEW: _("审核通过后，由另一人同意销号。"),
        Action.CLOSE: _("销号后写入台账；发现反弹可以重新打开。"),
        Action.PLAN: _("方案由审核人单独审定，审定后开始整改。"),
        Action.RETURN_PLAN: _("退回后重新制定方案，期限重新计算。"),
        Action.FIX_ON_SPOT: _("当场改好的，附整改前后的照片，直接进入审核。"),
        Action.MERGE: _("同一对象的同一问题由几个组发现时，并入其中一条；本条不再办理，记录保留。"),
        Action.ARCHIVE: _("回访属实、没有反弹的归档；反弹的请重新打开。"),
        Action.REOPEN: _("本轮任务内重新打开；以后各轮请新登记一条并填写原编号。"),
        Action.RETURN: _("退回责任人补充整改，轮次和理由留存。"),
    }
    return notes.get(action, "")


def _fields(problem: Problem, offer: Offer, typed: Mapping[str, str]) -> tuple[Field, ...]:
    row = offer.transition
    names = [*row.needs, *OPTIONAL.get(row.action, ())]
    return tuple(field_for(problem, name, name in row.needs, typed.get(name, "")) for name in names)


def field_for(problem: Problem, name: str, is_required: bool, value: str) -> Field:
    """The input of one fact of a step or a request."""
    label = fact_label(name)
    if name in {"evidence", "before"}:
        return Field(
            name,
            label,
            # The camera at once for what is so now; what was so before lies in the phone already.
            "photos" if name == "evidence" else "files",
            is_required,
            help=_("照片（原图，带拍摄时间和位置）、PDF、Word 或 Excel，可多选；每份不超过 20 MB"),
            accept="image/*,.pdf,.doc,.docx,.xls,.xlsx",
        )
    if name == "back_to":
        choices = BACK_TO.get(problem.stands, ())
        return Field(
            name,
            label,
            "select",
            choices=tuple(
                Choice(state.value, in_language(STATE_WORDS[state]), state.value == value)
                for state in choices
            ),
        )
    if name == "meeting":
        return meeting_field(problem.campaign, feedback_meetings(problem), value)
    if name == "due_on" and problem.stands is not State.ACCEPTED:
        return Field(name, label, "date", is_required, value=value)
    if name == "milestones":
        return Field(
            name, label, "area", is_required, value=value, max_length=1000,
            help=_("每行一个日期和目标，例如：2026-12-31 完成地基"),
        )  # fmt: skip
    if name == "amount":
        return Field(name, label, "number", is_required, value=value)
    if name == "due_on":
        latest = problem.due_on or problem.campaign.ends_on
        return Field(
            name,
            label,
            "date",
            is_required,
            value=value or latest.isoformat(),
            high=latest.isoformat(),
            help=_("不晚于 {day}").format(day=latest.isoformat()),
        )
    if name in {"measure", "result", "opinion", "reason", "household_word"}:
        return Field(name, label, "area", is_required, value=value, max_length=500)
    known = {"unit": problem.unit, "person": problem.person}
    return Field(
        name, label, "text", is_required, value=value or known.get(name, ""), max_length=80
    )


def meeting_field(campaign: Campaign, meetings: Sequence[Meeting], value: str = "") -> Field:
    """The choice of the feedback meeting at which problems are taken over; none is allowed."""
    return Field(
        "meeting", fact_label("meeting"), "select",
        choices=(
            Choice("", _("不在会上认领")),
            *(Choice(one.code, called(campaign, one), one.code == value) for one in meetings),
        ),
        help=""
        if meetings
        else _("没有本乡镇问题反馈会的记录；在工作会议台账登记或印发会议记录。"),
    )  # fmt: skip


def bulk_accept_form(campaign: Campaign, meetings: Sequence[Meeting]) -> ActionForm:
    """Taking over the chosen problems, at the feedback meeting."""
    return ActionForm(
        code="accept",
        label=_("批量认领"),
        href=reverse("problems:accept"),
        icon="signature",
        fields=(meeting_field(campaign, meetings),),
    )


def bulk_assign_form() -> ActionForm:
    """Handing over the chosen problems to the unit and person of each village."""
    return ActionForm(
        code="assign",
        label=_("批量交办"),
        href=reverse("problems:assign"),
        icon="send",
        fields=(
            Field("unit", fact_label("unit"), "text", True, max_length=80),
            Field("person", fact_label("person"), "text", True, max_length=80),
        ),
    )


def issue_form(issue: int, n_waiting: int) -> ActionForm:
    """Issuing the next list."""
    return ActionForm(
        code="issue",
        label=_("编制第 {issue} 期（{n} 条）").format(issue=issue, n=n_waiting),
        href=reverse("problems:issue"),
        icon="send",
        note=_("把已交办、尚未印发的问题编成一期，生成 Word 和 Excel。"),
        refusal="" if n_waiting else _("没有已交办、尚未印发的问题。"),
    )


def bulk_confirm_form() -> ActionForm:
    """A department's word about the chosen problems, under one signature and seal."""
    return ActionForm(
        code="confirm",
        label=_("批量确认"),
        href=reverse("problems:confirm"),
        icon="check",
        fields=(
            Field(
                "action",
                _("确认结果"),
                "select",
                True,
                choices=tuple(
                    Choice(one.value, action_label(one), one is Action.CONFIRM)
                    for one in (Action.CONFIRM, Action.REJECT, Action.REPORT_DATA_ERROR)
                ),
            ),
            Field("opinion", fact_label("opinion"), "text", True, max_length=500),
            Field("seal_no", fact_label("seal_no"), "text", True, max_length=60),
            Field(
                "reason", fact_label("reason"), "text", help=_("不属实的必须写明"), max_length=500
            ),
        ),
    )
