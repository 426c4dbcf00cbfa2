"""The workbook of income lines: one row a line, the same going out and coming back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from huitoukan.apps.incomes.queries.filling import Texts, Typed, typed_from
from huitoukan.assess.sheets import ACTUAL, FORECAST
from huitoukan.documents.write_excel import LedgerColumn
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import Column, DataSet
from huitoukan.rules.shapes.words import Text

SHEET_NAME: Final = "收入测算表"
BASIS_WORDS: Final = {ACTUAL: "已发生", FORECAST: "预计"}


def _column(
    name: str, label: str, kind: str = "text", *also: str, required: bool = False
) -> Column:
    return Column(name=name, label=label, also=also, type=kind, required=required)


LINES: Final = DataSet(
    id="income_lines",
    title=Text("收入测算表", "Income sheet"),
    department="",
    object="household",
    key="household_no",
    row_key=("household_no", "period", "item", "person_no", "evidence"),
    purpose="收入测算",
    basis="系统自己导出的收入测算表（领域资料 4.3、9.8）",
    retention_months=24,
    period="event",
    columns=(
        _column("household_no", "户编号", required=True),
        _column("period", "测算期", required=True),
        _column("person_no", "人编号"),
        _column("item", "项目", "text", "收入项目"),
        _column("each", "金额或单价", "text", "金额", "单价"),
        _column("unit", "单位"),
        _column("times", "月数天数或数量", "text", "月数", "数量"),
        _column("cost", "成本"),
        _column("from", "起", "date", "开始日期"),
        _column("to", "止", "date", "结束日期"),
        _column("evidence", "凭据", "text", "证据"),
        _column("said_by", "谁说的", "text", "说明人"),
        _column("basis", "已发生或预计"),
    ),
)
"""What is read back. Names stand in the workbook for people's eyes and are not read.

A blank that a line needs is found when the account is read, so that its household is known.
"""

COLUMNS: Final = (
    LedgerColumn("序号", "number", 5),
    LedgerColumn("户编号", "text", 20),
    LedgerColumn("户主姓名", "text", 10),
    LedgerColumn("测算期", "text", 9),
    LedgerColumn("人编号", "text", 20),
    LedgerColumn("姓名", "text", 10),
    LedgerColumn("项目", "text", 16),
    LedgerColumn("金额或单价", "text", 11),
    LedgerColumn("单位", "text", 8),
    LedgerColumn("月数天数或数量", "text", 9),
    LedgerColumn("成本", "text", 9),
    LedgerColumn("起", "text", 11),
    LedgerColumn("止", "text", 11),
    LedgerColumn("凭据", "text", 20),
    LedgerColumn("谁说的", "text", 10),
    LedgerColumn("已发生或预计", "text", 9),
)
NOTES: Final = (
    "一行一项，合计不填，由系统算出；没有收入的户填一行 0；",
    "测算期：年份（如 2026，指上年10月1日至当年9月30日）或年月（如 2026-05，指之前的12个月）；",
    "单位为元/月的填月数，元/天的填天数，产品填数量和售价（自用的可不填售价）；",
    "改好后整份导入：有变化的户成为新的一版，没有变化的户不变。",
)
_WORDS: Final = {word: basis for basis, word in BASIS_WORDS.items()}


def rows_of(
    head_name: str, household_no: str, content: Mapping[str, Any], pack: Pack
) -> list[list[Any]]:
    """The rows of one sheet without their number, in the order of COLUMNS."""
    typed = typed_from(content, seen=0)
    names = {str(m.get("person_no")): m.get("name", "") for m in content["members"]}
    rows = []
    for texts in typed.lines.values():
        item, person = pack.items_by_word.get(texts["item"]), texts.get("person_no", "")
        rows.append([
            household_no, head_name, typed.period_value, person, names.get(person, ""),
            item.title.zh if item is not None else texts["item"],
            texts.get("each", ""), texts.get("unit", ""), texts.get("times", ""),
            texts.get("cost", ""), texts.get("from", ""), texts.get("to", ""),
            texts.get("evidence", ""), texts.get("said_by", ""),
            BASIS_WORDS.get(texts.get("basis", ""), ""),
        ])  # fmt: skip
    return rows


def typed_row(values: Mapping[str, Any], pack: Pack) -> Texts:
    """A row that was read, as the texts of a form's line."""
    texts = {
        name: str(values[name])
        for name in (column.name for column in LINES.columns)
        if values.get(name) not in (None, "") and name not in ("household_no", "period")
    }
    item = pack.items_by_word.get(texts.get("item", ""))
    if item is not None:
        texts["item"] = item.code
    if texts.get("basis") in _WORDS:
        texts["basis"] = _WORDS[texts["basis"]]
    return texts


def typed_household(
    period: str, members: Mapping[int, Texts], lines: Sequence[Texts], *, seen: int
) -> Typed:
    """The rows of one household as a form; a period with a hyphen is a month."""
    kind = "rolling_12" if "-" in period else "annual_oct_sep"
    return Typed(kind, period, dict(members), dict(enumerate(lines)), seen=seen)
