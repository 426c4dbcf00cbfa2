"""Zip archives of tables: bounded, flat, one file after another.

A workbook is a zip as well; it is told apart by its list of contents. Names inside an archive are
only shown to people and never become paths.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

from huitoukan.domain.refusals import Refused

MOST_FILES: Final = 200
LARGEST: Final = 8 << 30
"""Bytes of all files together, counted while they are unpacked."""
RATIO: Final = 200
"""How many times larger than the archive its files may be, above a first MIB."""
TABLES: Final = (".csv", ".txt", ".xlsx", ".xls", ".parquet")
_MIB: Final = 1 << 20
_UTF8_NAMES: Final = 0x800
_ENCRYPTED: Final = 0x1
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)


def is_archive(path: Path) -> bool:
    """Whether the file is a zip of tables and not a workbook."""
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (*_DAMAGED, OSError):
        return False  # the reader of workbooks says what is wrong with it
    return "[Content_Types].xml" not in names and any(map(_is_table, names))


def unpacked(path: Path, name: str, folder: Path) -> Iterator[tuple[Path, str]]:
    """Each table of the archive, on disk until the next one is asked for, with its name.

    Raises Refused FILE_CORRUPT, FILE_ENCRYPTED, FILE_BOMB.
    """
    folder.mkdir(parents=True, exist_ok=True)
    bound = min(LARGEST, max(_MIB, path.stat().st_size) * RATIO)
    done = 0
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [one for one in archive.infolist() if _is_table(one.filename)]
            if len(inside) > MOST_FILES:
                raise Refused("FILE_BOMB", name=name, why=f"{len(inside)} 个文件")
            for number, entry in enumerate(inside):
                if entry.flag_bits & _ENCRYPTED:
                    raise Refused("FILE_ENCRYPTED", name=name)
                target = folder / f"{number}{PurePosixPath(entry.filename).suffix.lower()}"
                with archive.open(entry) as source, target.open("wb") as out:
                    while piece := source.read(_MIB):
                        done += len(piece)
                        if done > bound:
                            raise Refused("FILE_BOMB", name=name, why="压缩比过高")
                        out.write(piece)
                yield target, f"{name}/{_shown(entry)}"
                target.unlink(missing_ok=True)
    except _DAMAGED as broken:
        raise Refused("FILE_CORRUPT", name=name, why="压缩包不完整") from broken


def _is_table(name: str) -> bool:
    """Files of a Mac's finder and hidden ones are none."""
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return path.suffix.lower() in TABLES and not hidden


def _shown(entry: zipfile.ZipInfo) -> str:
    """The file's name; Chinese systems write it in GBK and do not say so."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAMES:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    return PurePosixPath(name).name[:120]
