"""Identity numbers and names: validity, cleaning, the person key, and what may be shown of them.

Pure text in, text or numbers out. No file, no database, no clock: whether a birth date lies in the
future is for the caller, who knows the day.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import Final

EARLIEST_BIRTH_YEAR: Final = 1870

# GB 11643-1999 writes the sum modulo 11 as one of these characters.
_CHECK_CHARACTERS: Final = "10X98765432"
# The weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2 are the powers 2^17 … 2^1 modulo 11.
# 13 is 2 modulo 11, so the weighted sum is the body read in base 13, times 2: one call in C.
_BASE: Final = 13

# Characters that copying, input methods and office programs put into a number without meaning it.
_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
_SPACES: Final = (
    " \t\n\r\x0b\x0c\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u2028\u2029\u202f\u205f\u3000"
)
_LOOKALIKE_X: Final = "xХхΧχⅩⅹ×✕✖"  # Latin, Cyrillic, Greek, Roman ten, signs
_FOLD: Final[dict[int, str | None]] = {
    **dict.fromkeys(map(ord, _INVISIBLE + _SPACES)),
    # Full-width forms fold to ASCII. Whole NFKC would also turn ² and ① into digits, which is a
    # guess: those stay and are refused as ID_CHARSET.
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **{code: chr(code - 32) for code in range(ord("a"), ord("z") + 1)},
    **{code: chr(code - 0xFEE0 - 32) for code in range(0xFF41, 0xFF5B)},
    **dict.fromkeys(map(ord, _LOOKALIKE_X), "X"),
}
_QUOTED: Final = re.compile(r'="(.*)"')  # ="990101…": the trick that keeps a number text in CSV
_APOSTROPHES: Final = "'‘’`´"

_DISABILITY_TAIL: Final = re.compile(r"[1-7][1-4](?:B[0-9])?")


@lru_cache(maxsize=65536)
def _birth_date(digits: str) -> date | None:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    return day if day.year >= EARLIEST_BIRTH_YEAR else None


def check_character(body: str) -> str:
    """The 18th character that belongs to 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return _CHECK_CHARACTERS[int(body, _BASE) * 2 % 11]


def _check_18(text: str) -> str | None:
    body, last = text[:17], text[17]
    if not (text.isascii() and body.isdigit() and (last.isdigit() or last == "X")):
        return "ID_CHARSET"
    if check_character(body) != last:
        return "ID_CHECKSUM"
    return None if _birth_date(body[6:14]) else "ID_DATE"


def id_valid(text: str) -> bool:
    """Whether this is a valid 18-character citizen number, exactly as written.

    GB 11643-1999: 17 ASCII digits and a check character, a real birth date in 1870 or later. The
    area prefix is never checked: numbers keep the code of the place and time of their issue.
    """
    return len(text) == 18 and _check_18(text) is None


def check_id(text: str) -> str | None:
    """The refusal code of a cleaned number (ID_LENGTH, ID_CHARSET, ID_CHECKSUM, ID_DATE), or None.

    18 characters, old 15-digit numbers, and disability cards of 20 or 22 characters (number,
    category 1-7, level 1-4, and B1, B2 … for a re-issued card) are judged; `check_id(text)` is
    None exactly when `person_key(text)` is not.
    """
    length = len(text)
    if length == 18:
        return _check_18(text)
    if length in {20, 22}:
        return _check_18(text[:18]) or (
            None if _DISABILITY_TAIL.fullmatch(text, 18) else "ID_CHARSET"
        )
    if length == 15:
        if not (text.isascii() and text.isdigit()):
            return "ID_CHARSET"
        return None if _birth_date("19" + text[6:12]) else "ID_DATE"
    return "ID_LENGTH"


def upgrade_15(text: str) -> str | None:
    """The 18-character form of an old 15-digit number, or None when it has no real birth date.

    The number gets "19" after the sixth digit and a check character (GB 11643-1999, 4).
    """
    if len(text) != 15 or check_id(text) is not None:
        return None
    body = f"{text[:6]}19{text[6:]}"
    return body + check_character(body)


def clean_id(text: str) -> str:
    """The number without the noise of copying and of office programs.

    Folds full-width characters, removes white space, zero-width and direction marks, leading
    apostrophes and the ="…" wrapper, and writes x, ×, Cyrillic, Greek and Roman look-alikes as X.
    Nothing is guessed: O stays O, l stays l, and no cleaning turns an invalid number into a valid
    one. Cleaning twice is cleaning once.
    """
    if text.isascii() and text.isdigit():
        return text
    folded = text.translate(_FOLD)
    while True:
        stripped = folded.lstrip(_APOSTROPHES)
        quoted = _QUOTED.fullmatch(stripped)
        stripped = quoted[1] if quoted else stripped
        if stripped == folded:
            return folded
        folded = stripped


def _eighteen(text: str) -> str | None:
    if check_id(text) is not None:
        return None
    return upgrade_15(text) if len(text) == 15 else text[:18]


def person_key(text: str) -> int | None:
    """The integer that stands for a person in every comparison, or None without a valid number.

    The first 17 digits of the 18-character form: of the number itself, of an upgraded 15-digit
    number, or of the number inside a disability card. Expects a cleaned number.
    """
    whole = _eighteen(text)
    return None if whole is None else int(whole[:17])


def birth_date_of(text: str) -> date | None:
    """The birth date inside a valid number (digits 7-14), or None."""
    whole = _eighteen(text)
    return None if whole is None else _birth_date(whole[6:14])


def sex_of(text: str) -> str | None:
    """男 when the 17th digit of a valid number is odd, 女 when it is even, or None."""
    whole = _eighteen(text)
    if whole is None:
        return None
    return "男" if int(whole[16]) % 2 else "女"


# --- what may be shown (masks of the public-notice privacy rule) ---


def mask_id(text: str) -> str:
    """The number with its first six and last four characters: 990101********7751.

    A disability card shows what the number inside it would show: neither its category and level
    nor its length tells that the holder is disabled.
    """
    if len(text) in {20, 22}:
        text = text[:18]
    if len(text) >= 15:
        return f"{text[:6]}{'*' * (len(text) - 10)}{text[-4:]}"
    if len(text) >= 8:
        return f"{text[:2]}{'*' * (len(text) - 4)}{text[-2:]}"
    return "*" * len(text)


def mask_name(text: str) -> str:
    """A name of two characters as 张*, a longer one as 王*红 with a star for each hidden one."""
    if len(text) <= 1:
        return "*" * len(text)
    if len(text) == 2:
        return f"{text[0]}*"
    return f"{text[0]}{'*' * (len(text) - 2)}{text[-1]}"


def mask_phone(text: str) -> str:
    """A telephone number as 138****6207; shorter ones keep their last two digits."""
    if len(text) >= 11:
        return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"
    return _keep_last(text, 2 if len(text) >= 7 else 0)


def mask_account(text: str) -> str:
    """A bank account with its last four digits only."""
    return _keep_last(text, 4 if len(text) >= 8 else 0)


def _keep_last(text: str, shown: int) -> str:
    return "*" * (len(text) - shown) + (text[-shown:] if shown else "")


_NUMBER_IN_TEXT: Final = re.compile(
    r"(?<![0-9０-９])(?:[0-9０-９]{17}[0-9０-９XxＸｘ]|[0-9０-９]{15})(?![0-9０-９])"
)


def mask_ids_in(text: str) -> str:
    """Free text in which every run of digits that carries a birth date is masked as a number.

    The check character is not asked for: a mistyped number still points to a person.
    """

    def shown(found: re.Match[str]) -> str:
        number = clean_id(found[0])
        born = number[6:14] if len(number) == 18 else f"19{number[6:12]}"
        return mask_id(number) if _birth_date(born) else found[0]

    return _NUMBER_IN_TEXT.sub(shown, text)


# --- names ---

_MIDDLE_DOTS: Final = "•‧∙⋅・･．.｡●⸱"
_NAME_FOLD: Final[dict[int, str | None]] = {
    **dict.fromkeys(map(ord, _INVISIBLE + _SPACES)),
    **dict.fromkeys(map(ord, _MIDDLE_DOTS), "·"),
    # Kangxi radicals look like the characters they stand for and come from converted PDF files.
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
}


def fold_name(text: str) -> str:
    """The form in which two spellings of a name are compared; not for printing.

    NFC (which also folds CJK compatibility characters), every middle-dot variant as ·, no white
    space, no zero-width characters.
    """
    return unicodedata.normalize("NFC", text.translate(_NAME_FOLD))
