"""Background job of the household's account: reading a workbook of income lines."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import path_of
from huitoukan.apps.incomes.queries.imports import import_outcome
from huitoukan.apps.incomes.services import imports
from huitoukan.apps.jobs.services import Progress, handles


@handles("incomes.import", outcome=import_outcome)
def import_file(
    actor: Actor, progress: Progress, *, campaign: str, sha256: str, name: str
) -> dict[str, Any]:
    """Read a kept workbook and write the versions that it holds."""
    chosen, path = campaign_for(actor, campaign), path_of(sha256)
    made = imports.import_lines(
        actor,
        chosen,
        path,
        name=name,
        sheets=imports.read_book(path, name, progress),
        at=timezone.now(),
        fence=progress.fence,
    )
    return {
        "import": made.code,
        "rows_in": made.n_rows,
        "created": made.n_created,
        "updated": made.n_updated,
        "unchanged": made.n_unchanged,
        "rejected": made.n_rejected,
        "sheets": made.n_sheets,
    }
