"""The process that parses one workbook: `python -m huitoukan.documents.reader_child KIND PATH`.

Reads the limits as JSON from its input, puts itself under them, looks through the zip, parses,
and writes records (read/records.py) to its output. Only read/jail.py starts it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

from huitoukan.documents.read import records
from huitoukan.documents.read.archive import ErrorCells, Scan, scan
from huitoukan.documents.read.batches import FIRST_ROWS, Batch, batch_of, rows_of_a_batch
from huitoukan.documents.read.book import Limits
from huitoukan.documents.read.columnar import parse_parquet
from huitoukan.documents.read.kinds import Kind
from huitoukan.documents.read.old_errors import error_cells
from huitoukan.domain.refusals import Refused

# Up to here every whole number is exact in a float and is handed over as an integer.
_EXACT: Final = 1e15
_NAME: Final = ""  # The parent puts the name for people into the sentence.


def main() -> int:
    """Parses the file of the command line; a refusal is a record, not an exit status."""
    kind, path = Kind(sys.argv[1]), Path(sys.argv[2])
    limits = Limits(**json.load(sys.stdin))
    _confine(limits)
    out = sys.stdout.buffer
    try:
        if kind is Kind.PARQUET:
            parse_parquet(path, limits, out)
        else:
            found = scan(path, _NAME, limits) if kind is Kind.XLSX else None
            _parse(path, found, limits, out)
    except Refused as refusal:
        records.send(out, records.REFUSED, {"code": refusal.code, "details": refusal.details})
    except MemoryError:
        records.send(out, records.REFUSED, {"code": "READER_LIMIT", "details": {}})
    out.flush()
    return 0


def _confine(limits: Limits) -> None:
    if sys.platform == "win32":  # No such limits there; the parent still survives our death.
        return
    import resource  # noqa: PLC0415 - absent on Windows

    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),  # It has no business writing a file.
    ):
        hard = resource.getrlimit(what)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, hard if what == resource.RLIMIT_CPU else bound))


def _parse(path: Path, found: Scan | None, limits: Limits, out: IO[bytes]) -> None:
    # Imported under the limits: the parser is native code that reads what strangers wrote.
    from python_calamine import (  # noqa: PLC0415
        CalamineError,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
        load_workbook,
    )

    try:
        # As a stream, because for a path the parser believes the file's ending.
        with path.open("rb") as file, load_workbook(file) as workbook:
            found = found or _scan_old(path, workbook.sheet_names)
            for about in workbook.sheets_metadata:
                if about.typ is not SheetTypeEnum.WorkSheet:
                    continue
                hidden = about.visible is not SheetVisibleEnum.Visible
                told = {
                    "name": about.name,
                    "hidden": hidden,
                    "commented": found.comments.get(about.name, []),
                }
                records.send(out, records.SHEET, told)
                sheet = workbook.get_sheet_by_name(about.name)
                if sheet.start is None or sheet.end is None:
                    continue
                if sheet.end[1] >= limits.columns:
                    raise Refused("FILE_TOO_WIDE", name=_NAME, limit=limits.columns)
                errors = found.errors.get(about.name, {})
                for batch in _batches(sheet.iter_rows(), sheet.start[1], errors):
                    records.send(out, records.ROWS, batch)
        records.send(out, records.END, None)
    except PasswordError as locked:
        raise Refused("FILE_ENCRYPTED", name=_NAME) from locked
    except (CalamineError, OSError, ValueError) as broken:
        raise Refused("FILE_CORRUPT", name=_NAME, why="工作簿的内容不完整") from broken


def _scan_old(path: Path, names: Sequence[str]) -> Scan:
    errors = error_cells(path)
    return Scan(dict(zip(names, errors, strict=True)) if len(errors) == len(names) else {})


def _batches(
    grid: Iterator[Sequence[Any]], first_column: int, errors: ErrorCells
) -> Iterator[Batch]:
    """The rows with their number from 1, from the sheet's first column on."""
    at, most = 0, FIRST_ROWS
    while read := list(islice(grid, most)):
        columns = [[None] * len(read) for _ in range(first_column)]
        columns += map(list, zip(*read, strict=True))
        for row in range(at, at + len(read)) if errors else ():
            _put(columns, row - at, errors.get(row, {}))
        yield batch_of(at + 1, map(_exact, columns))
        at += len(read)
        most = rows_of_a_batch(len(columns))
    for below in sorted(row for row in errors if row >= at):
        columns = []
        _put(columns, 0, errors[below])
        yield batch_of(below + 1, columns)


def _exact(cells: list[Any]) -> list[Any]:
    """Whole numbers as such."""
    if float not in set(map(type, cells)):
        return cells
    return [
        int(cell)
        if cell.__class__ is float and cell.is_integer() and -_EXACT < cell < _EXACT
        else cell
        for cell in cells
    ]


def _put(columns: list[list[Any]], row: int, errors: Mapping[int, str]) -> None:
    """Sets what the parser left empty; its grid ends before formulas that have no result."""
    n = len(columns[0]) if columns else 1
    for column, value in errors.items():
        columns.extend([None] * n for _ in range(column + 1 - len(columns)))
        if columns[column][row] in (None, ""):
            columns[column][row] = value


if __name__ == "__main__":
    sys.exit(main())
