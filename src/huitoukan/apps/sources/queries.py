"""Reading deliveries: the newest of each data set, those an actor may see."""

from __future__ import annotations

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.sources.models import Delivery
from huitoukan.domain.refusals import Refused


def newest_deliveries(campaign: Campaign) -> list[Delivery]:
    """The newest delivery of each data set of the campaign, in order of data set."""
    newest: dict[str, Delivery] = {}
    rows = Delivery.objects.for_system("a comparison reads what was delivered").filter(
        campaign=campaign
    )
    for delivery in rows.order_by("id"):
        newest[delivery.dataset] = delivery
    return [newest[dataset] for dataset in sorted(newest)]


def deliveries_for(actor: Actor, campaign: Campaign) -> ScopedQuerySet[Delivery]:
    """Deliveries that the actor may see: a department its own, the campaign's office all."""
    return (
        Delivery.objects.visible_to(actor, "source.see")
        .filter(campaign=campaign)
        .select_related("file")
    )


def delivery_for(actor: Actor, code: str) -> Delivery:
    """One delivery, or "not found"."""
    found = (
        Delivery.objects.visible_to(actor, "source.see")
        .filter(code=code)
        .select_related("file", "campaign__area")
        .first()
    )
    if found is None:
        raise Refused("NOT_FOUND", what="报送批次", code=code)
    return found
