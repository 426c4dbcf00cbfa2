"""Cells and rows: the row is refused and kept, the file goes on."""

from __future__ import annotations

from typing import Final

from huitoukan.domain.refusals.refusal import Refusal

REFUSALS: Final[dict[str, Refusal]] = {
    "CELL_ERROR": Refusal("单元格是错误值“{value}”。", "请在原表改正公式后再导入。"),
    "CELL_OUTSIDE": Refusal(
        "“{value}”在没有表头的列里，没有读取。",
        "请核对这一行是否多了分隔符；需要的内容请补上表头后再导入。",
    ),
    "CHAR_LOST": Refusal(
        "“{label}”的“{value}”里有已经丢失的字符。", "请按原件重新录入这一格，并另存为 UTF-8 编码。"
    ),
    "CONTROL_CHAR": Refusal("“{label}”里有看不见的控制字符。", "请重新录入这一格。"),
    "DATE_FORMAT": Refusal("“{label}”的“{value}”不是日期。", "请写成 2026-10-31 或 20261031。"),
    "DATE_RANGE": Refusal("“{label}”的“{value}”不在合理范围内。", "请核对年份。"),
    "DUP_ROW": Refusal("与第 {first_row} 行的{what}相同。", "同一对象只保留一行。"),
    "DUP_CONFLICT": Refusal(
        "与第 {first_row} 行的{what}相同，内容却不一样，无法判断以哪一行为准。",
        "请核实后只保留正确的一行，再次导入。",
    ),
    "ENUM_UNKNOWN": Refusal(
        "“{label}”的“{value}”不在代码表“{codes}”内。", "请改成代码表中的写法。"
    ),
    "FORMULA_UNCACHED": Refusal(
        "“{label}”是公式，文件里没有存下它的结果。",
        "请用表格软件打开，重新计算并保存后再导入。",
    ),
    "HOUSEHOLD_UNKNOWN": Refusal(
        "户编号“{household_no}”在户信息中不存在。", "请先导入户信息，或核对户编号。"
    ),
    "ID_CHARSET": Refusal("证件号码里有数字和 X 以外的字符。", "请按身份证重新录入。"),
    "ID_CHECKSUM": Refusal("证件号码校验位不符。", "请按身份证核对后重新录入。"),
    "ID_DATE": Refusal("证件号码中的出生日期不是真实日期。", "请按身份证核对后重新录入。"),
    "ID_LENGTH": Refusal("证件号码有 {length} 位，应为 18 位。", "请按身份证核对后重新录入。"),
    "ID_PRECISION_LOST": Refusal(
        "证件号码被存成了数字，后几位已丢失，不能猜补。",
        "请把这一列设为“文本”，按证件重新录入后再导入。",
    ),
    "MONTH_FORMAT": Refusal("“{label}”的“{value}”不是年月。", "请写成 2026-09 或 202609。"),
    "NUMBER_ELSEWHERE": Refusal(
        "{label}“{number}”已在其他县的名册里。", "请核对编号；确属迁入的，请先由对方县核减。"
    ),
    "NUM_FORMAT": Refusal("“{label}”的“{value}”不是数字。", "请只填数字，单位写在表头。"),
    "NUM_RANGE": Refusal("“{label}”的“{value}”不在 {low} 至 {high} 之间。", "请核对后重新填写。"),
    "REGION_AMBIGUOUS": Refusal(
        "“{township}{village}”不止一个：{candidates}。",
        "请在表里加“行政村代码”或“乡镇代码”一列，写明是哪一个。",
    ),
    "REGION_CODE": Refusal(
        "“{code}”不是区划代码：应为 6、9 或 12 位数字。",
        "请把这一列设为“文本”，核对是否丢了开头的 0 或被改成了科学计数，重新录入后再导入。",
    ),
    "REGION_MISMATCH": Refusal(
        "代码“{code}”是“{named}”，与所填的“{village}”不符。", "请核对代码和名称，改正一处后再导入。"
    ),
    "REGION_NAME_TAKEN": Refusal(
        "“{above}”下已有“{name}”，代码是 {code}，不是 {new}。",
        "确为改码的，请用 --as-of 写明从哪一天起，或登记“改码”；确为另一处的，请核对名称。",
    ),
    "REGION_RETIRED": Refusal(
        "“{village}”已于 {on} {what}：{successors}。",
        "请核实这一行现在属于哪一个，改成现在的名称或代码后再导入。",
    ),
    "REGION_OUT_OF_SCOPE": Refusal(
        "“{village}”不在本次任务的范围内，或还没有这个村。",
        "请核对代码，或先运行 huitoukan places import 导入行政村表。",
    ),
    "REGION_UNKNOWN": Refusal(
        "找不到“{township}{village}”。", "请先导入行政村表，或核对乡镇、行政村名称。"
    ),
    "REQUIRED": Refusal("“{label}”没有填写。", "请补填后再导入。"),
    "TEXT_PRECISION_LOST": Refusal(
        "“{label}”被存成了数字，后几位已丢失，不能猜补。",
        "请把这一列设为“文本”，重新录入后再导入。",
    ),
    "ROW_ENDED": Refusal(
        "{label}“{number}”已于 {day} 出册（{why}），导入不能恢复。",
        "确属恢复的，请办动态调整；否则请从表里去掉这一行。",
    ),
    "ROW_INVALID": Refusal("工作表“{sheet}”第 {row} 行：{why}", "请改正后重新导入整份名单。"),
    "TOO_LONG": Refusal("“{label}”超过 {limit} 个字。", "请缩短后再导入。"),
}
