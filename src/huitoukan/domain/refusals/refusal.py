"""One kind of expected failure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict


@dataclass(frozen=True)
class Refusal:
    """One kind of expected failure: a sentence, a remedy, and the exit status for a terminal."""

    sentence: str
    remedy: str
    exit_status: int = 1
    http_status: int = 409


class _Status(TypedDict):
    exit_status: int
    http_status: int


ENVIRONMENT: _Status = {"exit_status": 3, "http_status": 503}
USAGE: _Status = {"exit_status": 2, "http_status": 400}
