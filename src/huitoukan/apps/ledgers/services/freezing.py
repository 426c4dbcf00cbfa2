"""A ledger as the comparison reads it: one Parquet file, named by what stands in it.

A ledger exists once somebody has entered a row; before that nobody kept it, and its rules cannot
tell. Entries that ended are left out. The same content is written once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.ledgers import queries
from huitoukan.apps.ledgers.models import Entry, Values
from huitoukan.domain.identity import person_key
from huitoukan.engine import api as engine
from huitoukan.rules.shapes.tables import DataSet


@dataclass(frozen=True)
class FrozenLedger:
    """A ledger frozen for a comparison; it stands in a run's inputs as a delivery does.

    `n_unkeyed` rows carry no usable ID number. A row's number is that of the entry.
    """

    dataset: str
    code: str
    table_path: str
    table_hash: str
    n_rows: int
    n_unkeyed: int
    kind: str = "ledger"

    @property
    def content_hash(self) -> str:
        """SHA-256 of what was frozen."""
        return self.table_hash


def frozen_ledgers(campaign: Campaign, delivered: Iterable[str]) -> dict[str, FrozenLedger]:
    """The ledgers that this comparison reads, by data set; `delivered` are data sets with files.

    Where both exist the pack says which (`kept.stands`): first, or second to the delivery.
    """
    there = set(delivered)
    found = {}
    for dataset in queries.ledgers_of(campaign.pack.opened()):
        if queries.kept_of(dataset).stands == "second" and dataset.id in there:
            continue
        if (frozen := _freeze(campaign, dataset)) is not None:
            found[dataset.id] = frozen
    return found


def _freeze(campaign: Campaign, dataset: DataSet) -> FrozenLedger | None:
    every = Entry.objects.for_system("a comparison reads the whole ledger").filter(
        county=campaign.area, dataset=dataset.id
    )
    if not every.exists():
        return None
    standing = every.filter(ended_at=None).order_by("number")
    rows = list(standing.values_list("number", "values"))
    content = json.dumps([dataset.id, [c.name for c in dataset.columns], rows], sort_keys=True)
    code = f"{dataset.id}-{hashlib.sha256(content.encode()).hexdigest()[:16]}"
    path = Path("ledgers") / f"{code}.parquet"
    target = Path(settings.DATA_DIR) / path
    if not target.exists():
        table = ({**_typed(dataset, values), "row_no": n} for n, values in rows)
        engine.write_table(target, dataset, table)
    key = engine.id_column(dataset)
    n_unkeyed = sum(key is not None and person_key(v.get(key) or "") is None for _, v in rows)
    return FrozenLedger(dataset.id, code, str(path), engine.file_hash(target), len(rows), n_unkeyed)


def _typed(dataset: DataSet, values: Values) -> dict[str, Any]:
    """The values with the types that a table has: days and decimals are text and whole in JSON."""
    found: dict[str, Any] = dict(values)
    for column in dataset.columns:
        value = found.get(column.name)
        if value is None:
            continue
        if column.type == "date":
            found[column.name] = date.fromisoformat(value)
        elif column.type == "decimal":
            found[column.name] = float(value)
    return found
