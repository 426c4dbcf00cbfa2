"""A filled Word document as lines and tables, to be shown and printed as a page.

Only what our papers consist of: text, alignment, size, the kind of face, tables, lying pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final, Literal

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

Look = Literal["title", "organ", "heading", "sub", "body", "small"]
Side = Literal["left", "center", "right"]
_TITLE_PT: Final = 20
_ORGAN_PT: Final = 25
_SMALL_PT: Final = 14.5


@dataclass(frozen=True)
class Line:
    """A line of text; `indented` has its first line two characters in."""

    text: str
    look: Look = "body"
    side: Side = "left"
    indented: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell; `span` columns wide."""

    text: str
    is_head: bool = False
    side: Side = "left"
    span: int = 1


@dataclass(frozen=True)
class Grid:
    """A table: rows of cells; `shares` are the widths of its columns in whole percent."""

    rows: tuple[tuple[Cell, ...], ...]
    shares: tuple[int, ...] = ()


@dataclass(frozen=True)
class Page:
    """What stands between two breaks; `lying` pages are wider than high."""

    pieces: tuple[Line | Grid, ...]
    lying: bool = False


def read_word(content: bytes) -> tuple[Page, ...]:
    """The pages of a document in their order; a section begins a page."""
    document: Any = Document(BytesIO(content))
    pages: list[Page] = []
    pieces: list[Line | Grid] = []
    for part in document.element.body:
        if part.tag == qn("w:p"):
            pieces.append(_line(Paragraph(part, document)))
            section = part.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        elif part.tag == qn("w:tbl"):
            table = Table(part, document)
            pieces.append(Grid(tuple(_rows(table)), _shares(table)))
            section = None
        else:
            section = part if part.tag == qn("w:sectPr") else None
        if section is not None:
            pages.append(Page(tuple(_trimmed(pieces)), _is_lying(section)))
            pieces = []
    return tuple(pages)


def _trimmed(pieces: list[Line | Grid]) -> list[Line | Grid]:
    """Without the empty lines at either end."""
    found = list(pieces)
    while found and isinstance(found[-1], Line) and not found[-1].text:
        found.pop()
    while found and isinstance(found[0], Line) and not found[0].text:
        found.pop(0)
    return found


def _is_lying(section: Any) -> bool:
    size = section.find(qn("w:pgSz"))
    if size is None:
        return False
    return int(size.get(qn("w:w"), 0)) > int(size.get(qn("w:h"), 0))


def _side(line: Any) -> Side:
    if line.alignment == WD_ALIGN_PARAGRAPH.CENTER:
        return "center"
    return "right" if line.alignment == WD_ALIGN_PARAGRAPH.RIGHT else "left"


def _line(line: Any) -> Line:
    size, face = 0.0, ""
    for run in line.runs:
        if run.font.size is not None:
            size = max(size, run.font.size.pt)
        fonts = run._element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        face = face or (fonts.get(qn("w:eastAsia"), "") if fonts is not None else "")
    indent = line.paragraph_format.first_line_indent
    return Line(line.text, _look(size, face), _side(line), bool(indent and indent > 0))


def _look(size: float, face: str) -> Look:
    if size >= _ORGAN_PT:
        return "organ"
    if size >= _TITLE_PT:
        return "title"
    if "黑" in face:
        return "heading"
    if "楷" in face:
        return "sub"
    return "small" if 0 < size < _SMALL_PT else "body"


def _shares(table: Any) -> tuple[int, ...]:
    widths = [int(column.get(qn("w:w"), 0)) for column in table._tbl.tblGrid.gridCol_lst]
    whole = sum(widths)
    return tuple(round(100 * width / whole) for width in widths) if whole else ()


def _rows(table: Any) -> Iterator[tuple[Cell, ...]]:
    for row in table._tbl.tr_lst:
        is_head = row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        yield tuple(_cell(cell, table, is_head=is_head) for cell in row.tc_lst)


def _cell(cell: Any, table: Any, *, is_head: bool) -> Cell:
    lines = [Paragraph(part, table) for part in cell.p_lst]
    looks = {_line(line).look for line in lines if line.text}
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return Cell(
        "\n".join(line.text for line in lines),
        is_head or looks == {"heading"},
        _side(lines[0]) if lines else "left",
        int(span.get(qn("w:val"))) if span is not None else 1,
    )
