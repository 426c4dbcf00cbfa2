"""What changed between two snapshots: rows added, gone, and changed field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

ADDED: Final = "added"
REMOVED: Final = "removed"
CHANGED: Final = "changed"
PLACE_IN_FILE: Final = frozenset({"row_no", "person_key"})
"""Columns that say where a row stood or repeat another; a change of them is none of the row's."""


@dataclass(frozen=True)
class Difference:
    """One row that differs: its key, how, and for a changed row the fields (before, after)."""

    key: str
    kind: str
    household_no: str
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


def differences(before: Path, after: Path, key: str) -> Iterator[Difference]:
    """Differences between two tables with the same key column, in order of the key.

    A column that only one of the tables has counts as empty in the other.
    """
    old, new = _rows(before, key), _rows(after, key)
    for name in sorted(old.keys() | new.keys()):
        was, now = old.get(name), new.get(name)
        if was is None and now is not None:
            yield Difference(name, ADDED, str(now.get("household_no") or ""))
        elif now is None and was is not None:
            yield Difference(name, REMOVED, str(was.get("household_no") or ""))
        elif was is not None and now is not None:
            changed = {
                column: (was.get(column), now.get(column))
                for column in sorted((was.keys() | now.keys()) - PLACE_IN_FILE)
                if was.get(column) != now.get(column)
            }
            if changed:
                yield Difference(name, CHANGED, str(now.get("household_no") or ""), changed)


def _rows(path: Path, key: str) -> dict[str, dict[str, Any]]:
    return {str(row[key]): row for row in pq.read_table(path).to_pylist()}
