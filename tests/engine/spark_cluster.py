"""A standalone Spark cluster on loopback: one master and its workers, ended with the test."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

LOOPBACK = "127.0.0.1"
MEMORY = "512m"
SECONDS_TO_START = 90


@dataclass
class Cluster:
    """A running cluster: its address for `--master`, and what its workers have written."""

    folder: Path
    address: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def log(self, name: str) -> str:
        """What a process has said so far."""
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.is_file() else ""

    def executors(self) -> list[str]:
        """The workers that have run an executor."""
        logs = self.folder.glob("worker*.log")
        return [one.stem for one in logs if "Asked to launch executor" in one.read_text()]

    def start(self, name: str, of: str, *words: str) -> None:
        """Start a master or worker in the foreground, bound to loopback, no page of its own."""
        from pyspark.find_spark_home import _find_spark_home

        command = [str(Path(_find_spark_home()) / "bin" / "spark-class")]
        command += [f"org.apache.spark.deploy.{of}", "--host", LOOPBACK, "--port", "0"]
        surroundings = {
            **os.environ,
            "SPARK_LOCAL_IP": LOOPBACK,
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": "-Dspark.log.structuredLogging.enabled=false",
            # INFO, so that the addresses and what was started can be read.
            "SPARK_CONF_DIR": str(self.settings()),
        }
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes.append(
                subprocess.Popen(
                    [*command, "--webui-port", "0", *words],
                    stdout=log,
                    stderr=log,
                    env=surroundings,
                )
            )

    def settings(self) -> Path:
        """The cluster's own settings: two pieces where Spark would make two hundred of little."""
        folder = self.folder / "conf"
        folder.mkdir(exist_ok=True)
        (folder / "log4j2.properties").write_text(
            "rootLogger.level = info\nrootLogger.appenderRef.stdout.ref = console\n"
            "appender.console.type = Console\nappender.console.name = console\n"
            "appender.console.layout.type = PatternLayout\n"
            "appender.console.layout.pattern = %p %c{1}: %m%n\n"
        )
        (folder / "spark-defaults.conf").write_text(
            "spark.sql.shuffle.partitions 2\nspark.sql.adaptive.enabled false\n"
        )
        return folder

    def wait(self, ready: Callable[[], object], what: str) -> None:
        """Until something is so; a cluster that does not come up fails with what it said."""
        until = time.monotonic() + SECONDS_TO_START
        while not ready():
            gone = [one.args for one in self.processes if one.poll() is not None]
            if gone or time.monotonic() > until:
                said = "\n".join(one.read_text() for one in self.folder.glob("*.log"))
                raise AssertionError(f"{what}: {gone}\n{said}")
            time.sleep(0.2)


@contextlib.contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """A master and so many workers of one processor each; all have ended afterwards."""
    running = Cluster(folder)
    try:
        running.start("master", "master.Master")

        def address() -> str:
            found = re.search(r"Starting Spark master at (spark://\S+)", running.log("master"))
            running.address = found[1] if found else ""
            return running.address

        running.wait(address, "no master")
        for n in range(workers):
            running.start(
                f"worker{n}",
                "worker.Worker",
                *("--cores", "1", "--memory", MEMORY),
                *("--work-dir", str(folder / f"work{n}"), running.address),
            )
        registered = re.compile(r"Registering worker")
        running.wait(
            lambda: len(registered.findall(running.log("master"))) == workers, "not all workers"
        )
        yield running
    finally:
        for process in reversed(running.processes):
            process.terminate()
        for process in running.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
