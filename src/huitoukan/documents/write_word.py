"""Letters as Word documents in the layout of GB/T 9704-2012.

22 lines of 28 characters: 3号 仿宋, exact line spacing, characters drawn together by 0.25 pt, and a
grid of lines only (a grid of characters makes one office program print 14 a line). No clock is
read and the zip carries no time, so that equal input gives equal bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from huitoukan.documents.letter import (
    Attachment,
    Block,
    Grid,
    Heading1,
    Heading2,
    Heading3,
    Letter,
    Note,
    Paragraph,
    TableBlock,
    chinese_numeral,
    width_of,
)
from huitoukan.documents.steady import steady
from huitoukan.documents.word_page import element, set_section
from huitoukan.documents.write_excel import Target, chinese_day

BODY, SCRIPT, BOLD, TITLE = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体"
_PAGE_NUMBER_FONT: Final = "宋体"
_SIZE, _TITLE_SIZE, _ORGAN_SIZE, _SMALL, _GRID, _TABLE, _NOTE = (
    16.0,
    22.0,
    26.0,
    14.0,
    12.0,
    10.5,
    9.0,
)
_LINE: Final = 28.95  # pt: 225 mm in 22 lines, as both office programs round it
_DRAW_TOGETHER: Final = "-5"  # twentieths of a point: 28 characters of 16 pt on 156 mm
_RED: Final = RGBColor(0xE6, 0x00, 0x00)
_TWIPS_A_MM: Final = 1440 / 25.4
_SHORT_SIDE, _LONG_SIDE = 156.0, 225.0  # mm of the type area
_CELL_MARGIN: Final = "57"  # twips: 1 mm, so that a number and a date stand in one line
# Characters that XML 1.0 cannot hold.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

CENTRE, LEFT, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


def write_letter(target: Target, letter: Letter) -> None:
    """Writes a letter with its attachments to a path or a binary stream."""
    data = steady(_Page(letter).draw())
    if hasattr(target, "write"):
        target.write(data)
    else:
        target.write_bytes(data)


class _Page:
    """A document under the pen."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.document: Any = Document()
        self._set_styles()
        set_section(self.document.sections[0], lying=letter.lying)
        self._set_page_numbers(self.document.sections[0])
        self._numbers = [0, 0, 0]

    def draw(self) -> bytes:
        """Draws everything, top to bottom."""
        letter = self.letter
        self._head()
        for line in letter.title:
            self._title_line(line)
        self._empty()
        if letter.addressee:
            self._line(f"{letter.addressee}：", indent=False)
        self._blocks(letter.blocks)
        self._list_attachments()
        if letter.signer:
            self._sign()
        for number, attachment in enumerate(letter.attachments, 1):
            self._attachment(number, attachment)
        self._imprint()
        properties = self.document.core_properties
        moment = datetime.combine(letter.on, time(), UTC)
        properties.title, properties.author = "".join(letter.title), letter.organ
        properties.last_modified_by, properties.comments = letter.organ, ""
        properties.created = properties.modified = moment
        properties.revision = 1
        packed = BytesIO()
        self.document.save(packed)
        return packed.getvalue()

    # --- page and styles ---

    def _set_styles(self) -> None:
        style = self.document.styles["Normal"]
        style.font.size, style.font.name = Pt(_SIZE), "Times New Roman"
        style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
        style.element.rPr.find(qn("w:sz")).addprevious(element("w:spacing", val=_DRAW_TOGETHER))
        language = style.element.rPr.find(qn("w:lang"))
        if language is None:
            language = OxmlElement("w:lang")
            style.element.rPr.append(language)
        language.set(qn("w:eastAsia"), "zh-CN")
        spacing = style.paragraph_format
        spacing.space_before = spacing.space_after = Pt(0)
        spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(_LINE)
        spacing.widow_control = False  # A single line on a page is better than 21 of 22.
        self.document.settings.odd_and_even_pages_header_footer = True

    def _set_page_numbers(self, section: Any) -> None:
        for footer, alignment in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
            line = footer.paragraphs[0]
            line.alignment = alignment
            line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(_SMALL)
            self._run(line, "— ", _PAGE_NUMBER_FONT, _SMALL)
            for kind, instruction in (("begin", ""), ("", "PAGE"), ("end", "")):
                run = self._run(line, "", _PAGE_NUMBER_FONT, _SMALL)
                if kind:
                    run._r.append(element("w:fldChar", fldCharType=kind))
                else:
                    field = OxmlElement("w:instrText")
                    field.text = instruction
                    run._r.append(field)
            self._run(line, " —", _PAGE_NUMBER_FONT, _SMALL)

    # --- lines ---

    def _run(self, line: Any, text: str, font: str, size: float) -> Any:
        run = line.add_run(_UNPRINTABLE.sub("", text))
        run.font.size = Pt(size)
        fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), font)
        # Quotation marks and dashes take the Chinese font too.
        fonts.set(qn("w:hint"), "eastAsia")
        if font == TITLE:
            fonts.set(qn("w:ascii"), font)
            fonts.set(qn("w:hAnsi"), font)
        return run

    def _line(
        self,
        text: str,
        font: str = BODY,
        size: float = _SIZE,
        *,
        align: Any = JUSTIFY,
        indent: bool = True,
    ) -> Any:
        line = self.document.add_paragraph()
        line.alignment = align
        if indent:
            line.paragraph_format.first_line_indent = Pt(2 * _SIZE)
        self._run(line, text, font, size)
        return line

    def _empty(self) -> Any:
        return self._line("", indent=False)

    def _off_grid(self, line: Any, spacing: float) -> None:
        line.paragraph_format.line_spacing = Pt(spacing)
        line._p.get_or_add_pPr().get_or_add_spacing().addprevious(element("w:snapToGrid", val="0"))

    def _small(self, text: str) -> None:
        line = self._line(text, size=_NOTE, align=LEFT, indent=False)
        self._off_grid(line, 10.5)  # two lines in the room of one: no page is begun for it

    def _title_line(self, text: str) -> None:
        line = self._line(text, TITLE, _TITLE_SIZE, align=CENTRE, indent=False)
        self._off_grid(line, _LINE)  # a title takes whole lines of the 22
        line.paragraph_format.keep_with_next = True

    def _border(self, line: Any, *sides: str, color: str = "000000", size: str = "8") -> None:
        borders = OxmlElement("w:pBdr")
        for side in sides:
            borders.append(element(f"w:{side}", val="single", sz=size, space="4", color=color))
        line._p.get_or_add_pPr().insert_element_before(
            borders, "w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )

    # --- parts ---

    def _head(self) -> None:
        letter = self.letter
        if letter.red_head:
            organ = self._line(letter.organ, TITLE, _ORGAN_SIZE, align=CENTRE, indent=False)
            organ.runs[0].font.color.rgb = _RED
            self._off_grid(organ, 46)
            self._empty()
        if letter.number == "":
            return
        number = letter.number if letter.number is not None else "〔　　　〕　　号"
        line = self._line(number, align=CENTRE, indent=False)
        if letter.red_head:
            self._border(line, "bottom", color="E60000", size="12")
        self._empty()
        self._empty()

    def _blocks(self, blocks: Sequence[Block]) -> None:
        self._numbers = [0, 0, 0]
        for block in blocks:
            match block:
                case Heading1(text):
                    self._heading(0, f"{chinese_numeral(self._count(0))}、{text}", BOLD)
                case Heading2(text):
                    self._heading(1, f"（{chinese_numeral(self._count(1))}）{text}", SCRIPT)
                case Heading3(text):
                    self._line(f"{self._count(2)}. {text}")
                case Paragraph(text):
                    self._line(text)
                case Note(text):
                    self._small(text)
                case TableBlock():
                    self._table(block)
                case Grid():
                    self._grid(block)

    def _count(self, level: int) -> int:
        self._numbers[level] += 1
        self._numbers[level + 1 :] = [0] * (2 - level)
        return self._numbers[level]

    def _heading(self, level: int, text: str, font: str) -> None:
        line = self._line(text, font)
        line.paragraph_format.keep_with_next = True
        line._p.get_or_add_pPr().append(element("w:outlineLvl", val=str(level)))

    def _list_attachments(self) -> None:
        titles = [attachment.title.replace("\n", "") for attachment in self.letter.attachments]
        if not titles:
            return
        self._empty()
        if len(titles) == 1:
            self._line(f"附件：{titles[0]}")
            return
        for number, title in enumerate(titles, 1):
            line = self._line(f"{'附件：' if number == 1 else ''}{number}. {title}")
            if number > 1:  # Under the first title: two characters in, and 附件：.
                line.paragraph_format.first_line_indent = Pt(5 * _SIZE)

    def _sign(self) -> None:
        """Signer and date, four characters from the right, the signer centred over the date."""
        day = chinese_day(self.letter.on)
        day_width, signer_width = width_of(day), width_of(self.letter.signer)
        right = 4 + (day_width - signer_width) / 2
        day_right = 4.0
        if right < 2:
            right, day_right = 2, 2 + (signer_width - day_width) / 2
        for text, indent in (("", 0.0), ("", 0.0), (self.letter.signer, right), (day, day_right)):
            line = self._line(text, align=RIGHT, indent=False)
            line.paragraph_format.right_indent = Pt(_SIZE * indent)
            line.paragraph_format.keep_with_next = text != day
        if self.letter.remark:
            self._line(f"（{self.letter.remark}）")
        if self.letter.note:
            self._small(self.letter.note)

    def _attachment(self, number: int, attachment: Attachment) -> None:
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        set_section(section, lying=attachment.lying)
        # The break is a line of its own, which must not make a page of its own.
        self._off_grid(self.document.paragraphs[-1], 1)
        alone = len(self.letter.attachments) == 1
        self._line(f"附件{'' if alone else number}", BOLD, align=LEFT, indent=False)
        self._empty()
        self._title_line(attachment.title)
        self._empty()
        self._blocks(attachment.blocks)

    def _imprint(self) -> None:
        """The 版记 after everything else: the copies, and who printed it when."""
        letter = self.letter
        if not letter.copies and not letter.is_printed:
            return
        self._empty()
        if letter.copies:
            line = self._imprint_line(f"抄送：{'，'.join(letter.copies)}。")
            self._border(line, "top", *(() if letter.is_printed else ("bottom",)))
        if letter.is_printed:
            line = self._imprint_line(letter.signer)
            is_lying = letter.attachments[-1].lying if letter.attachments else letter.lying
            end = Mm(_LONG_SIDE if is_lying else _SHORT_SIDE) - Pt(_SMALL)
            line.paragraph_format.tab_stops.add_tab_stop(end, WD_TAB_ALIGNMENT.RIGHT)
            for text in ("\t", chinese_day(letter.on), "印发"):
                self._run(line, text, BODY, _SMALL)
            self._border(line, "top", "bottom")

    def _imprint_line(self, text: str) -> Any:
        line = self._line(text, size=_SMALL, align=LEFT, indent=False)
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(_SMALL)
        return line

    def _new_table(self, columns: Sequence[float]) -> Any:
        table = self.document.add_table(rows=0, cols=len(columns))
        table.style = "Table Grid"
        table.autofit = False
        table.alignment = WD_TABLE_ALIGNMENT.CENTER  # else it hangs out by the margin of a cell
        margins = element("w:tblCellMar")
        for side in ("left", "right"):
            margins.append(element(f"w:{side}", w=_CELL_MARGIN, type="dxa"))
        table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)
        widths = [round(width * _TWIPS_A_MM) for width in columns]
        for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
            column.set(qn("w:w"), str(width))
        whole = table._tbl.tblPr.find(qn("w:tblW"))
        whole.set(qn("w:type"), "dxa")
        whole.set(qn("w:w"), str(sum(widths)))
        return table

    def _grid(self, block: Grid) -> None:
        """Rows of label and value; the last value of a row takes what is left of the width."""
        table = self._new_table(block.widths)
        for cells in block.rows:
            row = table.add_row()
            row._tr.get_or_add_trPr().append(element("w:cantSplit"))
            height = block.tall.get(cells[0], block.row_height)
            row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
            places = list(row.cells)
            if len(cells) < len(places):
                places[len(cells) - 1].merge(places[-1])
            for number, text in enumerate(cells):
                cell = row.cells[number]
                cell._tc.get_or_add_tcPr().append(element("w:vAlign", val="center"))
                line, is_label = cell.paragraphs[0], number % 2 == 0
                line.alignment = CENTRE if is_label else LEFT
                self._off_grid(line, 20)
                self._run(line, text, BOLD if is_label else BODY, _GRID)
        self._off_grid(self._empty(), 6)

    def _table(self, block: TableBlock) -> None:
        table = self._new_table(block.widths)
        self._table_row(table, block, block.headings, head=True)
        if block.rows:
            self._table_rows(table, block)
        # A document may not end with a table, and two tables would grow together.
        self._off_grid(self._empty(), 6)

    def _table_rows(self, table: Any, block: TableBlock) -> None:
        """The first row is drawn, the others are copies of it with other words: so much quicker."""
        first = self._table_row(table, block, block.rows[0], head=False)
        for cells in block.rows[1:]:
            row = deepcopy(first)
            for run, text in zip(row.iter(qn("w:r")), cells, strict=True):
                run.text = _UNPRINTABLE.sub("", text)
            table._tbl.append(row)

    def _table_row(self, table: Any, block: TableBlock, cells: Sequence[str], *, head: bool) -> Any:
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(element("w:cantSplit"))
        if block.row_height and not head:
            row.height, row.height_rule = Mm(block.row_height), WD_ROW_HEIGHT_RULE.AT_LEAST
        if head:
            properties.append(element("w:tblHeader"))
        places = zip(block.headings, block.widths, cells, row.cells, strict=True)
        for heading, width, text, cell in places:
            cell.width = Mm(width)
            cell._tc.get_or_add_tcPr().append(element("w:vAlign", val="center"))
            line = cell.paragraphs[0]
            line.alignment = LEFT if heading in block.left and not head else CENTRE
            self._off_grid(line, 16)
            self._run(line, text, BOLD if head else BODY, _TABLE)
        return row._tr
