"""Reading the registry: households through an actor's eyes, snapshots, imports.

`search` finds households, `shown` makes the list's page of them, `imports` the page of imports.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.registry.models import Household, ImportBatch, Snapshot
from huitoukan.domain.refusals import Refused


def households_for(actor: Actor, verb: str = "registry.see") -> ScopedQuerySet[Household]:
    """Households in the areas where the actor holds the verb, in order of place."""
    return Household.objects.visible_to(actor, verb).select_related("area__parent")


def household_for(actor: Actor, household_no: str, verb: str = "household.see") -> Household:
    """The household, or "not found", the same for absent and for another area's."""
    found = households_for(actor, verb).filter(household_no=household_no).first()
    if found is None:
        raise Refused("NOT_FOUND", what="户", code=household_no)
    return found


def newest_snapshot(campaign: Campaign) -> Snapshot:
    """The newest snapshot of the campaign, or a refusal that says how to make one."""
    found = (
        Snapshot.objects.for_system("which snapshot is newest is no secret")
        .filter(campaign=campaign)
        .first()
    )
    if found is None:
        raise Refused("BASELINE_MISSING")
    return found


def baseline_of(campaign: Campaign) -> Snapshot | None:
    """The campaign's baseline, if it is frozen."""
    return (
        Snapshot.objects.for_system("the baseline's date and hash are shown to all")
        .filter(campaign=campaign, is_baseline=True)
        .first()
    )


def snapshots_for(actor: Actor, campaign: Campaign) -> ScopedQuerySet[Snapshot]:
    """Frozen states of the campaign's registry, newest first."""
    return Snapshot.objects.visible_to(actor, "registry.see").filter(campaign=campaign)


def batches_for(actor: Actor, campaign: Campaign) -> ScopedQuerySet[ImportBatch]:
    """Imports of the campaign that the actor may see, newest first, with their sheets."""
    return (
        ImportBatch.objects.visible_to(actor, "registry.import")
        .filter(campaign=campaign)
        .select_related("file")
        .prefetch_related("sheets")
    )


def batch_for(actor: Actor, code: str) -> ImportBatch:
    """One import, or "not found"."""
    found = (
        ImportBatch.objects.visible_to(actor, "registry.import")
        .filter(code=code)
        .select_related("file", "campaign__area")
        .first()
    )
    if found is None:
        raise Refused("NOT_FOUND", what="导入批次", code=code)
    return found


def snapshot_folder(code: str) -> Path:
    """Where a snapshot's Parquet files are."""
    return Path(settings.DATA_DIR) / "snapshots" / code


def snapshot_named(actor: Actor, code: str) -> Snapshot:
    """The snapshot with this code, or "not found"."""
    found = (
        Snapshot.objects.visible_to(actor, "registry.see")
        .filter(code=code)
        .select_related("campaign__area", "campaign__pack")
        .first()
    )
    if found is None:
        raise Refused("NOT_FOUND", what="快照", code=code)
    return found
