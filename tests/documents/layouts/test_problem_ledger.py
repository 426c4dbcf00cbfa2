"""The problem ledger: the official columns, and never an identity number."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import openpyxl

from huitoukan.documents.layouts.problem_ledger import LedgerRow, problem_ledger
from huitoukan.documents.write_excel import Ledger, write_ledger
from tests.documents.samples import ALIVE

MOMENT = datetime(2026, 11, 22, 8, 30)  # noqa: DTZ001
ROW = LedgerRow(
    code="WT-2026-0318",
    source="部门比对",
    issue_no=3,
    object_kind="户",
    object_name="张国强",
    township="龙潭镇",
    village="核桃村",
    household_no="990101001001000001",
    problem_type="住危房",
    facts=f"主屋鉴定为C级，户主证件{ALIVE}。",
    common=False,
    severity="重大",
    department="县住建局",
    confirmation="属实",
    state="整改中",
    due_on=date(2026, 11, 18),
    remark="逾期4天",
)


def ledger_of(*rows: LedgerRow) -> Ledger:
    return problem_ledger(
        rows,
        county="云岭县",
        year=2026,
        organ="云岭县“回头看”专班",
        as_of=MOMENT,
        made_at=MOMENT,
        made_by="王丽",
    )


def test_a_number_in_the_facts_is_masked() -> None:
    stream = BytesIO()
    write_ledger(stream, ledger_of(ROW))
    cells = [
        str(cell.value)
        for sheet in openpyxl.load_workbook(stream)
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert not any(ALIVE in cell for cell in cells)
    assert "主屋鉴定为C级，户主证件990101********7751。" in cells


def test_no_column_can_hold_an_identity_number() -> None:
    headings = [column.heading for column in ledger_of().columns]
    assert not [heading for heading in headings if "证件" in heading or "身份" in heading]


def test_the_columns_are_the_official_ones_in_their_order() -> None:
    wanted = "问题编号 来源 期数 问题类型 具体表现 共性/个性 级别 责任部门 整改措施 责任单位"
    wanted += " 责任人 督导人 时限 状态 佐证材料 完成日期 审核人 销号日期 回访 备注"
    headings = [column.heading for column in ledger_of().columns]
    assert [heading for heading in headings if heading in wanted.split()] == wanted.split()


def test_rows_are_numbered_and_values_stand_under_their_headings() -> None:
    ledger = ledger_of(ROW, ROW)
    headings = [column.heading for column in ledger.columns]
    row = dict(zip(headings, ledger.rows[1], strict=True))
    assert row["序号"] == 2
    assert row["户主（名称）"] == "张国强"
    assert row["户编号"] == "990101001001000001"
    assert row["共性/个性"] == "个性"
    assert row["时限"] == date(2026, 11, 18)
    assert row["备注"] == "逾期4天"
    assert row["完成日期"] is None
