"""Starting Django for a command, and the checks of the installation."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from huitoukan.domain.refusals import Refused

P = ParamSpec("P")
R = TypeVar("R")

FIXED_SQLITE = (3, 51, 3)
"""The first SQLite without the WAL-reset defect (fixed also in 3.44.6 and 3.50.7)."""
BACKPORTED_SQLITE = ((3, 44, 6), (3, 50, 7))


def start() -> None:
    """Set Django up, once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huitoukan.config.settings")
    import django  # noqa: PLC0415 - only commands that need it pay for it
    from django.apps import apps  # noqa: PLC0415

    if not apps.ready:
        django.setup()


def n_pending_migrations() -> int | None:
    """How many migrations the database still lacks; None when there is no database at all."""
    from django.db import OperationalError, connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not os.path.exists(name):
        return None
    try:
        executor = MigrationExecutor(connection)
    except OperationalError:
        return None
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if len(executor.loader.applied_migrations) == 0:
        return None
    return len(plan)


def demand_database() -> None:
    """Refuse a missing or older database, with the command that mends it; and an unsafe SQLite."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "sqlite":
        version: tuple[int, ...] = connection.Database.sqlite_version_info  # type: ignore[attr-defined]
        if is_affected_sqlite(version):
            raise Refused("SQLITE_AFFECTED", version=".".join(map(str, version)))
    pending = n_pending_migrations()
    if pending is None:
        raise Refused("DATABASE_MISSING")
    if pending:
        raise Refused("DATABASE_OLD", n=pending)


def with_database(command: Callable[P, R]) -> Callable[P, R]:
    """A command that needs Django and an up-to-date database."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        start()
        demand_database()
        return command(*args, **kwargs)

    return run


@dataclass(frozen=True)
class Finding:
    """One line of `huitoukan check`: what was looked at, whether it is good, what to do."""

    name: str
    is_good: bool
    told: str


def is_affected_sqlite(version: tuple[int, ...]) -> bool:
    """Whether this SQLite can lose committed writes in WAL mode with two connections."""
    if version >= FIXED_SQLITE or version < (3, 7, 0):
        return False
    return not any(version[:2] == back[:2] and version >= back for back in BACKPORTED_SQLITE)


def examine() -> list[Finding]:
    """Look at the database and its guarantees; nothing is changed."""
    from django.db import connection  # noqa: PLC0415

    pending = n_pending_migrations()
    if pending is None:
        return [Finding("数据库", False, "还没有建立")]
    found = [
        Finding("数据库", pending == 0, "已是最新" if not pending else f"还差 {pending} 项更新")
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("select sqlite_version()")
            text = cursor.fetchone()[0]
            version = tuple(int(part) for part in re.findall(r"\d+", text))
            found.append(Finding("SQLite 版本", not is_affected_sqlite(version), text))
            cursor.execute("pragma synchronous")
            full = cursor.fetchone()[0] == 2
            found.append(Finding("断电保护", full, "synchronous=FULL" if full else "未开启"))
            cursor.execute("pragma journal_mode")
            mode = cursor.fetchone()[0]
            found.append(Finding("写前日志", mode == "wal", str(mode)))
        else:
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                cursor.execute(f"show {name}")
                value = cursor.fetchone()[0]
                found.append(Finding(f"PostgreSQL {name}", value != "off", value))
    return found


def make_folders() -> None:
    """Make the folders that the server and the database need."""
    from django.conf import settings  # noqa: PLC0415

    for folder in (settings.DATA_DIR, settings.STATIC_ROOT):
        folder.mkdir(parents=True, exist_ok=True)


def migrate() -> None:
    """Create the database or bring it up to date."""
    from django.core.management import call_command  # noqa: PLC0415

    make_folders()
    call_command("migrate", verbosity=0, interactive=False)
