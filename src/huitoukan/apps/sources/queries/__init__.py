"""Reading deliveries: the newest of each data set, those an actor may see.

`shown` makes pages of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from django.conf import settings

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.sources.models import Delivery
from huitoukan.domain.refusals import Refused


def newest_deliveries(campaign: Campaign) -> list[Delivery]:
    """What stands for each data set: every sheet of its newest file, in order of data set.

    A file may carry one data set on several sheets; together they are its delivery.
    """
    newest: dict[str, list[Delivery]] = {}
    rows = Delivery.objects.for_system("a comparison reads what was delivered").filter(
        campaign=campaign
    )
    for delivery in rows.order_by("id"):
        together = newest.get(delivery.dataset, [])
        if together and together[0].file_id == delivery.file_id:
            together.append(delivery)
        else:
            newest[delivery.dataset] = [delivery]
    return [delivery for dataset in sorted(newest) for delivery in newest[dataset]]


class HasTable(Protocol):
    """A delivery, or what stands for one: its data set, and its Parquet file below the data."""

    @property
    def dataset(self) -> str:
        """The id of the data set."""

    @property
    def table_path(self) -> str:
        """The file, below the data folder."""


def tables_delivered(deliveries: Iterable[HasTable]) -> dict[str, tuple[Path, ...]]:
    """The Parquet files of each data set, in the order of the deliveries."""
    paths: dict[str, tuple[Path, ...]] = {}
    for delivery in deliveries:
        table = Path(settings.DATA_DIR) / delivery.table_path
        paths[delivery.dataset] = (*paths.get(delivery.dataset, ()), table)
    return paths


def deliveries_for(actor: Actor, campaign: Campaign) -> ScopedQuerySet[Delivery]:
    """Deliveries that the actor may see: a department its own, the campaign's office all."""
    return (
        Delivery.objects.visible_to(actor, "source.see")
        .filter(campaign=campaign)
        .select_related("file")
    )


def delivery_for(actor: Actor, code: str, verb: str = "source.see") -> Delivery:
    """One delivery in the actor's area and department, or "not found"."""
    found = (
        Delivery.objects.visible_to(actor, verb)
        .filter(code=code)
        .select_related("file", "campaign__area", "campaign__pack")
        .defer("campaign__pack__content")
        .first()
    )
    if found is None:
        raise Refused("NOT_FOUND", what="报送批次", code=code)
    return found


def departments_seen(actor: Actor, verb: str) -> frozenset[str] | None:
    """The departments for which the actor holds the verb; None when for all."""
    if actor.is_system:
        return None
    held = [grant.department for grant in actor.grants if verb in grant.verbs]
    return None if "" in held else frozenset(held)
