"""Texts from a stream, one a line, in the encodings that files may have."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

from huitoukan.documents.read.book import Limits
from huitoukan.documents.read.delimited import encoding_of
from huitoukan.domain.refusals import Refused

_NAME = "标准输入"
_MIB = 1 << 20


def read_lines(stream: BinaryIO) -> list[str]:
    """Every line, the blank ones too. Refused FILE_TOO_BIG, FILE_ENCODING.

    The stream is put aside in a file that only this process can find, because the encoding is
    known when all of it has been seen.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lines"
        with path.open("wb") as file:
            shutil.copyfileobj(stream, file, _MIB)
        size, most = path.stat().st_size, Limits().file
        if size > most:
            raise Refused("FILE_TOO_BIG", name=_NAME, size_mb=size // _MIB, limit_mb=most // _MIB)
        text = path.read_bytes().decode(encoding_of(path, _NAME), errors="replace")
    # Only line feeds end a line: other separators may stand inside a text.
    lines = text.replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines
