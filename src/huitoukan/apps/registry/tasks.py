"""Background jobs of the registry: importing a kept file, freezing a snapshot."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import path_of
from huitoukan.apps.jobs.services import Progress, handles
from huitoukan.apps.mappings import services as mappings
from huitoukan.apps.mappings.queries import Told, mappings_for
from huitoukan.apps.registry.queries.imports import freeze_outcome, import_outcome
from huitoukan.apps.registry.services import imports, snapshots
from huitoukan.documents.questions import MappingNeeded


@handles("registry.import", outcome=import_outcome)
def import_file(
    actor: Actor,
    progress: Progress,
    *,
    campaign: str,
    sha256: str,
    name: str,
    table: str = "",
    told: Told | None = None,
) -> dict[str, Any]:
    """Read a kept workbook and write it into the registry, or ask which heading is which column.

    `told` is what a command was told about the headings; it is remembered for the source.
    """
    chosen, at = campaign_for(actor, campaign), timezone.now()
    path, pack = path_of(sha256), chosen.pack.opened()
    known = mappings_for(chosen, imports.tables_of(pack, table), told)
    try:
        sheets = imports.read_workbook(path, name, pack, progress, kind=table, mappings=known)
    except MappingNeeded as needed:
        return mappings.questions_of(needed)
    batch = imports.import_registry(
        actor,
        chosen,
        path,
        name=name,
        sheets=sheets,
        at=at,
        tell=lambda _done, _total, _text: None,  # inside the transaction nobody would see it
        fence=progress.fence,
    )
    mappings.remember_told(actor, chosen, sheets, told or {}, file_name=name, at=at)
    return {
        "batch": batch.code,
        "sheets": [
            {
                **mappings.changes_of(sheet),
                "sheet": s.sheet,
                "table": s.table,
                "rows_in": s.n_rows,
                "created": s.n_created,
                "updated": s.n_updated,
                "unchanged": s.n_unchanged,
                "rejected": s.n_rejected,
            }
            for s, sheet in zip(batch.sheets.all(), sheets, strict=True)
        ],
    }


@handles("registry.freeze", outcome=freeze_outcome)
def freeze(actor: Actor, progress: Progress, *, campaign: str) -> dict[str, Any]:
    """Freeze the registry as it is now."""
    snapshot = snapshots.freeze_snapshot(
        actor,
        campaign_for(actor, campaign),
        at=timezone.now(),
        tell=lambda _done, _total, _text: None,
        fence=progress.fence,
    )
    return {
        "snapshot": snapshot.code,
        "households": snapshot.n_households,
        "members": snapshot.n_members,
        "content_hash": snapshot.content_hash,
    }
