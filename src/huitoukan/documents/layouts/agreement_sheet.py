"""The 三方核对表: the system's values printed, booklet and reality to be filled in by hand.

One row per field, so that the sheet reads the same on paper, on a tablet and when it comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from huitoukan.documents.write_excel import Ledger, LedgerColumn

SHEET_NAME: Final = "三方核对表"


@dataclass(frozen=True)
class SheetRow:
    """One field of a household, or of one of its members; the system's value in words."""

    household_no: str
    head_name: str
    person_no: str
    person_name: str
    label: str
    system: str


COLUMNS: Final = (
    LedgerColumn("序号", "number", 5),
    LedgerColumn("表号", "text", 13),
    LedgerColumn("户编号", "text", 20),
    LedgerColumn("户主姓名", "text", 10),
    LedgerColumn("人编号", "text", 20),
    LedgerColumn("成员姓名", "text", 10),
    LedgerColumn("项目", "text", 22),
    LedgerColumn("系统值", "text", 18),
    LedgerColumn("手册值", "text", 18, "现场填写"),
    LedgerColumn("实际值", "text", 18, "现场填写"),
    LedgerColumn("核查人", "text", 10, "现场填写"),
    LedgerColumn("核查日期", "text", 12, "现场填写"),
)
NOTES: Final = (
    "没有看到的留空，空白不算一致；",
    "看了、上面没有填的写“/”；与系统值相同的写“同”；不同的照实写；",
    "核查人、核查日期每户填一处即可；",
    "表号、编号、项目和系统值不要改动，填好后整份导入。",
)


def agreement_sheet(
    rows: Sequence[SheetRow],
    *,
    code: str,
    place: str,
    organ: str,
    made_at: datetime,
    made_by: str,
    pack: str,
    snapshot: str = "",
) -> Ledger:
    """The sheet of these fields, in their order; `made_at` is the county's clock."""
    return Ledger(
        title=f"{place}三方核对表",
        organ=organ,
        as_of=made_at,
        filled_on=made_at.date(),
        made_at=made_at,
        made_by=made_by,
        columns=COLUMNS,
        rows=[
            (
                number, code, row.household_no, row.head_name, row.person_no, row.person_name,
                row.label, row.system, None, None, None, None,
            )
            for number, row in enumerate(rows, 1)
        ],
        unit="项",
        sheet=SHEET_NAME,
        notes=NOTES,
        criteria=(("表号", code), ("范围", place), ("名册快照", snapshot or "（未冻结）")),
        pack=pack,
        masking="本表不含证件号码、电话和健康情况。",
    )  # fmt: skip
