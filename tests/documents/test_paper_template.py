"""Templates that offices upload: nothing in them runs, fetches or lies; sound ones are filled."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from huitoukan.documents.paper_template import Vocabulary, faults, fill, join
from huitoukan.documents.word_pieces import Grid, Line, read_word
from huitoukan.domain.papers import LISTS
from huitoukan.domain.refusals import Refused
from huitoukan.rules.load import BUILTIN, load_pack
from huitoukan.rules.paper_files import (
    NEEDED,
    columns_of_lists,
    installed_template,
    paper_kinds,
    texts_of,
)

VOCABULARY = Vocabulary(
    frozenset({"编号", "数据说明", "户主"}), {"问题": frozenset({"序号", "户主"})}, NEEDED
)
NEED = "{{编号}}{{数据说明}}"


def written(*lines: str, table: tuple[str, ...] = ()) -> bytes:
    """A Word document of these lines, and a table with a row for each text."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if table:
        rows = document.add_table(rows=0, cols=1)
        for text in table:
            rows.add_row().cells[0].text = text
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def codes(content: bytes) -> list[str]:
    return [fault.code for fault in faults(content, VOCABULARY)]


def packed(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The document with its parts changed."""
    with zipfile.ZipFile(BytesIO(content)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    change(parts)
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return target.getvalue()


# --- attacks ---

ATTACKS = (
    "{{ ''.__class__.__mro__ }}",
    "{{ 户主.__class__ }}",
    "{{ 户主['__class__'] }}",
    "{{ 户主|attr('__class__') }}",
    "{{ 户主.format(编号) }}",
    "{{ self }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ range(1000000000) }}",
    "{% for 行 in range(1000000000) %}x{% endfor %}",
    "{% for a in 问题 %}{% for b in 问题 %}x{% endfor %}{% endfor %}",
    "{{ '一' * 1000000000 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{% set x = 1 %}",
    "{% include 'x' %}",
    "{% import 'os' as o %}",
    "{% macro m() %}{% endmacro %}",
    "{{ 户主|upper }}",
    "{% for 行 in 问题 %}{{ 行._x }}{% endfor %}",
    "{{ lipsum }}",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_could_run_is_refused_and_never_filled_in(attack: str) -> None:
    content = written(NEED, attack)
    assert codes(content), attack
    with pytest.raises(Refused) as refusal:
        fill(
            content,
            {"编号": "1", "数据说明": "2", "户主": "云", "问题": [{"序号": "1"}]},
            VOCABULARY,
        )
    assert refusal.value.code.startswith("TEMPLATE_")


@pytest.mark.parametrize(
    "name", ["word/vbaProject.bin", "word/embeddings/x.xlsx", "word/activeX/a.xml"]
)
def test_macros_and_objects_are_refused(name: str) -> None:
    content = packed(written(NEED), lambda parts: parts.update({name: b"<x/>"}))
    assert codes(content) == ["TEMPLATE_ACTIVE"]


def test_a_link_to_another_file_is_refused() -> None:
    def change(parts: dict[str, bytes]) -> None:
        rels = parts["word/_rels/document.xml.rels"].decode()
        link = (
            '<Relationship Id="rId99" TargetMode="External" Target="file://server/share/x.dotm" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
        )
        parts["word/_rels/document.xml.rels"] = rels.replace("</Rel", f"{link}</Rel").encode()

    assert codes(packed(written(NEED), change)) == ["TEMPLATE_ACTIVE"]


@pytest.mark.parametrize("field", ["DDEAUTO c:\\\\x", "INCLUDETEXT x", "DATE", "INCLUDEPICTURE x"])
def test_only_page_numbers_may_be_fields(field: str) -> None:
    document = Document(BytesIO(written(NEED)))
    instruction = OxmlElement("w:instrText")
    instruction.text = field
    document.paragraphs[0].add_run()._r.append(instruction)
    target = BytesIO()
    document.save(target)
    assert codes(target.getvalue()) == ["TEMPLATE_FIELD"]
    instruction.text = " PAGE "
    target = BytesIO()
    document.save(target)
    assert codes(target.getvalue()) == []


def test_hostile_xml_bombs_and_other_files_are_refused() -> None:
    dtd = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    hostile = packed(written(NEED), lambda parts: parts.update({"word/document.xml": dtd}))
    bomb = packed(written(NEED), lambda parts: parts.update({"word/x.txt": bytes(50 * 2**20)}))
    without = packed(written(NEED), lambda parts: parts.pop("word/document.xml") and None)
    for content in (hostile, bomb, without, b"", b"PK\x03\x04", b"%PDF-1.7", written(NEED)[:900]):
        assert codes(content) == ["TEMPLATE_FILE"]


# --- faults of an honest office ---


def test_every_unknown_and_every_missing_variable_is_named() -> None:
    found = faults(
        written("{{户主}}{{户主姓名}}", "{{编号}}", "{% if 电话 %}x{% endif %}"), VOCABULARY
    )
    told = " ".join(fault.sentence() for fault in found)
    assert [fault.code for fault in found] == [
        "TEMPLATE_UNKNOWN",
        "TEMPLATE_UNKNOWN",
        "TEMPLATE_LACKS",
    ]
    assert all(name in told for name in ("户主姓名", "电话", "数据说明"))


def test_a_column_that_the_list_has_not_is_named() -> None:
    rows = ("{%tr for 行 in 问题 %}", "{{行.年龄}}", "{%tr endfor %}")
    (fault,) = faults(written(NEED, table=rows), VOCABULARY)
    assert fault.code == "TEMPLATE_UNKNOWN"
    assert "行.年龄" in fault.sentence()


@pytest.mark.parametrize("line", ["{% for 行 in 问题 %}", "{{户主", "{% endif %}", "{{}}"])
def test_broken_braces_are_refused_with_a_sentence(line: str) -> None:
    found = codes(written(NEED, line))
    assert not found or found[0] in {"TEMPLATE_SYNTAX", "TEMPLATE_LACKS"}
    if line != "{{户主":  # two braces without their end are plain text to the library
        assert found


# --- filling ---


def test_values_stand_as_text_whatever_they_hold() -> None:
    rows = ("{%tr for 行 in 问题 %}", "{{行.序号}} {{行.户主}}", "{%tr endfor %}")
    content = written(NEED, "{{户主}}", table=rows)
    nasty = "<w:p>&amp; {{编号}} {% x %} \x07\n第二行"
    values = {
        "编号": "1",
        "数据说明": "2",
        "户主": nasty,
        "问题": [{"序号": "1", "户主": "甲"}, {"序号": "2", "户主": "乙"}],
    }
    made = fill(content, values, VOCABULARY)
    assert fill(content, values, VOCABULARY) == made
    (page,) = read_word(made)
    lines = [piece.text for piece in page.pieces if isinstance(piece, Line)]
    (grid,) = [piece for piece in page.pieces if isinstance(piece, Grid)]
    assert lines == ["12", "<w:p>&amp; {{编号}} {% x %} \n第二行"]
    assert [row[0].text for row in grid.rows] == ["1 甲", "2 乙"]


def test_joined_documents_stand_on_pages_of_their_own() -> None:
    content = written(NEED, "{{户主}}")
    values = [{"编号": str(n), "数据说明": "", "户主": f"第{n}户", "问题": []} for n in range(3)]
    whole = join([fill(content, one, VOCABULARY) for one in values])
    pages = read_word(whole)
    assert len(pages) == 3
    assert [page.pieces[-1].text for page in pages] == ["第0户", "第1户", "第2户"]  # type: ignore[union-attr]


# --- the templates of the pack ---

KINDS = paper_kinds(load_pack("national-2026"))


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_template_of_the_pack_is_sound_and_measured(name: str) -> None:
    content = installed_template(load_pack("demo"), name)
    assert content is not None
    kind = KINDS[name]
    vocabulary = Vocabulary(texts_of(kind), columns_of_lists(), NEEDED)
    assert faults(content, vocabulary) == ()
    document = Document(BytesIO(content))
    for section in document.sections:
        assert section.page_width is not None
        assert section.page_height is not None
        size = {round(section.page_width.mm), round(section.page_height.mm)}
        text = (
            section.page_width.mm - section.left_margin.mm - section.right_margin.mm,  # type: ignore[union-attr]
            section.page_height.mm - section.top_margin.mm - section.bottom_margin.mm,  # type: ignore[union-attr]
        )
        assert size == {210, 297}
        assert sorted(round(side) for side in text) == [156, 225]
    style = document.styles["Normal"]
    assert style.font.size.pt == 16
    # 22 lines fill 225 mm; a line of 28 characters of 16 pt, drawn together by 0.25 pt, 156 mm.
    spacing = style.paragraph_format.line_spacing.pt
    assert 22 * spacing * 25.4 / 72 <= 225 < 23 * spacing * 25.4 / 72
    drawn = int(style.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert 28 * (16 + drawn) * 25.4 / 72 <= 156 < 29 * (16 + drawn) * 25.4 / 72


def test_every_template_of_the_pack_has_its_kind() -> None:
    files = {path.stem for path in (BUILTIN / "national-2026" / "papers").glob("*.docx")}
    assert files == set(KINDS)
    assert set(LISTS) == set(columns_of_lists())


def test_a_page_knows_how_wide_the_columns_of_a_table_are() -> None:
    content = installed_template(load_pack("demo"), "village_list") or b""
    tables = [one for page in read_word(content) for one in page.pieces if isinstance(one, Grid)]
    assert all(97 <= sum(table.shares) <= 103 for table in tables)
    assert max(tables[0].shares) == tables[0].shares[5]  # 具体表现
