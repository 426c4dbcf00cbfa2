"""Reading areas: by code, children, the names above a place. Areas themselves are no secret.

`history` knows them through time, `finding` finds the village of a row, `shown` makes pages.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.places.models import Area, Department
from huitoukan.domain.areas import INVENTED_PREFIXES, Level, contains, short_code
from huitoukan.domain.refusals import Refused


def area_by_code(code: str) -> Area:
    """The area with this code (12 digits or short), or a refusal."""
    found = Area.objects.filter(code=short_code(code)).first()
    if found is None:
        raise Refused("AREA_UNKNOWN", code=code)
    return found


def villages_in(area: Area) -> QuerySet[Area]:
    """Every village in the area's subtree, in order of code.

    A merged one is not among them: it lies in its successor, and so do its rows by path. One that
    was split or abolished stays until its rows are told where they belong.
    """
    inside = Area.objects.filter(path__startswith=area.depth_path)
    return inside.filter(level=Level.VILLAGE, merged_into__isnull=True)


def townships_in(area: Area) -> QuerySet[Area]:
    """Every township in the area's subtree (or the area itself, or the one above a village)."""
    if area.level == Level.VILLAGE and area.parent is not None:
        return Area.objects.filter(pk=area.parent.pk)
    inside = Area.objects.filter(path__startswith=area.depth_path)
    return inside.filter(level=Level.TOWNSHIP, last_day__isnull=True)


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


def holds_only_invented_areas() -> bool:
    """Whether this is a demonstration: there are areas, and no real one is among them."""
    codes = Area.objects.filter(level=Level.PROVINCE).values_list("code", flat=True)
    found = list(codes)
    return bool(found) and all(code in INVENTED_PREFIXES for code in found)


def areas_with(actor: Actor, verb: str, inside: Area) -> list[Area]:
    """Townships and villages of a county in which the actor holds the verb, in order of code.

    A township of which only villages are held stands in the list too, above them. One query.
    """
    found = list(
        Area.objects.filter(
            level__in=[Level.TOWNSHIP, Level.VILLAGE],
            path__startswith=inside.depth_path,
            merged_into__isnull=True,
        )
    )
    if actor.is_system:
        return found
    paths = [g.path for g in actor.grants if verb in g.verbs and not g.department]
    held = [area for area in found if any(contains(path, area.depth_path) for path in paths)]
    shown = {area.pk for area in held} | {area.parent_id for area in held}
    return [area for area in found if area.pk in shown]


def areas_held(actor: Actor, verb: str, inside: Area) -> QuerySet[Area]:
    """Every area of a county in which the actor holds the verb, for a question to the database."""
    held = Q() if actor.is_system else Q(pk__in=[])
    for grant in actor.grants:
        if verb in grant.verbs and not grant.department:
            held |= Q(path__startswith=grant.path)
    return Area.objects.filter(held, path__startswith=inside.depth_path)
