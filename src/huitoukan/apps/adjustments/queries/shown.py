"""Fills [adjustments:list] and [adjustments:detail]."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huitoukan.apps.adjustments import pages
from huitoukan.apps.adjustments.models import Adjustment
from huitoukan.apps.adjustments.queries import adjustment_for, adjustments_for, kind_of
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    ChipStyle,
    Field,
    FilterField,
    KeyValue,
    Tab,
    TimelineItem,
)
from huitoukan.apps.core.showing import (
    address,
    column_label,
    filters_of,
    language,
    page_of,
    select,
    shown_value,
)
from huitoukan.apps.places.queries import areas_with, full_name
from huitoukan.apps.registry.models import PLACE
from huitoukan.domain import approval
from huitoukan.domain.adjustments import HOUSEHOLD, EventKind, RowEvent
from huitoukan.domain.approval import NEEDS_REASON, STATE_WORDS, STEP_WORDS, State, Step
from huitoukan.domain.refusals import Refused
from huitoukan.domain.verbs import verb_label
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.registry import AdjustmentKind

SHOWN_OF_NEW: Final = 12
"""Fields of a row that comes or goes which the page lists; the rest are counted."""


def word(code: State | Step) -> str:
    """A state or a step in the language of the interface."""
    words = STATE_WORDS[code] if isinstance(code, State) else STEP_WORDS[code]
    return words.en if language().startswith("en") else words.zh


def state_chip(state: State) -> Chip:
    """A state as a chip."""
    style: ChipStyle = STATE_WORDS[state].style  # type: ignore[assignment]
    return Chip(style, word(state))


# --- the list ---

TABS: Final[tuple[tuple[str, str], ...]] = (
    ("mine", gettext_noop("待我办")),
    ("open", gettext_noop("办理中")),
    ("applied", gettext_noop("已生效")),
    ("over", gettext_noop("未办成")),
    ("all", gettext_noop("全部")),
)


def waiting_for(actor: Actor, campaign: Campaign) -> Q:
    """Which adjustments wait for this person: the next right is theirs, or it came back to them."""
    mine = Q(state=State.RETURNED, proposed_by=actor.code)
    turns: dict[tuple[str, int], list[str]] = {}
    for kind in campaign.pack.opened().adjustments.values():
        for position, verb in enumerate(kind.chain):
            turns.setdefault((verb, position), []).append(kind.id)
    for (verb, position), kinds in turns.items():
        if actor.may(verb):
            here = Adjustment.objects.visible_to(actor, verb).filter(
                state=State.PROPOSED, kind__in=kinds, n_agreed=position
            )
            mine |= Q(pk__in=here.values("pk")) & ~Q(proposed_by=actor.code)
    return mine


def n_waiting(actor: Actor, campaign: Campaign) -> int:
    """How many adjustments wait for this person."""
    return adjustments_for(actor, campaign).filter(waiting_for(actor, campaign)).count()


def list_page(actor: Actor, campaign: Campaign, params: Mapping[str, str]) -> pages.ListPage:
    """[adjustments:list] Adjustments as this person may see them."""
    path = reverse("adjustments:list")
    every = adjustments_for(actor, campaign)
    sets = {
        "mine": Q(waiting_for(actor, campaign)),
        "open": Q(state__in=[State.PROPOSED, State.RETURNED]),
        "applied": Q(state=State.APPLIED),
        "over": Q(state__in=[State.REFUSED, State.WITHDRAWN, State.REVOKED]),
        "all": Q(),
    }
    decides = any(actor.may(verb) for verb in ("adjustment.propose", *_chain_verbs(campaign)))
    names = [name for name, _label in TABS if name != "mine" or decides]
    tab = params.get("tab", "") if params.get("tab") in names else names[0]
    kinds = campaign.pack.opened().adjustments
    fields = (
        select(
            "kind", _("类别"), [(k.id, k.title.in_(language())) for k in kinds.values()], params
        ),
        select(
            "place", _("乡镇村"),
            [(a.code, full_name(a)) for a in areas_with(actor, "adjustment.see", campaign.area)],
            params,
        ),
        FilterField("q", _("户"), "text", value=params.get("q", "")),
    )  # fmt: skip
    chosen = every.filter(sets[tab])
    if params.get("kind") in kinds:
        chosen = chosen.filter(kind=params["kind"])
    if place := params.get("place"):
        chosen = chosen.filter(Q(area__code=place) | Q(area__parent__code=place))
    if text := params.get("q", "").strip():
        chosen = chosen.filter(Q(household_no=text) | Q(household_name=text))
    rows, pager = page_of(chosen, path, params)
    may = actor.may("adjustment.propose")
    return pages.ListPage(
        tabs=tuple(
            Tab(_(label), address(path, params, tab=name), every.filter(sets[name]).count(),
                name == tab, is_hot=name == "mine")
            for name, label in TABS if name in names
        ),
        filters=filters_of(path, params, fields, kept=("tab",)),
        rows=tuple(_row(one, kinds.get(one.kind)) for one in rows),
        pager=pager,
        new_href=reverse("adjustments:new") if may else "",
    )  # fmt: skip


def _chain_verbs(campaign: Campaign) -> set[str]:
    kinds = campaign.pack.opened().adjustments.values()
    return {verb for kind in kinds for verb in kind.chain}


def _row(one: Adjustment, kind: AdjustmentKind | None) -> pages.Row:
    waits = ""
    if one.stands is State.PROPOSED and kind is not None:
        waits = _("等待{step}").format(step=verb_label(kind.chain[one.n_agreed], language()))
    elif one.stands is State.RETURNED:
        waits = _("等待{who}修改").format(who=one.proposed_name)
    return pages.Row(
        code=one.code,
        kind=kind.title.in_(language()) if kind else one.kind,
        household_no=one.household_no,
        household_name=one.household_name,
        persons=one.persons,
        place=full_name(one.area),
        effective_on=one.effective_on,
        proposed=f"{one.proposed_name} {one.proposed_at:%Y-%m-%d}",
        state=state_chip(one.stands),
        waits_for=waits,
    )


# --- one of them ---


def detail_page(
    actor: Actor, code: str, *, refused: tuple[Step, str, str] | None = None
) -> pages.AdjustmentPage:
    """[adjustments:detail] `refused` is a step that was refused, why, and what was typed."""
    one = adjustment_for(actor, code)
    pack = one.campaign.pack.opened()
    kind = kind_of(one.campaign, one.kind)
    return pages.AdjustmentPage(
        code=one.code,
        kind=kind.title.in_(language()),
        basis=kind.basis,
        household_no=one.household_no,
        household_name=one.household_name,
        state=state_chip(one.stands),
        facts=_facts(one),
        changes=tuple(row_change(event, pack) for event in one.events),
        timeline=_timeline(one, kind),
        steps=_steps(actor, one, kind, refused),
        again_href=address(reverse("adjustments:new"), {}, again=one.code)
        if one.stands is State.RETURNED and one.proposed_by == actor.code
        else "",
        may_see_household=bool(actor.may("household.see"))
        and not (one.stands is not State.APPLIED and _is_new(one)),
    )


def _is_new(one: Adjustment) -> bool:
    return any(
        event.table == HOUSEHOLD
        and event.kind is EventKind.CREATED
        and event.key == one.household_no
        for event in one.events
    )


def _facts(one: Adjustment) -> tuple[KeyValue, ...]:
    notice = [one.form.get(name) for name in ("notice_from", "notice_to")]
    rows = [
        KeyValue(_("户编号"), one.household_no),
        KeyValue(_("地点"), full_name(one.area)),
        KeyValue(_("涉及成员"), one.persons),
        KeyValue(_("生效日期"), one.effective_on.isoformat()),
        KeyValue(_("公示"), _("{start} 至 {end}").format(start=notice[0], end=notice[1])
                 if all(notice) else ""),
        KeyValue(_("事由"), one.reason, is_wide=True),
        KeyValue(
            _("对应问题"), one.problem_code,
            href=reverse("problems:detail", args=[one.problem_code]) if one.problem_code else "",
        ),
    ]  # fmt: skip
    return tuple(row for row in rows if row.value)


def row_change(event: RowEvent, pack: Pack) -> pages.RowChange:
    """What happens to one row, with the pack's labels, masked."""
    table = pack.fields[event.table]
    names = sorted(event.before.keys() | event.after.keys(), key=_order(pack, event.table))
    if event.kind is not EventKind.UPDATED:
        names = names[:SHOWN_OF_NEW]
    who = event.before.get("name") or event.after.get("name") or ""
    chips: dict[EventKind, Chip] = {
        EventKind.CREATED: Chip("ok", _("进入名册")),
        EventKind.UPDATED: Chip("doing", _("变更")),
        EventKind.ENDED: Chip("none", _("出册，资料保留")),
    }
    return pages.RowChange(
        title=" ".join(text for text in (table.title.in_(language()), who, event.key) if text),
        chip=chips[event.kind],
        fields=tuple(
            pages.ChangedField(
                _("区划代码") if name == PLACE else column_label(table.by_name.get(name), name),
                shown_value(table.by_name.get(name), event.before.get(name), pack.codes),
                shown_value(table.by_name.get(name), event.after.get(name), pack.codes),
            )
            for name in names
        ),
    )


def _order(pack: Pack, table: str) -> Any:
    order = {column.name: n for n, column in enumerate(pack.fields[table].columns)}
    return lambda name: (order.get(name, -1), name)


def _timeline(one: Adjustment, kind: AdjustmentKind) -> tuple[TimelineItem, ...]:
    items = [
        TimelineItem(
            f"{verb_label(step.verb, language())}：{word(Step(step.step))}",
            "back" if step.step in {Step.RETURN, Step.REFUSE, Step.REVOKE} else "done",
            step.at,
            who=step.name,
            text=step.opinion,
        )
        for step in one.steps.all()
    ]
    if one.stands is State.PROPOSED:
        items += [
            TimelineItem(verb_label(verb, language()), "now" if not n else "future")
            for n, verb in enumerate(kind.chain[one.n_agreed :])
        ]
    return tuple(items)


def _steps(
    actor: Actor, one: Adjustment, kind: AdjustmentKind, refused: tuple[Step, str, str] | None
) -> tuple[ActionForm, ...]:
    """The steps that this person may take now; a refused one comes back with its sentence."""
    found = []
    now = one.standing(kind.chain)
    for step in (Step.AGREE, Step.RETURN, Step.REFUSE, Step.WITHDRAW, Step.REVOKE):
        verb = approval.verb_of(step, now)
        if not Adjustment.objects.visible_to(actor, verb).filter(pk=one.pk).exists():
            continue
        barred = ""
        try:
            approval.after(step, now, who=actor.code, reason="-")
        except Refused as why:
            if why.code in {"ADJUSTMENT_STATE", "ADJUSTMENT_NOT_YOURS"}:
                continue
            barred = refusal_text(why)
        is_back = refused is not None and refused[0] is step
        style: Literal["primary", "danger", "plain"] = STEP_WORDS[step].style  # type: ignore[assignment]
        found.append(
            ActionForm(
                code=step.value,
                label=_label(step, now, kind),
                href=reverse("adjustments:decide", args=[one.code, step.value]),
                style=style,
                fields=(
                    Field(
                        "opinion", _("理由") if step in NEEDS_REASON else _("意见"), "area",
                        is_required=step in NEEDS_REASON, max_length=300,
                        value=refused[2] if refused and is_back else "",
                    ),
                ),
                refusal=barred,
                errors=(refused[1],) if refused and is_back else (),
                is_open=is_back,
            )
        )  # fmt: skip
    return tuple(found)


def _label(step: Step, now: approval.Standing, kind: AdjustmentKind) -> str:
    if step is not Step.AGREE:
        return word(step)
    if now.n_agreed + 1 == len(kind.chain):
        return _("同意，写入名册")
    return _("同意，转下一步审批")
