"""The 问题台账 with the official columns; a ledger never prints an identity number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from huitoukan.documents.columns import Cell
from huitoukan.documents.write_excel import Ledger, LedgerColumn
from huitoukan.domain.identity import mask_ids_in

SEVERITIES: Final = ("数据", "重大", "一般", "提示")
OVERDUE: Final = "逾期"


@dataclass(frozen=True)
class LedgerRow:
    """One problem as it stands in the ledger; None and "" are left blank.

    Names are printed in full: the ledger is an internal paper. Numbers of persons that were
    written into free text are masked.
    """

    code: str
    source: str
    """村内核查, 交叉排查, 部门比对, 抽查, 巡察, 审计, 信访."""
    object_kind: str
    """户, 村 or 项目."""
    object_name: str
    """The head of the household, the village, the project."""
    problem_type: str
    facts: str
    """Fact, time, place, ground."""
    severity: str
    department: str
    state: str
    issue_no: int | None = None
    township: str = ""
    village: str = ""
    household_no: str = ""
    common: bool | None = None
    """共性 (True) or 个性 (False)."""
    confirmation: str = ""
    """What the department said: 属实, 不属实, and who signed."""
    measures: str = ""
    unit: str = ""
    person: str = ""
    supervisor: str = ""
    due_on: date | None = None
    evidence: str = ""
    done_on: date | None = None
    reviewer: str = ""
    closed_on: date | None = None
    revisit: str = ""
    remark: str = ""
    """Such as 逾期4天, which is printed in red."""


_COLUMNS: Final = (
    LedgerColumn("序号", "number", 4),
    LedgerColumn("问题编号", "text", 15),
    LedgerColumn("来源", "text", 8, "问题来源"),
    LedgerColumn("期数", "number", 4, "问题来源"),
    LedgerColumn("类别", "text", 4, "对象"),
    LedgerColumn("户主（名称）", "text", 7, "对象"),
    LedgerColumn("乡镇", "text", 7, "对象"),
    LedgerColumn("村", "text", 7, "对象"),
    LedgerColumn("户编号", "text", 11, "对象"),
    LedgerColumn("问题类型", "text", 14, "存在问题"),
    LedgerColumn("具体表现", "paragraph", 26, "存在问题"),
    LedgerColumn("共性/个性", "text", 6, "存在问题", ("共性", "个性")),
    LedgerColumn("级别", "text", 5, "存在问题", SEVERITIES),
    LedgerColumn("责任部门", "text", 10, "部门确认"),
    LedgerColumn("确认意见", "text", 16, "部门确认"),
    LedgerColumn("整改措施", "paragraph", 22, "整改责任"),
    LedgerColumn("责任单位", "text", 11, "整改责任"),
    LedgerColumn("责任人", "text", 7, "整改责任"),
    LedgerColumn("督导人", "text", 7, "整改责任"),
    LedgerColumn("时限", "date", 11, "整改责任"),
    LedgerColumn("状态", "text", 11, "整改进展"),
    LedgerColumn("佐证材料", "paragraph", 13, "整改进展"),
    LedgerColumn("完成日期", "date", 11, "整改进展"),
    LedgerColumn("审核人", "text", 7, "销号"),
    LedgerColumn("销号日期", "date", 11, "销号"),
    LedgerColumn("回访", "text", 8, "销号"),
    LedgerColumn("备注", "text", 9),
)
_NOTES: Final = (
    "一个对象的一个问题填一行；",
    "“级别”按数据、重大、一般、提示填写；",
    "“状态”由系统生成，请勿手工修改；",
    "部门确认须经办人签字、单位盖章。",
)


def problem_ledger(
    rows: Sequence[LedgerRow],
    *,
    county: str,
    year: int,
    organ: str,
    as_of: datetime,
    made_at: datetime,
    made_by: str,
    criteria: tuple[tuple[str, str], ...] = (),
    pack: str = "",
    phone: str = "",
    paper: Literal["A4", "A3"] = "A3",
) -> Ledger:
    """The ledger of these problems, in their order; moments are those of the county's clock.

    Its 27 columns come out at about 5 pt on A4 and 8 pt on A3.
    """
    return Ledger(
        title=f"{county}{year}年脱贫质量“回头看”问题台账",
        organ=organ,
        as_of=as_of,
        filled_on=made_at.date(),
        made_at=made_at,
        made_by=made_by,
        columns=_COLUMNS,
        rows=[_cells(number, row) for number, row in enumerate(rows, 1)],
        sheet="问题台账",
        filled_by=made_by,
        phone=phone,
        notes=_NOTES,
        criteria=criteria,
        pack=pack,
        masking="本表不含证件号码；文字中出现的证件号码已遮盖中间各位。",
        alarms=frozenset({OVERDUE}),
        paper=paper,
    )


def _cells(number: int, row: LedgerRow) -> list[Cell]:
    cells: list[Cell] = [
        number, row.code, row.source, row.issue_no, row.object_kind, row.object_name,
        row.township, row.village, row.household_no, row.problem_type, row.facts,
        _commonness(row.common), row.severity, row.department, row.confirmation, row.measures,
        row.unit, row.person, row.supervisor, row.due_on, row.state, row.evidence, row.done_on,
        row.reviewer, row.closed_on, row.revisit, row.remark,
    ]  # fmt: skip
    return [mask_ids_in(cell) if isinstance(cell, str) else cell for cell in cells]


def _commonness(common: bool | None) -> str:
    return "" if common is None else "共性" if common else "个性"
