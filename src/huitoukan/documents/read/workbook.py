"""`read_workbook`: one door for every kind of table file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from huitoukan.documents.read.book import MIB, Limits, Sheet
from huitoukan.documents.read.delimited import read_text
from huitoukan.documents.read.jail import read_in_child
from huitoukan.documents.read.kinds import Kind, kind_of
from huitoukan.domain.refusals import Refused


def read_workbook(
    path: Path, *, limits: Limits | None = None, name: str | None = None
) -> Iterator[Sheet]:
    """The sheets of an .xlsx, .xls, .parquet, .csv or .txt file, as streams of rows.

    Args:
        path: the file; its kind is decided by its content.
        limits: what the file may cost; the defaults are those of the import figures.
        name: the name to use in sentences for people, when the file lies under another one.

    Yields sheets in the order of the workbook. A sheet's rows must be walked before the next
    sheet is asked for; rows left over are skipped. Blank rows are left out, row numbers count
    them. Closing the iterator early ends the child process.

    Raises Refused (FILE_*, READER_LIMIT) at the first sheet or while walking rows.
    """
    limits = limits or Limits()
    name = name or path.name
    if not path.is_file():
        raise Refused("FILE_MISSING", name=name)
    size = path.stat().st_size
    if size > limits.file:
        raise Refused(
            "FILE_TOO_BIG", name=name, size_mb=-(-size // MIB), limit_mb=limits.file // MIB
        )
    kind = kind_of(path, name)
    if kind is Kind.TEXT:
        return read_text(path, name, limits)
    return read_in_child(path, kind, name, limits)
