"""`make bench [SCALE=0.02]`: the whole comparison against one bare query per file.

The bare query joins a file's 64-bit key to the persons of the registry and sums one column: nothing
that answers the rules can be quicker than reading and joining each file once. Scale 1 is the
reference job, 300 million rows. Prints the measurement; keeps nothing.
"""

from __future__ import annotations

import os
import platform
import resource
import sys
import tempfile
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path

import duckdb

from benchmarks.deliveries import make
from huitoukan.engine import api
from huitoukan.engine.api import Tables
from huitoukan.rules.load import load_pack

REFERENCE_ROWS = 300_000_000
ON = date(2026, 10, 31)


def bare_seconds(tables: Tables) -> float:
    """Time of one join of the key and one sum per file of persons, on one connection."""
    connection = duckdb.connect(config={"threads": 2})
    began = time.process_time()
    for _, (path, *_) in sorted(tables.deliveries.items()):
        columns = connection.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
        if "person_key" not in {column[0] for column in columns}:
            continue
        connection.execute(
            f"SELECT sum(d.row_no) FROM '{path}' d"
            f" JOIN '{tables.registry / 'member.parquet'}' m USING (person_key)"
        ).fetchone()
    return time.process_time() - began


def main() -> int:
    """Make the data, measure both, print the ratio."""
    scale = float(os.environ.get("SCALE", "0.01"))
    pack = load_pack("national-2026")
    n_rows = int(REFERENCE_ROWS * scale / len(pack.sources))
    n_persons = max(int(1_000_000 * scale), 20_000)
    with tempfile.TemporaryDirectory(prefix="huitoukan-bench-") as folder:
        began = time.process_time()
        tables = make(Path(folder), pack, n_persons=n_persons, n_rows=n_rows)
        made = time.process_time() - began
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
        bare = min(bare_seconds(tables) for _ in range(2))
        began = time.process_time()
        limits = api.Limits(seconds=3600, memory="8GB", threads=2)
        outcome = api.run(api.plan(pack, tables, ON), limits=limits)
        whole = time.process_time() - began
    n_hits = sum(result.n_hits for result in outcome.results)
    stopped = [result.rule_id for result in outcome.results if result.cannot_tell_why]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    total = n_rows * len(pack.sources)
    print(f"{platform.platform()}, Python {platform.python_version()}, DuckDB {version('duckdb')}")
    print(f"{total:,} rows in {len(pack.sources)} files ({size:.0f} MB), {n_persons:,} persons")
    print(f"data made in                 {made:8.1f} s")
    print(f"bare join of each file       {bare:8.2f} s  {total / bare / 1e6:6.1f} M rows/s")
    print(
        f"{len(outcome.results)} rules, {n_hits:,} hits     {whole:8.2f} s  {whole / bare:6.1f} x"
    )
    print(f"peak memory                  {peak:8.1f} GB")
    if stopped:
        print(f"cannot tell: {', '.join(stopped)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
