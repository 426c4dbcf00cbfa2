"""One tiny county for all tests that only look."""

from __future__ import annotations

from pathlib import Path

import pytest

from huitoukan.simulate.api import make_county


@pytest.fixture(scope="session")
def county_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the tiny county of seed 7."""
    folder = tmp_path_factory.mktemp("county")
    make_county(folder, seed=7, scale="tiny")
    return folder
