"""Background job of the three-way check: reading a filled-in workbook back."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from huitoukan.apps.agreement.queries.imports import import_outcome
from huitoukan.apps.agreement.services import imports
from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import path_of
from huitoukan.apps.jobs.services import Progress, handles


@handles("agreement.import", outcome=import_outcome)
def import_file(
    actor: Actor, progress: Progress, *, campaign: str, sha256: str, name: str
) -> dict[str, Any]:
    """Read a kept workbook and write the rounds that it holds."""
    chosen = campaign_for(actor, campaign)
    path = path_of(sha256)
    batch = imports.import_sheets(
        actor,
        chosen,
        path,
        name=name,
        sheets=imports.read_book(path, name, progress),
        at=timezone.now(),
        fence=progress.fence,
    )
    return {
        "batch": batch.code,
        "sheets": [
            {
                "sheet": s.sheet,
                "rows_in": s.n_rows,
                "created": s.n_created,
                "updated": s.n_updated,
                "unchanged": s.n_unchanged,
                "rejected": s.n_rejected,
            }
            for s in batch.sheets.all()
        ],
    }
