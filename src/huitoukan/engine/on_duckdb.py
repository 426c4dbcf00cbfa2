"""Running the steps of a plan on DuckDB: loaded first, then locked, one SELECT at a time.

The only module that imports duckdb. After the lock no file can be read or written and no setting
changed; every step must be a single SELECT.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa

from huitoukan.engine import dialect
from huitoukan.engine.plan import Step
from huitoukan.engine.session import Limits, StepFailed, StepStopped

__all__ = ["Limits", "Session", "StepFailed", "StepStopped", "numbers", "write_parquet"]

_LOCK = (
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


class Session:
    """One DuckDB in memory. Files are read and written before `lock`, never after it."""

    def __init__(self, limits: Limits, beside: Session | None = None) -> None:
        self._limits = limits
        self._connection: duckdb.DuckDBPyConnection = (
            beside._connection.cursor() if beside else _opened(limits)
        )
        self._beside: list[Session] = []

    def beside(self, n: int) -> list[Session]:
        """Sessions over the same tables for `n` threads; what one keeps, the others read."""
        self._beside += [Session(self._limits, self) for _ in range(n)]
        return self._beside[-n:]

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for one in self._beside:
            one._connection.close()
        self._connection.close()

    def lock(self) -> None:
        """No files, no settings from here on."""
        for setting in _LOCK:
            self._connection.execute(setting)

    def keep(self, step: Step) -> None:
        """Run the step and keep its rows as a table under its name."""
        with self._watched(step):
            self._check_single_select(step)
            self._connection.execute(f"CREATE TABLE {dialect.name(step.name)} AS {step.sql}")

    def write(self, step: Step, path: Path) -> None:
        """Run the step and write its rows to a Parquet file; only before the lock."""
        with self._watched(step):
            self._check_single_select(step)
            self._connection.execute(
                f"COPY ({step.sql}) TO {dialect.text(str(path))} (FORMAT parquet, COMPRESSION zstd)"
            )

    def drop(self, name: str) -> None:
        """Forget a kept table."""
        self._connection.execute(f"DROP TABLE IF EXISTS {dialect.name(name)}")

    def rows(self, name: str, order: str = "") -> tuple[list[str], list[tuple[Any, ...]]]:
        """The columns and rows of a kept table, ordered by one of its columns."""
        select = f"SELECT * FROM {dialect.name(name)}"  # noqa: S608 - a plain name
        select += f" ORDER BY {dialect.name(order)}" if order else ""
        with self._watched(Step(name, select, (name,), "")):
            found = self._connection.execute(select)
            return [column[0] for column in found.description or ()], found.fetchall()

    def arrow(self, step: Step) -> pa.Table:
        """The rows of a step as an Arrow table, in no order."""
        with self._watched(step):
            self._check_single_select(step)
            return self._connection.sql(step.sql).to_arrow_table()

    def _check_single_select(self, step: Step) -> None:
        statements = self._connection.extract_statements(step.sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise StepFailed(step, ValueError("one SELECT only"))

    @contextmanager
    def _watched(self, step: Step) -> Iterator[None]:
        """Interrupts the step after its time; DuckDB itself has no limit on time."""
        timer = threading.Timer(self._limits.seconds, self._connection.interrupt)
        timer.daemon = True
        timer.start()
        try:
            yield
        except duckdb.InterruptException as error:
            raise StepStopped(step, "time") from error
        except duckdb.OutOfMemoryException as error:
            raise StepStopped(step, "memory") from error
        except duckdb.Error as error:
            raise StepFailed(step, error) from error
        finally:
            timer.cancel()


def _opened(limits: Limits) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        config={
            "memory_limit": limits.memory,
            "threads": limits.threads,
            "temp_directory": str(limits.spill or ""),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
        }
    )


def write_parquet(select: str, path: Path, limits: Limits) -> None:
    """Write the rows of a SELECT of ours as Parquet, in the order of the source."""
    part = path.with_suffix(".part")
    with duckdb.connect(
        config={"memory_limit": limits.memory, "threads": limits.threads}
    ) as connection:
        connection.execute(
            f"COPY ({select}) TO {dialect.text(str(part))} (FORMAT parquet, COMPRESSION zstd)"
        )
    part.replace(path)


def numbers(select: str) -> tuple[int, ...]:
    """The one row of a SELECT of ours."""
    with duckdb.connect() as connection:
        return connection.execute(select).fetchall()[0]
