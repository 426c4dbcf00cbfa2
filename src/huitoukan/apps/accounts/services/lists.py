"""Reading a list of accounts from a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from huitoukan.apps.accounts.services import AccountRow
from huitoukan.documents.tables import read_table
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.tables import Column, DataSet
from huitoukan.rules.shapes.words import Text

ACCOUNTS: Final = DataSet(
    id="accounts",
    title=Text("账号名单", "List of accounts"),
    department="",
    object="person",
    key="username",
    row_key=("username", "post", "area_code", "department"),
    purpose="开设账号",
    basis="本系统",
    retention_months=0,
    period="snapshot",
    columns=(
        Column("username", "账号", ("用户名",), "text", required=True),
        Column("name", "姓名", (), "text", required=True),
        Column("post", "岗位", ("岗位编号",), "text", required=True),
        Column("area_code", "区划代码", ("地区代码",), "text", required=True),
        Column("department", "部门", ("部门代码",), "text"),
        Column("first_day", "任职起", ("开始日期",), "date"),
        Column("last_day", "任职止", ("结束日期",), "date"),
        Column("phone", "手机", ("联系电话",), "text"),
    ),
)


def read_accounts(path: Path) -> list[AccountRow]:
    """The rows of a list of accounts; the first bad row refuses the list."""
    rows = []
    table = read_table(path, ACCOUNTS, {})
    for row in table:
        if row.problems:
            problem = row.problems[0]
            raise Refused("ROW_INVALID", sheet=table.sheet, row=row.number, why=problem.sentence)
        values = row.values
        rows.append(
            AccountRow(
                username=str(values["username"]),
                name=str(values["name"]),
                post=str(values["post"]),
                area_code=str(values["area_code"]),
                department=str(values.get("department") or ""),
                first_day=values.get("first_day"),  # type: ignore[arg-type]
                last_day=values.get("last_day"),  # type: ignore[arg-type]
                phone=str(values.get("phone") or ""),
            )
        )
    return rows
