"""Background job of kept ledgers: reading a file."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import path_of
from huitoukan.apps.jobs.services import Progress, handles
from huitoukan.apps.ledgers.queries import ledger_for
from huitoukan.apps.ledgers.queries.imports import ledger_outcome
from huitoukan.apps.ledgers.services import imports
from huitoukan.apps.mappings import services as mappings
from huitoukan.apps.mappings.queries import Told, is_own_source, mappings_for
from huitoukan.documents.questions import MappingNeeded


@handles("ledgers.import", outcome=ledger_outcome)
def read_ledger(
    actor: Actor,
    progress: Progress,
    *,
    campaign: str,
    sha256: str,
    name: str,
    dataset: str,
    told: Told | None = None,
) -> dict[str, Any]:
    """Read a kept file and stage what it changes, or ask which heading is which column.

    Only who keeps the ledger for the whole county may answer for its headings; to others the file
    is refused. `told` is what a command was told; it is remembered for the source.
    """
    chosen, at, path = campaign_for(actor, campaign), timezone.now(), path_of(sha256)
    ledger = ledger_for(actor, chosen, dataset, "ledger.keep")
    known = mappings_for(chosen, [ledger], told)
    try:
        sheets = imports.read_file(path, name, chosen, ledger, tell=progress, mappings=known)
    except MappingNeeded as needed:
        if not is_own_source(actor, chosen, "ledger.keep", ledger):
            raise needed.questions[0].refused from needed
        return mappings.questions_of(needed)
    made = imports.stage_import(
        actor, chosen, dataset, path, name=name, sheets=sheets, at=at, fence=progress.fence
    )
    if told and is_own_source(actor, chosen, "ledger.keep", ledger):
        mappings.remember_told(
            actor, chosen, sheets, told, file_name=name, at=at, intake="ledgers.import"
        )
    return {
        "import": made.code,
        "dataset": made.dataset,
        "rows_in": made.n_rows,
        "created": made.n_created,
        "updated": made.n_updated,
        "unchanged": made.n_unchanged,
        "rejected": made.n_rejected,
    }
