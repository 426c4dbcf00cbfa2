"""Background jobs: issuing many copies of a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.jobs.services import Progress, handles
from huitoukan.apps.papers.queries.shown import batch_outcome
from huitoukan.apps.papers.queries.subjects import Wanted
from huitoukan.apps.papers.services.issuing import issue_many


@handles("papers.batch", outcome=batch_outcome)
def make_batch(
    actor: Actor,
    progress: Progress,
    *,
    campaign: str,
    paper: str,
    place: str,
    objects: Sequence[str],
    is_every: bool,
    asks: Mapping[str, str],
) -> dict[str, Any]:
    """Draw every copy, then write them all; a second attempt begins anew."""
    wanted = Wanted(paper, place, tuple(objects), is_every, asks)
    chosen = campaign_for(actor, campaign)
    batch = issue_many(
        actor, chosen, wanted, at=timezone.now(), tell=progress, fence=progress.fence
    )
    return {"batch": batch.code, "n": batch.n}
