"""Reading what a department sent, in any form, into checked and keyed tables; no database.

A zip archive is read file by file. Plain text of any length is read in columns, everything else
row by row. Tables lie in a work folder until a delivery takes them; nothing else sees them there.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.conf import settings

from huitoukan.apps.files.services.intake import (
    ReadSheet,
    SheetStream,
    Tell,
    partial_note,
    said_of,
    walk_sheets,
    whole_sheets,
)
from huitoukan.documents.headings import Layout
from huitoukan.documents.mapping import Change, Mappings
from huitoukan.documents.read.book import Limits
from huitoukan.documents.tables import TypedRow
from huitoukan.domain.refusals import Refused
from huitoukan.intake.archives import is_archive, unpacked
from huitoukan.intake.pieces import Piece
from huitoukan.intake.quick import open_quickly
from huitoukan.intake.sheets import pieces_of
from huitoukan.intake.taking import Taken, Taking
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import DataSet

ANY_LENGTH: Final = 1 << 40
LEFT_AFTER: Final = 86_400.0
"""Seconds after which a work folder is nobody's: its worker was killed and never came back."""
_WORK: Final = ".work"
_NOT_TEXT: Final = (b"PK", b"\xd0\xcf\x11\xe0", b"PAR1")


@dataclass
class TakenSheet:
    """One sheet as a table of its own, with what its account says of it."""

    sheet: str
    dataset: DataSet
    taken: Taken
    columns: frozenset[str] = frozenset()
    header_row: int = 0
    n_skipped: int = 0
    notes: list[str] = field(default_factory=list)
    layout: Layout | None = None
    source: tuple[Path, str] | None = None
    """The file and its name, where a delivery has several."""
    member: str = ""
    """The file inside the archive."""

    @property
    def changed(self) -> tuple[Change, ...]:
        """What differs from the headings for which the source's mapping was made."""
        return self.layout.changed if self.layout else ()


def new_receipt() -> str:
    """A number for one act of delivering; a job carries it through all its attempts."""
    return secrets.token_hex(8)


@contextmanager
def work_folder(receipt: str) -> Iterator[Path]:
    """An empty folder on the disk of the tables; what an attempt that died left is removed."""
    above = Path(settings.DATA_DIR) / "deliveries" / _WORK
    above.mkdir(parents=True, exist_ok=True)
    for left in above.iterdir():
        if time.time() - left.stat().st_mtime > LEFT_AFTER:
            shutil.rmtree(left, ignore_errors=True)
    folder = above / receipt
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def read_delivery(
    path: Path,
    name: str,
    pack: Pack,
    tell: Tell,
    work: Path,
    *,
    dataset: str | None = None,
    mappings: Mappings | None = None,
) -> list[TakenSheet]:
    """Every sheet that is a data set of the pack; `dataset` says which when headings do not.

    Sheets that are none are passed over; `mappings` are what was said about the sources' headings.
    Tables are written to `work` only; a file without any data set is refused.
    """
    asked = _Asked(candidates(pack, name, dataset), pack, tell, mappings)
    if not path.is_file():
        raise Refused("FILE_MISSING", name=name)
    if not is_archive(path):
        return _read_file(path, name, asked, work)
    sheets: list[TakenSheet] = []
    for number, (inner, inner_name) in enumerate(unpacked(path, name, work / "unpacked")):
        folder = work / str(number)
        folder.mkdir()
        for sheet in _read_file(inner, inner_name, asked, folder):
            sheet.member = inner_name
            sheets.append(sheet)
    return sheets


def candidates(pack: Pack, name: str, dataset: str | None = None) -> list[DataSet]:
    """What the file of that name may be: the data set that was named, or any."""
    if dataset is not None and dataset not in pack.sources:
        raise Refused("DATASET_UNKNOWN", name=name)
    if dataset and not pack.sources[dataset].is_delivered:
        title = pack.sources[dataset].title.zh
        raise Refused("LEDGER_NOT_DELIVERED", title=title, dataset=dataset)
    return [pack.sources[dataset]] if dataset else list(pack.delivered.values())


@dataclass(frozen=True)
class _Asked:
    """What a file is read as, and whom to tell how far it is."""

    datasets: Sequence[DataSet]
    pack: Pack
    tell: Tell
    mappings: Mappings | None


def _read_file(path: Path, name: str, asked: _Asked, work: Path) -> list[TakenSheet]:
    limits = Limits(file=settings.DELIVERY_LARGEST_BYTES, rows=ANY_LENGTH)
    with path.open("rb") as file:
        is_text = not file.read(4).startswith(_NOT_TEXT)
    if is_text and path.stat().st_size <= limits.file:
        quick = _read_quickly(path, name, asked, work, limits)
        if quick is not None:
            return [quick]
    sheets: list[TakenSheet] = []
    walked = walk_sheets(
        path,
        name,
        asked.datasets,
        asked.pack.codes,
        asked.tell,
        mappings=asked.mappings,
        limits=limits,
        largest=ANY_LENGTH,
    )
    for stream in walked:
        target = work / f"{len(sheets)}.parquet"
        with Taking(target, stream.dataset, name=name) as taking:
            taking.add_pieces(_pieces(stream, asked))
        sheets.append(
            TakenSheet(
                stream.sheet,
                stream.dataset,
                taking.taken,
                stream.columns,
                stream.header_row,
                stream.skipped(),
                stream.notes,
                stream.layout,
            )
        )
    return _whole(sheets)


def _pieces(stream: SheetStream, asked: _Asked) -> Iterator[Piece]:
    """The sheet in columns, telling how far it is."""
    if stream.table is None:
        raise TypeError("a sheet of a file has its table")
    for piece in pieces_of(stream.table, stream.dataset, asked.pack.codes):
        if piece.last_row:
            asked.tell(piece.last_row, 0, f"读取“{stream.sheet}”第 {piece.last_row:,} 行")
        yield piece


def _read_quickly(
    path: Path, name: str, asked: _Asked, work: Path, limits: Limits
) -> TakenSheet | None:
    quick = open_quickly(
        path,
        name,
        asked.datasets,
        asked.pack.codes,
        work,
        limits=limits,
        mappings=asked.mappings,
        tell=asked.tell,
    )
    if quick is None:
        return None
    taken = quick.take(work / "0.parquet")
    if taken is None:
        return None
    layout = quick.table.layout
    return TakenSheet(
        quick.table.sheet,
        quick.dataset,
        taken,
        frozenset(layout.columns),
        layout.header_row,
        len(quick.table.skipped),
        said_of(layout),
        layout,
    )


def _whole(sheets: list[TakenSheet]) -> list[TakenSheet]:
    """Without sheets that have only some of the columns of another one; that one's notes say so."""
    kept = []
    fuller = whole_sheets([(sheet.dataset.id, sheet.columns) for sheet in sheets])
    for sheet, other in zip(sheets, fuller, strict=True):
        if other is None:
            kept.append(sheet)
        else:
            sheets[other].notes.append(partial_note(sheet.sheet))
    return kept


def taken_of(sheet: ReadSheet, work: Path) -> TakenSheet:
    """A sheet whose rows are in hand, as a table."""
    with Taking(work / f"{sheet.sheet}.parquet", sheet.dataset, name=sheet.sheet) as taking:
        taking.add_rows(TypedRow(number, row, (), (), []) for number, row in sheet.rows)
        taking.reject(sheet.rejects, sheet.n_rejected)
        taking.warn(sheet.n_warnings)
    return TakenSheet(
        sheet.sheet,
        sheet.dataset,
        taking.taken,
        header_row=sheet.header_row,
        n_skipped=sheet.n_skipped,
        notes=sheet.notes,
        layout=sheet.layout,
    )
