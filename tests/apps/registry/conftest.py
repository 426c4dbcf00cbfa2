"""Importing as the county's data officer, and two snapshots that differ."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from huitoukan.apps.registry.models import ImportBatch, Snapshot
from tests.apps.looking import stand_still
from tests.apps.registry.freezing import DAY, freeze_two
from tests.apps.registry.sheets import Import, Row, take
from tests.cast import AT, Cast


@pytest.fixture
def bring(cast: Cast, tmp_path: Path) -> Import:
    """Import rows at once, as the county's data officer unless told otherwise."""

    def run(rows: dict[str, list[Row]], *, by: str = "rui", **more: Any) -> ImportBatch:
        return take(cast.actor(by), cast.campaign, rows, tmp_path, **more)

    return run


@pytest.fixture
def two(bring: Import, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> tuple[Snapshot, Snapshot]:
    """Two snapshots that differ, and the clock five days after the first."""
    found = freeze_two(bring, cast)
    stand_still(monkeypatch, AT + 5 * DAY)
    return found
