"""Reading deliveries: the newest of each data set, those an actor may see.

`shown` makes pages of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.sources.models import Delivery, QualityReport, Reminder
from huitoukan.domain.refusals import Refused


def newest_deliveries(campaign: Campaign) -> list[Delivery]:
    """What stands for each data set: every table of its newest delivery, in order of data set.

    A delivery may carry one data set on several sheets or in several files: together they are it.
    """
    newest: dict[str, list[Delivery]] = {}
    rows = Delivery.objects.for_system("a comparison reads what was delivered").filter(
        campaign=campaign
    )
    for delivery in rows.order_by("id"):
        together = newest.get(delivery.dataset, [])
        if together and _act_of(together[0]) == _act_of(delivery):
            together.append(delivery)
        else:
            newest[delivery.dataset] = [delivery]
    return [delivery for dataset in sorted(newest) for delivery in newest[dataset]]


def _act_of(delivery: Delivery) -> object:
    """What a delivery came with: its receipt, and its file for those of before receipts."""
    return delivery.receipt or delivery.file_id


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


def told_findings(delivery: Delivery) -> list[dict[str, Any]]:
    """The findings that say something: a number above nought."""
    return [finding for finding in delivery.findings if finding["n"]]


def report_for(actor: Actor, code: str, verb: str = "source.see") -> QualityReport:
    """One quality report in the actor's area and department, or "not found"."""
    found = (
        QualityReport.objects.visible_to(actor, verb)
        .filter(code=code)
        .select_related("delivery__file", "campaign__area", "campaign__pack")
        .defer("campaign__pack__content")
        .first()
    )
    if found is None:
        raise Refused("NOT_FOUND", what="质量报告", code=code)
    return found


def reports_for(actor: Actor, campaign: Campaign) -> ScopedQuerySet[QualityReport]:
    """Quality reports that the actor may see."""
    return (
        QualityReport.objects.visible_to(actor, "source.see")
        .filter(campaign=campaign)
        .select_related("delivery")
    )


def reminders_for(actor: Actor, campaign: Campaign) -> ScopedQuerySet[Reminder]:
    """Reminders that wait for whoever delivers for the actor's department."""
    return (
        Reminder.objects.visible_to(actor, "source.deliver")
        .filter(campaign=campaign, is_met=False)
        .select_related("report")
    )
