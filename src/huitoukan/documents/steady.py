"""Zip files with equal bytes for equal content: no moments, parts in a fixed order."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Final

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest moment that a zip can name
_FIRST: Final = "[Content_Types].xml"
_UTF_8_NAMES: Final = 0x800


def steady(data: bytes) -> bytes:
    """The same Word document without moments, its parts in the order of their names."""
    with zipfile.ZipFile(BytesIO(data)) as source:
        return steady_zip({name: source.read(name) for name in source.namelist()})


def steady_zip(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts by name; a document's list of types stands first, as programs expect."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name in sorted(parts, key=lambda name: (name != _FIRST, name)):
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            if not name.isascii():
                part.flag_bits |= _UTF_8_NAMES
            made.writestr(part, parts[name])
    return packed.getvalue()
