"""`python -m benchmarks.deliveries`: a department's file to a checked table, beside the limit.

The limit of UTF-8 text is DuckDB's typed `read_csv` to Parquet, which checks nothing; that of GBK
is Python's transcoding before it; that of a workbook is python-calamine alone. Each program is a
process of its own on two threads, timed from when it has its imports. Ratios are of the seconds of
the processors and, in brackets, of those on the wall, which say little on a machine that others
use. ROWS says another size, RUNS how often; the goals are E4 and E5.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks.__main__ import Measured, measure
from huitoukan.documents.read.book import Limits
from huitoukan.documents.tables import read_tables
from huitoukan.domain.identity import check_character
from huitoukan.intake.quick import open_quickly
from huitoukan.intake.sheets import pieces_of
from huitoukan.intake.taking import Taking
from huitoukan.rules.load import load_pack
from huitoukan.rules.pack import Pack

ROWS = 6_500_000
WORKBOOK_ROWS = 100_000
DATASET = "D08"
GOALS = {"utf-8": 0.75, "gbk": 0.75, "xlsx": 0.7}
_COLUMNS = (
    "{'a':'VARCHAR','b':'VARCHAR','c':'VARCHAR','d':'VARCHAR','e':'VARCHAR','f':'DATE',"
    "'g':'DOUBLE','h':'VARCHAR'}"
)


def rows(n: int) -> list[list[str]]:
    """Invented cars of invented persons, all plain; a thousandth has a number that is none."""
    pick = random.Random(3)  # noqa: S311 - no secret
    codes = load_pack("national-2026").codes
    uses = [value.zh for value in codes["vehicle_use"].values]
    states = [value.zh for value in codes["vehicle_state"].values]
    found = []
    for at in range(n):
        body = (
            f"9901{pick.randint(1, 99):02d}{pick.randint(1940, 2015)}{pick.randint(1, 12):02d}"
            f"{pick.randint(1, 28):02d}{pick.randint(0, 999):03d}"
        )
        last = "?" if at % 1000 == 999 else check_character(body)
        found.append(
            [
                body + last,
                pick.choice("王李张刘陈杨赵黄周吴") + chr(pick.randint(0x4E00, 0x8FFF)),
                f"测A{pick.randint(0, 99999):05d}",
                "小型轿车",
                pick.choice(uses),
                f"{pick.randint(2000, 2025)}-{pick.randint(1, 12):02d}-{pick.randint(1, 28):02d}",
                f"{pick.randint(1, 300000)}.{pick.randint(0, 99):02d}",
                pick.choice(states),
            ]
        )
    return found


def make(folder: Path, n_rows: int) -> None:
    """The files of the benchmark; large ones are the first rows over and over as other persons."""
    head = [column.label for column in load_pack("national-2026").sources[DATASET].columns]
    made = rows(min(n_rows, 200_000))
    body = "".join(",".join(row) + "\n" for row in made)
    with (folder / "utf-8.csv").open("w", encoding="utf-8") as file:
        file.write(",".join(head) + "\n")
        for _ in range(max(n_rows // len(made), 1)):
            file.write(body)
    with (
        (folder / "utf-8.csv").open(encoding="utf-8") as text,
        (folder / "gbk.csv").open("w", encoding="gb18030") as file,
    ):
        while piece := text.read(1 << 20):
            file.write(piece)
    with xlsxwriter.Workbook(str(folder / "cars.xlsx"), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([head, *made[: min(WORKBOOK_ROWS, n_rows)]]):
            for place, cell in enumerate(row):
                sheet.write_string(at, place, cell)


def limit(folder: Path, kind: str) -> None:
    """What nobody can be quicker than."""
    if kind == "xlsx":
        book = CalamineWorkbook.from_path(str(folder / "cars.xlsx"))
        for _ in book.get_sheet_by_index(0).iter_rows():
            pass
        return
    path = folder / "utf-8.csv"
    if kind == "gbk":
        path = folder / "transcoded.csv"
        with (
            (folder / "gbk.csv").open(encoding="gb18030", newline="") as source,
            path.open("w", encoding="utf-8", newline="") as target,
        ):
            while piece := source.read(1 << 20):
                target.write(piece)
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute(
            f"COPY (SELECT * FROM read_csv('{path}', columns={_COLUMNS}, header=true))"
            f" TO '{folder / 'limit.parquet'}' (FORMAT parquet, COMPRESSION zstd)"
        )


def ours(folder: Path, kind: str, pack: Pack) -> None:
    """Checked, keyed, profiled, duplicates counted; a server has its pack read before."""
    dataset = pack.sources[DATASET]
    target, limits = folder / "ours.parquet", Limits(file=1 << 40, rows=1 << 40)
    if kind == "xlsx":
        for table in read_tables(folder / "cars.xlsx", [dataset], pack.codes):
            with Taking(target, dataset, name=table.name) as taking:
                taking.add_pieces(pieces_of(table, dataset, pack.codes))
        return
    path = folder / f"{kind}.csv"
    quick = open_quickly(path, path.name, [dataset], pack.codes, folder, limits=limits)
    if quick is None or quick.take(target) is None:
        raise SystemExit("not read in columns")


def _cpu() -> float:
    """Seconds of the processors so far, of this process and of its children that have ended."""
    return sum(os.times()[:4])


def main() -> None:
    """Each kind beside its limit, the better of two runs of both."""
    n_rows = int(os.environ.get("ROWS", ROWS * float(os.environ.get("SCALE", "0.1"))))
    with tempfile.TemporaryDirectory(prefix="huitoukan-bench-") as made:
        folder = Path(made)
        make(folder, n_rows)
        print(f"{n_rows:,} rows of text, {min(n_rows, WORKBOOK_ROWS):,} in the workbook")
        for kind, goal in GOALS.items():
            bare = _better(folder, "limit", kind)
            own = _better(folder, "ours", kind)
            print(
                f"{kind:6} limit {bare.cpu:6.1f} s ({bare.wall:6.1f}), ours {own.cpu:6.1f} s"
                f" ({own.wall:6.1f}), {own.memory / 2**30:.2f} GiB: {bare.cpu / own.cpu:.2f} x"
                f" ({bare.wall / own.wall:.2f}) of the limit's speed, goal {goal}"
            )


def _better(folder: Path, what: str, kind: str) -> Measured:
    runs = []
    for _ in range(int(os.environ.get("RUNS", "2"))):
        run = measure("benchmarks.deliveries", what, folder, kind)
        wall, cpu = json.loads(run.said)
        runs.append(Measured(wall, cpu, run.memory, run.said))
    return min(runs, key=lambda run: run.cpu)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        release = load_pack("national-2026")
        own: Callable[[Path, str], None] = partial(ours, pack=release)
        run = own if sys.argv[1] == "ours" else limit
        began, used = time.perf_counter(), _cpu()
        run(Path(sys.argv[2]), sys.argv[3])
        print(json.dumps([time.perf_counter() - began, _cpu() - used]))
    else:
        main()
