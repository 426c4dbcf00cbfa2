"""Faces cut down for a PDF: refused ones stay whole, kept glyphs keep their numbers."""

from __future__ import annotations

from io import BytesIO

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

from huitoukan.documents import faces

NAMES = [".notdef", *(f"g{n}" for n in range(1, 40))]


def face() -> bytes:
    """A small face of 40 squares, one for each character from 一 on."""
    pen = T2CharStringPen(1000, None)
    pen.moveTo((0, 0))
    for corner in ((0, 700), (700, 700), (700, 0)):
        pen.lineTo(corner)
    pen.closePath()
    square = pen.getCharString()
    built = FontBuilder(1000, isTTF=False)
    built.setupGlyphOrder(NAMES)
    built.setupCharacterMap({0x4E00 + n: name for n, name in enumerate(NAMES[1:])})
    built.setupCFF("Square", {}, dict.fromkeys(NAMES, square), {})
    built.setupHorizontalMetrics(dict.fromkeys(NAMES, (1000, 0)))
    built.setupHorizontalHeader()
    built.setupNameTable({"familyName": "Square", "styleName": "Regular"})
    built.setupOS2()
    built.setupPost()
    target = BytesIO()
    built.save(target)
    return target.getvalue()


def test_what_is_no_face_is_given_back_to_the_library() -> None:
    class Font:
        file_content, index = b"no face", 0
        asked = False

        def _fonttools_subset(self, to_unicode: object, _hinting: object) -> None:
            self.asked = bool(to_unicode)

    faces.teach(Font)
    faces.teach(Font)  # a second time changes nothing
    font = Font()
    font._fonttools_subset({3: "丂"}, True)
    assert font.asked
    assert font.file_content == b"no face"


def test_only_the_used_glyphs_stay_under_their_numbers() -> None:
    whole = face()
    made = cut = faces.cut_down(whole, 0, {3, 7})
    assert 0 < len(cut) < len(whole)
    outlines = TTFont(BytesIO(made))
    glyphs = outlines.getGlyphOrder()
    assert len(glyphs) == 8  # those after the last one are gone
    drawn = outlines["CFF "].cff[0].CharStrings
    lengths = []
    for name in glyphs:
        drawn[name].decompile()
        lengths.append(len(drawn[name].program))
    assert [n for n, length in enumerate(lengths) if length > 3 and n] == [3, 7]


def test_the_library_still_has_the_place_where_we_step_in() -> None:
    fonts = pytest.importorskip("weasyprint.pdf.fonts", exc_type=OSError)
    assert callable(fonts.Font._fonttools_subset)
