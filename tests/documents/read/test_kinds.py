"""Kinds of files: told by their content, never by their name."""

from __future__ import annotations

from pathlib import Path

import pytest

from huitoukan.documents.read.kinds import Kind, kind_of
from huitoukan.domain.refusals import Refused

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def compound(*names: str) -> bytes:
    """The outline of a compound file: its signature and the names of its streams."""
    entries = b"".join((name + "\0").encode("utf-16-le").ljust(128, b"\0") for name in names)
    return OLE.ljust(512, b"\0") + entries


def refusal_of(path: Path) -> Refused:
    with pytest.raises(Refused) as refusal:
        kind_of(path, path.name)
    return refusal.value


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "空文件"),
        (b" \r\n ", "空文件"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\x89PNG\r\n", "图片"),
        (b"<html><table>", "网页"),
        (b"\xef\xbb\xbf <!DOCTYPE html>", "网页"),
        (b'<?xml version="1.0"?><Workbook>', "XML"),
        (b"MIME-Version: 1.0", "网页"),
        (b"abc\x00\x01\x02" + bytes(8), "二进制"),
        (compound("WordDocument"), "Word"),
        (compound("Contents"), "OLE"),
    ],
)
def test_what_is_no_table_is_refused_by_its_name(tmp_path: Path, data: bytes, found: str) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(data)
    refusal = refusal_of(path)
    assert refusal.code == "FILE_TYPE"
    assert found in refusal.sentence()


def test_an_encrypted_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(compound("EncryptionInfo", "EncryptedPackage"))
    assert refusal_of(path).code == "FILE_ENCRYPTED"


def test_an_old_workbook_with_macros_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(compound("Workbook", "_VBA_PROJECT_CUR"))
    assert refusal_of(path).code == "FILE_MACRO"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (compound("Workbook"), Kind.XLS),
        (compound("Book"), Kind.XLS),
        (b"PK\x03\x04", Kind.XLSX),
        ("姓名,年龄".encode("gb18030"), Kind.TEXT),
        ("姓名,年龄".encode("utf-16"), Kind.TEXT),
    ],
)
def test_tables_are_told_by_their_content(tmp_path: Path, data: bytes, kind: Kind) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(data)
    assert kind_of(path, path.name) is kind
