"""Proposing an adjustment, anew after it was sent back too, and working out what it does."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.adjustments import queries
from huitoukan.apps.adjustments.models import Adjustment, AdjustmentStep
from huitoukan.apps.adjustments.queries.asking import Filled
from huitoukan.apps.adjustments.services import reading
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.showing import column_label, language, shown_value
from huitoukan.apps.journal.services import details_of, record, use_case
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.models import PLACE
from huitoukan.apps.registry.queries import households_for
from huitoukan.apps.registry.services.events import registered_elsewhere, rows_of, taken_numbers
from huitoukan.domain import approval
from huitoukan.domain.adjustments import (
    HOUSEHOLD,
    MEMBER,
    Asked,
    Effect,
    EventKind,
    Held,
    Key,
    RowEvent,
    plan,
)
from huitoukan.domain.approval import Step
from huitoukan.domain.identity import mask_id
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.registry import AdjustmentKind


@use_case("adjustment.propose")
def propose(actor: Actor, campaign: Campaign, filled: Filled, *, at: datetime) -> Adjustment:
    """Propose an adjustment of a household. The registry stays as it is until it is approved.

    Raises Refused: FORM_INVALID with every fault by field, ADJUSTMENT_* when the household's rows
    do not allow it, NOT_FOUND for a household outside the actor's areas.
    """
    kind = queries.kind_of(campaign, filled.kind)
    if is_open := queries.open_of(campaign, filled.household_no.strip(), kind.id):
        raise Refused("ADJUSTMENT_OPEN", code=is_open.code)
    adjustment = Adjustment(
        code=f"TZ-{secrets.token_hex(4)}",
        campaign=campaign,
        kind=kind.id,
        proposed_by=actor.code,
        proposed_name=actor.name,
        proposed_at=at,
        problem_code=filled.problem,
    )
    _fill(actor, adjustment, kind, filled, at)
    _write_down(actor, adjustment, kind, "提出动态调整")
    take_step(actor, adjustment, Step.PROPOSE, "adjustment.propose", opinion=filled.reason, at=at)
    return adjustment


@use_case("adjustment.propose")
def propose_again(actor: Actor, code: str, filled: Filled, *, at: datetime) -> Adjustment:
    """Propose an adjustment anew that was sent back, worked out against the registry of today."""
    found = queries.adjustment_for(actor, code, "adjustment.propose")
    adjustment = Adjustment.objects.for_system("loaded in the actor's scope").select_for_update(
        of=("self",)
    ).get(pk=found.pk)  # fmt: skip
    kind = queries.kind_of(adjustment.campaign, adjustment.kind)
    now = adjustment.standing(kind.chain)
    adjustment.state, adjustment.n_agreed = approval.after(
        Step.PROPOSE, now, who=actor.code, reason=filled.reason
    )
    _fill(actor, adjustment, kind, filled, at)
    _write_down(actor, adjustment, kind, "重新提交动态调整")
    take_step(actor, adjustment, Step.PROPOSE, "adjustment.propose", opinion=filled.reason, at=at)
    return adjustment


def _fill(
    actor: Actor, adjustment: Adjustment, kind: AdjustmentKind, filled: Filled, at: datetime
) -> None:
    campaign = adjustment.campaign
    number = filled.household_no.strip()
    on = timezone.localdate(at)
    if Effect(kind.effect) is not Effect.ADD_HOUSEHOLD:
        _demand_seen(actor, campaign, number)
    elif not number:
        raise Refused(
            "FORM_INVALID", errors=_("请填户编号"), fields={"household_no": _("请填户编号")}
        )
    asked = reading.read(actor, campaign, kind, filled)
    if asked.other and Effect(kind.effect) is not Effect.SPLIT:
        _demand_seen(actor, campaign, asked.other)
    adjustment.effective_on = reading.demand_days(kind, filled, on)
    rows = rows_of(campaign, [number, asked.other])
    _demand_fitting(campaign.pack.opened(), kind, rows.get((HOUSEHOLD, number), {}))
    events = plan(Effect(kind.effect), kind.sets, asked, number, rows)
    _demand_free(campaign, events, asked, [number, asked.other])
    home = rows.get((HOUSEHOLD, number)) or events[0].after
    adjustment.area = Area.objects.get(code=home[PLACE])
    adjustment.household_no, adjustment.household_name = number, home["head_name"]
    adjustment.persons = "、".join(_names(events, asked, rows))[:200]
    adjustment.form = {**_kept(filled), "asked": asdict(asked)}
    adjustment.planned = [asdict(one) for one in events]
    adjustment.reason = filled.reason.strip()[:300]
    adjustment.save()


def planned_now(adjustment: Adjustment, kind: AdjustmentKind) -> tuple[RowEvent, ...]:
    """What the adjustment does to the rows of now, held until the transaction ends.

    Raises Refused ADJUSTMENT_STALE when that is not what was proposed.
    """
    campaign = adjustment.campaign
    kept = adjustment.form["asked"]
    asked = Asked(**{**kept, "persons": tuple(kept["persons"])})
    rows = rows_of(campaign, [adjustment.household_no, asked.other], lock=True)
    try:
        events = plan(Effect(kind.effect), kind.sets, asked, adjustment.household_no, rows)
    except Refused:
        raise Refused("ADJUSTMENT_STALE") from None
    if events != adjustment.events or taken_numbers(campaign, events):
        raise Refused("ADJUSTMENT_STALE")
    return events


def take_step(
    actor: Actor, adjustment: Adjustment, step: Step, verb: str, *, opinion: str, at: datetime
) -> None:
    """Write down what somebody did with an adjustment."""
    AdjustmentStep.objects.create(
        adjustment=adjustment, step=step, verb=verb, by=actor.code, name=actor.name, at=at,
        opinion=opinion.strip()[:300],
    )  # fmt: skip


def _demand_seen(actor: Actor, campaign: Campaign, household_no: str) -> None:
    """Refuse a household in which the actor may propose nothing, as one that is not there."""
    seen = households_for(actor, "adjustment.propose").filter(
        household_no=household_no, area__path__startswith=campaign.area.depth_path
    )
    if not seen.exists():
        raise Refused("ADJUSTMENT_NO_HOUSEHOLD", household_no=household_no)


def _demand_fitting(pack: Pack, kind: AdjustmentKind, home: Held) -> None:
    for name, values in kind.only_when.items():
        if home.get(name) not in values:
            column = pack.fields[HOUSEHOLD].by_name[name]
            raise Refused(
                "ADJUSTMENT_NOT_NOW",
                kind=kind.title.in_(language()),
                field=column_label(column, name),
                values=tuple(shown_value(column, value, pack.codes) for value in values),
                now=shown_value(column, home.get(name), pack.codes) or _("未登记"),
            )


def _demand_free(
    campaign: Campaign, events: Sequence[RowEvent], asked: Asked, numbers: Sequence[str]
) -> None:
    """Numbers that are free, and nobody who is registered in another household."""
    for number in taken_numbers(campaign, events):
        raise Refused("ADJUSTMENT_NUMBER_TAKEN", number=number)
    corrected = asked.fields.get("id_no") if len(asked.persons) == 1 else ""
    id_no = str(asked.person.get("id_no") or corrected or "")
    other = registered_elsewhere(id_no, numbers) if id_no else None
    if other is not None:
        raise Refused(
            "ADJUSTMENT_REGISTERED", id_no=mask_id(id_no), household_no=other.household.household_no
        )


def _names(events: Sequence[RowEvent], asked: Asked, rows: dict[Key, Held]) -> list[str]:
    """Whom the adjustment is about, in the order of the rows."""
    chosen = [rows[MEMBER, no]["name"] for no in asked.persons if (MEMBER, no) in rows]
    new = [
        one.after["name"] for one in events
        if one.table == MEMBER and one.kind is EventKind.CREATED
    ]  # fmt: skip
    return [*chosen, *new]


def _kept(filled: Filled) -> dict[str, Any]:
    kept = asdict(filled)
    for name in ("effective_on", "notice_from", "notice_to"):
        kept[name] = kept[name].isoformat() if kept[name] else ""
    return kept


def _write_down(actor: Actor, adjustment: Adjustment, kind: AdjustmentKind, act: str) -> None:  # noqa: ARG001
    record(
        "adjustment",
        adjustment.code,
        f"{act}：{kind.title.zh}，户 {adjustment.household_no}",
        area_path=adjustment.area.depth_path,
        campaign=adjustment.campaign.code,
        household_no=adjustment.household_no,
        effective_on=adjustment.effective_on.isoformat(),
        **details_of(problem=adjustment.problem_code, n_rows=len(adjustment.planned)),
    )
