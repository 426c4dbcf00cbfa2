"""The forms of the steps: which fields a step asks for, and how a refused one comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.core.language import refusal_text, translated
from huitoukan.apps.core.pages import ActionForm, Field
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.queries.words import action_label, fact_label
from huitoukan.domain.problems import ACTION_WORDS, Action, Offer
from huitoukan.domain.refusals import Refused

OPTIONAL: Final[dict[Action, tuple[str, ...]]] = {
    Action.ACCEPT: ("opinion",),
    Action.PLAN: ("person",),
    Action.CORRECT: (),
    Action.RETURN: (),
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
                note=_note(action),
                fields=() if offer.refusal else _fields(problem, offer, back.typed if back else {}),
                hidden=(("seen_version", str(problem.version)),),
                refusal=translated(offer.refusal),
                errors=(refusal_text(back.refused),) if back else (),
                is_open=back is not None or len(offers) == 1,
            )
        )
    return tuple(forms)


def _note(action: Action) -> str:
    notes = {
        Action.CONFIRM: _("确认后由县专班交办整改。"),
        Action.REJECT: _("按不属实办结，理由和盖章编号留存。"),
        Action.REPORT_DATA_ERROR: _("转县专班更正数据，不作为问题整改。"),
        Action.ACCEPT: _("认领即签收；整改方案自签收之日起 5 天内提交。"),
        Action.SUBMIT: _("提交后由未参与整改的人员审核。"),
        Action.PASS_REVIEW: _("审核通过后，由另一人同意销号。"),
        Action.CLOSE: _("销号后写入台账；发现反弹可以重新打开。"),
        Action.RETURN: _("退回责任人补充整改，轮次和理由留存。"),
    }
    return notes.get(action, "")


def _fields(problem: Problem, offer: Offer, typed: Mapping[str, str]) -> tuple[Field, ...]:
    row = offer.transition
    names = [*row.needs, *OPTIONAL.get(row.action, ())]
    return tuple(_field(problem, name, name in row.needs, typed.get(name, "")) for name in names)


def _field(problem: Problem, name: str, is_required: bool, value: str) -> Field:
    label = fact_label(name)
    if name == "evidence":
        return Field(
            name,
            label,
            "photos",
            is_required,
            help=_("照片、PDF、Word 或 Excel，可多选；每份不超过 20 MB"),
            accept="image/*,.pdf,.doc,.docx,.xls,.xlsx",
        )
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
    if name in {"measure", "result", "opinion", "reason"}:
        return Field(name, label, "area", is_required, value=value, max_length=500)
    known = {"unit": problem.unit, "person": problem.person}
    return Field(
        name, label, "text", is_required, value=value or known.get(name, ""), max_length=80
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
