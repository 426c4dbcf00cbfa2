"""Reading areas: by code, children, the names above a place. Areas themselves are no secret."""

from __future__ import annotations

from django.db.models import QuerySet

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.places.models import Area, Department
from huitoukan.domain.areas import Level, short_code
from huitoukan.domain.refusals import Refused


def area_by_code(code: str) -> Area:
    """The area with this code (12 digits or short), or a refusal."""
    found = Area.objects.filter(code=short_code(code)).first()
    if found is None:
        raise Refused("AREA_UNKNOWN", code=code)
    return found


def villages_in(area: Area) -> QuerySet[Area]:
    """Every village in the area's subtree, in order of code."""
    return Area.objects.filter(level=Level.VILLAGE, path__startswith=area.depth_path)


def townships_in(area: Area) -> QuerySet[Area]:
    """Every township in the area's subtree (or the area itself, or the one above a village)."""
    if area.level == Level.VILLAGE and area.parent is not None:
        return Area.objects.filter(pk=area.parent.pk)
    return Area.objects.filter(level=Level.TOWNSHIP, path__startswith=area.depth_path)


def widest_area(actor: Actor, default: Area) -> Area:
    """The one area that holds all of the actor's grants inside `default`, as wide as needed.

    A township officer gets the township, a county officer the county.
    """
    if actor.is_system:
        return default
    paths = [grant.path for grant in actor.grants]
    if not paths or any(default.depth_path.startswith(path) for path in paths):
        return default
    inside = [path for path in paths if path.startswith(default.depth_path)]
    if len(inside) != 1:
        return default
    return Area.objects.filter(path=inside[0]).first() or default


def full_name(area: Area, *, start: str = Level.TOWNSHIP) -> str:
    """Names from `start` down to the area, joined: 龙潭镇核桃村."""
    names = []
    here: Area | None = area
    while here is not None:
        names.append(here.name)
        if here.level == start:
            break
        here = here.parent
    return "".join(reversed(names))


def departments_of(county: Area) -> dict[str, Department]:
    """The county's departments by code."""
    return {d.code: d for d in Department.objects.filter(area=county)}
