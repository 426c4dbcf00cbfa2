"""Recording a change of areas: established, renamed, recoded, moved, merged, split, abolished."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.models import Area, AreaChange, AreaChangePart, AreaShare, AreaSpell
from huitoukan.apps.places.queries.history import area_as_of, change_word, endings, in_force
from huitoukan.apps.places.services.spells import (
    ONE_DAY,
    end,
    establish,
    keep_change,
    restate,
)
from huitoukan.domain.areas import (
    Level,
    contains,
    is_zone_name,
    level_of,
    parent_code,
    place_name,
    stated_code,
)
from huitoukan.domain.borders import KIND_WORDS, ChangeKind
from huitoukan.domain.refusals import Refused


@dataclass(frozen=True)
class Stated:
    """One area as a change states it: code, name, and the code of what it lies in."""

    code: str = ""
    name: str = ""
    parent: str = ""


@dataclass(frozen=True)
class AskedChange:
    """A change as it is to be recorded; `on` is the first day of the new state.

    `groups` and `numbers` tell the areas of the side of several apart: villagers' group or
    household number to the code of the area.
    """

    kind: ChangeKind
    on: date
    basis: str
    old: tuple[Stated, ...] = ()
    new: tuple[Stated, ...] = ()
    note: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)


_ONE_TO_ONE: Final = pgettext_lazy("refusal", "变更前一个，变更后一个")
SIDES: Final[dict[ChangeKind, tuple[range, range, object]]] = {
    ChangeKind.ESTABLISHED: (
        range(1),
        range(1, 2),
        pgettext_lazy("refusal", "变更前不填，变更后一个"),
    ),
    ChangeKind.RENAMED: (range(1, 2), range(1, 2), _ONE_TO_ONE),
    ChangeKind.RECODED: (range(1, 2), range(1, 2), _ONE_TO_ONE),
    ChangeKind.MOVED: (range(1, 2), range(1, 2), _ONE_TO_ONE),
    ChangeKind.MERGED: (
        range(1, 100),
        range(1, 2),
        pgettext_lazy("refusal", "变更前一个以上，变更后一个"),
    ),
    ChangeKind.SPLIT: (
        range(1, 2),
        range(1, 100),
        pgettext_lazy("refusal", "变更前一个，变更后一个以上"),
    ),
    ChangeKind.ABOLISHED: (
        range(1, 2),
        range(1),
        pgettext_lazy("refusal", "变更前一个，变更后不填"),
    ),
}
"""How many areas a kind of change has before and after, and that in words."""


@use_case("places.change")
def record_change(actor: Actor, asked: AskedChange, *, at: datetime) -> tuple[AreaChange, bool]:
    """Record a change and apply it; the change, and whether it is new.

    The same change again is left alone. Nothing is deleted: an area that is no more keeps its names
    and its rows. Refused: what is gone, has later changes, is taken, or lies in another county.
    """
    _refuse_shape(asked, at)
    known = _already(asked)
    if known is not None:
        record("places", known.code, "这项区划变更已经登记过，没有变化")
        return known, False
    old = [_before(side, asked.on) for side in asked.old]
    for area in old:
        _refuse_foreign(actor, area)
        _refuse_later(area, asked.on)
    called = [area.name for area in old]
    old, new = _APPLY[asked.kind](actor, asked, old)
    change = keep_change(
        asked.kind, asked.on, old, new, basis=asked.basis, by=actor, at=at, note=asked.note
    )
    _keep_shares(change, asked, new if asked.kind is ChangeKind.SPLIT else old)
    record(
        "places",
        change.code,
        f"登记区划变更：{_in_words(KIND_WORDS[asked.kind][0], called, new)}",
        area_path=(new or old)[0].depth_path,
        change=asked.kind.value,
        on=asked.on.isoformat(),
        basis=asked.basis,
    )
    return change, True


@dataclass(frozen=True)
class Rehearsal:
    """What recording a change would do: in words, whether it is known already, the old areas."""

    words: str
    is_known: bool
    old: tuple[Area, ...]


def rehearse_change(actor: Actor, asked: AskedChange, *, at: datetime) -> Rehearsal:
    """Record a change and take it back: the same refusals, and nothing is written."""
    with transaction.atomic():
        change, is_new = record_change(actor, asked, at=at)
        parts = list(AreaChangePart.objects.filter(change=change).select_related("area"))
        old = [part.area for part in parts if part.side == AreaChangePart.OLD]
        new = [part.area for part in parts if part.side == AreaChangePart.NEW]
        transaction.set_rollback(True)
    # Paths and names as they are now, not as the rehearsal left them.
    before = tuple(Area.objects.filter(pk__in=[area.pk for area in old]))
    called = [area.name for area in before]
    return Rehearsal(_in_words(change_word(asked.kind), called, new), not is_new, before)


def _in_words(word: str, before: Sequence[str], new: Sequence[Area]) -> str:
    """“合并 核桃村、茶坪村 → 龙桥村”; old areas as they were called."""
    sides = ["、".join(before), "、".join(area.name for area in new)]
    return f"{word} {' → '.join(side for side in sides if side)}"


# --- what is refused ---


def _refuse_shape(asked: AskedChange, at: datetime) -> None:
    before, after, expected = SIDES[asked.kind]
    word = change_word(asked.kind)
    if len(asked.old) not in before or len(asked.new) not in after:
        raise Refused("BORDERS_SIDES", kind=word, expected=expected)
    first = (asked.old or asked.new)[0]
    name = first.name or first.code
    if not asked.basis.strip():
        raise Refused("BORDERS_NOTHING", name=name, missing="依据文号")
    if asked.on > timezone.localtime(at).date():
        raise Refused("BORDERS_FUTURE", on=asked.on)
    for side in asked.new:
        if not side.code and asked.kind is not ChangeKind.RENAMED:
            raise Refused("BORDERS_NOTHING", name=name, missing="新代码")
        if side.code:
            stated_code(side.code)


def _refuse_foreign(actor: Actor, area: Area) -> None:
    if actor.is_system:
        return
    paths = [grant.path for grant in actor.grants if "places.change" in grant.verbs]
    if not any(contains(path, area.depth_path) for path in paths):
        raise Refused("REGION_OUT_OF_SCOPE", village=area.name)


def _refuse_later(area: Area, on: date) -> None:
    """A change before one that is recorded already would make history that nobody decided."""
    if area.last_day is not None:
        ending = endings([area]).get(area.pk)
        raise Refused(
            "BORDERS_GONE",
            name=area.name,
            on=on,
            what=ending.word if ending else change_word(ChangeKind.ABOLISHED),
        )
    later = AreaChangePart.objects.filter(area=area, change__on__gt=on).order_by("-change__on")
    part = later.select_related("change").first()
    latest = part.change.on if part else area.first_day
    if latest is not None and latest > on:
        raise Refused("BORDERS_DAY", name=area.name, latest=latest, on=on)


def _refuse_children(area: Area) -> None:
    children = Area.objects.filter(parent=area, last_day__isnull=True).exclude(level=Level.GROUP)
    if n := children.count():
        raise Refused("BORDERS_CHILDREN", name=area.name, n=n)


# --- what is stated, and what there is ---


def _before(side: Stated, on: date) -> Area:
    """The area of the old side: as of the day before, or of the day for two changes on one day."""
    words = stated_code(side.code) if side.code else side.name
    for day in (on - ONE_DAY, on):
        spells = AreaSpell.objects.filter(in_force(day), code=words).select_related("area")
        spell = spells.first()
        if spell is not None:
            if side.name and place_name(side.name) != place_name(spell.name):
                raise Refused("REGION_MISMATCH", code=words, named=spell.name, village=side.name)
            return spell.area
    gone = Area.objects.filter(spells__code=words).first()
    if gone is not None:
        _refuse_later(gone, on)
    return area_as_of(words, on - ONE_DAY)


def _already(asked: AskedChange) -> AreaChange | None:
    """A recorded change of this kind and day with the same codes on both sides."""
    for change in AreaChange.objects.filter(kind=asked.kind.value, on=asked.on):
        old = _codes(change, AreaChangePart.OLD, asked.on - ONE_DAY)
        new = _codes(change, AreaChangePart.NEW, asked.on)
        stated_old = {stated_code(side.code) for side in asked.old if side.code}
        stated_new = {stated_code(side.code) for side in asked.new if side.code}
        if stated_old | (old & new) == old and stated_new | (old & new) == new:
            return change
    return None


def _codes(change: AreaChange, side: str, on: date) -> set[str]:
    areas = AreaChangePart.objects.filter(change=change, side=side).values("area")
    return set(
        AreaSpell.objects.filter(in_force(on), area__in=areas).values_list("code", flat=True)
    )


def _parent_of(side: Stated) -> Area | None:
    code = stated_code(side.parent) if side.parent else parent_code(stated_code(side.code))
    if code is None:
        return None
    found = Area.objects.filter(code=code, last_day__isnull=True).first()
    if found is None:
        raise Refused("AREA_UNKNOWN", code=code)
    return found


def _come(actor: Actor, side: Stated, on: date) -> Area:
    """A new area, under what is stated or what its code says."""
    code, parent = stated_code(side.code), _parent_of(side)
    if not side.name:
        raise Refused("BORDERS_NOTHING", name=code, missing="新名称")
    taken = Area.objects.filter(code=code).first()
    if taken is not None:
        raise Refused("CODE_TAKEN", code=code, name=taken.name)
    if parent is not None:
        _refuse_foreign(actor, parent)
    name = place_name(side.name)
    return establish(code, name, parent, on=on, is_zone=is_zone_name(name))


# --- what each kind does ---

Sides = tuple[list[Area], list[Area]]


def _establish(actor: Actor, asked: AskedChange, _old: list[Area]) -> Sides:
    return [], [_come(actor, asked.new[0], asked.on)]


def _restate(actor: Actor, asked: AskedChange, old: list[Area]) -> Sides:
    """Another name, code or parent: the area stays the same one."""
    area, side = old[0], asked.new[0]
    code = stated_code(side.code) if side.code else area.code
    if asked.kind is ChangeKind.RENAMED and not side.name:
        raise Refused("BORDERS_NOTHING", name=area.name, missing="新名称")
    if level_of(code) is not Level(area.level):
        raise Refused("BORDERS_LEVEL", name=area.name, other=code)
    parent = None
    if asked.kind is ChangeKind.MOVED:
        parent = _parent_of(Stated(code, parent=side.parent))
        if parent is None or parent.pk == area.parent_id:
            raise Refused("BORDERS_NOTHING", name=area.name, missing="新的上级")
        _refuse_foreign(actor, parent)
    restate(area, on=asked.on, code=code, name=place_name(side.name), parent=parent)
    return [area], [area]


def _merge(actor: Actor, asked: AskedChange, old: list[Area]) -> Sides:
    """Several become one: a new one, one of them, or one that was there."""
    side = asked.new[0]
    code = stated_code(side.code)
    into = next((area for area in old if area.code == code), None)
    if into is None:
        into = Area.objects.filter(code=code, last_day__isnull=True).first()
        if into is not None:
            _refuse_foreign(actor, into)
            _refuse_later(into, asked.on)
            old = [*old, into]
    if len(old) < 2:
        raise Refused("BORDERS_SIDES", kind=change_word(asked.kind), expected="并入另一个区划")
    for area in old:
        if Level(area.level) is not level_of(code):
            raise Refused("BORDERS_LEVEL", name=area.name, other=side.name or code)
    if into is None:
        into = _come(actor, side, asked.on)
    elif side.name and place_name(side.name) != into.name:
        restate(into, on=asked.on, name=place_name(side.name))
    for area in old:
        if area.pk != into.pk:
            for child in Area.objects.filter(parent=area, last_day__isnull=True):
                if child.level != Level.GROUP:
                    restate(child, on=asked.on, parent=into)
            end(area, asked.on, into=into)
    return old, [into]


def _split(actor: Actor, asked: AskedChange, old: list[Area]) -> Sides:
    """One becomes several; it goes on when its code is among the new ones, or only one is new."""
    whole, new = old[0], []
    stated = [stated_code(side.code) for side in asked.new]
    goes_on = whole.code in stated or len(stated) == 1
    if not goes_on:
        _refuse_children(whole)
    for side, code in zip(asked.new, stated, strict=True):
        if level_of(code) is not Level(whole.level):
            raise Refused("BORDERS_LEVEL", name=whole.name, other=side.name or code)
        if code == whole.code:
            if side.name and place_name(side.name) != whole.name:
                restate(whole, on=asked.on, name=place_name(side.name))
            new.append(whole)
        else:
            new.append(_come(actor, side, asked.on))
    if len(new) == 1:
        new = [whole, *new] if new[0].pk != whole.pk else new
    if len(new) < 2:
        raise Refused("BORDERS_SIDES", kind=change_word(asked.kind), expected="拆成两个以上")
    if not goes_on:
        end(whole, asked.on)
    return [whole], new


def _abolish(_actor: Actor, asked: AskedChange, old: list[Area]) -> Sides:
    _refuse_children(old[0])
    end(old[0], asked.on)
    return old, []


_APPLY: Final[dict[ChangeKind, Callable[[Actor, AskedChange, list[Area]], Sides]]] = {
    ChangeKind.ESTABLISHED: _establish,
    ChangeKind.RENAMED: _restate,
    ChangeKind.RECODED: _restate,
    ChangeKind.MOVED: _restate,
    ChangeKind.MERGED: _merge,
    ChangeKind.SPLIT: _split,
    ChangeKind.ABOLISHED: _abolish,
}


def _keep_shares(change: AreaChange, asked: AskedChange, several: Sequence[Area]) -> None:
    """Keep how households are told apart; only areas of the side of several may be named."""
    shares = []
    wanted = [(code, group.strip(), "") for group, code in asked.groups.items()]
    wanted += [(code, "", number.strip()) for number, code in asked.numbers.items()]
    by_code = {area.code: area for area in several}
    for code, group, number in wanted:
        area = by_code.get(stated_code(code))
        if area is None:
            raise Refused("AREA_UNKNOWN", code=code)
        shares.append(AreaShare(change=change, area=area, natural_group=group, household_no=number))
    AreaShare.objects.bulk_create(shares, batch_size=1000)
