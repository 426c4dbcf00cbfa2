"""What an official letter consists of, as plain values; write_word.py draws it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

# 2号 (22 pt) characters that fit into the 156 mm of a line, less one on either side.
TITLE_WIDTH: Final = 18
_NUMERALS: Final = "零一二三四五六七八九"
_NOT_FIRST: Final = frozenset("，。、；：？！”’）》】〕％—…的")
_NOT_LAST: Final = frozenset("“‘（《【〔第")
_WHOLE: Final = (
    "脱贫质量", "问题清单", "问题整改", "整改方案", "整改工作", "工作报告", "汇总报告", "抽查报告",
    "实施方案", "专题会议",
)  # fmt: skip
"""Words of titles that are not torn apart."""


@dataclass(frozen=True)
class Heading1:
    """A heading 一、二、…; the number is set by the writer."""

    text: str


@dataclass(frozen=True)
class Heading2:
    """A heading （一）（二）…; counted anew under each Heading1."""

    text: str


@dataclass(frozen=True)
class Heading3:
    """A numbered line 1. 2. …; counted anew under each Heading2."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text, its first line two characters in."""

    text: str


@dataclass(frozen=True)
class Note:
    """Small print: what a paper rests on."""

    text: str


@dataclass(frozen=True)
class TableBlock:
    """A table with fixed widths in mm; columns named in `left` are set to the left."""

    headings: tuple[str, ...]
    widths: tuple[float, ...]
    rows: Sequence[Sequence[str]]
    left: frozenset[str] = frozenset()
    row_height: float = 0
    """The least height of a row in mm; rows for signatures need room."""

    def __post_init__(self) -> None:
        if len(self.headings) != len(self.widths):
            raise ValueError("a table needs a width for every heading")


@dataclass(frozen=True)
class Grid:
    """A form: rows of label, value, label, value; in a short row the last value is wide.

    `widths` in mm, `row_height` and `tall` (by the first label of a row) least heights in mm.
    """

    widths: tuple[float, ...]
    rows: Sequence[Sequence[str]]
    row_height: float = 11
    tall: Mapping[str, float] = field(default_factory=dict)


Block = Heading1 | Heading2 | Heading3 | Paragraph | Note | TableBlock | Grid


@dataclass(frozen=True)
class Attachment:
    """An attachment, on a page of its own; a wide table lies down."""

    title: str
    blocks: tuple[Block, ...]
    lying: bool = False


@dataclass(frozen=True)
class Letter:
    """A letter in the layout of GB/T 9704-2012; a draft until number and seal are added.

    `number` None leaves room for the 发文字号; an empty number, addressee or signer is left out, as
    forms do. `red_head` prints the organ in red above it, for
    offices whose own template has it.
    """

    organ: str
    number: str | None
    title: tuple[str, ...]
    addressee: str
    blocks: tuple[Block, ...]
    attachments: tuple[Attachment, ...]
    signer: str
    on: date
    copies: tuple[str, ...] = ()
    """抄送机关, in their order."""
    remark: str = ""
    """附注, without brackets: a contact, for instance."""
    note: str = ""
    """What the letter rests on, in small print below the date."""
    is_printed: bool = False
    """Whether the 版记 names who printed it and when, below the copies."""
    red_head: bool = False
    lying: bool = False
    """Whether the page lies down: a list with many columns."""


def balanced(title: str, most: int = TITLE_WIDTH) -> tuple[str, ...]:
    """A title in lines of about equal length, none longer than `most` where it can be helped.

    No line begins with a closing mark or 的, none ends with an opening mark, quotations and
    runs of digits and Latin letters stay whole, and so do the words that titles here are made
    of. Where other words end is not known: give the lines yourself when the cut is bad.
    """
    count = -(-len(title) // most)
    lines, begin = [], 0
    for line in range(1, count):
        ideal = round(len(title) * line / count)
        end = min(
            (cut for cut in range(begin + 1, len(title)) if _may_cut(title, cut)),
            key=lambda cut: abs(cut - ideal),
            default=ideal,
        )
        lines.append(title[begin:end])
        begin = end
    return (*lines, title[begin:])


def _may_cut(title: str, cut: int) -> bool:
    before, after = title[cut - 1], title[cut]
    left = title[:cut]
    if left.count("“") > left.count("”") or left.count("《") > left.count("》"):
        return False
    if before.isascii() and (after.isascii() or after in "年月日"):
        return False
    if any(title.startswith(word, cut - n) for word in _WHOLE for n in range(1, len(word))):
        return False
    return before not in _NOT_LAST and after not in _NOT_FIRST


def chinese_numeral(number: int) -> str:
    """1 to 99 as 一 … 九十九."""
    tens, ones = divmod(number, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return lead + (_NUMERALS[ones] if ones or not tens else "")


def width_of(text: str) -> float:
    """The width of a text in Chinese characters; digits and Latin letters are half of one."""
    return sum(0.5 if character.isascii() else 1 for character in text)
