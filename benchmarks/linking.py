"""`python -m benchmarks.linking [A.csv B.csv]`: precision, recall and seconds of `huitoukan link`.

Without files: generated lists of several kinds and seeds, and one pair of 20,000 rows. With files:
these, by the truth in their column `pid`. Seconds are those of the whole process, start included,
on the clock and of the processor; the last column divides by what starting Python and reading both
files with the csv module alone takes.
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.spoiled_lists import Profile, Rates, make_lists

SEEDS = range(900, 906)
GOAL_SECONDS = 2.0
_BARE = "import csv, sys; [list(csv.reader(open(p, encoding='utf-8'))) for p in sys.argv[1:]]"

PROFILES = {
    "as the reference": Profile(),
    "wide names, twins": Profile(names="wide", twins=0.02),
    "clans, twins": Profile(names="clans", twins=0.02),
    "two-part names": Profile(names="two-part", twins=0.02),
    "more kinds of faults": Profile(
        twins=0.02,
        rates=Rates(inserted=0.01, two_wrong=0.01, rounded=0.01, look_alike=0.02, swapped=0.01),
    ),
    "birth dates, 30 % no number": Profile(
        twins=0.02, birth=True, both_spoiled=True, rates=Rates(missing=0.3)
    ),
}


@dataclass(frozen=True)
class Outcome:
    """What one pair of lists gave."""

    links: int
    right: int
    true: int
    seconds: float
    processor: float
    bare: float

    def line(self) -> str:
        """Precision, recall and seconds, as a line of the table."""
        return (
            f"{self.right / max(1, self.links):.5f}  {self.right / max(1, self.true):.5f}  "
            f"{self.links - self.right:5}  {self.true - self.right:6}  "
            f"{self.seconds:7.2f}  {self.processor:9.2f}  {self.processor / self.bare:9.1f}"
        )


def measure(a: Path, b: Path, truth: set[tuple[int, int]]) -> Outcome:
    """Runs the command on two files."""
    began, before = time.perf_counter(), _processor()
    words = [sys.executable, "-m", "huitoukan", "link", str(a), str(b), "--json"]
    printed = subprocess.run(words, capture_output=True, check=True).stdout
    seconds, processor = time.perf_counter() - began, _processor() - before
    before = _processor()
    subprocess.run([sys.executable, "-c", _BARE, str(a), str(b)], check=True)
    bare = _processor() - before
    found = {(one["a"], one["b"]) for one in map(json.loads, printed.splitlines())}
    return Outcome(len(found), len(found & truth), len(truth), seconds, processor, bare)


def _processor() -> float:
    """Seconds of the processor that ended children have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def truth_of(a: Path, b: Path) -> set[tuple[int, int]]:
    """The pairs of rows with one `pid`."""
    places: list[list[str]] = []
    for path in (a, b):
        with path.open(encoding="utf-8-sig", newline="") as file:
            places.append([row["pid"] for row in csv.DictReader(file)])
    row_of = {pid: row for row, pid in enumerate(places[0])}
    return {(row_of[pid], row) for row, pid in enumerate(places[1]) if pid in row_of}


def main() -> int:
    """Prints a table."""
    heads = "precis.  recall   wrong  missed  seconds  processor  x reading"
    print(f"{'':34}{heads}   (goal {GOAL_SECONDS} s)")
    if len(sys.argv) == 3:
        a, b = Path(sys.argv[1]), Path(sys.argv[2])
        print(f"{a.name[:20]:34}{measure(a, b, truth_of(a, b)).line()}")
        return 0
    cases = [(f"{name}, {seed}", profile, seed) for name, profile in PROFILES.items()
             for seed in (SEEDS if name == "as the reference" else SEEDS[:3])]  # fmt: skip
    cases.append(("20,000 rows", Profile(rows=20_000, villages=160), SEEDS[0]))
    with tempfile.TemporaryDirectory() as folder:
        for label, profile, seed in cases:
            lists = make_lists(seed, profile)
            print(f"{label:34}{measure(*lists.write(Path(folder)), lists.truth()).line()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
