"""Mismatches of one household: what differs, what people said, and the forms to say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.agreement import pages
from huitoukan.apps.agreement.models import Agreement, Mismatch, MismatchState
from huitoukan.apps.agreement.queries.archives import may_here
from huitoukan.apps.agreement.queries.rounds import line_of
from huitoukan.apps.agreement.queries.words import mismatch_chip, side_label
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import ActionForm, Choice, Field, KeyValue
from huitoukan.apps.core.showing import language
from huitoukan.domain.agreement import Seen
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack


@dataclass(frozen=True)
class RefusedVerdict:
    """A verdict that was just refused: on which mismatch, which, why, and what was typed."""

    code: str
    verdict: str
    refused: Refused
    typed: Mapping[str, str] = field(default_factory=dict)


def mismatch_items(
    actor: Actor, agreement: Agreement | None, pack: Pack, refused: RefusedVerdict | None
) -> tuple[pages.MismatchItem, ...]:
    """The mismatches that the counting round shows, and those that became problems."""
    if agreement is None:
        return ()
    rows = agreement.mismatches.for_system("the household was loaded in scope").select_related(
        "reading__round"
    )
    may_judge = may_here(actor, agreement.household.area, "agreement.judge")
    return tuple(
        _item(actor, mismatch, pack, refused, may_judge=may_judge)
        for mismatch in rows
        if mismatch.is_present or mismatch.problem_code
    )


def _item(
    actor: Actor,
    mismatch: Mismatch,
    pack: Pack,
    refused: RefusedVerdict | None,
    *,
    may_judge: bool,
) -> pages.MismatchItem:
    reading = mismatch.reading
    line = line_of(reading, pack)
    words = []
    for side, entry in reading.entries.items():
        shown = line.shown(entry, pack) if line else str(entry.value or "")
        told = {Seen.UNSEEN: _("未看"), Seen.BLANK: _("空白")}.get(entry.seen, shown)
        words.append(f"{side_label(side)}{_('：')}{told}")
    label = line.label if line else mismatch.column
    return pages.MismatchItem(
        code=mismatch.code,
        label=f"{reading.person_name} {label}".strip(),
        sentence=_("；").join(words),
        state=mismatch_chip(mismatch.state),
        verdict=_verdict(mismatch, pack),
        actions=_forms(actor, mismatch, pack, refused)
        if may_judge and mismatch.state == MismatchState.NEW
        else (),
        problem_code=mismatch.problem_code,
    )


def _verdict(mismatch: Mismatch, pack: Pack) -> tuple[KeyValue, ...]:
    if mismatch.state == MismatchState.NEW or mismatch.verdict_at is None:
        return ()
    english = language().startswith("en")
    known = pack.reasons.get("mismatch_dismissed")
    reasons = {v.code: v.en if english else v.zh for v in known.values} if known else {}
    rows = [
        (_("核定人"), mismatch.verdict_name),
        (_("核定时间"), f"{timezone.localtime(mismatch.verdict_at):%Y-%m-%d %H:%M}"),
        (_("理由"), reasons.get(mismatch.reason_code, "")),
        (_("说明"), mismatch.note),
    ]
    return tuple(KeyValue(label, value) for label, value in rows if value)


def _forms(
    actor: Actor, mismatch: Mismatch, pack: Pack, refused: RefusedVerdict | None
) -> tuple[ActionForm, ...]:
    looked = mismatch.reading.round
    if actor.code == looked.taken_by:
        own = Refused("AGREEMENT_OWN_ROUND", number=looked.number, act="核定")
        return (ActionForm("own", _("核定"), "", refusal=refusal_text(own)),)
    mine = refused if refused is not None and refused.code == mismatch.code else None

    def form(verdict: str, label: str, icon: str, note: str, *fields: Field) -> ActionForm:
        is_back = mine is not None and mine.verdict == verdict
        return ActionForm(
            code=f"{mismatch.code}-{verdict}",
            label=label,
            href=reverse("agreement:judge", args=[mismatch.code, verdict]),
            style="primary" if verdict == MismatchState.CONFIRMED else "plain",
            icon=icon,
            note=note,
            fields=fields,
            errors=(refusal_text(mine.refused),) if mine is not None and is_back else (),
            is_open=is_back,
        )

    note = mine.typed.get("note", "") if mine else ""
    return (
        form(
            MismatchState.CONFIRMED,
            _("属实，登记问题"),
            "check",
            _("登记到问题台账，三方的值作为依据封存；核定后不能更改。"),
            Field("note", _("核实情况"), "area", value=note, max_length=500),
        ),
        form(
            MismatchState.DISMISSED,
            _("不作为问题"),
            "x",
            _("选择理由；选“其他”时请写明。"),
            Field("reason_code", _("理由"), "select", True, choices=_reasons(pack, mine)),
            Field("note", _("说明"), "area", value=note, max_length=500),
        ),
    )


def _reasons(pack: Pack, refused: RefusedVerdict | None) -> tuple[Choice, ...]:
    known = pack.reasons.get("mismatch_dismissed")
    chosen = refused.typed.get("reason_code", "") if refused else ""
    english = language().startswith("en")
    values = known.values if known else ()
    return tuple(Choice(v.code, v.en if english else v.zh, v.code == chosen) for v in values)
