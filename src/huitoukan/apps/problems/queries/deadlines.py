"""By when: the last day set for an area, and the dates that follow from it."""

from __future__ import annotations

from datetime import date, datetime

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import deadline, rectification_due
from huitoukan.apps.places.models import Area
from huitoukan.apps.problems.models import AreaEnd


def ends_above(campaign: Campaign, area: Area) -> list[AreaEnd]:
    """The last days that were set for the area and for those it lies in."""
    ids = [int(part) for part in area.depth_path.split(".") if part]
    return list(AreaEnd.objects.filter(campaign=campaign, area__in=ids).select_related("area"))


def last_day_for(campaign: Campaign, area: Area) -> date:
    """The last day of the rectification here: the earliest set on the way up, else the campaign's.

    A lower level may end earlier, never later (domain reference 6.3: 4月30日、5月30日、6月30日).
    """
    return min([campaign.ends_on, *(one.ends_on for one in ends_above(campaign, area))])


def rectified_by(campaign: Campaign, area: Area, start: datetime | date) -> date:
    """The due date of a rectification received on `start`: the pack's, at most the area's end."""
    return min(rectification_due(campaign, start), last_day_for(campaign, area))


def answered_by(campaign: Campaign, name: str, start: datetime | date) -> date:
    """The due date of a pack's deadline, never later than the campaign's end."""
    return min(deadline(campaign, name, start), campaign.ends_on)
