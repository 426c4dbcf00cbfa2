"""What commands print: lines, tables without box characters, progress, JSON, and the next step.

Box-drawing characters are double width in Chinese fonts and consoles, so nothing here uses them.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

SCHEMA_VERSION = 1
Tell = Callable[[int, int, str], None]


def console() -> Console:
    """The console for people; honours NO_COLOR, never highlights numbers by itself.

    Where no terminal says how wide it is, lines are not cut.
    """
    out = Console(highlight=False, soft_wrap=True)
    return out if out.is_terminal else Console(highlight=False, soft_wrap=True, width=400)


def say(text: str) -> None:
    """One line for people."""
    console().print(text, markup=False)


def next_step(text: str) -> None:
    """The last line of every command: what to do next."""
    say(f"下一步：{text}")


def answer_json(**values: Any) -> None:
    """One JSON object on standard output, with the version of its shape."""
    shown = {"schema_version": SCHEMA_VERSION, **values}
    sys.stdout.write(json.dumps(shown, ensure_ascii=False, default=_plain) + "\n")


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A plain table; the columns of numbers stand to the right."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for index, heading in enumerate(headings):
        numbers = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        shown.add_column(heading, justify="right" if numbers else "left")
    for row in rows:
        shown.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    console().print(shown)


@contextmanager
def rehearsal(dry_run: bool) -> Iterator[None]:
    """Do what stands inside; with `dry_run` the database is left as it was, and that is said."""
    from django.db import transaction  # noqa: PLC0415 - commands without a database pay nothing

    with transaction.atomic():
        yield
        transaction.set_rollback(dry_run)


def rehearsed(dry_run: bool) -> None:
    """Say that nothing was written, if so."""
    if dry_run:
        say("（--dry-run：以上只是试算，没有写入。）")


@contextmanager
def progress(title: str, *, quiet: bool = False) -> Iterator[Tell]:
    """A progress bar on a terminal; elsewhere a line at the start and every tenth of the way."""
    out = console()
    if quiet:
        yield lambda _done, _total, _text: None
        return
    if not out.is_terminal:
        started, told = time.monotonic(), -1
        out.print(f"{title} …", markup=False)

        def tell_line(done: int, total: int, text: str) -> None:
            nonlocal told
            tenth = done * 10 // total if total else -1
            if tenth > told:
                told = tenth
                out.print(f"  {done:,} / {total:,} {text}", markup=False)

        yield tell_line
        out.print(f"{title} 完成，{time.monotonic() - started:.1f} 秒", markup=False)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        TextColumn("{task.fields[told]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=out) as bars:
        bar = bars.add_task(title, total=None, told="")

        def tell_bar(done: int, total: int, text: str) -> None:
            bars.update(bar, completed=done, total=total or None, told=text)

        yield tell_bar
        bars.update(bar, completed=1, total=1, told="")
