"""What kind of file this is, by its content; the file name is never believed.

Looks at signatures only. What is inside a zip is judged by the child process (archive.py).
"""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path
from typing import BinaryIO, Final

from huitoukan.domain.refusals import Refused

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARQUET: Final = b"PAR1"
_HEAD: Final = 4096
_BLOCK: Final = 1 << 20
_OLE_ENTRY: Final = 128  # a directory entry of a compound file; its name stands first, in UTF-16LE

# Other signatures that turn up with a table's extension, and what to call them.
_FOREIGN: Final = (
    (b"%PDF", "PDF 文件"),
    (b"{\\rtf", "RTF 文档"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"Rar!", "RAR 压缩包"),
    (b"\xff\xd8\xff", "图片"),
    (b"\x89PNG", "图片"),
    (b"\x09\x02\x06\x00", "Excel 2.0 表格"),
    (b"\x09\x04\x06\x00", "Excel 3.0 或 4.0 表格"),
)
# An exporting program may leave a few in its text; they refuse their rows.
_STRAY_NULS: Final = 3
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


class Kind(Enum):
    """The kinds that can be read."""

    XLSX = "xlsx"
    XLS = "xls"
    PARQUET = "parquet"
    TEXT = "text"


def kind_of(path: Path, name: str) -> Kind:
    """The kind of a file, or Refused FILE_TYPE, FILE_ENCRYPTED, FILE_MACRO."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if head.startswith(b"PK"):
            return Kind.XLSX
        if head.startswith(_OLE):
            file.seek(0)
            return _compound_kind(file, name)
    if head.startswith(_PARQUET):
        return Kind.PARQUET
    if found := _foreign(head):
        raise Refused("FILE_TYPE", name=name, found=found)
    return Kind.TEXT


def _foreign(head: bytes) -> str | None:
    if not head.strip():
        return "空文件"
    for signature, found in _FOREIGN:
        if head.startswith(signature):
            return found
    if head.startswith(_UTF16_MARKS):
        return None
    if head.count(0) > _STRAY_NULS:
        return "二进制文件"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()
    if start.startswith(b"<"):
        return "XML 文件" if start.startswith(b"<?xml") and b"<html" not in start else "网页文件"
    if start.startswith(b"mime-version"):
        return "网页文件"
    return None


def _compound_kind(file: BinaryIO, name: str) -> Kind:
    names = _compound_names(file)
    if "EncryptedPackage" in names:
        raise Refused("FILE_ENCRYPTED", name=name)
    if "_VBA_PROJECT_CUR" in names:
        raise Refused("FILE_MACRO", name=name)
    if names & {"Workbook", "Book"}:
        return Kind.XLS
    found = "Word 文档" if "WordDocument" in names else "不是工作簿的 OLE 文件"
    raise Refused("FILE_TYPE", name=name, found=found)


_OLE_NAMES: Final = ("EncryptedPackage", "_VBA_PROJECT_CUR", "Workbook", "Book", "WordDocument")
_OLE_PATTERN: Final = re.compile(
    b"|".join(re.escape((text + "\0").encode("utf-16-le")) for text in _OLE_NAMES)
)


def _compound_names(file: BinaryIO) -> set[str]:
    """The known stream names of a compound file, found where directory entries can begin.

    Blocks are multiples of 512 bytes, so an entry never lies across two of them.
    """
    found: set[str] = set()
    offset = 0
    while block := file.read(_BLOCK):
        for match in _OLE_PATTERN.finditer(block):
            if (offset + match.start()) % _OLE_ENTRY == 0:
                found.add(match[0].decode("utf-16-le").rstrip("\0"))
        offset += len(block)
    return found
