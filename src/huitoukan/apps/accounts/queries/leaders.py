"""County leaders linked to places (联乡联村县级领导): a post with an area and days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Q

from huitoukan.apps.accounts.models import Appointment
from huitoukan.apps.places.models import Area

LINKED_LEADER: Final = "linked_leader"
"""The post; the area of its appointment is the linked place."""


def leaders_in(area: Area, on: date) -> list[Appointment]:
    """Leaders linked on a day to the area or to places inside it, in order of place and name."""
    held = Appointment.objects.filter(
        Q(last_day__isnull=True) | Q(last_day__gte=on),
        post=LINKED_LEADER,
        first_day__lte=on,
        user__is_active=True,
        area__path__startswith=area.depth_path,
    )
    found = held.select_related("user", "area__parent")
    return list(found.order_by("area__code", "user__name", "id"))


def leaders_of(place: Area, leaders: Iterable[Appointment]) -> tuple[str, ...]:
    """The names of those of `leaders` whose linked place holds this one."""
    names = [one.user.name for one in leaders if place.depth_path.startswith(one.area.depth_path)]
    return tuple(dict.fromkeys(names))
