"""Background jobs of the comparison: a run, and a run that looks for the same elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.comparison import services
from huitoukan.apps.comparison.queries.outcome import run_outcome
from huitoukan.apps.comparison.queries.sweeps import sweep_for, sweep_outcome
from huitoukan.apps.comparison.services.sweeping import SWEEP_JOB, link_doubts
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


@handles(SWEEP_JOB, outcome=sweep_outcome)
def run_sweep(actor: Actor, progress: Progress, *, campaign: str, sweep: str) -> dict[str, Any]:
    """Compare everything anew and link the doubts of the sweep's rules to it, all or nothing."""
    chosen, wanted, at = campaign_for(actor, campaign), sweep_for(actor, sweep), timezone.now()
    compared = services.compare(chosen, on=None, at=at, tell=progress)
    with transaction.atomic():
        run = services.store_run(actor, chosen, compared, at=timezone.now(), fence=progress.fence)
        n = link_doubts(actor, wanted, run, at=timezone.now())
    return {"sweep": wanted.code, "run": run.code, "doubts": n}
