"""The problem ledger: findings, steps, requests, months."""

from __future__ import annotations

from typing import Final

from huitoukan.domain.refusals.refusal import Refusal

REFUSALS: Final[dict[str, Refusal]] = {
    "FINDING_SOURCE": Refusal(
        "没有来源“{source}”。", "请从这些来源中选一个：{known}。", http_status=422
    ),
    "FINDING_TYPE": Refusal(
        "没有问题类型“{type}”。", "请从规则包的问题类型中选一个。", http_status=422
    ),
    "FINDING_PLACE": Refusal(
        "地点“{place}”不在可以登记的范围内。",
        "户的问题填写户编号；村和乡镇的问题选择本人岗位所在的地点。",
        http_status=422,
    ),
    "FINDING_DATE": Refusal(
        "发现日期 {found_on} 还没有到。", "请填写今天或以前的日期。", http_status=422
    ),
    "FINDING_TEXT": Refusal("没有写明问题。", "请用一句话写明发现了什么。", http_status=422),
    "REASON_NEEDED": Refusal(
        "没有选择理由。", "请选择一个理由代码；选“其他”时请写明。", http_status=422
    ),
    "DUE_IN_PAST": Refusal(
        "完成时限 {due_on} 已经过去。", "请填写今天或以后的日期。", http_status=422
    ),
    "DUE_TOO_LATE": Refusal(
        "完成时限 {due_on} 晚于本次任务的最后期限 {latest}。",
        "请改为 {latest} 或更早的日期。",
        http_status=422,
    ),
    "STEP_NOT_POSSIBLE": Refusal(
        "问题目前是“{state}”，不能“{action}”。", "请刷新后查看可以办理的事项。"
    ),
    "STEP_MISSING_FACTS": Refusal(
        "“{action}”还缺：{missing}。", "请补全后再提交。", http_status=422
    ),
    "STEP_SAME_PERSON": Refusal("{why}", "请由其他有权限的人员办理。", http_status=403),
    "STEP_STALE": Refusal(
        "这条问题刚刚被他人先处理：{difference}。", "请刷新页面，看清最新情况后再办理。"
    ),
    "STEP_LEVEL": Refusal(
        "这条问题由{level}销号。", "请提交给该级有销号权限的人员。", http_status=403
    ),
    "STEP_BACK_TO": Refusal("不能退回到这一步。", "可以退回到：{choices}。", http_status=422),
    "REOPEN_OTHER_ROUND": Refusal(
        "{code} 属于已经结束的任务，本轮不能重新打开。",
        "请在现在的任务里新登记一条，填写原问题编号，两条互相链接。",
    ),
    "MERGE_OTHER": Refusal(
        "{code} 不能并入 {into}：{why}。",
        "请核对编号，只合并同一对象、同一类型的问题。",
        http_status=422,
    ),
    "REQUEST_STATE": Refusal(
        "问题目前是“{state}”，不能申请“{kind}”。", "请刷新后查看可以申请的事项。"
    ),
    "REQUEST_MISSING": Refusal(
        "申请“{kind}”还缺：{missing}。", "请补全后再提交。", http_status=422
    ),
    "REQUEST_WAITING": Refusal(
        "这条问题已有一件“{kind}”申请等待批准。", "请先由批准人批准或不批准，再提新的申请。"
    ),
    "REQUEST_DECIDED": Refusal("这件申请刚刚已有决定：{decision}。", "请刷新页面查看。"),
    "REQUEST_DATE": Refusal(
        "新的日期 {due_on} 不能用：{why}", "请改正日期后再提交。", http_status=422
    ),
    "REQUEST_MILESTONE": Refusal(
        "阶段目标“{line}”不能用。",
        "每行写一个日期和要达到的目标，例如“2026-12-31 完成地基”，不晚于 {last}。",
        http_status=422,
    ),
    "FREEZE_POINT_SET": Refusal(
        "{place} 的冻结日已经设定。", "冻结日设定后不再改动；请按已设定的日期办理。"
    ),
    "AREA_END_LATER": Refusal(
        "{place} 的截止日 {ends_on} 晚于上级的 {latest}。",
        "下级可以提前，不能推后；请改为 {latest} 或更早的日期。",
        http_status=422,
    ),
    "REMIND_NOTHING": Refusal(
        "这一组没有今天还可以催办的问题。", "每条问题每天催办一次，请明天再来。"
    ),
    "MONTH_OPEN": Refusal(
        "{month} 还没有结束，不能冻结。", "请在 {day} 或以后冻结；现在可以看预计数。"
    ),
    "MONTH_FROZEN": Refusal(
        "{month} 的月台账已经冻结。", "冻结的台账不再改动；请查看或导出已冻结的这一份。"
    ),
    "MONTH_UNBALANCED": Refusal(
        "月台账不平衡：{names}。", "请不要上报；把这句话和月份告诉维护人员。"
    ),
    "EVIDENCE_TYPE": Refusal(
        "“{name}”不是图片、PDF 或 Word/Excel 文件。", "请换成照片或扫描件。", http_status=422
    ),
    "EVIDENCE_TOO_BIG": Refusal(
        "“{name}”有 {size_mb} MB，超过 {limit_mb} MB 的上限。",
        "请用手机的普通画质重拍，或把扫描件分成几份上传。",
        http_status=422,
    ),
    "NOTHING_TO_ISSUE": Refusal("没有可以印发的问题。", "请先确认疑点并交办问题。"),
}
