"""Looking over the work: linked leaders, inspections, tracing, notices."""

from __future__ import annotations

from typing import Final

from huitoukan.domain.refusals.refusal import Refusal

REFUSALS: Final[dict[str, Refusal]] = {
    "LEADER_POST": Refusal(
        "名单里有岗位“{post}”，不是联系领导。",
        "请把岗位一律写成 {wanted} 后再导入。",
        http_status=422,
    ),
    "LEADER_PLACE": Refusal(
        "联系的地方不能是“{place}”。", "请填写乡镇或村的区划代码。", http_status=422
    ),
    "LEADER_DAYS": Refusal(
        "最后一天 {last} 早于第一天 {first}。", "请改正起止日期。", http_status=422
    ),
    "LEADER_DATE": Refusal("督导日期 {on} 还没有到。", "请填写今天或以前的日期。", http_status=422),
    "TRACE_REASON": Refusal(
        "没有写明为什么倒追。",
        "请写明依据，例如核查任务或交办文号；会记入操作日志。",
        http_status=422,
    ),
    "NOTICE_SHORT": Refusal(
        "公示只有 {given} 天，这一类要公示至少 {days} 天。",
        "请推后公示结束的日期；两头的日子都算。",
        http_status=422,
    ),
    "NOTICE_DAYS": Refusal(
        "公示结束 {last} 早于开始 {first}。", "请改正公示的起止日期。", http_status=422
    ),
    "NOTICE_NAMES": Refusal(
        "这一类公示要列名单，没有填户编号。",
        "请填写要公示的户编号，用空格或换行分开。",
        http_status=422,
    ),
    "NOTICE_OVER": Refusal(
        "公示期到 {last} 已满，不再生成带姓名的公示。", "纸面以照片存档；要再公示的，重新登记一份。"
    ),
    "OBJECTION_DATE": Refusal(
        "异议日期 {on} 不对：公示从 {first} 开始，今天以后的还没有到。",
        "请填写公示开始以后、今天以前的日期。",
        http_status=422,
    ),
    "OBJECTION_ANSWERED": Refusal(
        "这条异议已经在 {on} 答复过。", "答复不能改；有新的意见，另登记一条异议。"
    ),
    "OBJECTION_WORDS": Refusal("没有写明内容。", "请写明异议或答复的内容。", http_status=422),
}
