"""`python -m benchmarks.snapshots`: two snapshots of 100,000 households x SCALE against each other.

The tables have every column of the demonstration pack. Measured are the parts of a page that grow
with the registry: working the difference out (once for a pair), its numbers, a page of its list at
the beginning and in the middle, the values of the rows shown. Once with few changes, once with
nearly every row changed. Prints the measurement; keeps nothing.
"""

from __future__ import annotations

import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from huitoukan.engine import api
from huitoukan.rules.load import load_pack
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import Column

HOUSEHOLDS = 100_000
MEMBERS = 350_000
VILLAGES = 400
PER_PAGE = 20
KEYS = {"household": "household_no", "member": "person_no", "village": "village_code"}
OWN = {
    "household_no": "'5301' || lpad(h::VARCHAR, 12, '0')",
    "person_no": "'P' || lpad(i::VARCHAR, 15, '0')",
    "village_code": f"'980122' || lpad((100000 + h % {VILLAGES})::VARCHAR, 6, '0')",
}
"""How the keys are made of a row's number i and its household's number h."""


def value(column: Column) -> str:
    """A made-up value for a column, the same for a row every time."""
    if column.name in OWN:
        return OWN[column.name]
    n = f"(hash(i, '{column.name}') % 1000)"
    made = {
        "int": f"{n}::BIGINT",
        "year": f"2000 + {n} % 20",
        "decimal": f"{n}::DOUBLE * 1.25",
        "bool": f"{n} % 2 = 0",
        "date": f"DATE '1980-01-01' + {n}::INTEGER",
    }
    kind = "text" if column.many else column.type
    return made.get(kind, f"'词' || {n}::VARCHAR")


def make(folder: Path, pack: Pack, scale: float, *, percent: int) -> None:
    """The tables of a snapshot; in `percent` of the rows five text columns are other ones."""
    folder.mkdir()
    connection = duckdb.connect(config={"threads": 2})
    n_households, n_members = int(HOUSEHOLDS * scale), int(MEMBERS * scale)
    for table, n, home in (
        ("household", n_households, "i"),
        ("member", n_members, f"(hash(i) % {n_households})::BIGINT"),
        ("village", VILLAGES, "i"),
    ):
        columns = pack.fields[table].columns
        texts = [c.name for c in columns if c.type == "text" and c.name not in OWN][:5]
        shown = {column.name: value(column) for column in columns}
        shown.setdefault("village_code", OWN["village_code"])
        for name in texts if table != "village" else ():
            is_other = f"hash(i, '{name}', 'other') % 100 < {percent}"
            shown[name] = f"CASE WHEN {is_other} THEN '改' ELSE {shown[name]} END"
        select = ", ".join(f"{sql} AS {name}" for name, sql in shown.items())
        connection.execute(
            f"COPY (SELECT {select}, i::INTEGER AS row_no FROM"
            f" (SELECT i, {home} AS h FROM range({n}) AS r(i)))"
            f" TO '{folder / table}.parquet' (FORMAT parquet, COMPRESSION zstd)"
        )


@contextmanager
def timed(words: str) -> Iterator[None]:
    """Print how long the block took."""
    began = time.perf_counter()
    yield
    print(f"  {words:<34}{(time.perf_counter() - began) * 1000:8.0f} ms")


def measure(before: Path, after: Path, out: Path) -> None:
    """What a page of two snapshots does, part by part."""
    with timed("worked out, once for the pair"):
        api.compare(before, after, KEYS, out)
    codes = {code: code for code in api.rows_by_place(before / "household.parquet")}
    with timed("opened for whom sees all villages"):
        differences = api.Differences(out, api.Seen(codes, codes))
    with differences:
        with timed("numbers by place, table and field"):
            differences.by_place(), differences.by_field()
        n = differences.count(api.Wanted())
        with timed(f"first page of {n:,} rows"):
            found = differences.rows(api.Wanted(), start=0, most=PER_PAGE)
        with timed("a page in the middle"):
            differences.rows(api.Wanted(), start=n // 2, most=PER_PAGE)
        with timed("rows of one field, first page"):
            differences.rows(api.Wanted(table="member", field="name"), start=0, most=PER_PAGE)
    with timed("values of the rows shown"):
        for folder in (before, after):
            for table, key in KEYS.items():
                mine = [one for one in found if one.table == table]
                fields = {name for one in mine for name in one.fields}
                api.frozen_rows(folder / f"{table}.parquet", key, [o.key for o in mine], fields)


def main() -> int:
    """Make three snapshots, compare the first with the others."""
    scale = float(os.environ.get("SCALE", "0.01"))
    pack = load_pack("demo")
    with tempfile.TemporaryDirectory(prefix="huitoukan-bench-") as name:
        folder = Path(name)
        for label, percent in (("first", 0), ("few", 2), ("most", 60)):
            make(folder / label, pack, scale, percent=percent)
        print(f"{platform.platform()}, Python {platform.python_version()}")
        for label, words in (("few", "few rows changed"), ("most", "nearly every row changed")):
            print(words)
            measure(folder / "first", folder / label, folder / f"{label}.parquet")
        with timed("one household with its members"):
            for table in ("household", "member"):
                path = folder / "first" / f"{table}.parquet"
                api.frozen_rows(path, "household_no", ["5301000000000123"])
        with timed("hashes of a snapshot's files"):
            for path in (folder / "first").glob("*.parquet"):
                api.file_hash(path)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
