"""How each data set stands on a day: delivered, late, not due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.sources.models import Delivery, DueDay
from huitoukan.domain.deliveries import DueState, due_state


def due_states(campaign: Campaign, on: date, deliveries: Iterable[Delivery]) -> dict[str, DueState]:
    """The standing of every data set whose due day somebody has said, the pack or the campaign.

    `deliveries` are the newest of each data set.
    """
    pack = campaign.pack.opened()
    own = {day.dataset: day.due_on for day in DueDay.objects.filter(campaign=campaign)}
    came = {one.dataset: timezone.localtime(one.delivered_at).date() for one in deliveries}
    found = {}
    for dataset in pack.delivered.values():
        rhythm = pack.deliveries.rhythms.get(dataset.period)
        first = own.get(dataset.id)
        if first is None and rhythm is not None:
            first = campaign.starts_on + timedelta(days=rhythm.first_days)
        if first is not None:
            monthly = rhythm.monthly_day if rhythm is not None else None
            found[dataset.id] = due_state(first, monthly, came.get(dataset.id), on)
    return found
