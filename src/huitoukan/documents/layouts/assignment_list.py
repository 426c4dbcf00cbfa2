"""The list of an assignment: the doubts, what to ask, and room for the answers; printed on A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from huitoukan.documents.write_excel import Ledger, LedgerColumn


@dataclass(frozen=True)
class AssignmentRow:
    """One doubt; `id_no` masked, `answer` what was answered so far."""

    hit: str
    place: str
    household_no: str
    name: str
    id_no: str
    severity: str
    sentence: str
    ask: str
    due_on: date
    answer: str


COLUMNS: Final = (
    LedgerColumn("序号", "number", 5),
    LedgerColumn("疑点编号", "text", 15),
    LedgerColumn("乡镇村", "text", 14),
    LedgerColumn("户编号", "text", 14),
    LedgerColumn("姓名", "text", 9),
    LedgerColumn("证件号码（遮挡）", "text", 19),
    LedgerColumn("程度", "text", 6),
    LedgerColumn("疑点", "paragraph", 30),
    LedgerColumn("核实时问什么", "paragraph", 26),
    LedgerColumn("核实期限", "date", 11),
    LedgerColumn("结论", "text", 14, "核实反馈"),
    LedgerColumn("核实情况和材料", "paragraph", 22, "核实反馈"),
    LedgerColumn("核实人签名", "text", 10, "核实反馈"),
)
NOTES: Final = (
    "疑点是数据比对提示的待核实情况，不是结论，核实前不作为问题对待；",
    "结论填属实、不属实、数据错误或属实已整改；不属实的写明理由并附材料；",
    "驻村和村级人员不核实本村的重大疑点；",
    "本表含个人信息，只用于核实，用后收回。",
)


def assignment_list(
    rows: Sequence[AssignmentRow],
    *,
    code: str,
    title: str,
    addressee: str,
    note: str,
    organ: str,
    made_at: datetime,
    made_by: str,
    pack: str,
) -> Ledger:
    """The list of these doubts, in their order; `made_at` is the county's clock."""
    return Ledger(
        title=f"{title}（{code}）",
        organ=organ,
        as_of=made_at,
        filled_on=made_at.date(),
        made_at=made_at,
        made_by=made_by,
        columns=COLUMNS,
        rows=[
            (
                number, row.hit, row.place, row.household_no, row.name, row.id_no, row.severity,
                row.sentence, row.ask, row.due_on, row.answer or None, None, None,
            )
            for number, row in enumerate(rows, 1)
        ],
        sheet="交办单",
        notes=NOTES,
        criteria=(("交办单号", code), ("交办对象", addressee), ("核实要求", note or "（无）")),
        pack=pack,
        masking="证件号码已遮挡。",
        paper="A3",
    )  # fmt: skip
