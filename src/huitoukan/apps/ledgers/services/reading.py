"""Typed values become a row of a ledger: its place, its key, whether this person may write it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.ledgers import queries
from huitoukan.apps.ledgers.models import Values
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.places.queries.finding import VillageFinder
from huitoukan.apps.registry.services.rows import plain
from huitoukan.domain.areas import Level, short_code
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.tables import DataSet


@dataclass(frozen=True)
class Row:
    """A row that may be written: its values, the key by which it is known, its place."""

    values: Values
    key: str
    area: Area


class Wrong(Exception):  # noqa: N818 - a refusal with the column that it is about
    """A row that may not be written, and the column at fault ("" for the whole row)."""

    def __init__(self, column: str, refused: Refused) -> None:
        super().__init__(refused.code)
        self.column, self.refused = column, refused


def key_of(dataset: DataSet, values: Values) -> str:
    """The hash of the row key; days and numbers count as they are stored."""
    parts = [values.get(name) for name in dataset.row_key]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def key_labels(dataset: DataSet) -> str:
    """The columns by which an entry is known, in words."""
    return "、".join(dataset.by_name[name].label for name in dataset.row_key)


@dataclass
class Reader:
    """Reads rows for one person and one ledger; places are looked up once."""

    actor: Actor
    campaign: Campaign
    dataset: DataSet
    _kept: dict[int, bool] = field(default_factory=dict)

    def row(self, values: dict[str, Any], *, onto: Values | None = None) -> Row:
        """The row of typed values, laid over those that are there already.

        Raises Wrong: LEDGER_MASKED, LEDGER_PLACE_UNKNOWN, LEDGER_PLACE, REGION_*.
        """
        for column in self.dataset.columns:
            if column.sensitive and "*" in str(values.get(column.name) or ""):
                raise Wrong(column.name, Refused("LEDGER_MASKED", label=column.label))
        found = {**(onto or {}), **plain(values)}
        place = queries.kept_of(self.dataset).place
        area = self.campaign.area
        if place and found.get(place):
            try:
                area = self._place(str(found[place]))
            except Refused as refused:
                raise Wrong(place, refused) from None
            found[place] = area.code
        if not self.keeps(area):
            raise Wrong(place, Refused("LEDGER_PLACE", place=full_name(area, start=Level.COUNTY)))
        return Row(found, key_of(self.dataset, found), area)

    def keeps(self, area: Area) -> bool:
        """Whether the person keeps this ledger there."""
        if area.pk not in self._kept:
            self._kept[area.pk] = queries.may_keep(self.actor, self.dataset, area)
        return self._kept[area.pk]

    def _place(self, text: str) -> Area:
        text = text.strip()
        if self._level == Level.VILLAGE and text.isdigit():
            found = self._villages.find("", "", text)
            if found.refusal is not None:
                raise found.refusal
            if found.area is not None:
                return found.area
        known = self._by_words.get(short_code(text) if text.isdigit() else text)
        if known is None:
            raise Refused("LEDGER_PLACE_UNKNOWN", place=text)
        return known

    @cached_property
    def _level(self) -> str:
        return queries.level_of(self.dataset)

    @cached_property
    def _villages(self) -> VillageFinder:
        return VillageFinder.of(self.campaign.area, self.campaign.baseline_on)

    @cached_property
    def _by_words(self) -> dict[str, Area]:
        """Places by code, by whole name, and by their own name where only one has it."""
        every = Area.objects.filter(
            path__startswith=self.campaign.area.depth_path,
            level=self._level,
            last_day__isnull=True,
            merged_into__isnull=True,
        ).select_related("parent")
        found: dict[str, Area] = {}
        named: dict[str, list[Area]] = {}
        for area in every:
            found[area.code] = found[full_name(area)] = area
            named.setdefault(area.name, []).append(area)
        return {**{name: areas[0] for name, areas in named.items() if len(areas) == 1}, **found}
