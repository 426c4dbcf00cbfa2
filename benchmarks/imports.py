"""`python -m benchmarks.imports`: a registry read from workbooks, 100,000 households x SCALE.

The files are read alone first (typed row by row, nothing kept), then imported: read, matched and
merged, then imported again, when nothing changes. The ratio is what the registry adds to reading.
`DATABASE=postgres` measures on the packaged PostgreSQL, otherwise on SQLite.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.lists import server, stage

HOUSEHOLDS = 100_000
ROWS_OF_A_FILE = 200_000
GOAL_SECONDS = 120
GOAL_GROWTH_MB = 50


@contextmanager
def sqlite(folder: Path) -> Iterator[None]:
    """A new SQLite installation; Django is set up on it."""
    os.environ["HUITOUKAN_DATA"] = str(folder / "data")
    os.environ["DJANGO_SETTINGS_MODULE"] = "huitoukan.config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    yield


def write_books(folder: Path, n_households: int) -> list[Path]:
    """One workbook of households, and as many of members as 200,000 rows a file ask for."""
    import xlsxwriter

    from benchmarks.people import listed
    from huitoukan.rules.load import load_pack

    fields = load_pack("demo").fields
    paths: list[Path] = []
    open_: dict[str, tuple[Any, Any, Any, int]] = {}

    def put(table: str, row: dict[str, Any]) -> None:
        book, sheet, columns, n = open_.get(table, (None, None, None, 0))
        if book is None or n == ROWS_OF_A_FILE:
            if book is not None:
                book.close()
            paths.append(folder / f"{table}{len(paths)}.xlsx")
            book = xlsxwriter.Workbook(str(paths[-1]), {"constant_memory": True})
            sheet, n, columns = book.add_worksheet(), 0, fields[table].columns
            sheet.write_row(0, 0, [column.label for column in columns])
        for at, column in enumerate(columns):
            if row.get(column.name) is not None:
                sheet.write_string(n + 1, at, str(row[column.name]))
        open_[table] = (book, sheet, columns, n + 1)

    for household, members in listed(n_households):
        put("household", household)
        for member in members:
            put("member", member)
    for book, *_ in open_.values():
        book.close()
    return paths


def main() -> int:
    """Make the files, measure reading and importing, print both."""
    n_households = max(int(HOUSEHOLDS * float(os.environ.get("SCALE", "0.01"))), 250)
    on = server if os.environ.get("DATABASE") == "postgres" else sqlite
    with tempfile.TemporaryDirectory(prefix="huitoukan-bench-") as name, on(Path(name)):
        folder = Path(name)
        stage(n_households)
        paths = write_books(folder, n_households)
        _measure(paths, n_households)
    return 0


def _measure(paths: list[Path], n_households: int) -> None:
    from huitoukan.apps.campaigns.models import Campaign
    from huitoukan.apps.core.actor import system_actor
    from huitoukan.apps.registry.models import Member
    from huitoukan.apps.registry.services.imports import import_files
    from huitoukan.apps.registry.services.staging import incoming

    campaign = Campaign.objects.get()
    pack = campaign.pack.opened()

    def files() -> list[Any]:
        return [incoming(path, path.name, pack) for path in paths]

    def quiet(_done: int, _total: int, _text: str) -> None:
        """Nobody is watching."""

    began = time.perf_counter()
    n_rows = sum(1 for file in files() for stream in file.sheets(quiet) for _ in stream.rows)
    read = time.perf_counter() - began
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    took = []
    for _ in range(2):
        began = time.perf_counter()
        import_files(
            system_actor(), campaign, files(),
            at=datetime.fromisoformat("2026-11-02T09:00:00+08:00"), tell=quiet,
        )  # fmt: skip
        took.append(time.perf_counter() - began)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    n_members = Member.objects.for_system("benchmark").count()
    print(
        f"{n_households:,} households, {n_members:,} members, {n_rows:,} rows in {len(paths)} files"
    )
    print(f"  reading alone            {read:8.1f} s")
    print(f"  first import             {took[0]:8.1f} s   {took[0] / read:5.1f} x reading"
          f"   (goal for 100,000 households: {GOAL_SECONDS} s)")  # fmt: skip
    print(f"  the same again           {took[1]:8.1f} s   {took[1] / read:5.1f} x reading")
    print(
        f"  memory: grown by {grown:,.0f} MB (goal {GOAL_GROWTH_MB}), largest child {child:,.0f} MB"
    )


if __name__ == "__main__":
    sys.exit(main())
