"""Households in which a measure of quality finds a gap: the list behind each figure."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import column_label
from huitoukan.apps.registry.models import Household, Member, VillageTally
from huitoukan.domain.quality import CHECKS, ID_VALID, MEMBERS_AGREE, holds
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.registry import Measure

_WHY: Final = "the households that it narrows are scoped"


def households_with_gap(
    households: ScopedQuerySet[Household], campaign: Campaign, measure_id: str
) -> ScopedQuerySet[Household]:
    """Those in which the measure is asked and does not hold; none for an unknown measure.

    Only villages in which the tally found a gap are looked at, so that a field which is nearly
    everywhere filled costs little.
    """
    measure = campaign.pack.opened().quality.by_id.get(measure_id)
    if measure is None:
        return households.none()
    near = households.filter(area__in=_villages_with_gap(campaign, measure))
    if measure.check == ID_VALID:
        return near.filter(pk__in=_with_bad_number(near, measure))
    if measure.check == MEMBERS_AGREE:
        registered = Cast(KT(f"facts__{measure.column}"), IntegerField())
        counted = near.filter(_asked(measure), _has(measure.column))
        return counted.annotate(registered=registered).exclude(registered=F("n_members"))
    empty = _asked(measure) & ~_has(measure.column)
    if measure.table == "household":
        return near.filter(empty)
    members = Member.objects.for_system(_WHY).filter(empty, household=OuterRef("pk"), ended_on=None)
    return near.filter(Exists(members))


def _villages_with_gap(campaign: Campaign, measure: Measure) -> list[int]:
    tallies = VillageTally.objects.for_system(_WHY).filter(
        area__path__startswith=campaign.area.depth_path
    )
    return [
        area
        for area, asked, held in tallies.values_list("area_id", "asked", "held")
        if asked.get(measure.id, 0) > held.get(measure.id, 0)
    ]


def _has(column: str) -> Q:
    return Q(facts__has_key=column)


def _asked(measure: Measure) -> Q:
    """The condition on rows that the measure is about."""
    asked = Q()
    for name, values in measure.when.items():
        asked &= Q(**{f"facts__{name}__in": list(values)}) if values else _has(name)
    return asked


def _with_bad_number(households: ScopedQuerySet[Household], measure: Measure) -> list[int]:
    """Households with a number that is not valid: check digits are no question for a database."""
    rows: QuerySet[Any] = households.order_by()
    name = "pk"
    if measure.table == "member":
        rows = (
            Member.objects.for_system(_WHY)
            .filter(household__in=rows.values("pk"), ended_on=None)
            .order_by()
        )
        name = "household_id"
    numbers = rows.filter(_has(measure.column)).values_list(name, KT(f"facts__{measure.column}"))
    return [
        pk
        for pk, number in numbers.iterator(chunk_size=2000)
        if not holds(measure.check, measure.column, {measure.column: number})
    ]


def measure_label(pack: Pack, measure: Measure) -> str:
    """What a measure asks, as the heading of a column."""
    return _worded(pack, measure, ("{field}", _("{field}有效"), _("{field}与在册成员一致")))


def gap_label(pack: Pack, measure: Measure) -> str:
    """What is wrong where a measure does not hold, as a condition of the list."""
    words = (_("{field}未填"), _("{field}无效"), _("{field}与在册成员不一致"))
    return _worded(pack, measure, words)


def _worded(pack: Pack, measure: Measure, words: tuple[str, str, str]) -> str:
    column = pack.fields[measure.table].by_name.get(measure.column)
    by_check = dict(zip(CHECKS, words, strict=True))
    return by_check[measure.check].format(field=column_label(column, measure.column))
