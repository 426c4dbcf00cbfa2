"""Running the steps of a plan on Apache Spark: on this machine, or on a cluster of its own.

The only module that imports pyspark, and only when asked: it comes with the extra `spark`. No
function of ours runs inside Spark, so workers need a JDK and nothing of this program. After the
lock a step reads only what was kept; the words are those of spark_words.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import shutil
import socket
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final
from urllib.parse import urlsplit

import pyarrow as pa
from sqlglot.errors import SqlglotError

from huitoukan.domain.refusals import Refused
from huitoukan.engine import dialect
from huitoukan.engine.plan import Step
from huitoukan.engine.session import Limits, StepFailed, StepStopped
from huitoukan.engine.spark_words import NoWords, to_spark

LOOPBACK: Final = "127.0.0.1"
LEAST_JDK: Final = 17
SECONDS_TO_BEGIN: Final = 120
SECONDS_TO_END: Final = 20
# Settings that decide what a query means; a cluster's own defaults cannot change them.
_MEANING: Final = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "false",
}
_QUIET: Final = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
# Paths are patterns to Hadoop: what has a meaning there is taken literally.
_PATTERN: Final = re.compile(r"[\\*?\[\]{}]")
_OUT_OF_MEMORY: Final = re.compile(r"OutOfMemory|UNABLE_TO_ACQUIRE_MEMORY|heap space|maxResultSize")


class Spark:
    """One Spark application: its JVM starts when entered and has ended when left.

    `master` is `local[2]` (this machine, two threads) or `spark://host:7077`; `memory` such as 4GB
    is for the program's own JVM and, on a cluster, for each executor; `folder` takes what does not
    fit; `settings` are further ones of Spark's. Raises Refused SPARK_MISSING, JDK_MISSING,
    SPARK_NOT_STARTED.
    """

    def __init__(
        self, master: str, memory: str, folder: Path, settings: Mapping[str, str] | None = None
    ) -> None:
        self._master, self._memory, self._folder = master, memory, folder
        self._further = dict(settings or {})
        self._spark: Any = None

    def __enter__(self) -> Spark:
        check_jdk()
        try:
            from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise Refused("SPARK_MISSING") from error
        if SparkSession.getActiveSession() is not None:
            raise RuntimeError("a process has one Spark at a time")
        # What a query of ours gets wrong is in StepFailed, with its step; nobody needs it twice.
        logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)
        self._folder.mkdir(parents=True, exist_ok=True)
        log = self._folder / "spark.log"
        builder = SparkSession.builder.master(self._master).appName("huitoukan")
        for name, value in self._settings().items():
            builder = builder.config(name, value)
        try:
            with _standard_error_in(log):
                self._spark = builder.getOrCreate()
            self._wait_for_workers()
        except Exception as error:
            self.__exit__(None, None, None)
            why = _why(error, log)
            raise Refused("SPARK_NOT_STARTED", master=self._master, why=why) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        with contextlib.suppress(Exception):  # a JVM that is gone has nothing left to stop
            self._spark.stop()
        _end_jvm()

    def _wait_for_workers(self) -> None:
        """Until a cluster has given at least one executor; without any, steps would wait for ever.

        Spark counts this program among them.
        """
        known = self._spark.sparkContext._jsc.sc().getExecutorMemoryStatus
        until = time.monotonic() + SECONDS_TO_BEGIN
        while not self._master.startswith("local") and known().size() < 2:
            if time.monotonic() > until:
                raise TimeoutError("没有工作节点接受任务")
            time.sleep(0.2)

    def session(self, limits: Limits) -> Session:
        """A session of its own within the application; `limits.seconds` is for each step."""
        return Session(self._spark, limits)

    def _settings(self) -> dict[str, str]:
        own = _own_address(self._master)
        memory = _in_spark(self._memory)
        settings = {
            **_MEANING,
            **_QUIET,
            "spark.driver.host": own,
            "spark.driver.bindAddress": own,
            "spark.driver.memory": memory,
            "spark.driver.maxResultSize": "0",  # hits are bounded by the memory alone
            "spark.local.dir": str(self._folder / "local"),
            "spark.sql.warehouse.dir": str(self._folder / "warehouse"),
        }
        if not self._master.startswith("local"):
            settings["spark.executor.memory"] = memory
            # A task in the middle of a product of tables hears no sign; then its executor ends.
            settings["spark.task.reaper.enabled"] = "true"
            settings["spark.task.reaper.killTimeout"] = "60s"
        elif threads := re.fullmatch(r"local\[(\d+)\]", self._master):
            # Here what is kept is counted before it is read: there is nothing to find out midway,
            # and two hundred pieces, Spark's own number, are for a cluster.
            settings["spark.sql.adaptive.enabled"] = "false"
            settings["spark.sql.shuffle.partitions"] = threads[1]
        return {**self._further, **settings}


class Session:
    """One comparison within a Spark application; what it keeps, it forgets at its end."""

    def __init__(self, spark: Any, limits: Limits) -> None:
        self._limits = limits
        self._spark = spark.newSession()
        for name, value in _MEANING.items():
            self._spark.conf.set(name, value)
        self._kept: dict[str, Any] = {}
        self._files: dict[str, str] = {}
        self._locked = False

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        with contextlib.suppress(Exception):  # when Spark itself is gone, so is what was kept
            for name in (*self._kept, *self._files.values()):
                self.drop(name)

    def lock(self) -> None:
        """No files from here on."""
        self._locked = True

    def keep(self, step: Step) -> None:
        """Run the step and keep its rows as a table under its name."""
        with self._watched(step):
            rows = self._query(step).persist()
            self._kept[step.name] = rows
            rows.createOrReplaceTempView(dialect.name(step.name))
            if not self._locked:  # now, within the time of this step; later ones are read at once
                rows.count()

    def drop(self, name: str) -> None:
        """Forget a kept table."""
        rows = self._kept.pop(name, None)
        if rows is not None:
            rows.unpersist()
        self._spark.catalog.dropTempView(name)

    def rows(self, name: str, order: str = "") -> tuple[list[str], list[tuple[Any, ...]]]:
        """The columns and rows of a kept table, ordered by one of its columns."""
        select = f"SELECT * FROM {dialect.name(name)}"  # noqa: S608 - a plain name
        select += f" ORDER BY {dialect.name(order)}" if order else ""
        with self._watched(Step(name, select, (name,), "")):
            found = self._spark.sql(select).toArrow()
        columns = [column.to_pylist() for column in found.columns]
        return found.column_names, list(zip(*columns, strict=True))

    def arrow(self, step: Step) -> pa.Table:
        """The rows of a step as an Arrow table, in no order."""
        with self._watched(step):
            return self._query(step).toArrow()

    def beside(self, n: int) -> tuple[Session]:  # noqa: ARG002 - Spark shares its work out itself
        """Itself alone."""
        return (self,)

    def _query(self, step: Step) -> Any:
        return self._spark.sql(to_spark(step.sql, self._kept, self._file))

    def _file(self, path: str) -> str:
        """The table of a Parquet file; none is opened after the lock."""
        if path not in self._files:
            if self._locked:
                raise NoWords(f"file {Path(path).name}")
            name = f"file_{len(self._files)}"
            literal = _PATTERN.sub(lambda sign: f"\\{sign[0]}", str(Path(path).absolute()))
            self._spark.read.parquet(literal).createOrReplaceTempView(name)
            self._files[path] = name
        return self._files[path]

    @contextlib.contextmanager
    def _watched(self, step: Step) -> Iterator[None]:
        """Ends the step after its time: its jobs are cancelled, the application goes on."""
        context = self._spark.sparkContext
        tag, over = f"step-{uuid.uuid4().hex}", threading.Event()

        def stop() -> None:
            over.set()
            context.cancelJobsWithTag(tag)

        timer = threading.Timer(self._limits.seconds, stop)
        timer.daemon = True
        context.addJobTag(tag)
        context.setInterruptOnCancel(True)
        timer.start()
        try:
            yield
        except (NoWords, SqlglotError) as error:
            raise StepFailed(step, error) from error
        except Exception as error:
            if over.is_set():
                raise StepStopped(step, "time") from error
            if _OUT_OF_MEMORY.search(str(error)):
                raise StepStopped(step, "memory") from error
            if _is_gone(error):
                raise Refused("SPARK_LOST", step=step.name) from error
            raise StepFailed(step, error) from error
        finally:
            timer.cancel()
            with contextlib.suppress(Exception):
                context.removeJobTag(tag)
        if over.is_set():  # cancelled between two jobs: what was found may be half
            raise StepStopped(step, "time")


def check_jdk() -> None:
    """Raises Refused JDK_MISSING where Spark would find no Java, or one that is too old."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin") if home else None)
    if java is None:
        raise Refused("JDK_MISSING", found="—")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', told)
    if version is None or int(version[1]) < LEAST_JDK:
        raise Refused("JDK_MISSING", found=version[1] if version else "—")


def _in_spark(memory: str) -> str:
    """A size such as 1.5GB for Spark, which knows whole numbers only."""
    number, unit = re.fullmatch(r"([0-9.]+) ?([MG])i?B", memory, re.IGNORECASE).groups()  # type: ignore[union-attr]
    return f"{int(float(number) * (1024 if unit.upper() == 'G' else 1))}m"


def _own_address(master: str) -> str:
    """The address at which executors reach this program: loopback, or the one towards the master.

    A UDP socket only chooses its way; nothing is sent.
    """
    host, port = urlsplit(master).hostname, urlsplit(master).port
    if not host:
        return LOOPBACK
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
            way.connect((host, port or 7077))
            return str(way.getsockname()[0])
    except OSError as error:
        why = error.strerror or str(error)
        raise Refused("SPARK_NOT_STARTED", master=master, why=why) from error


@contextlib.contextmanager
def _standard_error_in(log: Path) -> Iterator[None]:
    """The JVM that starts meanwhile writes there what it would say on the terminal."""
    own = os.dup(2)
    try:
        with log.open("ab") as file:
            os.dup2(file.fileno(), 2)
        yield
    finally:
        os.dup2(own, 2)
        os.close(own)


def _end_jvm() -> None:
    """End the JVM that pyspark would keep until Python ends, so that none is left behind."""
    from pyspark import SparkContext  # noqa: PLC0415 - an extra

    gateway = SparkContext._gateway
    if gateway is None:
        return
    SparkContext._gateway = SparkContext._jvm = None
    with contextlib.suppress(Exception):
        gateway.shutdown()
    process = getattr(gateway, "proc", None)
    if process is None:
        return
    if process.stdin:
        process.stdin.close()  # the sign for which the JVM waits
    try:
        process.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _is_gone(error: Exception) -> bool:
    return isinstance(error, ConnectionError) or type(error).__name__ == "Py4JNetworkError"


def _why(error: Exception, log: Path) -> str:
    """The last thing that Spark said, else the error itself."""
    said = log.read_text(errors="replace").splitlines() if log.is_file() else []
    told = [line for line in said if "ERROR" in line or "Exception" in line]
    return (told or str(error).splitlines() or [type(error).__name__])[-1][:200]
