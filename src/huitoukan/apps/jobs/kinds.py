"""The kinds of background work: what does it, how often it is tried, how its result is read.

An app registers its kinds in its tasks.py, so that jobs need to know no app above them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import autodiscover_modules

from huitoukan.apps.jobs.pages import JobOutcome

Handler = Callable[..., dict[str, Any]]
Reading = Callable[[dict[str, Any]], JobOutcome]


def _nothing_to_tell(result: dict[str, Any]) -> JobOutcome:  # noqa: ARG001 - the shape of a reading
    return JobOutcome()


@dataclass(frozen=True)
class Kind:
    """A kind of job: its name, what does it, how often it is tried, its result for people."""

    name: str
    handler: Handler
    max_attempts: int
    outcome: Reading


_kinds: dict[str, Kind] = {}


def kind_named(name: str) -> Kind:
    """The kind of job; the apps' tasks.py are imported when the first is asked for."""
    if name not in _kinds:
        autodiscover_modules("tasks")
    return _kinds[name]


def handles(
    name: str, *, max_attempts: int = 3, outcome: Reading = _nothing_to_tell
) -> Callable[[Handler], Handler]:
    """Register what does a kind of job: `handler(actor, progress, **arguments) -> result`.

    It must be idempotent: after a crash it runs again from its start. `outcome` turns the result
    into facts and the address where the work is to be read; the job's own code stands in it as
    `job`. A result with `questions` says that the job wrote nothing and waits for an answer.
    """

    def register(handler: Handler) -> Handler:
        _kinds[name] = Kind(name, handler, max_attempts, outcome)
        return handler

    return register
