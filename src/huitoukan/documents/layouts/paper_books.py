"""The workbooks of papers: the three lists, and the checklist of an item-by-item verification.

Rows are those of a paper (domain/papers.py), texts by their Chinese names; no identity number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from huitoukan.documents.write_excel import Ledger, LedgerColumn
from huitoukan.domain.verification import RESULTS

_SAME: Final = (("序号", 5.0), ("问题编号", 15.0), ("乡镇", 9.0), ("村", 9.0), ("户主", 9.0))
_LISTS: Final[Mapping[str, tuple[tuple[str, float], ...]]] = {
    "问题清单": (*_SAME, ("问题类型", 16), ("问题描述", 46), ("级别", 7), ("发现日期", 12)),
    "责任清单": (*_SAME, ("责任部门", 14), ("责任单位", 20), ("责任人", 12), ("完成时限", 12)),
    "整改清单": (
        *_SAME, ("整改措施", 40), ("整改情况", 34), ("状态", 11), ("审核人", 10), ("销号日期", 12)
    ),
}  # fmt: skip
_CHECKED: Final = (
    *_SAME,
    ("问题描述", 40),
    ("整改措施", 26),
    ("整改情况", 26),
    ("状态", 10),
    ("销号日期", 12),
)
_LONG: Final = frozenset({"问题描述", "整改措施", "整改情况"})
_MASKING: Final = "本表不含证件号码。"


@dataclass(frozen=True)
class BookFrame:
    """What stands around the rows: whose, from when, by whom; moments are the county's clock."""

    title: str
    organ: str
    made_at: datetime
    made_by: str
    code: str
    data: str
    """The sentence about snapshot, moment and rules."""


def three_lists(frame: BookFrame, rows: Sequence[Mapping[str, str]]) -> list[Ledger]:
    """问题清单、责任清单、整改清单, a sheet for each."""
    return [_ledger(frame, name, columns, rows) for name, columns in _LISTS.items()]


def checklist(frame: BookFrame, rows: Sequence[Mapping[str, str]]) -> list[Ledger]:
    """One row for each problem, with room for what was found on the spot."""
    answers = (
        LedgerColumn("核查结果", "text", 12, "核查", RESULTS),
        LedgerColumn("核查情况", "paragraph", 24, "核查"),
        LedgerColumn("户主意见", "text", 14, "核查"),
        LedgerColumn("核查人", "text", 10, "核查"),
        LedgerColumn("核查日期", "text", 12, "核查"),
    )
    return [_ledger(frame, "逐项核查清单", _CHECKED, rows, answers)]


def _ledger(
    frame: BookFrame,
    sheet: str,
    columns: Sequence[tuple[str, float]],
    rows: Sequence[Mapping[str, str]],
    answers: tuple[LedgerColumn, ...] = (),
) -> Ledger:
    shown = tuple(
        LedgerColumn(name, "paragraph" if name in _LONG else "text", width)
        for name, width in columns
    )
    blank = [None] * len(answers)
    return Ledger(
        title=f"{frame.title}（{sheet}）" if sheet in _LISTS else frame.title,
        organ=frame.organ,
        as_of=frame.made_at,
        filled_on=frame.made_at.date(),
        made_at=frame.made_at,
        made_by=frame.made_by,
        filled_by=frame.made_by,
        columns=(*shown, *answers),
        rows=[[*(row.get(name, "") for name, _ in columns), *blank] for row in rows],
        sheet=sheet,
        criteria=(("文书编号", frame.code), ("数据说明", frame.data)),
        masking=_MASKING,
        paper="A3",
    )
