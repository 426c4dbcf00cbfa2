"""Family C: delimited text with every fault of encodings, quotation marks, line ends and widths."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from huitoukan.documents.columns import Value
from huitoukan.documents.read import Limits
from tests.bad_input.catalogue import ALIVE, ALSO_GOOD, GOOD, HEAD, Case, Outcome, changed
from tests.bad_input.files import Cells, good_book, text_file, zipped

OK, FIX, ROW, FILE = Outcome
ROWS: list[Cells] = [HEAD, GOOD, ALSO_GOOD]
LIST = text_file(ROWS).decode()
LINES = LIST.splitlines()
_TRADITIONAL = str.maketrans("号码张职额数编发员类别", "號碼張職額數編發員類別")
LOST = ("CHAR_LOST",)
CORRUPT = ("FILE_CORRUPT",)


def _case(  # noqa: PLR0917 - the columns of a table
    number: str, sentence: str, data: bytes | Callable[[], bytes], outcome: Outcome = OK,
    codes: tuple[str, ...] = (), counts: tuple[int, int, int] = (2, 2, 0),
    reads: Mapping[str, Value] | None = None, note: str = "", **limits: int,
) -> Case:  # fmt: skip
    build = (lambda: data) if isinstance(data, bytes) else data
    if outcome is FILE:
        counts = (0, 0, 0)
    return Case(
        f"C-{number}", sentence, build, outcome, codes, counts, reads or {}, Limits(**limits),
        "a.csv", note,
    )  # fmt: skip


def _named(name: str, encoding: str) -> bytes:
    return text_file([HEAD, changed(name=name), ALSO_GOOD], encoding)


def _with_bytes(stored: bytes, encoding: str = "gb18030", rows: Sequence[Cells] = ROWS) -> bytes:
    """The list in that encoding, the first name replaced by these bytes."""
    return text_file(rows, encoding).replace("张三".encode(encoding), stored, 1)


def _long(encoding: str, n_bad: int) -> bytes:
    """A hundred rows of which the middle ones have a byte that is no character."""
    lines = text_file([HEAD, *[GOOD] * 100], encoding).splitlines(keepends=True)
    for place in range(50, 50 + n_bad):
        lines[place] = lines[place].replace("三".encode(encoding.removesuffix("-sig")), b"\xff")
    return b"".join(lines)


def _encodings() -> list[Case]:
    usual = ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030", "gb2312"]
    read = [
        _case(f"01{chr(97 + place)}", f"{encoding} is read", partial(text_file, ROWS, encoding),
              reads={"name": "张三"})
        for place, encoding in enumerate(usual)
    ]  # fmt: skip
    little, big = (LIST.encode(f"utf-16-{end}") for end in ("le", "be"))
    moved = {"FE59": "\u9fb4", "FE61": "\u9fb5", "FEA0": "\u9fbb", "A8BC": "ḿ", "A6D9": "︐"}
    fixed = [
        _case(f"06{chr(97 + place)}", f"the bytes {code} as GB 18030-2022 has them",
              _with_bytes(bytes.fromhex(code)), FIX, reads={"name": character})
        for place, (code, character) in enumerate(moved.items())
    ]  # fmt: skip
    return [
        *read,
        _case("03a", "UTF-16, little end first", b"\xff\xfe" + little, reads={"name": "张三"}),
        _case("03b", "UTF-16, big end first", b"\xfe\xff" + big, reads={"name": "张三"}),
        _case("03c", "UTF-16 without its mark", little, FILE, ("FILE_TYPE",)),
        _case("03d", "UTF-16 cut in half a character", b"\xff\xfe" + little[:-1], FILE,
              ("FILE_ENCODING",)),
        _case("05a", "four bytes of GB 18030: 㛃", partial(_named, "㛃", "gb18030"),
              reads={"name": "㛃"}),
        _case("05b", "four bytes of GB 18030: 𣲘", partial(_named, "𣲘", "gb18030"),
              reads={"name": "𣲘"}),
        *fixed,
        _case("08", "Big5", LIST.translate(_TRADITIONAL).encode("big5"), FILE,
              ("HEADER_MISSING", "FILE_ENCODING")),
        _case("09a", "UTF-8 read as GBK and saved again: the heading is gone",
              LIST.encode().decode("gbk", "replace").encode(), FILE, ("HEADER_MISSING",)),
        _case("09b", "a name that went through GBK", partial(_named, "锟斤拷", "utf-8"), ROW, LOST,
              (2, 1, 1)),
        _case("09c", "a replacement character", partial(_named, "张\ufffd", "utf-8"), ROW, LOST,
              (2, 1, 1)),
    ]  # fmt: skip


def _bad_bytes() -> list[Case]:
    id_of = ALIVE.encode()
    return [
        _case("10a", "one bad byte in UTF-8", partial(_long, "utf-8", 1), ROW, LOST, (100, 99, 1)),
        _case("10b", "one bad byte in GB 18030", partial(_long, "gb18030", 1), ROW, LOST,
              (100, 99, 1)),
        _case("10c", "one bad byte behind a byte order mark", partial(_long, "utf-8-sig", 1), ROW,
              LOST, (100, 99, 1)),
        _case("10d", "bad bytes in five rows", partial(_long, "utf-8", 5), ROW, LOST, (100, 95, 5)),
        _case("10e", "bad bytes in forty rows: another encoding", partial(_long, "utf-8", 40), FILE,
              ("FILE_ENCODING",)),
        _case("10f", "a bad byte in the ID", text_file(ROWS).replace(id_of, id_of[:5] + b"\xff", 1),
              ROW, LOST, (2, 1, 1)),
        _case("10g", "a bad byte in a heading",
              text_file(ROWS).replace("姓名".encode(), "姓".encode() + b"\xff", 1), FILE,
              ("HEADER_MISSING", "FILE_ENCODING")),
        _case("11a", "the byte 80 in GB 18030", _with_bytes(b"\xd5\xc5\x80"), ROW, LOST, (2, 1, 1)),
        _case("11b", "the byte FF in GB 18030", _with_bytes(b"\xff\xc8\xfd"), ROW, LOST, (2, 1, 1)),
        _case("11c", "half a character in GB 18030", _with_bytes(b"\xd5"), ROW, LOST, (2, 1, 1)),
        _case("11d", "a surrogate in UTF-8", _with_bytes(b"\xed\xa0\x80", "utf-8"), ROW, LOST,
              (2, 1, 1)),
        _case("11e", "an overlong form in UTF-8", _with_bytes(b"\xc0\xaf", "utf-8"), ROW, LOST,
              (2, 1, 1)),
        _case("12a", "half UTF-8, half GB 18030",
              text_file([HEAD, *[GOOD] * 20]) + text_file([GOOD] * 20, "gb18030"), FILE,
              ("FILE_ENCODING",)),
        _case("12b", "half GB 18030, half UTF-8",
              text_file([HEAD, *[GOOD] * 20], "gb18030") + text_file([GOOD] * 20), FILE,
              ("FILE_ENCODING",)),
        _case("13a", "one NUL", _with_bytes(b"\x00", "utf-8"), ROW, ("CONTROL_CHAR",), (2, 1, 1)),
        _case("13c", "NULs all over", text_file([[*row, "\0" * 9] for row in ROWS]), FILE,
              ("FILE_TYPE",)),
        _case("13b", "NUL far down",
              text_file([HEAD, *[GOOD] * 99]) + text_file([changed(name="张\x00三")]), ROW,
              ("CONTROL_CHAR",), (100, 99, 1)),
    ]  # fmt: skip


def _quotes_and_ends() -> list[Case]:
    two = (2, 2, 0)
    ends = {"a": "\r", "b": "\n", "c": "\r\n"}
    return [
        *(_case(f"14{letter}", f"rows end with {end!a}", partial(text_file, ROWS, end=end))
          for letter, end in ends.items()),
        _case("15a", "line ends of both kinds", f"{LINES[0]}\r\n{LINES[1]}\n{LINES[2]}".encode()),
        _case("15b", "no line end behind the last row", LIST.rstrip().encode()),
        _case("16a", "a line end inside quotation marks",
              partial(text_file, [HEAD, changed(name="张\n三"), ALSO_GOOD]), FIX,
              reads={"name": "张 三"}),
        _case("16b", "a heading of two lines",
              LIST.replace("姓名", '"姓\n名"', 1).encode(), FIX, reads={"name": "张三"}),
        _case("17a", "a quotation mark that never closes",
              LIST.replace("张三", '"张三', 1).encode(), FILE, CORRUPT),
        _case("17b", "a quotation mark in the middle of a cell",
              LIST.replace("张三", '张"三', 1).encode(), OK, (), two, {"name": '张"三'}),
        _case("17c", "text behind a closing quotation mark",
              LIST.replace("张三", '"张"三', 1).encode(), FILE, CORRUPT),
        _case("18a", "doubled quotation marks",
              LIST.replace("张三", '"张""三"', 1).encode(), OK, (),
              two, {"name": '张"三'}),
        _case("18b", "a quotation mark behind a backslash",
              LIST.replace("张三", '"张\\"三"', 1).encode(), FILE, CORRUPT),
        *(_case(f"19{letter}", f"the delimiter {mark!a}", partial(text_file, ROWS, mark=mark))
          for letter, mark in {"a": ";", "b": "\t", "c": ",", "d": "|", "e": "，"}.items()),
        _case("33a", "U+2028 inside a cell", partial(_named, "张\u2028三", "utf-8"), FIX,
              reads={"name": "张 三"}),
        _case("33b", "U+0085 inside a cell", partial(_named, "张\u0085三", "utf-8"), FIX,
              reads={"name": "张 三"}),
        _case("33c", "U+000B inside a cell", partial(_named, "张\x0b三", "utf-8"), ROW,
              ("CONTROL_CHAR",), (2, 1, 1)),
        _case("34a", "sep=, in the first line", f"sep=,\r\n{LIST}".encode()),
        _case("34b", "sep=; in the first line",
              b"sep=;\r\n" + text_file(ROWS, mark=";")),
    ]  # fmt: skip


def _widths_and_lengths() -> list[Case]:
    short, bare = GOOD[:2], [GOOD[0]]
    return [
        _case("20a", "a row that ends early", partial(text_file, [HEAD, short, ALSO_GOOD]), OK,
              reads={"name": "张三", "kind": None}),
        _case("20b", "a row without its required name", partial(text_file, [HEAD, bare, ALSO_GOOD]),
              ROW, ("REQUIRED",), (2, 1, 1)),
        _case("20c", "a row with cells behind the last column",
              partial(text_file, [HEAD, [*GOOD, "x", "y"], ALSO_GOOD]), FIX, ("CELL_OUTSIDE",)),
        _case("21", "two hundred commas behind every row",
              partial(text_file, [[*row, *[""] * 200] for row in ROWS])),
        _case("22", "no header", partial(text_file, ROWS[1:]), FILE, ("HEADER_MISSING",)),
        _case("23", "nothing but the header", partial(text_file, ROWS[:1]), OK, (), (0, 0, 0)),
        _case("24a", "an empty file", b"", FILE, ("FILE_TYPE",)),
        _case("24b", "only blank lines", b"\r\n\r\n", FILE, ("FILE_TYPE", "SHEET_NONE")),
        _case("24c", "only a byte order mark", b"\xef\xbb\xbf", FILE, ("FILE_TYPE", "SHEET_NONE")),
        _case("24d", "only commas", b",,,,\r\n,,,,\r\n", FILE, ("SHEET_NONE",)),
        _case("25a", "blank lines between the rows",
              f"{LINES[0]}\r\n\r\n{LINES[1]}\r\n\r\n\r\n{LINES[2]}\r\n".encode()),
        _case("25b", "a total and a signature below",
              f"{LIST}合计,2\r\n填表人：王丽,审核人：\r\n".encode(), OK, (), (4, 2, 0)),
        _case("25c", "a remark below", f"{LIST}备注：数据截至十月\r\n".encode(), OK, (), (3, 2, 0)),
        _case("29a", "a field beyond what csv takes",
              LIST.replace("张三", "张" * 200_000, 1).encode(),
              FILE, CORRUPT),
        _case("29b", "a field of a hundred thousand characters",
              LIST.replace("张三", "张" * 100_000, 1).encode(), ROW, ("TOO_LONG",), (2, 1, 1)),
        _case("30a", "filled columns beyond the limit",
              partial(text_file, [[*row, *["x"] * 9] for row in ROWS]), FILE, ("FILE_TOO_WIDE",),
              columns=16),
        _case("30b", "as many columns as permitted",
              partial(text_file, [[*row, *["附"] * 8] for row in ROWS]), columns=16),
        _case("31a", "one row more than permitted", partial(text_file, ROWS), FILE,
              ("FILE_TOO_LONG",), rows=2),
        _case("31b", "as many rows as permitted", partial(text_file, ROWS), rows=3),
        _case("32a", "a zip named .csv", partial(zipped, [("a.csv", LIST.encode())]), FILE,
              ("FILE_TYPE",)),
        _case("32b", "gzip named .csv", gzip.compress(LIST.encode(), mtime=0), FILE,
              ("FILE_TYPE",)),
        _case("32c", "a workbook named .csv is a workbook", good_book),
        _case("32d", "a page named .csv", b"<html><table></table></html>", FILE, ("FILE_TYPE",)),
        _case("32e", "a PDF named .csv", b"%PDF-1.7\n", FILE, ("FILE_TYPE",)),
        _case("32f", "a picture named .csv", b"\x89PNG\r\n\x1a\n" + bytes(40), FILE,
              ("FILE_TYPE",)),
        _case("32g", "JSON named .csv", b'{"a": [1, 2]}', FILE, ("HEADER_MISSING", "FILE_CORRUPT")),
        _case("35a", "one byte more than permitted", LIST.encode(), FILE, ("FILE_TOO_BIG",),
              file=len(LIST.encode()) - 1),
        _case("35b", "as many bytes as permitted", LIST.encode(), file=len(LIST.encode())),
    ]  # fmt: skip


CASES = [*_encodings(), *_bad_bytes(), *_quotes_and_ends(), *_widths_and_lengths()]
