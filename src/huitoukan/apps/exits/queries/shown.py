"""Fills [exits:list], [exits:detail] and [exits:paper]."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huitoukan.apps.assessment.queries.words import standard_title, verdict_chip
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import ActionForm, Choice, Field, KeyValue, Tab, TimelineItem
from huitoukan.apps.core.showing import address, filters_of, language, page_of, select
from huitoukan.apps.exits import pages
from huitoukan.apps.exits.models import Exit, ExitEvent, ExitObject
from huitoukan.apps.exits.queries import exit_for, exits_for, kind_of, signs_for, waiting_for
from huitoukan.apps.exits.queries.words import level_word, state_chip, word
from huitoukan.apps.places.queries import areas_with, full_name
from huitoukan.domain import exits
from huitoukan.domain.exits import NEEDS_REASON, OF_SIGNERS, STEP_WORDS, ExitState, ExitStep
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.exits import ExitKind

Refusal = tuple[ExitStep, str, Mapping[str, str]]
"""A step that was refused, its sentence, and what was typed."""
TABS: Final[tuple[tuple[str, str], ...]] = (
    ("mine", gettext_noop("待我签字")),
    ("open", gettext_noop("签批中")),
    ("deferred", gettext_noop("暂缓")),
    ("signed", gettext_noop("签批完成")),
    ("over", gettext_noop("未退出")),
    ("all", gettext_noop("全部")),
)


def list_page(actor: Actor, campaign: Campaign, params: Mapping[str, str]) -> pages.ListPage:
    """[exits:list] Exits as this person may see them."""
    path = reverse("exits:list")
    every = exits_for(actor, campaign)
    sets = {
        "mine": waiting_for(actor, campaign),
        "open": Q(state=ExitState.SIGNING),
        "deferred": Q(state=ExitState.DEFERRED),
        "signed": Q(state=ExitState.SIGNED),
        "over": Q(state__in=[ExitState.REFUSED, ExitState.WITHDRAWN]),
        "all": Q(),
    }
    names = [name for name, _label in TABS if name != "mine" or actor.may("exit.sign")]
    tab = params.get("tab", "") if params.get("tab") in names else names[0]
    kinds = campaign.pack.opened().exits
    chosen = every.filter(sets[tab])
    if params.get("kind") in kinds:
        chosen = chosen.filter(kind=params["kind"])
    if place := params.get("place"):
        chosen = chosen.filter(Q(area__code=place) | Q(area__parent__code=place))
    rows, pager = page_of(chosen, path, params)
    areas = areas_with(actor, "exit.see", campaign.area)
    return pages.ListPage(
        tabs=tuple(
            Tab(
                _(label), address(path, params, tab=name), every.filter(sets[name]).count(),
                name == tab, is_hot=name == "mine",
            )
            for name, label in TABS
            if name in names
        ),
        filters=filters_of(
            path,
            params,
            (
                select(
                    "kind", _("类别"),
                    [(kind.id, kind.title.in_(language())) for kind in kinds.values()], params,
                ),
                select("place", _("乡镇村"), [(a.code, full_name(a)) for a in areas], params),
            ),
            kept=("tab",),
        ),
        rows=tuple(_row(one, kinds.get(one.kind)) for one in rows),
        pager=pager,
        new_href=reverse("exits:new") if actor.may("exit.propose") and kinds else "",
    )  # fmt: skip


def _row(one: Exit, kind: ExitKind | None) -> pages.Row:
    waits = ""
    if one.stands is ExitState.SIGNING and kind is not None:
        waits = _("等待{who}签字").format(who=kind.chain[one.n_signed].title.in_(language()))
    elif one.stands is ExitState.DEFERRED and one.until:
        waits = _("到 {day} 以后可以再提").format(day=one.until.isoformat())
    n_levels = len(kind.chain) if kind else one.n_signed
    return pages.Row(
        code=one.code,
        kind=kind.title.in_(language()) if kind else one.kind,
        place=full_name(one.area),
        n_objects=one.objects_of.filter(is_struck=False).count(),
        signed=f"{one.n_signed} / {n_levels}",
        proposed=f"{one.proposed_name} {timezone.localdate(one.proposed_at)}",
        state=state_chip(one.stands),
        waits_for=waits,
    )


def exit_page(
    actor: Actor, code: str, *, on: date, refused: Refusal | None = None
) -> pages.ExitPage:
    """[exits:detail] `refused` is a step that was refused, why, and what was typed."""
    one = exit_for(actor, code)
    kind = kind_of(one.campaign, one.kind)
    rows = list(one.objects_of.all())
    may_again = (
        one.stands is ExitState.DEFERRED
        and Exit.objects.visible_to(actor, "exit.propose").filter(pk=one.pk).exists()
    )
    return pages.ExitPage(
        code=one.code,
        kind=kind.title.in_(language()),
        place=full_name(one.area),
        basis=kind.basis,
        state=state_chip(one.stands),
        facts=_facts(actor, one, kind, rows),
        rows=tuple(_object(actor, one, kind, row) for row in rows),
        of_households=kind.about == "household",
        signatures=_signatures(one, kind),
        timeline=_timeline(one),
        steps=_steps(actor, one, kind, rows, on=on, refused=refused),
        printed_on=on,
        again_href=address(reverse("exits:new"), {}, again=one.code) if may_again else "",
    )


def _facts(actor: Actor, one: Exit, kind: ExitKind, rows: list[ExitObject]) -> tuple[KeyValue, ...]:
    standing = [row for row in rows if not row.is_struck]
    notice = ""
    if one.notice_from and one.notice_to:
        notice = _("{place}，{start} 至 {end}，无异议").format(
            place=kind.notice_place.in_(language()), start=one.notice_from, end=one.notice_to
        )
    run_href = reverse("assessment:run", args=[one.run.code]) if actor.may("assessment.see") else ""
    said = [
        KeyValue(_("标准"), standard_title(one.run.pack.opened(), one.standard)),
        KeyValue(_("依据的核查"), f"{one.run.code}　{one.run.on}", href=run_href),
        KeyValue(_("公示"), notice),
        KeyValue(
            _("退出户数、人数"),
            _("{n} 户 {m} 人").format(n=len(standing), m=sum(row.n_persons for row in standing))
            if kind.about == "household"
            else "",
        ),
        KeyValue(_("提出"), f"{one.proposed_name} {timezone.localdate(one.proposed_at)}"),
        KeyValue(_("暂缓到"), one.until.isoformat() if one.until else ""),
        KeyValue(_("说明"), one.note, is_wide=True),
    ]
    return tuple(row for row in said if row.value)


def _object(actor: Actor, one: Exit, kind: ExitKind, row: ExitObject) -> pages.ObjectRow:
    name = "assessment:household" if kind.about == "household" else "assessment:village"
    href = reverse(name, args=[one.run.code, row.number]) if actor.may("assessment.see") else ""
    return pages.ObjectRow(
        number=row.number,
        name=row.name,
        n_persons=row.n_persons,
        verdict=verdict_chip(row.verdict),
        machine=verdict_chip(row.machine),
        href=href,
        struck=row.struck_why if row.is_struck else "",
    )


def _signatures(one: Exit, kind: ExitKind) -> tuple[pages.SignatureRow, ...]:
    """Every level of the chain with the signature of the present round."""
    current: list[ExitEvent] = []
    for each in one.events.all():
        current = [] if each.step == ExitStep.PROPOSE else [*current, each]
    signed = [each for each in current if each.step == ExitStep.SIGN]
    found = []
    for position, signer in enumerate(kind.chain):
        event = signed[position] if position < len(signed) else None
        found.append(
            pages.SignatureRow(
                level=level_word(signer.level),
                title=signer.title.in_(language()),
                name=event.name if event else "",
                at=event.at if event else None,
                opinion=event.opinion if event else "",
                is_next=event is None and one.stands is ExitState.SIGNING
                and position == one.n_signed,
            )
        )  # fmt: skip
    return tuple(found)


def _timeline(one: Exit) -> tuple[TimelineItem, ...]:
    back = {ExitStep.STRIKE, ExitStep.DEFER, ExitStep.REFUSE, ExitStep.WITHDRAW}
    items = []
    for event in one.events.all():
        step = ExitStep(event.step)
        level = level_word(event.level)
        title = _("{level}：{step}").format(level=level, step=word(step)) if level else word(step)
        if event.number:
            title = f"{title} {event.number}"
        if event.until:
            title = _("{title}到 {day}").format(title=title, day=event.until.isoformat())
        who = f"{event.name}（{event.post}）" if event.post else event.name
        items.append(
            TimelineItem(
                title, "back" if step in back else "done", event.at, who=who, text=event.opinion
            )
        )
    return tuple(items)


def _steps(
    actor: Actor,
    one: Exit,
    kind: ExitKind,
    rows: list[ExitObject],
    *,
    on: date,
    refused: Refusal | None,
) -> tuple[ActionForm, ...]:
    """The steps that this person may take now; a refused one comes back with its sentence."""
    now = one.standing(kind)
    level = exits.turn_of(now)
    found = []
    for step in (*OF_ORDER, ExitStep.WITHDRAW):
        if step is ExitStep.STRIKE and sum(not row.is_struck for row in rows) < 2:
            continue
        seen = Exit.objects.visible_to(actor, exits.verb_of(step)).filter(pk=one.pk).exists()
        if not seen or (step in OF_SIGNERS and not (level and signs_for(actor, level, one.area))):
            continue
        barred = ""
        try:
            exits.after(step, now, who=actor.code, reason="-", on=on, until=date.max)
        except Refused as why:
            if why.code in {"EXIT_STATE", "EXIT_NOT_YOURS"}:
                continue
            barred = refusal_text(why)
        is_back = refused is not None and refused[0] is step
        typed = refused[2] if refused and is_back else {}
        style: Literal["primary", "danger", "plain"] = STEP_WORDS[step].style  # type: ignore[assignment]
        found.append(
            ActionForm(
                code=step.value,
                label=word(step),
                href=reverse("exits:step", args=[one.code, step.value]),
                style=style,
                fields=_fields(step, rows, typed),
                refusal=barred,
                errors=(refused[1],) if refused and is_back else (),
                is_open=is_back or step is ExitStep.SIGN,
            )
        )
    return tuple(found)


OF_ORDER: Final = (ExitStep.SIGN, ExitStep.STRIKE, ExitStep.DEFER, ExitStep.REFUSE)


def _fields(step: ExitStep, rows: list[ExitObject], typed: Mapping[str, str]) -> tuple[Field, ...]:
    needs = step in NEEDS_REASON
    opinion = Field(
        "opinion", _("理由") if needs else _("意见"), "area", is_required=needs, max_length=300,
        value=typed.get("opinion", ""),
    )  # fmt: skip
    if step is ExitStep.DEFER:
        until = Field(
            "until", _("暂缓到"), "date", is_required=True, value=typed.get("until", ""),
            help=_("到这一天以后才能再提出，例如下一年度"),
        )  # fmt: skip
        return (until, opinion)
    if step is ExitStep.STRIKE:
        homes = tuple(
            Choice(
                row.number, f"{row.name} {row.number}".strip(), row.number == typed.get("number")
            )
            for row in rows
            if not row.is_struck
        )
        return (Field("number", _("哪一户"), "select", choices=homes), opinion)
    return (opinion,)
