"""Background job of deliveries: reading a kept file and writing its tables."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import path_of
from huitoukan.apps.jobs.services import Progress, handles
from huitoukan.apps.sources.queries.shown import delivery_outcome
from huitoukan.apps.sources.services import deliveries


@handles("sources.deliver", outcome=delivery_outcome)
def deliver_file(
    actor: Actor,
    progress: Progress,
    *,
    campaign: str,
    sha256: str,
    name: str,
    dataset: str | None = None,
) -> dict[str, Any]:
    """Read a kept department file and take it in as a delivery."""
    chosen = campaign_for(actor, campaign)
    path = path_of(sha256)
    sheets = deliveries.read_delivery(path, name, chosen.pack.opened(), progress, dataset=dataset)
    made = deliveries.take_delivery(
        actor, chosen, path, name=name, sheets=sheets, at=timezone.now(), fence=progress.fence
    )
    return {
        "deliveries": [
            {
                "code": d.code,
                "dataset": d.dataset,
                "sheet": d.sheet,
                "rows_in": d.n_rows,
                "kept": d.n_created,
                "rejected": d.n_rejected,
                "unkeyed": d.n_unkeyed,
                "duplicates": d.n_duplicates,
            }
            for d in made
        ]
    }
