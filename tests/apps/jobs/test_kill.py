"""kill -9 of a real worker process in the midst of a job, and what the next worker makes of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from huitoukan.apps.jobs.models import Job, JobState
from huitoukan.apps.jobs.services import ask, reap
from huitoukan.apps.registry.models import Household
from tests.apps.jobs import slow_worker
from tests.cast import Cast

ROOT = Path(__file__).parents[3]


def environment() -> dict[str, str]:
    """The tests' own database and data folder, for another process."""
    chosen = connection.settings_dict
    name = str(chosen["NAME"])
    if connection.vendor == "postgresql":
        host, port = chosen["HOST"], chosen["PORT"]
        where = f"/{name}?host={host}" if str(host).startswith("/") else f"{host}:{port}/{name}"
        name = f"postgresql://{chosen['USER']}:{chosen['PASSWORD']}@{where}"
    return {
        **os.environ,
        "HUITOUKAN_DATABASE": name,
        "HUITOUKAN_DATA": str(settings.DATA_DIR),
        "HUITOUKAN_SECRET_KEY": "tests",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }


@contextmanager
def worker(log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`huitoukan work --once` as a process of its own; never left behind, its words kept."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.apps.jobs.slow_worker", "work", "--once"],
            env=environment(),
            cwd=ROOT,
            stdout=said,
            stderr=said,
        )
        try:
            yield process
        except AssertionError as failed:
            failed.add_note(log.read_text(encoding="utf-8"))
            raise
        finally:
            process.kill()
            process.wait()


def wait_until(is_so: Any, seconds: float = 8) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


def the_job(job: Job) -> Job:
    return Job.objects.for_system("tests").get(pk=job.pk)


def test_a_job_whose_worker_was_killed_is_finished_by_the_next_and_only_once(
    live_cast: Cast, tmp_path: Path
) -> None:
    slow_worker.register()
    job = ask(
        live_cast.rui, slow_worker.KIND, title="慢活", area=live_cast.county, folder=str(tmp_path)
    )
    with worker(tmp_path / "first.log") as first:
        wait_until((tmp_path / "begun").exists)
        os.kill(first.pid, signal.SIGKILL)
        assert first.wait() == -signal.SIGKILL
    held = the_job(job)
    assert (held.state, held.attempt) == (JobState.RUNNING, 1)
    assert not Household.objects.for_system("tests").exists(), "a killed write left something"

    wait_until(lambda: the_job(job).is_lost(held.started_at.now(held.started_at.tzinfo)))
    with worker(tmp_path / "second.log") as second:
        assert second.wait(timeout=60) == 0
    done = the_job(job)
    assert (done.state, done.attempt, done.result) == (
        JobState.DONE,
        2,
        {"household": "H-slow"},
    )
    assert Household.objects.for_system("tests").get().head_name == "第2次"
    assert reap() == 0
