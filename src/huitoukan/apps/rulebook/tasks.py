"""Background job of the rule book: running a changed rule beside the old one."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.jobs.services import Progress, handles
from huitoukan.apps.rulebook.queries import try_for
from huitoukan.apps.rulebook.queries.tried import try_outcome
from huitoukan.apps.rulebook.services import tries


@handles("rulebook.try", outcome=try_outcome)
def run(actor: Actor, progress: Progress, *, campaign: str, attempt: str) -> dict[str, Any]:
    """Run both versions of the rule and store what differs."""
    chosen = campaign_for(actor, campaign)
    one = try_for(actor, chosen, attempt)
    answer = tries.run_try(chosen, one, progress)
    kept = tries.store_try(actor, chosen, one, answer, at=timezone.now(), fence=progress.fence)
    return {
        "code": kept.code,
        "rule": kept.rule,
        "before": kept.n_before,
        "after": kept.n_after,
        "both": kept.n_both,
    }
