"""Background job: looking for the persons behind rows without a usable number."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.jobs.services import Progress, handles
from huitoukan.apps.links.queries.shown import search_outcome
from huitoukan.apps.links.services.suggesting import search, store_suggestions


@handles("links.suggest", outcome=search_outcome)
def suggest_links(actor: Actor, progress: Progress, *, campaign: str) -> dict[str, Any]:
    """Search the newest deliveries, and store what is suggested."""
    chosen = campaign_for(actor, campaign)
    found = search(chosen, progress)
    return dict(store_suggestions(actor, chosen, found, at=timezone.now(), fence=progress.fence))
