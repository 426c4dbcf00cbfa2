"""Letters: the recipe of GB/T 9704-2012, looked up in the XML."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Length

from huitoukan.documents.letter import (
    Attachment,
    Heading1,
    Heading2,
    Heading3,
    Letter,
    Paragraph,
    TableBlock,
    chinese_numeral,
)
from huitoukan.documents.write_word import write_letter

TABLE = TableBlock(
    ("序号", "问题"), (15, 141), [(str(n), "屋面渗漏") for n in range(40)], frozenset({"问题"})
)
LETTER = Letter(
    organ="云岭县“回头看”专班",
    number="云核办函〔2026〕18号",
    title=("关于2026年脱贫质量“回头看”", "问题整改情况的函"),
    addressee="县住房城乡建设局",
    blocks=(
        Paragraph("有关情况函告如下。"),
        Heading1("基本情况"),
        Heading2("住房安全"),
        Heading2("饮水安全"),
        Heading1("工作要求"),
        Heading2("时限"),
        Heading3("按期整改。"),
        Heading3("按期报送。"),
    ),
    attachments=(Attachment("问题清单", (TABLE,), lying=True), Attachment("签收栏", (TABLE,))),
    signer="云岭县“回头看”专班",
    on=date(2026, 11, 22),
    copies=("县委办", "县政府办"),
    remark="联系人及电话：王丽，0850-0000000",
)


def written(letter: Letter) -> bytes:
    stream = BytesIO()
    write_letter(stream, letter)
    return stream.getvalue()


@pytest.fixture(scope="module")
def document() -> Any:
    return Document(BytesIO(written(LETTER)))


def line(document: Any, text: str) -> Any:
    (found,) = [each for each in document.paragraphs if each.text == text]
    return found


def type_area(section: Any) -> tuple[Length, Length]:
    width = section.page_width - section.left_margin - section.right_margin
    height = section.page_height - section.top_margin - section.bottom_margin
    return Length(width), Length(height)


def font(paragraph: Any) -> str:
    return str(paragraph.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")))


def test_characters_that_no_document_can_hold_are_left_out() -> None:
    letter = replace(LETTER, blocks=(Paragraph("屋面\x00渗\x1b漏\ud800"),))
    assert "屋面渗漏" in [each.text for each in Document(BytesIO(written(letter))).paragraphs]


def test_equal_input_gives_equal_bytes(tmp_path: Path) -> None:
    write_letter(tmp_path / "a.docx", LETTER)
    assert (tmp_path / "a.docx").read_bytes() == written(LETTER)
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_type_area_is_156_by_225_millimetres(document: Any) -> None:
    for section in document.sections:
        assert sorted(round(length.mm) for length in type_area(section)) == [156, 225]
    assert [round(section.page_width.mm) for section in document.sections] == [210, 297, 210]


def test_a_page_has_22_lines_of_28_characters(document: Any) -> None:
    for section in document.sections:
        grid = section._sectPr.find(qn("w:docGrid"))
        assert grid.get(qn("w:type")) == "lines"
        assert grid.get(qn("w:linePitch")) == "579"
        assert grid.get(qn("w:charSpace")) is None
    style = document.styles["Normal"]
    assert style.font.size.pt == 16
    assert style.paragraph_format.line_spacing.pt == 28.95
    drawn_together = style.element.rPr.find(qn("w:spacing"))
    assert drawn_together.get(qn("w:val")) == "-5"
    width, height = type_area(document.sections[0])
    assert int(height.pt / 28.95) == 22
    assert int(width.pt / (16 - 0.25)) == 28


def test_character_properties_stand_in_the_order_of_the_schema(document: Any) -> None:
    tags = [child.tag for child in document.styles["Normal"].element.rPr]
    order = [qn(f"w:{tag}") for tag in ("rFonts", "spacing", "sz", "szCs", "lang")]
    assert [tag for tag in tags if tag in order] == [tag for tag in order if tag in tags]


def test_levels_are_numbered_and_set_in_their_fonts(document: Any) -> None:
    assert font(line(document, "一、基本情况")) == "黑体"
    assert font(line(document, "（一）住房安全")) == "楷体_GB2312"
    assert font(line(document, "（二）饮水安全")) == "楷体_GB2312"
    assert font(line(document, "二、工作要求")) == "黑体"
    assert font(line(document, "（一）时限")) == "楷体_GB2312"
    assert font(line(document, "2. 按期报送。")) == "仿宋_GB2312"


def test_the_title_is_22_points_centred_off_the_grid(document: Any) -> None:
    for text in LETTER.title:
        title = line(document, text)
        assert font(title) == "方正小标宋简体"
        assert title.runs[0].font.size.pt == 22
        assert title.alignment == 1
        assert title._p.pPr.find(qn("w:snapToGrid")).get(qn("w:val")) == "0"


def test_page_numbers_stand_outside_between_dashes(document: Any) -> None:
    assert document.settings.odd_and_even_pages_header_footer
    first = document.sections[0]
    for footer, alignment in ((first.footer, 2), (first.even_page_footer, 0)):
        number = footer.paragraphs[0]
        assert number.text == "—  —"
        assert "PAGE" in number._p.xml
        assert number.alignment == alignment
        assert number.runs[0].font.size.pt == 14


def test_tables_repeat_their_head_and_keep_rows_and_widths(document: Any) -> None:
    for table in document.tables:
        layout = table._tbl.tblPr.find(qn("w:tblLayout"))
        assert layout.get(qn("w:type")) == "fixed"
        heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert heads == [True] + [False] * 40
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert [round(column.width.mm) for column in table.columns] == [15, 141]
        assert [cell.text for cell in table.rows[1].cells] == ["0", "屋面渗漏"]


def test_no_table_ends_a_page_without_a_line_behind_it(document: Any) -> None:
    body = list(document.element.body)
    followers = [after for each, after in pairwise(body) if each.tag == qn("w:tbl")]
    assert {each.tag for each in followers} == {qn("w:p")}


def test_signer_and_date_stand_on_the_right(document: Any) -> None:
    day = line(document, "2026年11月22日")
    assert day.alignment == 2
    assert day.paragraph_format.right_indent.pt >= 64
    (signer,) = [each for each in document.paragraphs if each.text == LETTER.signer]
    assert signer.paragraph_format.keep_with_next


def test_attachments_are_listed_and_stand_on_their_own_pages(document: Any) -> None:
    texts = [each.text for each in document.paragraphs]
    assert "附件：1. 问题清单" in texts
    assert "2. 签收栏" in texts
    assert texts.index("附件1") < texts.index("问题清单") < texts.index("附件2")
    assert "抄送：县委办，县政府办。" in texts


def test_number_and_seal_stay_open_in_a_draft() -> None:
    draft = Document(BytesIO(written(replace(LETTER, number=None))))
    assert draft.paragraphs[0].text == "〔　　　〕　　号"


def test_the_red_head_is_printed_only_where_it_is_asked_for(document: Any) -> None:
    assert "E60000" not in document.element.xml
    red = Document(BytesIO(written(replace(LETTER, red_head=True))))
    assert red.paragraphs[0].text == LETTER.organ
    assert red.element.xml.count("E60000") == 2


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")]
)
def test_headings_count_in_chinese(number: int, text: str) -> None:
    assert chinese_numeral(number) == text
