"""Background jobs of the registry: imports of kept files, freezing a snapshot."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import path_of
from huitoukan.apps.jobs.services import Progress, handles
from huitoukan.apps.mappings import services as mappings
from huitoukan.apps.mappings.queries import Told, mappings_for
from huitoukan.apps.registry.models import ImportBatch
from huitoukan.apps.registry.queries.imports import import_outcome
from huitoukan.apps.registry.queries.snapshots import freeze_outcome
from huitoukan.apps.registry.services import imports, snapshots
from huitoukan.apps.registry.services.staging import incoming, tables_of
from huitoukan.documents.questions import MappingNeeded


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
    told: Told | None = None,
) -> dict[str, Any]:
    """Read kept files (`sha256`, `name`); leave them for a second person, or merge at once.

    Where people must say first which heading is which column, nothing is taken and the questions
    are the result. `told` is what a command was told about the headings; it is remembered.
    """
    chosen, at = campaign_for(actor, campaign), timezone.now()
    pack = chosen.pack.opened()
    known = mappings_for(chosen, tables_of(pack, table), told)
    sources = [
        incoming(path_of(file["sha256"]), file["name"], pack, table=table, mappings=known)
        for file in files
    ]
    take = imports.stage_files if is_staged else imports.import_files
    try:
        batch = take(
            actor, chosen, sources, at=at, tell=progress, fence=progress.fence,
            clears_blanks=clears_blanks,
        )  # fmt: skip
    except MappingNeeded as needed:
        return mappings.questions_of(needed)
    for source in sources:
        mappings.remember_told(actor, chosen, source.read, told or {}, file_name=source.name, at=at)
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
                **s.headings,
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
