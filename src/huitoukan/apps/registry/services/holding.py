"""Which readings are alive: each holds a lock of the system that ends with its process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from filelock import FileLock, Timeout

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.registry.models import ImportBatch, ImportState
from huitoukan.apps.registry.services.staging import discard


@contextmanager
def hold(code: str) -> Iterator[None]:
    """Hold the lock of a reading for a block. Raises Timeout when somebody holds it already."""
    folder = Path(settings.DATA_DIR) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{code}.lock"
    lock = FileLock(path, timeout=0, thread_local=False)
    lock.acquire()
    try:
        yield
    finally:
        lock.release()
        with suppress(OSError):  # somebody looks at it just now
            path.unlink()


def sweep(campaign: Campaign) -> None:
    """Take away readings of this campaign whose process is gone; those under way stay."""
    left = ImportBatch.objects.for_system("readings that were cut off")
    for batch in left.filter(campaign=campaign, state=ImportState.READING):
        with suppress(Timeout), hold(batch.code):
            discard(batch)
