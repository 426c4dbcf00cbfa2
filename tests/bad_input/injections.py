"""Family J: strings that try to be formulas, markup, commands or templates, in every column.

Text is kept letter by letter (writers make it harmless, tests/documents/test_write_excel.py);
in every other column it is refused or kept with a doubt.
"""

from __future__ import annotations

from huitoukan.domain.identity import check_id, clean_id
from tests.bad_input.catalogue import Case
from tests.bad_input.files import Cell, cell_cases, fine, fixed, refused

# What is written, and what stands in a text column afterwards (None: the row is refused).
STRINGS: dict[str, str | None] = {
    "=1+1": "=1+1", "+1": "+1", "-1+1": "-1+1", "@SUM(1)": "@SUM(1)", "\t=1+1": "=1+1",
    "\r=1+1": "=1+1", "\x00=1+1": None, "＝1+1": "＝1+1",
    '=HYPERLINK("http://x.example","y")': '=HYPERLINK("http://x.example","y")',
    "=cmd|' /C calc'!A0": "=cmd|' /C calc'!A0", "%0A=1": "%0A=1", '"=1"': '"=1"',
    "<script>alert(1)</script>": "<script>alert(1)</script>",
    '"><img onerror=alert(1)>': '"><img onerror=alert(1)>', "javascript:alert(1)":
    "javascript:alert(1)", "{{7*7}}": "{{7*7}}", "{% debug %}": "{% debug %}", "${7*7}": "${7*7}",
    "' OR 1=1--": "OR 1=1--", "'; DROP TABLE x": "; DROP TABLE x", "a\x00b": None, "%s%n": "%s%n",
    "{0.__class__}": "{0.__class__}", "x\r\nSet-Cookie: a=b": "x Set-Cookie: a=b",
    "\x1b[31mred": None, "../../etc/passwd": "../../etc/passwd", "\\\\host\\share":
    "\\\\host\\share", "a" * 60 + "!": "a" * 60 + "!",
}  # fmt: skip
_REFUSES = {
    "born_on": "DATE_FORMAT", "month": "MONTH_FORMAT", "amount": "NUM_FORMAT",
    "months": "NUM_FORMAT", "serving": "ENUM_UNKNOWN", "kind": "ENUM_UNKNOWN",
}  # fmt: skip


def _name(written: str, value: str | None) -> Cell:
    if value is None:
        return refused(f"{written!a}", written, "CONTROL_CHAR")
    if value == written:
        return fine(f"{written!a}", written)
    return fixed(f"{written!a}", written, value)


def _typed(column: str, written: str) -> Cell:
    if written == "+1" and column in {"amount", "months"}:
        return fixed("+1 is a number", written, 1)
    return refused(f"{written!a}", written, _REFUSES[column])


def _id(written: str, value: str | None) -> Cell:
    cleaned = clean_id(written)
    if value is None or len(cleaned) > 40:
        return refused(f"{written!a}", written, "ID_CHARSET")
    code = check_id(cleaned) or ""
    return fixed(f"{written!a}", written, cleaned, code, note="Kept with a doubt.")


def _cases() -> list[Case]:
    cases = cell_cases("J-N", "name", [_name(*pair) for pair in STRINGS.items()])
    cases += cell_cases("J-X", "name", [_name(*pair) for pair in STRINGS.items()], form="xlsx")
    for letter, column in zip("DMAIBK", _REFUSES, strict=True):
        cases += cell_cases(f"J-{letter}", column, [_typed(column, text) for text in STRINGS])
    cases += cell_cases("J-P", "id_no", [_id(*pair) for pair in STRINGS.items()])
    big = "=1+1;" * 20_000
    return cases + cell_cases("J-L", "name", [refused("100 kB in a cell", big, "TOO_LONG")])


CASES = _cases()
