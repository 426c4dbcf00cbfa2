"""Whether a run looked at a village at all: in its registry, and in each delivery."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from huitoukan.apps.ledgers.services.freezing import FrozenLedger
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.models import Snapshot
from huitoukan.apps.registry.queries import snapshot_folder
from huitoukan.apps.sources.models import Delivery
from huitoukan.apps.sources.queries import tables_delivered
from huitoukan.domain.areas import Level
from huitoukan.engine import api as engine
from huitoukan.rules.pack import Pack


class Covering:
    """The villages of a run's snapshot and deliveries; nothing is read before it is asked."""

    def __init__(
        self,
        county: Area,
        pack: Pack,
        snapshot: Snapshot,
        deliveries: Sequence[Delivery | FrozenLedger],
    ) -> None:
        self._county = county
        self._pack = pack
        self._snapshot = snapshot
        self._tables = tables_delivered(deliveries)
        self._covered: dict[str, frozenset[str] | None] = {}

    def is_registered(self, area_id: int) -> bool:
        """Whether the snapshot has rows of the village; the county itself is always registered."""
        code = self._code(area_id)
        return not code or code in self._registered

    def uncovered(self, area_id: int, rows: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
        """Of the data sets behind a doubt those that have no row of its village this time."""
        code = self._code(area_id)
        tables = sorted({row["table"] for row in rows if "delivery" in row} & self._tables.keys())
        missing = []
        for table in tables:
            villages = self._villages_of(table)
            if code and villages is not None and code not in villages:
                missing.append(table)
        return tuple(missing)

    def _villages_of(self, table: str) -> frozenset[str] | None:
        """The villages that a data set has rows of; None when its rows do not say of which.

        An empty delivery covers nothing: that nobody is listed is for a person to say.
        """
        if table not in self._covered:
            self._covered[table] = self._read(table)
        return self._covered[table]

    def _read(self, table: str) -> frozenset[str] | None:
        if engine.PLACE not in self._pack.sources[table].by_name:
            is_empty = not any(engine.row_count(path) for path in self._tables[table])
            return frozenset() if is_empty else None
        found: dict[str, int] = {}
        for path in self._tables[table]:
            found.update(engine.rows_by_place(path))
        known = frozenset(found) & self._codes
        return known if known or not found else None

    @cached_property
    def _areas(self) -> dict[int, Area]:
        inside = Area.objects.filter(path__startswith=self._county.depth_path)
        return {area.pk: area for area in inside}

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset(area.code for area in self._areas.values())

    @cached_property
    def _registered(self) -> frozenset[str]:
        folder = snapshot_folder(self._snapshot.code)
        paths = (folder / f"{table}.parquet" for table in ("household", "village"))
        return frozenset(
            code for path in paths if path.is_file() for code in engine.rows_by_place(path)
        )

    def _code(self, area_id: int) -> str:
        """The code of the village, or of that it was merged into; "" of what is no village."""
        area = self._areas.get(area_id)
        while area is not None and area.merged_into_id in self._areas:
            area = self._areas[area.merged_into_id]
        return area.code if area is not None and area.level == Level.VILLAGE else ""
