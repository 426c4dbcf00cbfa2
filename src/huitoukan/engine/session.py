"""What every engine answers to: a session that keeps steps, its limits, and how a step may end.

The engines themselves are on_duckdb and on_spark; run knows neither.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import pyarrow as pa

from huitoukan.engine.plan import Step


@dataclass(frozen=True)
class Limits:
    """What one run may use; `seconds` is for each step. Any order of rows will do: none is kept."""

    seconds: float = 120.0
    memory: str = "4GB"
    threads: int = 2
    spill: Path | None = None  # where what does not fit into memory may go; None: nowhere


class StepFailed(Exception):  # noqa: N818 - says which step and why
    """A step did not run: a bug of ours or of the pack. Names the step and its SQL."""

    def __init__(self, step: Step, error: Exception) -> None:
        super().__init__(f"step {step.name}: {error}\n{step.sql}")
        self.step = step


class StepStopped(Exception):  # noqa: N818 - an expected end
    """A step ran into a limit: `why` is time or memory, `limit` the same in words."""

    def __init__(self, step: Step, why: str) -> None:
        super().__init__(f"step {step.name} stopped: {why}")
        self.step = step
        self.why = why
        self.limit = {"time": "时间", "memory": "内存"}[why]


class Session(Protocol):
    """One comparison on one engine: loaded first, then locked, one SELECT at a time.

    Every call raises StepFailed where the step is wrong, StepStopped where a limit ended it.
    """

    def __enter__(self) -> Session:
        """Ready for the first step."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Forget everything that was kept."""

    def keep(self, step: Step) -> None:
        """Run the step and keep its rows as a table under its name."""

    def lock(self) -> None:
        """No files from here on."""

    def rows(self, name: str, order: str = "") -> tuple[list[str], list[tuple[Any, ...]]]:
        """The columns and rows of a kept table, ordered by one of its columns."""

    def arrow(self, step: Step) -> pa.Table:
        """The rows of a step as an Arrow table, in no order."""

    def drop(self, name: str) -> None:
        """Forget a kept table."""

    def beside(self, n: int) -> Sequence[Session]:
        """Sessions over the same tables for up to `n` threads; they end with this one.

        An engine that shares its work out by itself answers with itself alone.
        """


Engine = Callable[[Limits], Session]
"""What opens a session within limits."""
