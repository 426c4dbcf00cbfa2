"""Family X: workbooks whose container, parts or sheet XML is broken, hostile or odd."""

from __future__ import annotations

import random
import re
import stat
import struct
import zipfile
from collections.abc import Callable
from functools import partial
from typing import Any

from huitoukan.documents.read import Limits
from tests.bad_input.catalogue import ALSO_GOOD, GOOD, HEAD, Case, Outcome
from tests.bad_input.files import (
    BOOK,
    SHEET,
    STRINGS,
    books,
    good_book,
    old_book,
    parts_of,
    raw,
    replaced,
    text_file,
    with_part,
    xml_row,
    zipped,
)

OK, FIX, ROW, FILE = Outcome
CORRUPT, BOMB, TYPE = ("FILE_CORRUPT",), ("FILE_BOMB",), ("FILE_TYPE",)
DTD = ("FILE_DTD",)
LIST: list[list[Any]] = [HEAD, GOOD, ALSO_GOOD]
GOOD_2, GOOD_3 = xml_row(2, GOOD), xml_row(3, ALSO_GOOD)


def _file(
    number: str, sentence: str, build: Callable[[], bytes], *codes: str, note: str = "",
    name: str = "a.xlsx", **limits: int,
) -> Case:  # fmt: skip
    return Case(
        f"X-{number}", sentence, build, FILE, codes, limits=Limits(**limits), note=note, name=name
    )


def _read(
    number: str, sentence: str, build: Callable[[], bytes],
    counts: tuple[int, int, int] = (2, 2, 0), *, outcome: Outcome = OK,
    codes: tuple[str, ...] = (), note: str = "", name: str = "a.xlsx",
    **limits: int,
) -> Case:  # fmt: skip
    reads = {"name": "张三"} if counts[1] else {}
    return Case(
        f"X-{number}", sentence, build, outcome, codes, counts, reads, Limits(**limits), name, note
    )


def _random(first: bytes) -> bytes:
    return first + random.Random(90).randbytes(3000)  # noqa: S311 - the same file every time


def _zip_end_twice() -> bytes:
    data = good_book()
    return data + data[data.rindex(b"PK\x05\x06") :]


def _broken_sum() -> bytes:
    data = bytearray(good_book())
    entry = data.index(b"PK\x01\x02")
    data[entry + 16] ^= 0xFF
    return bytes(data)


def _lying_size(size: int) -> bytes:
    data = bytearray(good_book())
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", size)
    return bytes(data)


def _overlapping() -> bytes:
    """Two directory entries that point to the same bytes."""
    data = bytearray(zipped([*parts_of(good_book()).items(), ("xl/a.xml", b"<a/>"),
                             ("xl/b.xml", b"<a/>")]))  # fmt: skip
    first, second = (data.rindex(b"xl/%c.xml" % letter) for letter in b"ab")
    data[second - 4 : second] = data[first - 4 : first]
    return bytes(data)


def _flagged() -> bytes:
    data = bytearray(good_book())
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1
    return bytes(data)


def _other_method() -> bytes:
    data = bytearray(good_book())
    entry = data.index(b"PK\x01\x02")
    data[entry + 10] = 12
    return bytes(data)


def _link() -> bytes:
    link = zipfile.ZipInfo("xl/link.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped([*parts_of(good_book()).items(), (link, b"/etc/passwd")])


def _with(name: str, data: bytes = b"<x/>") -> bytes:
    return zipped([*parts_of(good_book()).items(), (name, data)])


def _cut(share: float) -> bytes:
    data = good_book()
    return data[: int(len(data) * share)]


def _zips() -> list[Case]:
    data = good_book()
    return [
        _file("01", "an empty zip", partial(zipped, []), *TYPE),
        _file("02", "no bytes", bytes, *TYPE),
        _file("03a", "random bytes behind the signature of a zip", partial(_random, b"PK\x03\x04"),
              *CORRUPT),
        _file("03b", "random bytes behind the signature of an OLE file",
              partial(_random, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), *TYPE),
        _file("03c", "only random bytes", partial(_random, b""), *TYPE),
        *(_file(f"04{letter}", f"cut after {share:.0%}", partial(_cut, share), *CORRUPT)
          for letter, share in {"a": 0.1, "b": 0.5, "c": 0.9, "d": 0.99}.items()),
        _file("05", "the last ten bytes are gone", lambda: data[:-10], *CORRUPT),
        _file("06", "the end of the zip twice", _zip_end_twice, *CORRUPT),
        _read("07", "bytes behind the end of the zip", lambda: data + b"\n\n"),
        _file("08", "a wrong check sum", _broken_sum, *CORRUPT),
        _file("09a", "the directory promises less", partial(_lying_size, 10), *CORRUPT),
        _file("09b", "the directory promises more", partial(_lying_size, 10**8), *CORRUPT),
        _file("10a", "more inflated bytes than permitted", good_book, *BOMB, inflated=4000),
        _file("10b", "a part larger than permitted", good_book, *BOMB, part=1000),
        _file("10c", "zeros that compress a thousandfold",
              partial(_with, "xl/media/a.bin", bytes(5 << 20)), *BOMB),
        _file("11", "a zip in a zip", partial(zipped, [("a.xlsx", data)]), *TYPE),
        _file("12", "overlapping parts", _overlapping, *BOMB, "FILE_CORRUPT"),
        _file("13a", "one part more than permitted", good_book, *BOMB,
              entries=len(parts_of(data)) - 1),
        _read("13b", "as many parts as permitted", good_book, entries=len(parts_of(data))),
        *(_file(f"14{letter}", f"a part named {name}", partial(_with, name), *CORRUPT)
          for letter, name in {"a": "../../x", "b": "/abs", "c": "C:\\x", "d": "xl/../../x",
                               "e": "xl\\..\\x"}.items()),
        _file("15", "a part that is a link", _link, *CORRUPT),
        _file("16a", "the sheet twice", partial(_with, SHEET), *CORRUPT),
        _file("16b", "the sheet twice in other letters", partial(_with, SHEET.upper()), *CORRUPT),
        _file("42a", "parts that are encrypted", _flagged, "FILE_ENCRYPTED"),
        _file("42b", "a compression that no table program uses", _other_method, *CORRUPT),
        _file("46a", "one byte more than permitted", good_book, "FILE_TOO_BIG", file=len(data) - 1),
        _read("46b", "as many bytes as permitted", good_book, file=len(data)),
    ]  # fmt: skip


def _declared(declaration: str, where: str = SHEET) -> bytes:
    return with_part(
        good_book(), where, lambda part: declaration.encode() + part[part.index(b"?>") + 2 :]
    )


def _hidden(sheets: dict[str, list[list[Any]]], state: str) -> bytes:
    """The workbook with its first sheet hidden."""
    return replaced(books(sheets), BOOK, 'sheetId="1"', f'sheetId="1" state="{state}"')


def _parts() -> list[Case]:
    good = good_book
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    big = f'<!DOCTYPE x [<!ENTITY a "{"a" * 5000}">]>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "{}">]>'
    taken = {
        "17a": (BOOK, TYPE), "17b": ("xl/_rels/workbook.xml.rels", CORRUPT),
        "17c": (SHEET, CORRUPT),
        "18": (STRINGS, CORRUPT),
    }  # fmt: skip
    return [
        *(_file(number, f"without {part}", partial(with_part, good(), part, None), *codes)
          for number, (part, codes) in taken.items()),
        _read("17d", "without styles", partial(with_part, good(), "xl/styles.xml", None)),
        _read("17e", "without content types",
              partial(with_part, good(), "[Content_Types].xml", None)),
        _file("19a", "a shared text that does not exist",
              partial(replaced, good(), SHEET, r"<v>9</v>", "<v>99999</v>"), *CORRUPT),
        _file("19b", "a shared text of a negative number",
              partial(replaced, good(), SHEET, r"<v>9</v>", "<v>-1</v>"), *CORRUPT),
        _file("20", "entities that laugh a billion times", partial(_declared, laughs), *DTD),
        _file("21", "an entity that blows up by squares", partial(_declared, big), *DTD),
        _file("22", "an entity from a file", partial(_declared, outside.format("file:///x")), *DTD),
        _file("23", "an entity from the network",
              partial(_declared, outside.format("http://x.example/")), *DTD),
        _file("24a", "a harmless declaration", partial(_declared, "<!DOCTYPE worksheet>"), *DTD),
        *(_file(f"24{letter}", f"a declaration in {part}",
                partial(_declared, "<!DOCTYPE x>", part), *DTD)
          for letter, part in {"b": STRINGS, "c": BOOK, "d": "xl/styles.xml",
                               "e": "docProps/app.xml"}.items()),
        *(_file(f"25{letter}", f"a part in {encoding}",
                partial(with_part, good(), SHEET,
                        lambda part, how=encoding: part.decode().encode(how)), *CORRUPT)
          for letter, encoding in {"a": "utf-16", "b": "utf-16-le", "c": "utf-16-be"}.items()),
    ]  # fmt: skip


def _contents() -> list[Case]:
    """Parts beside the sheets, hidden sheets, and other kinds under the name of a workbook."""
    good = good_book
    return [
        _file("36a", "macros", partial(_with, "xl/vbaProject.bin"), "FILE_MACRO"),
        _file("36b", "macros of 1992", partial(_with, "xl/macrosheets/sheet1.xml"), "FILE_MACRO"),
        _read("37a", "links to other workbooks", partial(_with, "xl/externalLinks/a.xml")),
        _read("37b", "an embedded object", partial(_with, "xl/embeddings/a.bin", b"\0" * 99)),
        _read("38a", "a hidden sheet in front of the list",
              partial(_hidden, {"旧": [HEAD, ALSO_GOOD], "新": LIST}, "hidden")),
        _read("38b", "a very hidden sheet in front of the list",
              partial(_hidden, {"旧": [HEAD, ALSO_GOOD], "新": LIST}, "veryHidden")),
        _file("38c", "nothing but a hidden sheet", partial(_hidden, {"旧": LIST}, "hidden"),
              "SHEET_NONE"),
        *(_read(f"40{letter}", f"a sheet named {name}", partial(books, {name: LIST}))
          for letter, name in {"a": "=1+1", "b": "名单😀", "c": "一" * 31, "d": "a&<b>"}.items()),
        _read("43", "a protected sheet", partial(
            replaced, good(), SHEET, "</sheetData>",
            '</sheetData><sheetProtection sheet="1" password="CC1A"/>')),
        *(_file(f"44{letter}", f"{what} renamed .xlsx", partial(zipped, [(part, b"<x/>")]), *TYPE)
          for letter, (what, part) in {"a": ("xlsb", "xl/workbook.bin"),
                                       "b": ("ods", "content.xml"),
                                       "c": ("docx", "word/document.xml"),
                                       "d": ("any zip", "a.txt")}.items()),
        _file("44e", "a page renamed .xls", lambda: b"<html><table/></html>", *TYPE, name="a.xls"),
        _file("44f", "SpreadsheetML of 2003", lambda: b'<?xml version="1.0"?><Workbook/>', *TYPE,
              name="a.xls"),
        _read("44g", "text renamed .xls", partial(text_file, [HEAD, GOOD, ALSO_GOOD]),
              name="a.xls"),
        _read("44h", "an .xlsx renamed .xls", good, name="a.xls"),
    ]  # fmt: skip


def _sheet_xml() -> list[Case]:
    corners = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    far = '<row r="{}"><c r="A{}"><v>1</v></c></row>'
    no_refs = GOOD_2.replace(' r="', ' x="')
    around = '<dimension ref="{}"/><sheetData>'
    return [
        _file("26", "the two corners of the grid", partial(raw, corners), "FILE_TOO_WIDE"),
        _read("27", "a dimension that is far too large", partial(
            replaced, raw(GOOD_2, GOOD_3), SHEET, "<sheetData>", around.format("A1:XFD1048576"))),
        _read("28", "a dimension that is too small", partial(
            replaced, raw(GOOD_2, GOOD_3), SHEET, "<sheetData>", around.format("A1"))),
        _file("29a", "a column beyond the grid",
              partial(raw, xml_row(2, GOOD).replace("H2", "XFE2")),
              "FILE_TOO_WIDE", *CORRUPT),
        _file("29b", "a row beyond the grid",
              partial(raw, far.format(16777217, 16777217)), *CORRUPT),
        _file("29c", "a row of twelve digits", partial(raw, far.format(10**11, 10**11)), *CORRUPT),
        _file("29d", "a column of four letters",
              partial(raw, xml_row(2, GOOD).replace("H2", "ABCD2")), "FILE_TOO_WIDE", *CORRUPT),
        _read("30", "rows out of order", partial(raw, xml_row(3, ALSO_GOOD), xml_row(2, GOOD))),
        _file("31a", "one reference twice",
              partial(raw, GOOD_2.replace('r="C2"', 'r="B2"'), GOOD_3), *CORRUPT),
        _file("31b", "one row twice", partial(raw, GOOD_2, GOOD_2), *CORRUPT),
        _file("31c", "one row twice, far apart, with a row of another number between",
              partial(raw, GOOD_3, GOOD_2, GOOD_3), *CORRUPT),
        _file("31d", "one reference twice in tags with a prefix",
              partial(_prefixed, raw(GOOD_2.replace('r="C2"', 'r="B2"'), GOOD_3)), *CORRUPT),
        _read("32", "cells without reference", partial(raw, no_refs, GOOD_3)),
        _read("33", "ten thousand blank rows with styles", partial(
            raw, GOOD_2, GOOD_3, *(f'<row r="{n}"><c r="A{n}" s="0"/></row>'
                                   for n in range(4, 10_004)))),
        _read("34", "styles for every column", partial(
            replaced, raw(GOOD_2, GOOD_3), SHEET, "<sheetData>",
            '<cols><col min="1" max="16384" width="9" style="0"/></cols><sheetData>')),
        _read("39", "hidden rows and columns are read like others", partial(
            replaced, raw(GOOD_2, GOOD_3), SHEET, '<row r="2">', '<row r="2" hidden="1">')),
        _read("45", "the strict namespace", partial(
            with_part, raw(GOOD_2, GOOD_3), SHEET, lambda part: part.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main"))),
        _file("47a", "a tag that never closes", partial(
            replaced, raw(GOOD_2), SHEET, "</sheetData>", ""), *CORRUPT),
        _file("47b", "text instead of XML", partial(
            with_part, good_book(), SHEET, lambda _: b"not xml"), *CORRUPT, "SHEET_NONE"),
        _file("47c", "an empty sheet part", partial(
            with_part, good_book(), SHEET, lambda _: b""), *CORRUPT, "SHEET_NONE"),
        _file("47d", "an unknown entity", partial(
            replaced, raw(GOOD_2), SHEET, "张三", "&nothing;"), *CORRUPT),
        _file("47e", "a byte that is not UTF-8", partial(
            with_part, raw(GOOD_2, GOOD_3), SHEET,
            lambda part: part.replace("张三".encode(), b"\xff\xfe")), *CORRUPT),
    ]  # fmt: skip


def _prefixed(data: bytes) -> bytes:
    """The workbook with every tag of its sheet under the prefix x."""

    def change(part: bytes) -> bytes:
        text = re.sub(r"<(/?)(?=[a-z])", r"<\1x:", part.decode())
        return text.replace("xmlns=", "xmlns:x=").encode()

    return with_part(data, SHEET, change)


def _formula(stored: str, kind: str = "") -> bytes:
    """The amount of the first row as a formula, with this stored value."""
    row = GOOD_2.replace(
        '<c r="E2" t="inlineStr"><is><t>100.5</t></is></c>', f'<c r="E2"{kind}>{stored}</c>'
    )
    return raw(row, GOOD_3)


def _formulas() -> list[Case]:
    uncached = {"outcome": ROW, "codes": ("FORMULA_UNCACHED",)}
    one = (2, 1, 1)
    last = GOOD_2.replace(
        '<c r="H2" t="inlineStr"><is><t>在职</t></is></c>', '<c r="H2"><f>A1</f></c>'
    )
    below = "".join(f'<c r="{letter}3"><f>1</f></c>' for letter in "ABCDEFGH")
    return [
        _read("48a", "a formula with its value", partial(_formula, "<f>1+1</f><v>2</v>")),
        *(Case(f"X-48{letter}", sentence, partial(_formula, stored), ROW,
               ("FORMULA_UNCACHED",), one)
          for letter, sentence, stored in (
              ("b", "a formula without a value", "<f>1+1</f>"),
              ("c", "a formula with an empty value", "<f>1+1</f><v></v>"),
              ("d", "a formula with a closed value", "<f>1+1</f><v/>"),
              ("e", "a shared formula without a value", '<f t="shared" si="0"/>'))),
        *(Case(f"X-48{letter}", f"{sentence}, in tags with a prefix",
               lambda stored=stored: _prefixed(_formula(stored)), ROW,
               ("FORMULA_UNCACHED",), one)
          for letter, sentence, stored in (
              ("j", "a formula without a value", "<f>1+1</f>"),
              ("k", "a formula with an empty value", "<f>1+1</f><v></v>"),
              ("l", "a shared formula without a value", '<f t="shared" si="0"/>'))),
        _read("48m", "a formula with its value, in tags with a prefix",
              lambda: _prefixed(_formula("<f>1+1</f><v>2</v>"))),
        _read("48f", "a formula that gives no text",
              partial(_formula, '<f>""</f><v></v>', ' t="str"')),
        Case("X-48g", "the last cell is a formula without a value", partial(raw, last, GOOD_3), ROW,
             ("FORMULA_UNCACHED",), one),
        _read("48h", "the last row is nothing but formulas without a value",
              partial(raw, GOOD_2, f'<row r="3">{below}</row>'), one, **uncached),
        Case("X-48i", "an error value", partial(_formula, "<f>1/0</f><v>#DIV/0!</v>", ' t="e"'),
             ROW,             ("CELL_ERROR",), one),
    ]  # fmt: skip


def _old_workbooks() -> list[Case]:
    rows: list[list[object]] = [HEAD, GOOD, ALSO_GOOD]
    errors = {"a": 0x00, "b": 0x07, "c": 0x0F, "d": 0x17, "e": 0x1D, "f": 0x24, "g": 0x2A}
    data = old_book(rows)
    broken = [
        Case(f"X-50{letter}", f"the error value {code:#04x} in an .xls",
             partial(old_book, [HEAD, [*GOOD[:4], bytes([code]), *GOOD[5:]], ALSO_GOOD]), ROW,
             ("CELL_ERROR",), (2, 1, 1), name="a.xls")
        for letter, code in errors.items()
    ]  # fmt: skip
    return [
        _read("49a", "an .xls", lambda: data, name="a.xls"),
        _read("49b", "an .xls renamed .xlsx", lambda: data),
        _read("49c", "an .xls renamed .csv", lambda: data, name="a.csv"),
        _file("49d", "an .xls cut after half", lambda: data[: len(data) // 2], *CORRUPT, *TYPE,
              "READER_LIMIT", name="a.xls"),
        Case("X-49e", "a rounded number in an .xls",
             partial(old_book, [HEAD, [float(str(GOOD[0])), *GOOD[1:]], ALSO_GOOD]), ROW,
             ("ID_PRECISION_LOST",), (2, 1, 1), name="a.xls"),
        *broken,
    ]  # fmt: skip


CASES = [*_zips(), *_parts(), *_contents(), *_sheet_xml(), *_formulas(), *_old_workbooks()]
