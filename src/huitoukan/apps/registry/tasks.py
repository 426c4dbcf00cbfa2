"""Background jobs of the registry: imports of kept files, freezing a snapshot."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import path_of
from huitoukan.apps.jobs.services import Progress, handles
from huitoukan.apps.registry.models import ImportBatch
from huitoukan.apps.registry.queries.imports import freeze_outcome, import_outcome
from huitoukan.apps.registry.services import imports, snapshots
from huitoukan.apps.registry.services.staging import incoming


@handles("registry.import", outcome=import_outcome)
def import_files(
    actor: Actor,
    progress: Progress,
    *,
    campaign: str,
    files: list[dict[str, str]],
    table: str = "",
    is_staged: bool = True,
    clears_blanks: bool = False,
) -> dict[str, Any]:
    """Read kept files (`sha256`, `name`); leave them for a second person, or merge at once."""
    chosen = campaign_for(actor, campaign)
    pack = chosen.pack.opened()
    sources = [incoming(path_of(file["sha256"]), file["name"], pack, table=table) for file in files]
    if is_staged:
        batch = imports.stage_files(
            actor, chosen, sources, at=timezone.now(), tell=progress, fence=progress.fence,
            clears_blanks=clears_blanks,
        )  # fmt: skip
        imports.propose_import(actor, batch, fence=progress.fence)
    else:
        batch = imports.import_files(
            actor, chosen, sources, at=timezone.now(), tell=progress, fence=progress.fence,
            clears_blanks=clears_blanks,
        )  # fmt: skip
    return _told(batch)


@handles("registry.merge", outcome=import_outcome)
def merge(actor: Actor, progress: Progress, *, batch: str, why: str = "") -> dict[str, Any]:
    """Merge a staged import."""
    return _told(
        imports.merge_import(actor, batch, why=why, at=timezone.now(), fence=progress.fence)
    )


@handles("registry.match", outcome=import_outcome)
def match_again(actor: Actor, progress: Progress, *, batch: str) -> dict[str, Any]:
    """Work a staged import out anew."""
    return _told(imports.match_again(actor, batch, fence=progress.fence))


def _told(batch: ImportBatch) -> dict[str, Any]:
    return {
        "batch": batch.code,
        "state": batch.state,
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
def freeze(actor: Actor, progress: Progress, *, campaign: str, as_of: str = "") -> dict[str, Any]:
    """Freeze the registry as it is now, or as it stood on a past day."""
    snapshot = snapshots.freeze_snapshot(
        actor,
        campaign_for(actor, campaign),
        at=timezone.now(),
        tell=lambda _done, _total, _text: None,
        fence=progress.fence,
        as_of=date.fromisoformat(as_of) if as_of else None,
    )
    return {
        "snapshot": snapshot.code,
        "households": snapshot.n_households,
        "members": snapshot.n_members,
        "content_hash": snapshot.content_hash,
    }
