"""A real `huitoukan` process with one job of its own that can be killed in mid-work.

Run as `python -m tests.apps.jobs.slow_worker work --once`. The lease is cut to half a second, so
that the worker after it need not wait long.
"""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from huitoukan.cli import main
from huitoukan.config.start import start

KIND = "tests.slow"
LEASE = timedelta(seconds=0.5)


def work_slowly(actor: Any, progress: Any, *, folder: str) -> dict[str, Any]:
    """Write a household in a transaction; the first time, wait in the midst of it to be killed."""
    from django.db import transaction

    from huitoukan.apps.places.models import Area
    from huitoukan.apps.registry.models import Household

    begun = Path(folder) / "begun"
    is_first = not begun.exists()
    progress(1, 2, "读取")
    with transaction.atomic():
        progress.fence()
        Household.objects.create(
            household_no="H-slow",
            area=Area.objects.get(code="980122100201"),
            head_name=f"第{1 if is_first else 2}次",
            row_hash="",
            changed_at="2026-11-02T00:00:00Z",
        )
        if is_first:
            begun.touch()
            time.sleep(60)
    progress(2, 2, "写入")
    return {"household": "H-slow"}


def register() -> None:
    """Make the job known in this process."""
    start()
    from huitoukan.apps.jobs.services import handles

    handles(KIND)(work_slowly)


def shorten_lease() -> None:
    """Lose a job soon after its worker has died."""
    from huitoukan.apps.jobs import services

    services.LEASE = LEASE  # type: ignore[misc]
    services.HEARTBEAT_SECONDS = 0.1  # type: ignore[misc]


if __name__ == "__main__":
    register()
    shorten_lease()
    main()
