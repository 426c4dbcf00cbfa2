"""`make test-long`: what takes long, or wants a program that `make test` does without.

Says first what it wants; a part whose program is not there is reported as "not run", never as good.
Exit status 1 when a part failed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
# PostgreSQL refuses to run as root; root hands its server to somebody without rights.
SERVER_PERSON = "nobody"


@dataclass(frozen=True)
class Part:
    """One part: what it shows, the system programs it wants, and what runs it (exit status)."""

    name: str
    wants: tuple[str, ...]
    run: Callable[[], int]

    @property
    def missing(self) -> list[str]:
        """Programs that this machine lacks."""
        return [program for program in self.wants if shutil.which(program) is None]


def _pytest(*arguments: str, **environment: str) -> int:
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    surroundings = {**os.environ, **environment}
    return subprocess.run(command, check=False, cwd=ROOT, env=surroundings).returncode


def _many_examples() -> int:
    return _pytest("tests", "-m", "not journey", HYPOTHESIS_PROFILE="long")


def _other_orders() -> int:
    seed = int(time.time())
    return max(_pytest("tests", "-p", f"randomly_seed={seed + n}") for n in range(2))


def _side_by_side() -> int:
    return _pytest("tests", "-n", "2", "--dist", "loadgroup")


def _apps_on_postgres() -> int:
    """All tests of the apps on the packaged PostgreSQL, their pages too."""
    return _pytest("tests/apps", "-n", "2", HUITOUKAN_TEST_DB="postgres")


def _postgres_of_the_system() -> int:
    """The tests of the apps on the PostgreSQL that this machine has, another than the packaged."""
    folder = Path(tempfile.mkdtemp(prefix="huitoukan-postgres-"))
    person: Mapping[str, object] = {}
    if os.geteuid() == 0:
        shutil.chown(folder, SERVER_PERSON)
        person = {"user": SERVER_PERSON, "extra_groups": [], "cwd": folder}
    data = folder / "data"

    def call(*command: str) -> None:
        log = (folder / f"{command[0]}.log").open("w")
        with log:
            subprocess.run(command, check=True, stdout=log, stderr=log, **person)  # type: ignore[call-overload]

    try:
        call("initdb", "-D", str(data), "-U", "postgres", "--auth=trust", "--encoding=utf8")
        call("pg_ctl", "-D", str(data), "-w", "-o", f"-k {folder} -h ''", "start")
        try:
            return _pytest(
                "tests/apps",
                HUITOUKAN_TEST_DB="postgres",
                HUITOUKAN_TEST_POSTGRES=f"postgresql://postgres@/huitoukan?host={folder}",
            )
        finally:
            call("pg_ctl", "-D", str(data), "-m", "fast", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _what_takes_minutes() -> int:
    """Whole counties and further seeds."""
    return _pytest("tests", "-m", "long and not spark")


def _both_engines() -> int:
    """Every example of every rule, a county, and a cluster of two workers, on DuckDB and Spark."""
    return _pytest("tests", "-m", "spark")


PARTS: Final = (
    Part("properties with 5,000 examples each", (), _many_examples),
    Part("all tests in two other orders", (), _other_orders),
    Part("all tests in two processes side by side", (), _side_by_side),
    Part("the apps and their pages on the packaged PostgreSQL", (), _apps_on_postgres),
    Part("what takes minutes", (), _what_takes_minutes),
    Part("DuckDB and Spark side by side", ("java",), _both_engines),
    Part(
        "the apps on the system's PostgreSQL",
        ("initdb", "pg_ctl"),
        _postgres_of_the_system,
    ),
)


def main() -> int:
    """Run every part that can run, then tell how each one ended."""
    print("Wanted from this machine:")
    for part in PARTS:
        wants = ", ".join(part.wants) or "nothing"
        lack = f" (not here: {', '.join(part.missing)})" if part.missing else ""
        print(f"  {part.name}: {wants}{lack}")
    ended = []
    for part in PARTS:
        if part.missing:
            ended.append((part.name, "not run"))
            continue
        print(f"── {part.name}", flush=True)
        ended.append((part.name, "failed" if part.run() else "passed"))
    print("── how the parts ended")
    for name, how in ended:
        print(f"  {how:8} {name}")
    return int(any(how == "failed" for _, how in ended))


if __name__ == "__main__":
    sys.exit(main())
