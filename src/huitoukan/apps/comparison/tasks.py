"""Background job of the comparison."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.comparison import services
from huitoukan.apps.comparison.queries.outcome import run_outcome
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.jobs.services import Progress, handles


@handles("comparison.run", outcome=run_outcome)
def run_comparison(
    actor: Actor, progress: Progress, *, campaign: str, on: str | None = None
) -> dict[str, Any]:
    """Run the pack's rules over the newest snapshot and deliveries, and store the doubts."""
    chosen = campaign_for(actor, campaign)
    compared = services.compare(
        chosen, on=date.fromisoformat(on) if on else None, at=timezone.now(), tell=progress
    )
    run = services.store_run(actor, chosen, compared, at=timezone.now(), fence=progress.fence)
    return {
        "run": run.code,
        "rules": len(compared.outcome.results),
        "hits": run.n_hits,
        "new": run.n_new,
        "still": run.n_still,
        "back": run.n_back,
        "gone": run.n_gone,
        "not_compared": run.n_not_compared,
    }
