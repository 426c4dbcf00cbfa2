"""What may be asked for a problem, what waits for an answer, and what was answered."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text, translated
from huitoukan.apps.core.pages import ActionForm, Chip, Field, KeyValue
from huitoukan.apps.problems import pages, queries
from huitoukan.apps.problems.models import Problem, ProblemRequest
from huitoukan.apps.problems.queries.actions import RefusedStep, field_for
from huitoukan.apps.problems.queries.words import fact_label, in_language
from huitoukan.domain.problems import APART_REASONS
from huitoukan.domain.requests import KIND_WORDS, STANDING_WORDS, TERMS, Kind, Standing, may_ask

ICONS: Final[dict[Kind, str]] = {
    Kind.EXTEND: "clock",
    Kind.PAUSE: "clock",
    Kind.LONG_TERM: "history",
    Kind.TRANSFER: "send",
    Kind.EXPEDITE: "alert-triangle",
    Kind.FUND: "note",
}


def ask_forms(
    actor: Actor, problem: Problem, refused: RefusedStep | None = None
) -> tuple[ActionForm, ...]:
    """A form for each thing that the actor may ask for now."""
    if not queries.may_here(actor, problem, "problem.request"):
        return ()
    waiting = {one.kind for one in problem.requests.all() if one.stands is Standing.ASKED}
    forms = []
    for kind in Kind:
        if not may_ask(kind, problem.stands) or kind in waiting:
            continue
        back = refused if refused is not None and refused.action == kind else None
        typed = back.typed if back else {}
        forms.append(
            ActionForm(
                code=kind.value,
                label=_("申请{kind}").format(kind=in_language(KIND_WORDS[kind])),
                href=reverse("problems:ask", args=[problem.code, kind.value]),
                style="plain",
                icon=ICONS[kind],
                note=_note(kind),
                fields=tuple(
                    field_for(problem, need, True, typed.get(need, "")) for need in _needs(kind)
                ),
                errors=(refusal_text(back.refused),) if back else (),
                is_open=back is not None,
            )
        )
    return tuple(forms)


def _needs(kind: Kind) -> tuple[str, ...]:
    return TERMS[kind].needs


def _note(kind: Kind) -> str:
    notes = {
        Kind.EXTEND: _("新的期限不晚于本地区的截止日；批准前原期限不变。"),
        Kind.PAUSE: _("批准后停止计时；恢复时期限按暂停的天数顺延。"),
        Kind.LONG_TERM: _("写明措施、阶段目标和新的时限；批准后按新时限管理。"),
        Kind.TRANSFER: _("移交纪委监委、其他部门或上级；批准后本台账不再整改。"),
        Kind.EXPEDITE: _("简化程序须说明理由，由县专班负责人批准。"),
        Kind.FUND: _("由县级统筹资金解决的，写明理由和金额。"),
    }
    return notes[kind]


def requests_of(
    actor: Actor, problem: Problem, refused: RefusedStep | None = None
) -> tuple[pages.RequestItem, ...]:
    """The requests of a problem, the newest first, each with its decision form where one waits."""
    decides = queries.may_here(actor, problem, "problem.approve")
    return tuple(
        _item(actor, problem, one, refused, decides=decides)
        for one in sorted(problem.requests.all(), key=lambda one: -one.seq)
    )


def _item(
    actor: Actor,
    problem: Problem,
    one: ProblemRequest,
    refused: RefusedStep | None,
    *,
    decides: bool,
) -> pages.RequestItem:
    words = STANDING_WORDS[one.stands]
    is_open = decides and one.stands is Standing.ASKED
    return pages.RequestItem(
        title=in_language(KIND_WORDS[one.wants]),
        state=Chip(words.style, in_language(words)),  # type: ignore[arg-type]
        asked_by=one.asked_by_name,
        asked_at=one.asked_at,
        facts=tuple(KeyValue(fact_label(name), value) for name, value in one.asked.items()),
        decided_by=one.decided_by_name,
        decided_at=one.decided_at,
        opinion=one.opinion,
        decisions=_decisions(actor, problem, one, refused) if is_open else (),
    )


def bar_of(problem: Problem, request: ProblemRequest, actor: Actor) -> str:
    """Why this person cannot grant the request; "" when nothing forbids it."""
    if actor.is_system:
        return ""
    if actor.code == request.asked_by:
        return APART_REASONS["asker"]
    return APART_REASONS["rectifier"] if actor.code in problem.rectifiers else ""


def _decisions(
    actor: Actor, problem: Problem, one: ProblemRequest, refused: RefusedStep | None
) -> tuple[ActionForm, ...]:
    bar = translated(bar_of(problem, one, actor))
    forms = []
    for decision, label, style in (
        ("grant", _("批准"), "primary"),
        ("refuse", _("不批准"), "danger"),
    ):
        code = f"{decision}-{one.seq}"
        back = refused if refused is not None and refused.action == code else None
        forms.append(
            ActionForm(
                code=code,
                label=label,
                href=reverse("problems:settle", args=[problem.code, one.seq, decision]),
                style=style,  # type: ignore[arg-type]
                icon="check" if decision == "grant" else "x",
                fields=(Field("opinion", fact_label("opinion"), "area", True, max_length=500),),
                refusal=bar,
                errors=(refusal_text(back.refused),) if back else (),
                is_open=back is not None,
            )
        )
    return tuple(forms[:1] if bar else forms)
