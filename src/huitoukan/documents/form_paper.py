"""Forms of one or two pages of A4 that a household signs: plain values, and the Word document.

No official layout is prescribed for them. Facts stand in two columns, tables have a heading each,
and at the end there is room for signatures and fingerprints. Pages print the same values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from huitoukan.documents.steady import steady

_FONT, _BOLD = "仿宋_GB2312", "黑体"
_MARGIN, _TYPE_WIDTH = 18.0, 174.0  # mm; A4 is 210 wide
_TITLE, _BODY, _TABLE, _SMALL = 18.0, 12.0, 10.5, 9.0
_SIGN_HEIGHT: Final = 14.0  # mm: room for a fingerprint
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


@dataclass(frozen=True)
class FormTable:
    """A table: headings, the share of the width of each, rows; `right` are columns of figures."""

    headings: tuple[str, ...]
    shares: tuple[int, ...]
    rows: Sequence[Sequence[str]]
    right: frozenset[int] = frozenset()

    @property
    def percents(self) -> tuple[str, ...]:
        """The widths of the columns for a page: "12%"."""
        whole = sum(self.shares)
        return tuple(f"{share * 100 / whole:.0f}%" for share in self.shares)

    @property
    def cells(self) -> list[list[tuple[str, bool]]]:
        """Each row's texts with whether they stand to the right."""
        return [[(text, n in self.right) for n, text in enumerate(row)] for row in self.rows]


@dataclass(frozen=True)
class FormSection:
    """A heading, a table if there is one, and sentences below it."""

    heading: str
    table: FormTable | None = None
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormPaper:
    """A form: what it is, whose it is, its sections, who signs (a label for each place)."""

    title: str
    organ: str
    on: datetime
    notice: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[FormSection, ...]
    signs: tuple[str, ...] = ()
    foot: str = ""


def write_form(paper: FormPaper) -> bytes:
    """The form as a Word document; equal values give equal bytes."""
    drawn = _Drawing(paper)
    drawn.draw()
    packed = BytesIO()
    drawn.document.save(packed)
    return steady(packed.getvalue())


class _Drawing:
    """A document under the pen."""

    def __init__(self, paper: FormPaper) -> None:
        self.paper = paper
        self.document: Any = Document()
        style = self.document.styles["Normal"]
        style.font.size, style.font.name = Pt(_BODY), "Times New Roman"
        style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(_MARGIN)
        section.top_margin = section.bottom_margin = Mm(15)

    def draw(self) -> None:
        """Everything, top to bottom."""
        paper = self.paper
        self._line(paper.title, size=_TITLE, font=_BOLD, align=CENTRE)
        self._line(f"{paper.organ}　{paper.on:%Y-%m-%d}", size=_TABLE, align=CENTRE)
        self._line(paper.notice)
        self._table(_in_pairs(paper.facts), (22, 65, 22, 65))
        for section in paper.sections:
            self._line(section.heading, font=_BOLD).paragraph_format.space_before = Pt(6)
            if section.table is not None:
                self._drawn(section.table)
            for sentence in section.sentences:
                self._line(sentence, size=_TABLE)
        if paper.signs:
            self._line("签字（或按手印）", font=_BOLD).paragraph_format.space_before = Pt(6)
            self._signs(paper.signs)
        if paper.foot:
            self._line(paper.foot, size=_SMALL)
        properties = self.document.core_properties
        moment = datetime.combine(paper.on.date(), time(), UTC)
        properties.title, properties.author = paper.title, paper.organ
        properties.last_modified_by, properties.comments = paper.organ, ""
        properties.created = properties.modified = moment
        properties.revision = 1

    def _line(self, text: str, *, size: float = _BODY, font: str = "", align: Any = None) -> Any:
        line = self.document.add_paragraph()
        line.alignment = align
        self._write(line, text, size, font)
        return line

    def _write(self, line: Any, text: str, size: float, font: str = "") -> None:
        run = line.add_run(text)
        run.font.size = Pt(size)
        if font:
            run.font.name = font
            run._r.rPr.rFonts.set(qn("w:eastAsia"), font)

    def _drawn(self, table: FormTable) -> None:
        whole = sum(table.shares)
        widths = tuple(_TYPE_WIDTH * share / whole for share in table.shares)
        drawn = self._table([table.headings, *table.rows], widths, right=table.right)
        for cell in drawn.rows[0].cells:
            for run in cell.paragraphs[0].runs:
                run.font.bold = True

    def _table(
        self,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        right: frozenset[int] = frozenset(),
    ) -> Any:
        table = self.document.add_table(rows=len(rows), cols=len(widths))
        table.style, table.autofit = "Table Grid", False
        for texts, row in zip(rows, table.rows, strict=True):
            for n, (text, cell, width) in enumerate(zip(texts, row.cells, widths, strict=True)):
                cell.width = Mm(width)
                line = cell.paragraphs[0]
                line.alignment = RIGHT if n in right else None
                self._write(line, text, _TABLE)
        return table

    def _signs(self, signs: Sequence[str]) -> None:
        table = self._table(_in_pairs([(sign, "") for sign in signs]), (40, 47, 40, 47))
        for row in table.rows:
            row.height = Mm(_SIGN_HEIGHT)


def _in_pairs(facts: Sequence[tuple[str, str]]) -> list[tuple[str, str, str, str]]:
    """Labels and values, two to a row."""
    whole = [*facts, ("", "")] if len(facts) % 2 else list(facts)
    return [(*one, *other) for one, other in zip(whole[::2], whole[1::2], strict=True)]
