"""Reading adjustments: through an actor's eyes, and what the registry holds of their rows."""

from __future__ import annotations

from huitoukan.apps.adjustments.models import Adjustment
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.domain.approval import State
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.registry import AdjustmentKind


def adjustments_for(
    actor: Actor, campaign: Campaign, verb: str = "adjustment.see"
) -> ScopedQuerySet[Adjustment]:
    """Adjustments of the campaign's county where the actor holds the verb, newest first."""
    every = Adjustment.objects.visible_to(actor, verb)
    return every.filter(campaign__area=campaign.area).select_related("area__parent")


def adjustment_for(actor: Actor, code: str, verb: str = "adjustment.see") -> Adjustment:
    """The adjustment, or "not found", the same for absent and for another area's."""
    every = Adjustment.objects.visible_to(actor, verb)
    found = (
        every.select_related("area__parent", "campaign__area", "campaign__pack")
        .defer("campaign__pack__content")
        .filter(code=code)
    )
    if (one := found.first()) is None:
        raise Refused("NOT_FOUND", what="动态调整", code=code)
    return one


def kind_of(campaign: Campaign, kind: str) -> AdjustmentKind:
    """A kind of adjustment of the campaign's pack, or "not found"."""
    found = campaign.pack.opened().adjustments.get(kind)
    if found is None:
        raise Refused("NOT_FOUND", what="动态调整类别", code=kind)
    return found


def open_of(campaign: Campaign, household_no: str, kind: str) -> Adjustment | None:
    """An adjustment of this kind that is under way for the household, whoever proposed it."""
    every = Adjustment.objects.for_system("whether the same is under way")
    return every.filter(
        campaign__area=campaign.area,
        household_no=household_no,
        kind=kind,
        state__in=[State.PROPOSED, State.RETURNED],
    ).first()


def of_problem(actor: Actor, campaign: Campaign, problem_code: str) -> list[Adjustment]:
    """The adjustments that were proposed to rectify a problem."""
    return list(adjustments_for(actor, campaign).filter(problem_code=problem_code))
