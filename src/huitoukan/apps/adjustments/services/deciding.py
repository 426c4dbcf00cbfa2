"""Deciding: agree, send back, refuse, withdraw, revoke. The last agreement writes the registry."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from huitoukan.apps.adjustments import queries
from huitoukan.apps.adjustments.models import Adjustment
from huitoukan.apps.adjustments.services.proposing import planned_now, take_step
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.registry.services.events import Stamp, apply_events, changed_since
from huitoukan.domain import approval
from huitoukan.domain.adjustments import backwards
from huitoukan.domain.approval import STEP_WORDS, State, Step
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.registry import AdjustmentKind


def decide(actor: Actor, code: str, step: Step, *, opinion: str = "", at: datetime) -> Adjustment:
    """Take a step with an adjustment; the right that it asks for depends on how far it is.

    The last agreement writes the rows, in the same transaction. Raises Refused: ADJUSTMENT_STATE,
    ADJUSTMENT_SAME_PERSON, ADJUSTMENT_STALE when the registry has changed since the proposal,
    ADJUSTMENT_REVOKE when something later depends on it, REASON_NEEDED, NOT_ALLOWED.
    """
    with transaction.atomic():
        seen = queries.adjustment_for(actor, code)
        adjustment = (
            Adjustment.objects.for_system("loaded in the actor's scope")
            .select_for_update(of=("self",))
            .select_related("area", "campaign__area", "campaign__pack")
            .defer("campaign__pack__content")
            .get(pk=seen.pk)
        )
        kind = queries.kind_of(adjustment.campaign, adjustment.kind)
        verb = approval.verb_of(step, adjustment.standing(kind.chain))
        if not Adjustment.objects.visible_to(actor, verb).filter(pk=adjustment.pk).exists():
            approval_word = STEP_WORDS[step].zh
            raise Refused("NOT_ALLOWED", verb=f"在这里办理“{approval_word}”")
        return _take(actor, adjustment, kind, step, verb, opinion=opinion, at=at)


@use_case(lambda _adjustment, _kind, _step, verb, **_: verb)
def _take(
    actor: Actor,
    adjustment: Adjustment,
    kind: AdjustmentKind,
    step: Step,
    verb: str,
    *,
    opinion: str,
    at: datetime,
) -> Adjustment:
    now = adjustment.standing(kind.chain)
    state, n_agreed = approval.after(step, now, who=actor.code, reason=opinion)
    stamp = Stamp(
        event=adjustment.code,
        reason=f"{kind.title.zh} {adjustment.code}：{adjustment.reason}"[:300],
        ended_by=kind.title.zh[:40],
        effective_on=adjustment.effective_on,
        at=at,
        by=actor.code,
    )
    if step is Step.AGREE:
        events = planned_now(adjustment, kind)
        if state is State.APPLIED:
            apply_events(adjustment.campaign, events, stamp)
            adjustment.applied_at = at
    elif step is Step.REVOKE:
        if since := changed_since(adjustment.code, adjustment.events):
            raise Refused("ADJUSTMENT_REVOKE", code=adjustment.code, what=tuple(since))
        why = f"撤销{stamp.reason}：{opinion.strip()}"[:300]
        back = Stamp(
            stamp.event, why, f"撤销{stamp.ended_by}"[:40], stamp.effective_on, at, actor.code
        )
        apply_events(adjustment.campaign, backwards(adjustment.events), back)
    adjustment.state, adjustment.n_agreed = state, n_agreed
    adjustment.save()
    take_step(actor, adjustment, step, verb, opinion=opinion, at=at)
    record(
        "adjustment",
        adjustment.code,
        f"{STEP_WORDS[step].zh}动态调整：{kind.title.zh}，户 {adjustment.household_no}",
        area_path=adjustment.area.depth_path,
        campaign=adjustment.campaign.code,
        state=state.value,
        opinion=opinion.strip()[:300],
    )
    return adjustment
