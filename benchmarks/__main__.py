"""`make bench [SCALE=0.02]`: the whole comparison beside its limit and beside what one would write.

Scale 1 is the reference job of 300 million rows and a registry of a million persons (about 4 GB of
Parquet, removed at the end). ROWS and PERSONS say other sizes, DATA a folder to keep the files in.
Every program runs in a process of its own, one after another, on two threads; the time on the wall,
the seconds of both processors and the peak of its memory are measured. On a machine that others
use, too, the processors' seconds are what to compare. Prints the table; keeps nothing.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.by_hand.on_duckdb import RULES

REFERENCE_ROWS = 300_000_000
REFERENCE_PERSONS = 1_000_000


@dataclass(frozen=True)
class Measured:
    """What one program took: seconds on the wall and of the processors, bytes of memory, words."""

    wall: float
    cpu: float
    memory: int
    said: str


def measure(*words: object) -> Measured:
    """Run a program of this folder to its end."""
    command = [sys.executable, "-m", *map(str, words)]
    began = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, env={**os.environ, "POLARS_MAX_THREADS": "2"}
    ) as child:
        said = child.stdout.read().decode() if child.stdout else ""
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{words[0]} failed")
    wall = time.perf_counter() - began
    return Measured(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, said)


def line(name: str, found: Measured, limit: Measured) -> None:
    """One line of the table."""
    print(
        f"{name:42}{found.wall:9.1f} s {found.wall / limit.wall:6.2f} x"
        f"{found.cpu:9.1f} s {found.cpu / limit.cpu:6.2f} x{found.memory / 2**30:7.2f} GiB"
    )


def main() -> int:
    """Make the data, run the programs, print the table; 1 when their hits differ."""
    scale = float(os.environ.get("SCALE", "0.01"))
    n_rows = int(os.environ.get("ROWS", REFERENCE_ROWS * scale))
    n_persons = int(os.environ.get("PERSONS", max(REFERENCE_PERSONS * scale, 15_000)))
    with tempfile.TemporaryDirectory(prefix="huitoukan-bench-") as made:
        folder = Path(os.environ.get("DATA") or made)
        began = time.perf_counter()
        # In a process of its own, as all of them: a child's peak of memory begins at its parent's.
        measure("benchmarks.county", folder, n_persons, n_rows)
        deliveries = [*folder.glob("D*.parquet")]
        size = sum(path.stat().st_size for path in folder.glob("*.parquet")) / 1e9
        n_made = sum(pq.read_metadata(path).num_rows for path in deliveries)
        print(f"{platform.platform()}, {os.cpu_count()} processors, {time.strftime('%Y-%m-%d')}")
        print(
            f"Python {platform.python_version()}, DuckDB {version('duckdb')},"
            f" Polars {version('polars')}"
        )
        print(f"{n_made:,} rows in {len(deliveries)} files ({size:.2f} GB), {n_persons:,} persons")
        print(f"made in {time.perf_counter() - began:.0f} s\n")
        return _side_by_side(folder, Path(made))


def _side_by_side(folder: Path, out: Path) -> int:
    for name in ("all", "some", "duckdb", "polars", "spark"):
        (out / name).mkdir()
    print(f"{'':42}{'wall':>11}{'':8}{'processors':>13}{'':6}{'memory':>11}")
    limit = min((measure("benchmarks.bare", folder) for _ in range(2)), key=lambda one: one.cpu)
    line("bare join of each file (the limit)", limit, limit)
    whole = measure("benchmarks.ours", folder, out / "all")
    said = json.loads(whole.said)
    rules, hits = len(said["hits"]), sum(said["hits"].values())
    line(f"ours, {rules} rules, {hits:,} hits", whole, limit)
    some = measure("benchmarks.ours", folder, out / "some", ",".join(RULES))
    line(f"ours, {len(RULES)} rules", some, limit)
    duckdb = measure("benchmarks.by_hand.on_duckdb", folder, out / "duckdb")
    line(f"DuckDB by hand, the same {len(RULES)}", duckdb, limit)
    polars = measure("benchmarks.by_hand.on_polars", folder, out / "polars")
    line(f"Polars by hand, the same {len(RULES)}", polars, limit)
    others = [json.loads(duckdb.said), json.loads(polars.said)]
    if importlib.util.find_spec("pyspark") and shutil.which("java"):
        spark = measure("benchmarks.by_hand.on_spark", folder, out / "spark")
        line(f"Spark by hand, the same {len(RULES)}", spark, limit)
        others.append(json.loads(spark.said))
    else:
        print("Spark by hand: not run, it wants the extra (make spark) and a JDK")
    print(f"\nuntil the first rule {said['until_rules']:.1f} s of {whole.wall:.1f} s")
    return _compare(json.loads(some.said)["hits"], *others)


def _compare(ours: dict[str, int], *others: dict[str, int]) -> int:
    """Say where programs hit another number of objects."""
    for rule, n in ours.items():
        if any(other[rule] != n for other in others):
            print(f"{rule}: ours {n}, by hand {[other[rule] for other in others]}")
    return int(any(other != ours for other in others))


if __name__ == "__main__":
    sys.exit(main())
