"""Which entries a query means: words, place, state, code columns; in which order; their totals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import F, FloatField, Q, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.ledgers.models import Entry
from huitoukan.apps.ledgers.queries import entries_for, kept_of
from huitoukan.apps.places.models import Area
from huitoukan.rules.shapes.tables import Column, DataSet

NUMBERS: Final = frozenset({"int", "decimal", "year"})
STANDING, ENDED, ALL = "", "ended", "all"


def code_columns(dataset: DataSet) -> list[Column]:
    """The columns by whose codes a list is narrowed."""
    return [column for column in dataset.columns if column.type == "code" and not column.many]


def narrowed(
    actor: Actor,
    campaign: Campaign,
    dataset: DataSet,
    params: Mapping[str, str],
    verb: str = "ledger.see",
) -> ScopedQuerySet[Entry]:
    """The entries that the query asks for, among those that the actor may see."""
    every = entries_for(actor, campaign, verb).filter(dataset=dataset.id)
    state = params.get("state", STANDING)
    if state != ALL:
        every = every.filter(ended_at__isnull=state != ENDED)
    for word in params.get("q", "").split():
        every = every.filter(words__icontains=word)
    if place := params.get("place", ""):
        area = Area.objects.filter(code=place).first()
        every = every.filter(area__path__startswith=area.depth_path) if area else every.none()
    for column in code_columns(dataset):
        if value := params.get(column.name, ""):
            every = every.filter(Q(**{f"values__{column.name}": value}))
    return every


def ordered(every: ScopedQuerySet[Entry], dataset: DataSet, sort: str) -> ScopedQuerySet[Entry]:
    """In the order of a column, a minus before it for the other way round; the newest first."""
    name = sort.removeprefix("-")
    column = dataset.by_name.get(name)
    if column is None:
        return every
    key: Any = F("area__code") if name == kept_of(dataset).place else _value_of(column)
    order = key.desc(nulls_last=True) if sort.startswith("-") else key.asc(nulls_last=True)
    return every.order_by(order, "-number")


def totals(every: ScopedQuerySet[Entry], dataset: DataSet) -> dict[str, float]:
    """The sums of the ledger's columns of numbers; nothing where no row has one."""
    names = kept_of(dataset).totals
    sums: dict[str, Any] = every.order_by().aggregate(
        **{f"sum_{name}": Sum(_value_of(dataset.by_name[name])) for name in names}
    )
    return {name: sums[f"sum_{name}"] for name in names if sums[f"sum_{name}"] is not None}


def _value_of(column: Column) -> Any:
    text = KeyTextTransform(column.name, "values")
    return Cast(text, FloatField()) if column.type in NUMBERS else text
