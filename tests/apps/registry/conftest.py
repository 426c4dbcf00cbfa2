"""Importing as the county's data officer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from huitoukan.apps.registry.models import ImportBatch
from tests.apps.registry.sheets import Import, Row, take
from tests.cast import Cast


@pytest.fixture
def bring(cast: Cast, tmp_path: Path) -> Import:
    """Import rows at once, as the county's data officer unless told otherwise."""

    def run(rows: dict[str, list[Row]], *, by: str = "rui", **more: Any) -> ImportBatch:
        return take(cast.actor(by), cast.campaign, rows, tmp_path, **more)

    return run
