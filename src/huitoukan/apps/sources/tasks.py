"""Background jobs: reading a kept department file, deriving the off-registry groups."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import path_of
from huitoukan.apps.jobs.services import Progress, handles
from huitoukan.apps.mappings import services as mappings
from huitoukan.apps.mappings.queries import Told, mappings_for
from huitoukan.apps.sources.queries.off_registry import off_registry_outcome
from huitoukan.apps.sources.queries.shown import delivery_outcome
from huitoukan.apps.sources.services import deliveries, off_registry
from huitoukan.documents.questions import MappingNeeded


@handles("sources.deliver", outcome=delivery_outcome)
def deliver_file(
    actor: Actor,
    progress: Progress,
    *,
    campaign: str,
    sha256: str,
    name: str,
    dataset: str | None = None,
    told: Told | None = None,
) -> dict[str, Any]:
    """Read a kept department file and take it in, or ask which heading is which column.

    `told` is what a command was told about the headings; it is remembered for the source.
    """
    chosen, at = campaign_for(actor, campaign), timezone.now()
    path, pack = path_of(sha256), chosen.pack.opened()
    known = mappings_for(chosen, deliveries.candidates(pack, name, dataset), told)
    try:
        sheets = deliveries.read_delivery(
            path, name, pack, progress, dataset=dataset, mappings=known
        )
    except MappingNeeded as needed:
        for question in needed.questions:  # Nobody answers for another department.
            deliveries.refuse_foreign(actor, chosen, pack.sources[question.table])
        return mappings.questions_of(needed)
    made = deliveries.take_delivery(
        actor, chosen, path, name=name, sheets=sheets, at=at, fence=progress.fence
    )
    mappings.remember_told(actor, chosen, sheets, told or {}, file_name=name, at=at)
    return {
        "deliveries": [
            {
                **mappings.changes_of(sheet),
                "code": d.code,
                "dataset": d.dataset,
                "sheet": d.sheet,
                "rows_in": d.n_rows,
                "kept": d.n_created,
                "rejected": d.n_rejected,
                "unkeyed": d.n_unkeyed,
                "duplicates": d.n_duplicates,
            }
            for d, sheet in zip(made, sheets, strict=True)
        ]
    }


@handles("sources.off_registry", outcome=off_registry_outcome)
def derive_off_registry(
    actor: Actor, progress: Progress, *, campaign: str, is_merged: bool = False
) -> dict[str, Any]:
    """Derive the off-registry groups; leave them for a second person, or merge at once."""
    batch = off_registry.propose(
        actor, campaign_for(actor, campaign), at=timezone.now(), tell=progress,
        fence=progress.fence, is_merged=is_merged,
    )  # fmt: skip
    (sheet,) = batch.sheets.all()
    return {
        "batch": batch.code,
        "state": batch.state,
        "rows_in": sheet.n_rows,
        "created": sheet.n_created,
        "updated": sheet.n_updated,
        "unchanged": sheet.n_unchanged,
        "rejected": sheet.n_rejected,
        "derived": batch.report["derived"],
    }
