"""The few writes that areas are made of: establish, restate, end; each keeps spells and paths true.

Called inside use cases only. A day of None corrects what is in force; a day begins a new spell.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.places.models import Area, AreaChange, AreaChangePart, AreaSpell
from huitoukan.domain.areas import level_of
from huitoukan.domain.borders import ChangeKind
from huitoukan.domain.refusals import Refused

ONE_DAY = timedelta(days=1)


def establish(
    code: str,
    name: str,
    parent: Area | None,
    *,
    on: date | None = None,
    village_kind: str = "",
    is_zone: bool = False,
) -> Area:
    """A new area with its first spell; without a day it was there since before we know."""
    area = Area.objects.create(
        code=code,
        name=name,
        level=level_of(code),
        parent=parent,
        village_kind=village_kind,
        is_zone=is_zone,
        first_day=on,
    )
    area.path = f"{parent.depth_path if parent else ''}{area.pk}."
    area.save(update_fields=["path"])
    AreaSpell.objects.create(area=area, code=code, name=name, parent=parent, first_day=on)
    return area


def restate(
    area: Area,
    *,
    on: date | None,
    code: str = "",
    name: str = "",
    parent: Area | None = None,
) -> None:
    """Give an area another name, code or parent from a day on, or correct what is in force.

    What is empty stays. Codes of the areas below that begin with the old code follow.
    """
    before, moved = area.code, parent is not None and parent.pk != area.parent_id
    if code and code != before:
        _refuse_taken(code, area)
    area.code, area.name = code or area.code, name or area.name
    if moved:
        area.parent = parent
    area.save(update_fields=["code", "name", "parent"])
    _write_spell(area, on)
    if moved and parent is not None:
        put_under(area, parent)
    if area.code != before:
        below = Area.objects.filter(path__startswith=area.depth_path, code__startswith=before)
        for each in below.filter(last_day__isnull=True).exclude(pk=area.pk):
            each.code = area.code + each.code.removeprefix(before)
            _refuse_taken(each.code, each)
            each.save(update_fields=["code"])
            _write_spell(each, on)


def _write_spell(area: Area, on: date | None) -> None:
    spell = AreaSpell.objects.get(area=area, last_day__isnull=True)
    if on is not None and spell.first_day != on:
        spell.last_day = on - ONE_DAY
        spell.save(update_fields=["last_day"])
        spell = AreaSpell(area=area, first_day=on)
    spell.code, spell.name, spell.parent = area.code, area.name, area.parent
    spell.save()


def _refuse_taken(code: str, area: Area) -> None:
    taken = Area.objects.filter(code=code).exclude(pk=area.pk).first()
    if taken is not None:
        raise Refused("CODE_TAKEN", code=code, name=taken.name)


def put_under(area: Area, above: Area) -> None:
    """Let an area and all that lies in it lie in `above`."""
    before, after = area.depth_path, f"{above.depth_path}{area.pk}."
    below = list(Area.objects.filter(path__startswith=before))
    for each in below:
        each.path = after + each.depth_path.removeprefix(before)
    Area.objects.bulk_update(below, ["path"], batch_size=500)
    area.path = after


def end(area: Area, on: date, *, into: Area | None = None) -> None:
    """Let an area be no more from a day on; with `into` it lies in its successor from now on."""
    if area.first_day == on:
        raise Refused("BORDERS_DAY", name=area.name, latest=on, on=on)
    area.last_day, area.merged_into = on - ONE_DAY, into
    area.save(update_fields=["last_day", "merged_into"])
    spell = AreaSpell.objects.get(area=area, last_day__isnull=True)
    if spell.first_day == on:
        spell.delete()  # a name that was never in force: it was to begin on the day of the end
    else:
        spell.last_day = on - ONE_DAY
        spell.save(update_fields=["last_day"])
    groups = Area.objects.filter(parent=area, last_day__isnull=True, level="group")
    for group in groups:
        end(group, on)
    if into is not None:
        put_under(area, into)


def keep_change(
    kind: ChangeKind,
    on: date,
    old: list[Area],
    new: list[Area],
    *,
    basis: str,
    by: Actor,
    at: datetime,
    note: str = "",
) -> AreaChange:
    """Record a change with the areas on its two sides."""
    count = AreaChange.objects.count()
    change = AreaChange.objects.create(
        code=f"QH-{on:%Y}-{count + 1:04}",
        kind=kind.value,
        on=on,
        basis=basis[:120],
        note=note[:300],
        recorded_by=by.code,
        recorded_by_name=by.name,
        recorded_at=at,
    )
    sides = [(area, AreaChangePart.OLD) for area in old]
    sides += [(area, AreaChangePart.NEW) for area in new]
    AreaChangePart.objects.bulk_create(
        AreaChangePart(change=change, area=area, side=side) for area, side in sides
    )
    return change
