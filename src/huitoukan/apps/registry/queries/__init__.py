"""Reading the registry: households through an actor's eyes, snapshots, imports.

`search` finds households, `shown` makes the list's page of them, `imports` the page of imports;
`frozen` has the snapshots, `snapshots`, `compared` and `past` their pages.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.registry.models import Household, ImportBatch, ImportState, Snapshot
from huitoukan.domain.refusals import Refused


def households_for(actor: Actor, verb: str = "registry.see") -> ScopedQuerySet[Household]:
    """Households of the registry where the actor holds the verb, in order of place.

    Those that left the registry are found by their number only (`household_for`).
    """
    every = Household.objects.visible_to(actor, verb).select_related("area__parent")
    return every.filter(ended_on=None)


def household_for(actor: Actor, household_no: str, verb: str = "household.see") -> Household:
    """The household, or "not found", the same for absent and for another area's."""
    every = Household.objects.visible_to(actor, verb).select_related("area__parent")
    found = every.filter(household_no=household_no).first()
    if found is None:
        raise Refused("NOT_FOUND", what="户", code=household_no)
    return found


def newest_of(campaign: Campaign) -> Snapshot | None:
    """The snapshot that was frozen last; those of past days are not meant."""
    every = Snapshot.objects.for_system("which snapshot is newest is no secret")
    return every.filter(campaign=campaign, is_past=False).first()


def newest_snapshot(campaign: Campaign) -> Snapshot:
    """The newest snapshot of the campaign, or a refusal that says how to make one."""
    found = newest_of(campaign)
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


def batches_for(actor: Actor, campaign: Campaign) -> ScopedQuerySet[ImportBatch]:
    """Imports of the campaign that the actor may see, newest first, with their sheets."""
    return (
        ImportBatch.objects.visible_to(actor, "import.see")
        .filter(campaign=campaign)
        .exclude(state=ImportState.READING)
        .prefetch_related("sheets", "files__file")
    )


def batch_for(actor: Actor, code: str, verb: str = "import.see") -> ImportBatch:
    """One import, or "not found"."""
    found = (
        ImportBatch.objects.visible_to(actor, verb)
        .filter(code=code)
        .exclude(state=ImportState.READING)
        .select_related("campaign__area", "campaign__pack")
        .defer("campaign__pack__content")
        .first()
    )
    if found is None:
        raise Refused("NOT_FOUND", what="导入批次", code=code)
    return found


def batch_held(actor: Actor, code: str, verb: str) -> ImportBatch:
    """One import, held until the caller's transaction ends, as it stands now; or "not found"."""
    found = batch_for(actor, code, verb)
    ImportBatch.objects.for_system("held by its code").select_for_update().get(pk=found.pk)
    found.refresh_from_db(fields=["state", "marker", "report", "decided_at"])
    return found


def batch_to_decide(actor: Actor, code: str, verb: str = "registry.merge") -> ImportBatch:
    """An import that waits for a decision, held; or a refusal."""
    found = batch_held(actor, code, verb)
    if found.stands is not ImportState.STAGED:
        raise Refused("IMPORT_DECIDED", code=code)
    return found


def snapshot_folder(code: str) -> Path:
    """Where a snapshot's Parquet files are."""
    return Path(settings.DATA_DIR) / "snapshots" / code
