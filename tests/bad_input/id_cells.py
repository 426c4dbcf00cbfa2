"""Family I: what stands in a column of ID numbers.

A wrong number that is text is kept with a doubt: rules C001 and C002 ask about the person, and a
refused row would hide him. A number that a table program has rounded is refused.
"""

from __future__ import annotations

from tests.bad_input.catalogue import ALIVE, ALSO_GOOD, HEAD, SECOND, Case, Outcome, changed
from tests.bad_input.files import (
    Cell,
    Formula,
    book,
    cell_cases,
    fine,
    fixed,
    refused,
    text_file,
)

LAST_X = "99010119850615008X"
OLD = "990101850615123"
CARD = ALIVE + "43"
_DOUBT = "Kept with a doubt instead of ROW: the person exists, rule C001 or C002 asks."

# Characters that copying leaves in a number; all go without a trace.
_NOISE = {
    "a space": " ", "a no-break space": "\u00a0", "an ideographic space": "\u3000",
    "a zero-width space": "\u200b", "a zero-width non-joiner": "\u200c",
    "a zero-width joiner": "\u200d", "a byte order mark": "\ufeff",
    "a right-to-left override": "\u202e", "a soft hyphen": "\u00ad", "a word joiner": "\u2060",
    "a left-to-right mark": "\u200e", "a thin space": "\u2009", "a tab": "\t",
    "a line break": "\n", "a narrow no-break space": "\u202f", "an isolate": "\u2066",
}  # fmt: skip
_X = {
    "small": "x", "full-width": "Ｘ", "small full-width": "ｘ", "Cyrillic": "Х",
    "small Cyrillic": "х", "Greek": "Χ", "Roman ten": "Ⅹ", "small Roman ten": "ⅹ",
    "a multiplication sign": "×", "a ballot cross": "✕",
}  # fmt: skip


def _full_width(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) for each in text)


def _texts() -> list[Cell]:
    cells = [
        fine("a valid number", ALIVE),
        fine("a valid number that ends in X", LAST_X),
        fine("an old number of 15 digits", OLD),
        fine("a disability card of 20 digits", CARD),
        fine("a re-issued disability card of 22 characters", CARD + "B1"),
        fixed("full-width digits", _full_width(ALIVE), ALIVE),
        fixed("an apostrophe in front", "'" + ALIVE, ALIVE),
        fixed("a typographic apostrophe in front", "’" + ALIVE, ALIVE),
        fixed('the ="…" trick', f'="{ALIVE}"', ALIVE),
        fixed("a school-roll number around it", "G" + ALIVE, ALIVE),
        refused("scientific notation", "9.90101E+17", "ID_PRECISION_LOST"),
        refused("scientific notation without plus", "9.9E17", "ID_PRECISION_LOST"),
        refused("short scientific notation", "1.23E+17", "ID_PRECISION_LOST"),
        refused("nothing", "", "REQUIRED"),
        refused("only spaces", "   ", "REQUIRED"),
        refused("a dash", "-", "REQUIRED"),
        refused("a slash", "/", "REQUIRED"),
        refused("NULL", "NULL", "REQUIRED"),
        refused("a control character", ALIVE[:9] + "\x01" + ALIVE[9:], "ID_CHARSET"),
        refused("two numbers and more", f"{ALIVE}、{SECOND}、{OLD}", "ID_CHARSET"),
        refused("the error value #N/A", "#N/A", "CELL_ERROR"),
        refused("the error value #REF!", "#REF!", "CELL_ERROR"),
    ]
    cells += [
        fixed(f"{what} inside", ALIVE[:6] + noise + ALIVE[6:], ALIVE)
        for what, noise in _NOISE.items()
    ]
    cells += [fixed(f"the X is {what}", LAST_X[:-1] + x, LAST_X) for what, x in _X.items()]
    return cells


def _doubts() -> list[Cell]:
    wrong = {
        "a check digit that does not fit": (ALIVE[:-1] + "2", "ID_CHECKSUM"),
        "two digits exchanged": ("991001199003077751", "ID_CHECKSUM"),
        "the last three digits cut to 000": ("990101199003077000", "ID_CHECKSUM"),
        "month 13 with a check digit that fits": ("990101196913010018", "ID_DATE"),
        "30 February with a check digit that fits": ("99010120190230003X", "ID_DATE"),
        "17 digits": (ALIVE[:-1], "ID_LENGTH"),
        "19 digits": (ALIVE + "1", "ID_LENGTH"),
        "16 digits": (ALIVE[:16], "ID_LENGTH"),
        "one digit": ("1", "ID_LENGTH"),
        "Arabic-Indic digits": ("٩" * 17 + "1", "ID_CHARSET"),
        "a superscript digit": (ALIVE[:5] + "²" + ALIVE[6:], "ID_CHARSET"),
        "a digit in a circle": (ALIVE[:5] + "①" + ALIVE[6:], "ID_CHARSET"),
        "the letter O for a zero": (ALIVE.replace("0", "O"), "ID_CHARSET"),
        "the letter l for a one": (ALIVE.replace("1", "L"), "ID_CHARSET"),
        "a word behind the number": (ALIVE + "号", "ID_LENGTH"),
        "two numbers in one cell": (f"{ALIVE},{SECOND}", "ID_LENGTH"),
        "a military card": ("军字第9900001号", "ID_LENGTH"),
        "a passport": ("E99000001", "ID_LENGTH"),
        "a household register for a child": ("户口簿", "ID_LENGTH"),
        "a newborn without a number": ("无", "ID_LENGTH"),
        "18 ones": ("1" * 18, "ID_CHECKSUM"),
        "18 zeros": ("0" * 18, "ID_CHECKSUM"),
        "a card of category 9": (ALIVE + "93", "ID_CHARSET"),
        "a card without its level": (ALIVE + "4", "ID_LENGTH"),
        "a card around a wrong number": (ALIVE[:-1] + "243", "ID_CHECKSUM"),
        "15 digits with month 13": ("990101851315123", "ID_DATE"),
        "15 characters with a letter": ("99010185061512A", "ID_CHARSET"),
        "the stand-in of the national system": ("999999199003070001", "ID_CHECKSUM"),
        "a person born in 1800": ("990101180003077751", "ID_DATE"),
    }
    return [
        fixed(what, text, text.upper(), code, note=_DOUBT) for what, (text, code) in wrong.items()
    ]


def _stored() -> list[Cell]:
    """Cells of a workbook, where a number may be a number."""
    return [
        fine("text in a workbook", ALIVE),
        fixed("15 digits as a number, exact", int(OLD), OLD),
        refused("18 digits as a number", 990101199003077751, "ID_PRECISION_LOST"),
        refused(
            "18 digits whose cut tail passes the check digit",
            990101197308115000,
            "ID_PRECISION_LOST",
        ),
        refused("20 digits as a number", 99010119900307775143, "ID_PRECISION_LOST"),
        refused("16 digits as a number", 9901011990030777, "ID_PRECISION_LOST"),
        fixed("a small number", 42, "42", "ID_LENGTH", note=_DOUBT),
        fixed("a formula with a stored text", Formula("=A3", ALIVE), ALIVE),
        refused("a formula with a stored number", Formula("=1", 990101199003077751.0),
                "ID_PRECISION_LOST"),
        refused("a formula that failed", Formula("=NA()", "#N/A"), "CELL_ERROR"),
        refused("a formula whose reference is gone", Formula("=#REF!", "#REF!"), "CELL_ERROR"),
        fixed("a yes in the column", True, "是", "ID_LENGTH", note=_DOUBT),
    ]  # fmt: skip


def _whole_tables() -> list[Case]:
    copied = [changed(name=name) for name in ("张三", "张小三", "张大三")]
    note = "Duplicates, sex and birth date are compared by rules C014-C018 and X80, not by reading."
    return [
        Case("I-90", "the head's number at every member", lambda: text_file([HEAD, *copied]),
             Outcome.OK, rows=(3, 3, 0), reads={"id_no": ALIVE}, name="a.csv", note=note),
        Case("I-91", "the birth date in the column is another one",
             lambda: text_file([HEAD, changed(born_on="1991-01-01")]),
             Outcome.OK, rows=(1, 1, 0), reads={"id_no": ALIVE}, name="a.csv", note=note),
        Case("I-92", "a whole column of rounded numbers",
             lambda: book([HEAD, *[changed(id_no=int(ALIVE))] * 5, ALSO_GOOD]),
             Outcome.ROW, ("ID_PRECISION_LOST",), (6, 1, 5), {"id_no": SECOND}),
    ]  # fmt: skip


CASES = [
    *cell_cases("I-T", "id_no", _texts()),
    *cell_cases("I-D", "id_no", _doubts()),
    *cell_cases("I-S", "id_no", _stored(), form="xlsx"),
    *_whole_tables(),
]
