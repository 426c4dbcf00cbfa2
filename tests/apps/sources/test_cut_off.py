"""A delivery that is cut off leaves nothing half-visible, and is taken when it runs again."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.files.services.keeping import keep_bytes
from huitoukan.apps.jobs.models import Job, JobState
from huitoukan.apps.jobs.services import LEASE, run_here
from huitoukan.apps.sources.models import Delivery
from huitoukan.apps.sources.services import deliveries, requests
from huitoukan.domain.refusals import Refused
from huitoukan.intake import quick as quick_module
from huitoukan.intake.taking import Taking
from tests.cast import Cast
from tests.factories import id_no

ROWS = "".join(f"{id_no(n)},人{n},2025-01,,420.5\n" for n in range(1, 40))
DATA = ("公民身份号码,姓名,起始月,终止月,月保障金\n" + ROWS).encode()


class Killed(BaseException):
    """Stands for the death of the process: nothing catches it, nothing is tidied by it."""


def ask(cast: Cast) -> Job:
    (job,) = requests.ask_delivery(cast.min, cast.campaign, [("低保.csv", [DATA])])
    return job


def visible(cast: Cast) -> list[Delivery]:
    return list(Delivery.objects.for_system("tests").order_by("id"))


def run_again(job: Job) -> Job:
    """What a worker does after the lease of the dead one has run out."""
    Job.objects.for_system("tests").filter(pk=job.pk).update(
        lease_until=timezone.now() - LEASE, state=JobState.RUNNING
    )
    return run_here(job.code)


@pytest.mark.parametrize(
    ("where", "name"),
    [
        (quick_module, "lines_of"),
        (Taking, "add"),
        (deliveries, "keep_file"),
        (deliveries, "examine"),
        (deliveries, "keep_rejects"),
        (deliveries, "meet_requests"),
    ],
)
def test_a_job_that_dies_at_a_step_is_taken_whole_by_the_next_attempt(
    where: Any, name: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any, **__: Any) -> None:
        raise Killed

    job = ask(cast)
    with monkeypatch.context() as patched:
        patched.setattr(where, name, die)
        with pytest.raises(Killed):
            run_here(job.code)
    assert visible(cast) == []
    assert not StoredFile.objects.for_system("tests").exists()
    assert run_again(job).state == JobState.DONE
    (made,) = visible(cast)
    assert made.n_created == 39
    tables = {path.name for path in (Path(settings.DATA_DIR) / "deliveries").glob("*.parquet")}
    assert tables == {Path(made.table_path).name}


def test_a_job_that_dies_after_writing_tells_what_it_took_and_takes_nothing_twice(
    cast: Cast,
) -> None:
    job = ask(cast)
    first = run_here(job.code)
    again = run_again(job)
    assert again.state == JobState.DONE
    assert [row["code"] for row in again.result["deliveries"]] == [
        row["code"] for row in first.result["deliveries"]
    ]
    assert len(visible(cast)) == 1


CHILD = """
import sys
from pathlib import Path
from huitoukan.documents.read.book import Limits
from huitoukan.intake.quick import open_quickly
from huitoukan.rules.load import load_pack
pack = load_pack("national-2026")
work = Path(sys.argv[2])
print("begun", flush=True)
for n in range(1000):
    quick = open_quickly(
        Path(sys.argv[1]), "a.csv", [pack.sources["D14"]], pack.codes, work,
        limits=Limits(file=1 << 40, rows=1 << 40))
    quick.take(work / f"{n}.parquet")
    print(n, flush=True)
"""


@pytest.mark.parametrize("n_tables", [0, 2])
def test_a_process_that_is_killed_leaves_whole_tables_or_none(
    n_tables: int, tmp_path: Path
) -> None:
    import pyarrow.parquet as pq

    path, work = tmp_path / "a.csv", tmp_path / "work"
    work.mkdir()
    path.write_bytes(DATA + ROWS.encode() * 400)
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path), str(work)], stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        for _ in range(1 + n_tables):
            child.stdout.readline()
        os.kill(child.pid, signal.SIGKILL)
    for table in work.glob("*.parquet"):
        assert pq.read_metadata(table).num_rows == 39 * 401


def small_files(limit: int) -> Callable[[], None]:
    """Files may grow to so many bytes only, as on a disk that is full."""

    def set_it() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return set_it


FULL = """
import sys
from pathlib import Path
from huitoukan.documents.read.book import Limits
from huitoukan.domain.refusals import Refused
from huitoukan.intake.quick import open_quickly
from huitoukan.rules.load import load_pack
pack = load_pack("national-2026")
work = Path(sys.argv[2])
quick = open_quickly(
    Path(sys.argv[1]), "a.csv", [pack.sources["D14"]], pack.codes, work,
    limits=Limits(file=1 << 40, rows=1 << 40))
try:
    quick.take(work / "t.parquet")
except Refused as refused:
    print(refused.code)
"""


def test_a_full_disk_is_refused_and_nothing_is_left_behind(tmp_path: Path) -> None:
    path, work = tmp_path / "a.csv", tmp_path / "work"
    work.mkdir()
    rows = "".join(f"{id_no(n)},人{n},2025-01,,{n}.5\n" for n in range(1, 900))
    path.write_bytes(DATA + rows.encode() * 20)
    found = subprocess.run(
        [sys.executable, "-c", FULL, str(path), str(work)],
        capture_output=True, text=True, check=False, preexec_fn=small_files(12_000),
    )  # fmt: skip
    assert found.stdout.strip() == "DISK_FULL", found.stderr
    assert list(work.iterdir()) == []


def test_a_file_that_cannot_be_kept_is_refused_and_leaves_no_bytes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused) as refusal:
        keep_bytes([b"x"])
    assert refusal.value.code == "DISK_FULL"
    assert [p for p in (Path(settings.DATA_DIR) / "files").iterdir() if p.is_file()] == []


def test_a_file_cut_in_half_is_accounted_for_to_the_last_row(cast: Cast) -> None:
    half = DATA[: len(DATA) // 2]
    (job,) = requests.ask_delivery(cast.min, cast.campaign, [("低保.csv", [half])])
    run_here(job.code)
    (made,) = visible(cast)
    assert made.n_rows == half.decode(errors="replace").count("\n")
    assert made.n_created + made.n_rejected == made.n_rows
