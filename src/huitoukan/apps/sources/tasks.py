"""Background jobs: reading a kept department file, deriving the off-registry groups."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import path_of
from huitoukan.apps.jobs.services import Progress, handles
from huitoukan.apps.mappings import services as mappings
from huitoukan.apps.mappings.queries import Told, mappings_for
from huitoukan.apps.sources.models import Delivery
from huitoukan.apps.sources.queries.off_registry import off_registry_outcome
from huitoukan.apps.sources.queries.shown import delivery_outcome
from huitoukan.apps.sources.services import deliveries, named_tables, off_registry, reading
from huitoukan.documents.questions import MappingNeeded


@handles("sources.deliver", outcome=delivery_outcome)
def deliver_file(
    actor: Actor,
    progress: Progress,
    *,
    campaign: str,
    sha256: str = "",
    name: str = "",
    dataset: str | None = None,
    told: Told | None = None,
    receipt: str = "",
    more: Sequence[Sequence[str]] = (),
    table: str = "",
) -> dict[str, Any]:
    """Read kept files, or a named database table, and take them in, or ask about their headings.

    `told` is what a command was told about the headings; it is remembered for the source. `more`
    are further files (hash and name) of the same delivery. Under one `receipt` things are taken
    once: what an attempt that was cut off has taken is only told again.
    """
    chosen, at = campaign_for(actor, campaign), timezone.now()
    if before := deliveries.taken_before(receipt):
        return {"deliveries": [_row(delivery) for delivery in before]}
    with reading.work_folder(receipt or reading.new_receipt()) as work:
        if table:
            sha256, name, dataset = named_tables.fetch(actor, chosen, table, work, progress)
        files = [(sha256, name), *((one, other) for one, other in more)]
        try:
            sheets = _read(chosen, files, work, progress, dataset=dataset, told=told)
        except MappingNeeded as needed:
            for question in needed.questions:  # Nobody answers for another department.
                pack = chosen.pack.opened()
                deliveries.refuse_foreign(actor, chosen, pack.sources[question.table])
            return mappings.questions_of(needed)
        made = deliveries.take_delivery(
            actor, chosen, path_of(sha256), name=name, sheets=sheets, at=at, receipt=receipt,
            fence=progress.fence,
        )  # fmt: skip
        mappings.remember_told(actor, chosen, sheets, told or {}, file_name=name, at=at)
    return {
        "deliveries": [
            {**mappings.changes_of(sheet), **_row(delivery)}
            for delivery, sheet in zip(made, sheets, strict=True)
        ]
    }


def _read(
    campaign: Campaign,
    files: Sequence[tuple[str, str]],
    work: Path,
    progress: Progress,
    *,
    dataset: str | None,
    told: Told | None,
) -> list[reading.TakenSheet]:
    """The sheets of all files of one delivery, each with the file that it came from."""
    pack, sheets = campaign.pack.opened(), []
    for place, (sha256, name) in enumerate(files):
        known = mappings_for(campaign, reading.candidates(pack, name, dataset), told)
        folder, path = work / f"file{place}", path_of(sha256)
        folder.mkdir()
        for sheet in reading.read_delivery(
            path, name, pack, progress, folder, dataset=dataset, mappings=known
        ):
            sheet.source = (path, name)
            sheets.append(sheet)
    return sheets


def _row(delivery: Delivery) -> dict[str, Any]:
    return {
        "code": delivery.code,
        "dataset": delivery.dataset,
        "sheet": delivery.sheet,
        "rows_in": delivery.n_rows,
        "kept": delivery.n_created,
        "rejected": delivery.n_rejected,
        "unkeyed": delivery.n_unkeyed,
        "duplicates": delivery.n_duplicates,
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
