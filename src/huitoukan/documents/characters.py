"""Characters in cells: what is removed or replaced without a word, and what is refused.

Meaning (dates, codes, numbers) is read in cells.py.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Code points that GB 18030-2000 put into the private use area and later editions moved (the
# 18 + 6 table of GB 18030-2022, and A8BC). Python decodes them as the first edition did, so names
# such as 䶮's neighbours come out as empty boxes.
_MOVED: Final[dict[int, str]] = {
    0xE78D: "︐", 0xE78E: "︒", 0xE78F: "︑", 0xE790: "︓", 0xE791: "︔", 0xE792: "︕",
    0xE793: "︖", 0xE794: "︗", 0xE795: "︘", 0xE796: "︙", 0xE7C7: "ḿ",
    0xE81E: "\u9fb4", 0xE826: "\u9fb5", 0xE82B: "\u9fb6", 0xE82C: "\u9fb7",
    0xE832: "\u9fb8", 0xE843: "\u9fb9", 0xE854: "\u9fba", 0xE864: "\u9fbb",
    0xE816: "\U00020087", 0xE817: "\U00020089", 0xE818: "\U000200cc",
    0xE831: "\U000215d7", 0xE83B: "\U0002298f", 0xE855: "\U000241fe",
}  # fmt: skip
_GONE: Final = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_REMOVE: Final = re.compile(f"[{_GONE}]")
_LINE_ENDS: Final = re.compile("[ \u00a0\u3000]*[\t\r\n\u0085\u2028\u2029]+[ \u00a0\u3000]*")
# The quick question for every cell: is there anything in it that needs a second look?
_ODD: Final = re.compile(f"[\x00-\x1f\x7f-\xa0{_GONE}\u2028\u2029\u3000\ue000-\uf8ff\ud800-\udfff]")
_FORBIDDEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

UNCACHED: Final = "#UNCACHED!"
"""A formula without a stored value, as the reader hands it over; no table program writes it."""
LOST: Final = "\ufffd"
"""Stands for bytes that were no character."""
LOST_TWICE: Final = "锟斤拷"
"""What became of two LOST in UTF-8 that somebody read as GBK."""
# Error values of Excel and WPS, as text; the readers hand error cells over as these.
ERROR_VALUES: Final = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
)


def clean_text(text: str) -> str:
    """The text without outer spaces and invisible marks, on one line, with moved code points set.

    Line breaks and tabs inside become one space. Other control characters stay in, for
    `has_control_character` to find.
    """
    if _ODD.search(text):
        text = _LINE_ENDS.sub(" ", _REMOVE.sub("", text))
        text = text.translate(_MOVED).replace("\u3000", " ").replace("\u00a0", " ")
    if text.startswith(("=", "'")):
        text = _unquoted(text)
    return text.strip()


def _unquoted(text: str) -> str:
    """Without the ="…" and the apostrophe that keep a number text in a table program."""
    if text.startswith('="') and text.endswith('"') and len(text) > 3:
        return text[2:-1]
    return text[1:] if text.startswith("'") else text


def has_control_character(text: str) -> bool:
    """Whether a cleaned text still holds a character that no person can have typed."""
    return _FORBIDDEN.search(text) is not None


_HALF: Final[dict[int, str | None]] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}


def half_width(text: str) -> str:
    """Full-width forms as ASCII, without white space: the form in which numbers and days are read.

    Unlike `narrow` it leaves ² and ① as they are: 10² is not 102.
    """
    if not text.isascii():
        text = _REMOVE.sub("", text).translate(_HALF)
    return "".join(text.split())


def narrow(text: str) -> str:
    """NFKC without white space: the form in which headings and codes are compared."""
    if text.isascii():
        return "".join(text.split())
    return "".join(unicodedata.normalize("NFKC", _REMOVE.sub("", text)).split())


# Traditional characters whose simplified form stands in a heading of the national pack, without
# those that are simplified characters of their own. Source: OpenCC, TSCharacters.txt.
_TRADITIONAL: Final = (
    "係個傢價內兩冊別劃動務勞區厤參員單國報場學實對屬崗幫幹彆態戶擔據數時曆會東業榦構標機檔歷殘決況減測濟瀝營牠狀"
    "現產療發監睏碼種稱積箇簽籌籤納純級終組結統經編緻縣總織繫繳義聯職脫與舊蔘號衕衛補計記註証評話證識護讀變財貧責貸費"
    "貼資質賬踰車輛輟轄轉辦農進達遷鄉醫鈅銀銷鎭鎮鑑鑒鑰長門開間閤關階際險離難電項領額類風飲養餘駐驗體髮麪麫麵點齣"
)
_SIMPLIFIED: Final = (
    "系个家价内两册别划动务劳区历参员单国报场学实对属岗帮干别态户担据数时历会东业干构标机档历残决况减测济沥营它状"
    "现产疗发监困码种称积个签筹签纳纯级终组结统经编致县总织系缴义联职脱与旧参号同卫补计记注证评话证识护读变财贫责贷费"
    "贴资质账逾车辆辍辖转办农进达迁乡医钥银销镇镇鉴鉴钥长门开间合关阶际险离难电项领额类风饮养余驻验体发面面面点出"
)
_TO_SIMPLIFIED: Final = dict(zip(map(ord, _TRADITIONAL), _SIMPLIFIED, strict=True))


def simplified(text: str) -> str:
    """A heading with its traditional characters as simplified ones; names are left alone."""
    if text.isascii():
        return text
    return text.translate(_TO_SIMPLIFIED).replace("身分", "身份")
