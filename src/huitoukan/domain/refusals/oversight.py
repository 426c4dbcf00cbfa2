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
}
