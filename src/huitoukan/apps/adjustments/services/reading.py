"""What somebody filled in, as typed values; every fault at once, each with its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.showing import column_label
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import areas_with, villages_in
from huitoukan.apps.registry.models import PLACE
from huitoukan.apps.registry.services.rows import plain
from huitoukan.documents.cells import CellProblem, Doubtful, typed
from huitoukan.domain.adjustments import HOUSEHOLD, MEMBER, Asked, Effect, Held
from huitoukan.domain.areas import Level
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import AdjustmentKind, Column, Pack

NEW_PERSON = ("person_no", "name", "id_no")
"""What is asked of everybody new; a birth may be registered before the ID number is given."""
WITH_NEW_PERSON = {Effect.ADD_HOUSEHOLD, Effect.ADD_MEMBER}
WITH_PLACE = {Effect.ADD_HOUSEHOLD, Effect.MOVE_HOUSEHOLD}
WITH_OTHER = {Effect.SPLIT, Effect.MERGE, Effect.MOVE_MEMBER}
WITH_HEAD = {Effect.SPLIT, Effect.END_MEMBER, Effect.MOVE_MEMBER}
WITH_PERSONS = {Effect.SPLIT, Effect.END_MEMBER, Effect.MOVE_MEMBER}


@dataclass(frozen=True)
class Filled:
    """A form of an adjustment as it was filled in: words, not values.

    `fields` and `person` are column to text; `column` is the one that a correction chose.
    """

    kind: str
    household_no: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    person: Mapping[str, str] = field(default_factory=dict)
    persons: tuple[str, ...] = ()
    head: str = ""
    village: str = ""
    other: str = ""
    column: str = ""
    effective_on: date | None = None
    notice_from: date | None = None
    notice_to: date | None = None
    reason: str = ""
    problem: str = ""


def asked_columns(pack: Pack, kind: AdjustmentKind, column: str = "") -> list[Column]:
    """The columns whose values are asked for; of a correction the one that was chosen."""
    table = pack.fields[kind.about].by_name
    if kind.any_column:
        return [table[column]] if column in correctable(pack, kind) else []
    return [table[name] for name in kind.asks]


def correctable(pack: Pack, kind: AdjustmentKind) -> dict[str, Column]:
    """The columns that a correction may choose: not the keys, nor what follows from elsewhere."""
    keys = {"household_no", "person_no", "member_count", "head_name", "head_id_no"}
    places = {"county", "township", "township_code", "village", "place_code"}
    own = pack.fields[kind.about].by_name
    return {name: column for name, column in own.items() if name not in keys | places}


def person_columns(pack: Pack, kind: AdjustmentKind) -> list[Column]:
    """The columns asked of somebody new."""
    if Effect(kind.effect) not in WITH_NEW_PERSON:
        return []
    table = pack.fields[MEMBER].by_name
    return [table[name] for name in (*NEW_PERSON, *kind.person)]


def read(actor: Actor, campaign: Campaign, kind: AdjustmentKind, filled: Filled) -> Asked:
    """The filled-in form as values. Raises Refused FORM_INVALID with every fault by field."""
    pack = campaign.pack.opened()
    faults: dict[str, str] = {}
    asked = asked_columns(pack, kind, filled.column)
    needs = {*kind.needs, *(column.name for column in asked if column.required)}
    fields = _typed(pack, asked, filled.fields, prefix="f", faults=faults, needs=needs)
    if kind.any_column:  # a correction may also empty a field; elsewhere a blank says nothing
        fields = {column.name: fields.get(column.name, "") for column in asked}
    for name, among in kind.among.items():
        if fields.get(name) and fields[name] not in among:
            faults[f"f.{name}"] = _("只能是{values}").format(values=_("、").join(among))
    needs = {*kind.needs, "person_no", "name"}
    person = _typed(
        pack, person_columns(pack, kind), filled.person, prefix="p", faults=faults, needs=needs
    )
    effect = Effect(kind.effect)
    if kind.any_column and not asked:
        faults["column"] = _("请选要更正的一列")
    if effect in WITH_OTHER and not filled.other.strip():
        faults["other"] = _("请填户编号")
    if len(filled.other.strip()) > 40 or len(filled.household_no) > 40:
        faults["other"] = _("户编号最多 40 个字")
    place: Held = {}
    if effect in WITH_PLACE:
        found = _village(actor, campaign, filled.village, effect)
        if found is None:
            faults["village"] = _("请选行政村")
        else:
            place = place_columns(found, pack, fields.pop("natural_group", ""))
    if faults:
        raise Refused("FORM_INVALID", errors=_("；").join(faults.values()), fields=faults)
    is_about_members = effect in WITH_PERSONS or (effect is Effect.SET and kind.about == MEMBER)
    if is_about_members and not filled.persons:
        raise Refused("ADJUSTMENT_PERSON_NEEDED")
    return Asked(
        fields,
        filled.persons if is_about_members else (),
        filled.head if effect in WITH_HEAD else "",
        person,
        place,
        filled.other.strip() if effect in WITH_OTHER else "",
    )


def _typed(
    pack: Pack,
    columns: list[Column],
    texts: Mapping[str, str],
    *,
    prefix: str,
    faults: dict[str, str],
    needs: set[str],
) -> Held:
    found: dict[str, Any] = {}
    for column in columns:
        name, text = f"{prefix}.{column.name}", texts.get(column.name, "").strip()
        if not text:
            if column.name in needs:
                faults[name] = _("请填{label}").format(label=column_label(column, column.name))
            continue
        value = typed(column, text, pack.codes)
        if isinstance(value, Doubtful):
            value = value.value
        if isinstance(value, CellProblem):
            faults[name] = f"{value.sentence}{value.remedy}"
        else:
            found[column.name] = value
    return plain(found)


def _village(actor: Actor, campaign: Campaign, code: str, effect: Effect) -> Area | None:
    """The village that was chosen: a new household's in the actor's areas, a move's anywhere."""
    if effect is Effect.MOVE_HOUSEHOLD:
        return villages_in(campaign.area).filter(code=code).select_related("parent").first()
    for area in areas_with(actor, "adjustment.propose", campaign.area):
        if area.code == code and area.level == Level.VILLAGE:
            return area
    return None


def place_columns(village: Area, pack: Pack, group: str) -> Held:
    """Where a household in this village lives, in the columns that the pack's table has."""
    known = pack.fields[HOUSEHOLD].by_name
    township = village.parent
    said = {
        "township": township.name if township else "",
        "township_code": township.code if township else "",
        "village": village.name,
        "place_code": village.code,
        "natural_group": group,
    }
    return {
        PLACE: village.code,
        **{name: value for name, value in said.items() if name in known and value},
    }


def demand_days(kind: AdjustmentKind, filled: Filled, on: date) -> date:
    """The day of effect; refuses one that is missing or ahead, and too short a public notice."""
    if filled.effective_on is None or not filled.reason.strip():
        missing = {"effective_on": _("请填生效日期")} if filled.effective_on is None else {}
        missing |= {} if filled.reason.strip() else {"reason": _("请填事由")}
        raise Refused("FORM_INVALID", errors=_("；").join(missing.values()), fields=missing)
    if filled.effective_on > on:
        raise Refused("ADJUSTMENT_DAY_AHEAD", day=filled.effective_on.isoformat())
    if kind.notice_days:
        start, end = filled.notice_from, filled.notice_to
        # From the first to the last day, both counted: a notice of five days ends on the fifth.
        enough = start and end and end <= on and end - start >= timedelta(kind.notice_days - 1)
        if not enough:
            told = _("{start} 至 {end}").format(start=start or _("未填"), end=end or _("未填"))
            raise Refused("ADJUSTMENT_NOTICE", days=kind.notice_days, told=told)
    return filled.effective_on
