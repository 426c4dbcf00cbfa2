"""Background jobs of the registry: importing a kept file, freezing a snapshot."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import path_of
from huitoukan.apps.jobs.services import Progress, handles
from huitoukan.apps.registry.queries.imports import freeze_outcome, import_outcome
from huitoukan.apps.registry.services import imports, snapshots


@handles("registry.import", outcome=import_outcome)
def import_file(
    actor: Actor,
    progress: Progress,
    *,
    campaign: str,
    sha256: str,
    name: str,
    table: str = "",
) -> dict[str, Any]:
    """Read a kept workbook and write it into the registry."""
    chosen = campaign_for(actor, campaign)
    path = path_of(sha256)
    sheets = imports.read_workbook(path, name, chosen.pack.opened(), progress, kind=table)
    batch = imports.import_registry(
        actor,
        chosen,
        path,
        name=name,
        sheets=sheets,
        at=timezone.now(),
        tell=lambda _done, _total, _text: None,  # inside the transaction nobody would see it
        fence=progress.fence,
    )
    return {
        "batch": batch.code,
        "sheets": [
            {
                "sheet": s.sheet,
                "table": s.table,
                "rows_in": s.n_rows,
                "created": s.n_created,
                "updated": s.n_updated,
                "unchanged": s.n_unchanged,
                "rejected": s.n_rejected,
            }
            for s in batch.sheets.all()
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
