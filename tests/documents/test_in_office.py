"""Letters opened and measured in LibreOffice: 22 lines of 28 characters a page (GB/T 9704)."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from huitoukan.documents.letter import Paragraph, TableBlock
from huitoukan.documents.paper_template import Vocabulary, fill
from huitoukan.domain.papers import LISTS
from huitoukan.rules.load import load_pack
from huitoukan.rules.paper_files import (
    NEEDED,
    columns_of_lists,
    installed_template,
    paper_kinds,
    texts_of,
)
from tests.documents.test_write_word import LETTER, written

NEEDS = ("soffice", "pdftotext")
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not all(map(shutil.which, NEEDS)), reason=f"wants {' and '.join(NEEDS)} on PATH"
    ),
]


def pages_of(content: bytes, folder: Path) -> list[list[str]]:
    """The lines of each page as LibreOffice lays them out, without the page numbers."""
    source = folder / "letter.docx"
    source.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*convert, str(source)], check=True, capture_output=True, timeout=300)
    pdf = str(folder / "letter.pdf")
    text = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True
    ).stdout
    lines = [
        [re.sub(r"\s", "", line) for line in page.splitlines() if line.strip()]
        for page in text.split("\f")[:-1]
    ]
    return [[line for line in page if not re.fullmatch(r"[—-]+\d+[—-]+", line)] for page in lines]


def test_a_full_page_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    long = Paragraph("国" * 28 * 60)
    letter = replace(LETTER, blocks=(long,), attachments=(), copies=(), remark="")
    pages = pages_of(written(letter), tmp_path)
    assert [len(line) for line in pages[1]] == [28] * 22


def test_a_list_of_three_hundred_rows_has_its_heading_on_every_page(tmp_path: Path) -> None:
    rows = [(str(n), f"第{n}户屋面渗漏") for n in range(300)]
    table = TableBlock(("序号", "问题"), (15, 141), rows, frozenset({"问题"}))
    letter = replace(LETTER, attachments=(replace(LETTER.attachments[0], blocks=(table,)),))
    pages = [page for page in pages_of(written(letter), tmp_path) if any("屋面" in x for x in page)]
    assert len(pages) > 5
    assert all("序号问题" in page for page in pages)
    found = Counter(re.findall(r"第(\d+)户", "".join("".join(page) for page in pages)))
    assert found == Counter(str(n) for n in range(300))


def test_every_installed_template_opens_with_its_values(tmp_path: Path) -> None:
    pack = load_pack("national-2026")
    for kind in paper_kinds(pack).values():
        content = installed_template(pack, kind.id) or b""
        vocabulary = Vocabulary(texts_of(kind), columns_of_lists(), NEEDED)
        values: dict[str, object] = dict.fromkeys(vocabulary.texts, "填写的话")
        for name, columns in LISTS.items():
            values[name] = [dict.fromkeys(columns, "列中的话")]
        folder = tmp_path / kind.id
        folder.mkdir()
        words = "".join(
            "".join(page) for page in pages_of(fill(content, values, vocabulary), folder)
        )
        assert "填写的话" in words, kind.id
        assert "{" not in words, kind.id
