"""Reading campaigns: those an actor can see, the present one, its phases."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign, Gate
from huitoukan.apps.core.actor import Actor, system_actor
from huitoukan.apps.places.models import Area
from huitoukan.domain.phases import PhaseStatus, statuses
from huitoukan.domain.refusals import Refused
from huitoukan.domain.workdays import DayKind, due_on
from huitoukan.rules.load import load_pack
from huitoukan.rules.pack import Pack


def campaigns_for(actor: Actor) -> list[Campaign]:
    """Campaigns whose area holds, or lies in, an area of the actor; newest first."""
    # The pack's bytes are half a megabyte and kept in memory by their hash (PackRelease.opened).
    found = list(Campaign.objects.select_related("area", "pack", "calendar").defer("pack__content"))
    if actor.is_system:
        return found
    paths = [grant.path for grant in actor.grants]
    return [
        campaign
        for campaign in found
        if any(
            campaign.area.depth_path.startswith(path) or path.startswith(campaign.area.depth_path)
            for path in paths
        )
    ]


def campaign_for(actor: Actor, code: str | None = None) -> Campaign:
    """The campaign with this code, or the newest that the actor can see; else a refusal."""
    found = campaigns_for(actor)
    if code is None:
        if not found:
            raise Refused("CAMPAIGN_NONE")
        return found[0]
    for campaign in found:
        if campaign.code == code:
            return campaign
    raise Refused("NOT_FOUND", what="任务", code=code)


def pack_named(name: str = "") -> Pack:
    """The installed pack of that name or folder; without a name that of the newest campaign."""
    return load_pack(name) if name else campaign_for(system_actor()).pack.opened()


def demand_right(actor: Actor, campaign: Campaign, verb: str) -> None:
    """Refuse an actor who holds the verb, but not for this campaign's area.

    The use case has asked whether the verb is held anywhere; a person may hold it next door and
    only look on here. The answer is that of an absent campaign.
    """
    if actor.is_system:
        return
    for grant in actor.grants:
        if verb in grant.verbs and campaign.area.depth_path.startswith(grant.path):
            return
    raise Refused("NOT_FOUND", what="任务", code=campaign.code)


def phases_of(campaign: Campaign) -> tuple[PhaseStatus, ...]:
    """The campaign's phases with their progress, from the gates that the stages reported."""
    gates = {
        gate.code: (gate.is_passed, gate.told) for gate in Gate.objects.filter(campaign=campaign)
    }
    phases = [(phase.code, phase.gate) for phase in campaign.pack.opened().phases]
    return statuses(phases, gates)


def deadline(campaign: Campaign, name: str, start: datetime | date) -> date:
    """The due date of a pack's deadline, counted from its start on the campaign's calendar.

    A moment counts by its local day.
    """
    rule = campaign.pack.opened().deadlines[name]
    if rule.days is None:
        # Such a deadline ends with the campaign; the pack says so in `until`.
        return campaign.ends_on
    day = timezone.localtime(start).date() if isinstance(start, datetime) else start
    kind = cast("DayKind", rule.calendar)
    return due_on(day, rule.days, kind, campaign.calendar.opened())


def rectification_due(campaign: Campaign, start: datetime | date) -> date:
    """The due date of putting a problem right: the pack's, never later than the campaign's end."""
    return min(deadline(campaign, "rectification", start), campaign.ends_on)


def organ_of(campaign: Campaign) -> str:
    """The office that signs the campaign's papers."""
    return organ_in(campaign.area)


def organ_in(area: Area) -> str:
    """The office of a county or city that signs papers."""
    return f"{area.name}脱贫质量“回头看”工作专班"
