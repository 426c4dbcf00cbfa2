"""The forms of assignments: receipt, reminder, answer, the county's decision, reassigning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.assignments import queries
from huitoukan.apps.assignments.models import AssignedHit, Assignment
from huitoukan.apps.assignments.queries.words import (
    addressee_word,
    reason_word,
    step_word,
    verdict_word,
)
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import ActionForm, Choice, Field
from huitoukan.domain.assignments import FROM, Addressee, State, Step, Verdict
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack

Typed = Mapping[str, str]
Back = tuple[str, Refused, Typed]
"""A step that was refused: which, why, and what was typed."""


def receive_form(one: Assignment, errors: tuple[str, ...] = ()) -> ActionForm:
    """Confirming the receipt."""
    return ActionForm(
        code=Step.RECEIVE, label=step_word(Step.RECEIVE), errors=errors, is_open=True,
        href=reverse("assignments:receive", args=[one.code]), icon="signature",
        note=_("签收后逐条核实反馈；期限自下发之日起算。"),
    )  # fmt: skip


def remind_form(
    one: Assignment, errors: tuple[str, ...] = (), *, was_today: bool = False
) -> ActionForm:
    """Reminding the addressee; once a day."""
    return ActionForm(
        code=Step.REMIND, label=step_word(Step.REMIND), style="plain", errors=errors, icon="clock",
        href=reverse("assignments:remind", args=[one.code]),
        note=_("写入对方的“我的待办”，每天最多催一次。"),
        fields=(Field("note", _("催办的话"), "text", max_length=200),),
        refusal=_("今天已经催办过，请明天再催。") if was_today else "",
    )  # fmt: skip


def answer_fields(pack: Pack, typed: Typed, *, is_line: bool) -> tuple[Field, ...]:
    """What an answer carries; each reason names the paper it needs."""
    chosen = typed.get("verdict", "")
    reason = typed.get("reason_code", "")
    reasons = (
        Choice("", "—", not reason),
        *(
            Choice(
                code,
                _("{reason}（附：{evidence}）").format(reason=reason_word(r), evidence=r.evidence)
                if r.evidence
                else reason_word(r),
                code == reason,
            )
            for code, r in queries.reasons_of(pack).items()
        ),
    )
    return (
        Field(
            "verdict", _("结论"), "radio" if is_line else "select", True,
            choices=tuple(Choice(v.value, verdict_word(v), v == chosen) for v in Verdict),
        ),
        Field("reason_code", _("不属实的理由"), "select", choices=reasons),
        Field(
            "note", _("核实情况"), "area" if is_line else "text",
            value=typed.get("note", ""), max_length=500,
        ),
        Field(
            "evidence", _("材料"), "photos",
            help=_("照片、PDF、Word 或 Excel，可多选；每份不超过 20 MB"),
            accept="image/*,.pdf,.doc,.docx,.xls,.xlsx",
        ),
    )  # fmt: skip


def _where_fields(names: Mapping[str, str], typed: Typed) -> tuple[Field, ...]:
    to = typed.get("to", "")
    return (
        Field(
            "to", _("改派给"), "select",
            choices=tuple(Choice(a.value, addressee_word(a), a == to) for a in Addressee),
        ),
        Field(
            "department", _("哪个部门（改派给部门时）"), "select",
            choices=(
                Choice("", "—", True), *(Choice(code, name) for code, name in names.items())
            ),
        ),
    )  # fmt: skip


def bulk_form(actor: Actor, one: Assignment, pack: Pack, names: Mapping[str, str]) -> ActionForm:
    """The act on the ticked doubts: an answer of those who were asked, a decision of the county."""
    if queries.may_here(actor, one, "assignment.answer") and not actor.is_system:
        return ActionForm(
            code="answer", label=_("批量反馈"), icon="list-check",
            href=reverse("assignments:answer_many", args=[one.code]),
            fields=answer_fields(pack, {}, is_line=False),
        )  # fmt: skip
    acts = [
        (Step.SETTLE, _("采纳反馈，核定"), "hit.judge"),
        (Step.RETURN, _("退回重核"), "hit.judge"),
        (Step.WITHDRAW, _("改派"), "assignment.send"),
    ]
    return ActionForm(
        code="decide", label=_("办理所选"), icon="list-check",
        href=reverse("assignments:decide_many", args=[one.code]),
        note=_("两方结论不同的，须逐条核定。"),
        fields=(
            Field(
                "act", _("办理"), "select", True,
                choices=tuple(
                    Choice(step.value, label) for step, label, verb in acts if actor.may(verb)
                ),
            ),
            Field("words", _("意见或理由"), "text", max_length=300),
            *_where_fields(names, {}),
        ),
    )  # fmt: skip


@dataclass(frozen=True)
class _Maker:
    """Makes the forms of one doubt, one of which may just have been refused."""

    line: AssignedHit
    back: Back | None

    @property
    def typed(self) -> Typed:
        """What was typed into the refused form."""
        return self.back[2] if self.back else {}

    def form(
        self,
        step: Step,
        label: str,
        *,
        icon: str,
        note: str,
        fields: tuple[Field, ...],
        style: Literal["primary", "danger", "plain"] = "primary",
        refusal: str = "",
    ) -> ActionForm:
        """The form of a step, with the refusal that it met, if any."""
        is_back = self.back is not None and self.back[0] == step
        return ActionForm(
            code=step.value,
            label=label,
            icon=icon,
            style=style,
            note=note,
            fields=fields,
            href=reverse("assignments:line_step", args=[self.line.code, step.value]),
            errors=(refusal_text(self.back[1]),) if self.back is not None and is_back else (),
            is_open=is_back or (step is Step.ANSWER and not refusal),
            refusal=refusal,
        )

    def words(self, label: str, *, is_required: bool = True) -> Field:
        """The field for a reason or an opinion."""
        value = self.typed.get("words", "")
        return Field("words", label, "area", is_required, value=value, max_length=300)


def line_forms(
    actor: Actor,
    line: AssignedHit,
    other: AssignedHit | None,
    *,
    is_differing: bool,
    names: Mapping[str, str],
    back: Back | None,
) -> tuple[ActionForm, ...]:
    """The steps that this person may take with one doubt now, or the sentence that forbids one."""
    one, stands, make = line.assignment, line.stands, _Maker(line, back)
    found = []
    is_asked = queries.may_here(actor, one, "assignment.answer") and not actor.is_system
    if is_asked and stands in {State.SENT, *FROM[Step.ANSWER]}:
        found.append(_answer_form(actor, make))
    if stands is State.ANSWERED and queries.may_here(actor, one, "hit.judge"):
        is_alone = other is not None and (is_differing or other.state != State.ANSWERED)
        found += _decision_forms(make, is_alone=is_alone)
    if stands in FROM[Step.WITHDRAW] and queries.may_here(actor, one, "assignment.send"):
        fields = (*_where_fields(names, make.typed), make.words(_("理由")))
        found.append(
            make.form(
                Step.WITHDRAW,
                step_word(Step.WITHDRAW),
                icon="send",
                style="plain",
                note=_("另编一张交办单，期限重新计算；这里留有记录。"),
                fields=fields,
            )
        )
    return tuple(found)


def _answer_form(actor: Actor, make: _Maker) -> ActionForm:
    line = make.line
    pack = line.assignment.campaign.pack.opened()
    barred = _("请先在交办单里签收。") if line.stands is State.SENT else ""
    if queries.is_barred(actor, line, pack):
        barred = _("本村的驻村、村级人员不能核实本村的这类疑点，由乡镇或其他村的人员核实。")
    return make.form(
        Step.ANSWER,
        step_word(Step.ANSWER),
        icon="check",
        note=_("反馈后由县级核定；不属实的选理由并附材料。"),
        fields=answer_fields(pack, make.typed, is_line=True),
        refusal=barred,
    )


def _decision_forms(make: _Maker, *, is_alone: bool) -> list[ActionForm]:
    """Taking the answer or sending it back; `is_alone`: the other side does not say the same."""
    alone = _("两方结论不同或另一方没有反馈，请写明理由。") if is_alone else ""
    return [
        make.form(
            Step.SETTLE,
            _("采纳这一方的反馈，核定"),
            icon="check",
            note=alone,
            fields=(make.words(_("理由") if is_alone else _("意见"), is_required=is_alone),),
        ),
        make.form(
            Step.RETURN,
            step_word(Step.RETURN),
            icon="arrow-back-up",
            style="danger",
            note=_("退回后重新计算期限。"),
            fields=(make.words(_("理由")),),
        ),
    ]
