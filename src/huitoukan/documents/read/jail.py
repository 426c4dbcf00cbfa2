"""The parent's side of the jail: starts the child that parses a workbook and walks its answer.

A dying child becomes a refusal; the parent never parses a workbook itself, because a legal file
of 1.4 KB can abort the process that does (two cells, A1 and XFD1048576).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Final, NoReturn

import huitoukan
from huitoukan.documents.read import records
from huitoukan.documents.read.batches import Batch, Rows, batch_from
from huitoukan.documents.read.book import Limits, Sheet
from huitoukan.documents.read.kinds import Kind
from huitoukan.domain.refusals import REFUSALS, Refused

_SOURCE: Final = Path(str(huitoukan.__file__)).parent.parent
_CHILD: Final = "huitoukan.documents.reader_child"
_LAST_BREATH: Final = 5.0  # seconds between the end of the stream and the end of the process
# How a process ends that asked for more memory or time than it may have.
_OUT_OF_BOUNDS: Final = frozenset(
    -getattr(signal, name) for name in ("SIGABRT", "SIGKILL", "SIGXCPU") if hasattr(signal, name)
)


def read_in_child(path: Path, kind: Kind, name: str, limits: Limits) -> Iterator[Sheet]:
    """The sheets of a workbook, parsed by a child process with bounded memory and CPU time."""
    child = subprocess.Popen(
        [sys.executable, "-s", "-B", "-m", _CHILD, kind.value, str(path.resolve())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": str(_SOURCE), "PYTHONUTF8": "1", **_needed_by_windows()},
        cwd=_SOURCE,
    )
    try:
        assert child.stdin is not None  # noqa: S101 - both are pipes, by the call above
        assert child.stdout is not None  # noqa: S101
        _tell(child.stdin, json.dumps(asdict(limits)).encode())
        yield from _Answer(child, child.stdout, name).sheets()
    finally:
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()


def _tell(pipe: IO[bytes], text: bytes) -> None:
    try:
        pipe.write(text)
        pipe.close()
    except BrokenPipeError:  # It died at birth; its answer will say so.
        pass


def _needed_by_windows() -> dict[str, str]:
    return {key: os.environ[key] for key in ("SYSTEMROOT",) if key in os.environ}


class _Answer:
    """The child's records as sheets with rows, in the order in which they come."""

    def __init__(self, child: subprocess.Popen[bytes], stream: IO[bytes], name: str) -> None:
        self._child = child
        self._stream = stream
        self._name = name
        self._next: tuple[bytes, object] = (records.END, None)

    def sheets(self) -> Iterator[Sheet]:
        self._advance()
        while self._next[0] == records.SHEET:
            body = self._next[1]
            if not (isinstance(body, dict) and isinstance(body.get("name"), str)):
                self._died()
            self._advance()
            batches = self._batches()
            commented = tuple(row for row in body.get("commented", ()) if isinstance(row, int))
            yield Sheet(body["name"], Rows(batches), bool(body.get("hidden")), commented)
            for _ in batches:  # What the caller did not want.
                pass
        if self._next[0] != records.END:
            self._died()

    def _batches(self) -> Iterator[Batch]:
        while self._next[0] == records.ROWS:
            batch = batch_from(self._next[1])
            if batch is None:
                self._died()
            yield batch
            self._advance()

    def _advance(self) -> None:
        try:
            self._next = records.receive(self._stream)
        except records.BrokenStream:
            self._died()
        kind, body = self._next
        if kind == records.REFUSED:
            code = body.get("code") if isinstance(body, dict) else None
            if code not in REFUSALS:
                self._died()
            raise Refused(str(code), **{**records.details_of(body), "name": self._name})

    def _died(self) -> NoReturn:
        try:
            status = self._child.wait(timeout=_LAST_BREATH)
        except subprocess.TimeoutExpired:  # It lives and spoke something else.
            status = 0
        if status in _OUT_OF_BOUNDS:
            raise Refused("READER_LIMIT", name=self._name)
        raise Refused("FILE_CORRUPT", name=self._name, why="解析时出错")
