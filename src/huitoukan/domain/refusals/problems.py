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
    "LIST_OPEN": Refusal(
        "第 {issue} 期问题清单还有 {n} 条没有办结：{codes}。",
        "请先把这些问题办到销号、核销、移交或转长期，再整体销号。",
        http_status=422,
    ),
    "LIST_CLOSED": Refusal("第 {issue} 期问题清单已由{who}整体销号。", "刷新页面下载销号单。"),
    "LIST_OPINION": Refusal(
        "第 {issue} 期问题清单整体销号没有填办结意见。", "请填写后重试。", http_status=422
    ),
    "SWEEP_NO_RULES": Refusal(
        "问题类型 {type} 没有关联的比对规则，不能由程序举一反三。",
        "请按同一类型组织人工排查，查到的逐条登记，或成批导入问题清单。",
        http_status=422,
    ),
    "SWEEP_STATE": Refusal(
        "问题 {code} 目前是“{state}”，不能从它举一反三。", "部门确认属实以后再发起。"
    ),
    "SWEEP_UNDER_WAY": Refusal(
        "{type} 的举一反三 {code} 还在进行。", "等它完成，在举一反三页面查看结果。"
    ),
    "MEASURE_NONE": Refusal(
        "{type} 没有定为共性问题，没有统一措施。", "请先在共性问题页面改定为共性，写明统一措施。"
    ),
    "MEASURE_DONE": Refusal("{type} 的统一措施已于 {on} 办结。", "需要重新办理的，请先重新改定。"),
    "MEASURE_NO_SWEEP": Refusal(
        "{type} 还没有举一反三，统一措施不能办结。", "请先对这个类型发起举一反三，等比对完成。"
    ),
    "MEASURE_DOUBTS": Refusal(
        "{type} 的举一反三还有 {n} 个疑点没有核定，统一措施不能办结。", "请先逐个核定这些疑点。"
    ),
    "MEASURE_PROBLEMS": Refusal(
        "{type} 还有 {n} 条问题没有办结，统一措施不能办结。", "每条凭自己的佐证销号后再办结。"
    ),
    "CALENDAR_LINE": Refusal(
        "“{line}”读不出日期和安排。",
        "请一行写一天：日期、上班或休息、依据，例如“2026-12-31 休息 县政府放假通知”。",
        http_status=422,
    ),
    "CALENDAR_BASIS": Refusal("{day} 没有写依据。", "请写明哪份文件这样安排。", http_status=422),
    "CALENDAR_TWICE": Refusal("{day} 写了两次。", "请每天只写一行。", http_status=422),
    "CALENDAR_SAME": Refusal(
        "{day} 在现在的日历里已经是{kind}。", "请核对日期，去掉这一行。", http_status=422
    ),
    "CALENDAR_NONE": Refusal("没有填写任何一天。", "请至少填写一行。", http_status=422),
    "CALENDAR_NEWEST": Refusal(
        "现在用的已经是 {version}。", "软件收录了新一年的放假安排以后再来更新。"
    ),
    "LIST_PLACE": Refusal(
        "这一行没有写明在哪里。",
        "户的问题写户编号，村的问题写乡镇和村，乡镇的问题写乡镇。",
        http_status=422,
    ),
    "LIST_TWICE": Refusal(
        "与第 {row} 行是同一对象的同一问题。", "请留下一行后再导入。", http_status=422
    ),
    "LIST_TYPES": Refusal(
        "还有 {n} 行的问题类型是程序推荐的，没有人核对：第 {rows} 行。",
        "请在这一页核对类型并保存，再登记。",
    ),
    "LIST_STALE": Refusal(
        "读入以后，第 {rows} 行已经登记到台账，清单 {code} 的结果已经过时。",
        "请重新导入这份清单，看过新的结果再登记。",
    ),
    "RECONCILE_LEVEL": Refusal(
        "没有上报级别“{level}”。", "请从这些级别中选一个：{known}。", http_status=422
    ),
    "VISIT_STATE": Refusal(
        "问题目前是“{state}”，没有在整改，不需要跟踪回访。", "已销号的请用“回访归档”或“重新打开”。"
    ),
    "VISIT_DATE": Refusal(
        "回访日期 {on} 不对：问题是 {found_on} 发现的，回访不能早于这一天，也不能晚于今天。",
        "请核对回访日期。",
        http_status=422,
    ),
    "CONFERENCE_DATE": Refusal("会商日期 {on} 还没有到。", "请会商以后再登记。", http_status=422),
    "MEETING_KIND": Refusal(
        "{code} 是{kind}，不是问题反馈会。", "请选择认领问题的那次问题反馈会。", http_status=422
    ),
    "MEETING_PLACE": Refusal(
        "{code} 是{place}的会议，问题 {problem} 不在那里。",
        "请选择本乡镇的问题反馈会。",
        http_status=422,
    ),
    "MEETING_TO_COME": Refusal(
        "会议 {code} 在 {held_on}，还没有召开。",
        "请会后再认领，或者核对会议日期。",
        http_status=422,
    ),
    "MEETING_EARLY": Refusal(
        "会议 {code} 在 {held_on} 召开，早于问题 {problem} 的清单印发（交办）日 {told_on}。",
        "请选择清单印发以后的那次会议，或者核对会议日期。",
        http_status=422,
    ),
}
