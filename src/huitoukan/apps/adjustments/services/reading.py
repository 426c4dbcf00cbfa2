"""What somebody filled in, as typed values; every fault at once, each with its field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from huitoukan.apps.adjustments.queries.asking import (
    WITH_HEAD,
    WITH_OTHER,
    WITH_PERSONS,
    WITH_PLACE,
    Filled,
    asked_columns,
    person_columns,
)
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.filled import read_texts
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import areas_with, villages_in
from huitoukan.apps.registry.models import PLACE
from huitoukan.apps.registry.services.rows import plain
from huitoukan.domain.adjustments import HOUSEHOLD, MEMBER, Asked, Effect, Held
from huitoukan.domain.areas import Level
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.registry import AdjustmentKind
from huitoukan.rules.shapes.tables import Column


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
    found, wrong = read_texts(columns, texts, pack.codes, needs=needs, prefix=f"{prefix}.")
    faults |= wrong
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
