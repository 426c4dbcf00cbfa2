"""Background job of the assessment: a run, or a try of a changed pack."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from huitoukan.apps.assessment.models import AsOf
from huitoukan.apps.assessment.queries.outcome import run_outcome
from huitoukan.apps.assessment.services.running import assess, store_run
from huitoukan.apps.assessment.services.tries import release_of
from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.jobs.services import Progress, handles


@handles("assessment.run", outcome=run_outcome)
def run_assessment(
    actor: Actor,
    progress: Progress,
    *,
    campaign: str,
    standard: str = "",
    village_standard: str = "",
    on: str | None = None,
    pack_hash: str = "",
    how: str = "",
    as_of: str = "now",
) -> dict[str, Any]:
    """Hold every household against the standard, with `as_of` on its past day.

    With `how` by a changed pack and as a try.
    """
    chosen = campaign_for(actor, campaign)
    release = release_of(pack_hash) if pack_hash else chosen.pack
    made = assess(
        chosen,
        release.opened(),
        standard=standard,
        village_standard=village_standard,
        on=date.fromisoformat(on) if on else None,
        at=timezone.now(),
        tell=progress,
        as_of=AsOf(as_of),
    )
    run = store_run(actor, chosen, made, release, at=timezone.now(), how=how, fence=progress.fence)
    return {
        "run": run.code,
        "is_try": run.is_try,
        "households": run.n_objects,
        "met": run.n_met,
        "not_met": run.n_not_met,
        "cannot_tell": run.n_cannot_tell,
        "villages": run.n_villages,
        "villages_met": run.n_villages_met,
        "villages_not_met": run.n_villages_not_met,
    }
