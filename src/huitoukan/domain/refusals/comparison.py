"""Deliveries, comparison runs, links between rows and persons, doubts sent down."""

from __future__ import annotations

from typing import Final

from huitoukan.domain.refusals.refusal import Refusal

REFUSALS: Final[dict[str, Refusal]] = {
    "RUN_LIMIT": Refusal(
        "读入 {table} 时超出了{what}上限，比对没有进行。", "请换用内存更大的机器，或分乡镇比对。"
    ),
    "TABLE_COLUMNS": Refusal(
        "{table} 的数据文件“{name}”缺少必需的列：{columns}。", "请重新导入这份数据后再比对。"
    ),
    "TABLE_MISSING": Refusal("没有名册数据表“{table}”，无法比对。", "请先导入名册，再开展比对。"),
    "DATASET_UNKNOWN": Refusal(
        "认不出“{name}”是哪一类部门数据。", "请用 --dataset 指明，例如 --dataset D07。"
    ),
    "DELIVERY_SAME": Refusal("与 {on} 导入的“{name}”内容完全相同，没有变化。", "不需要再做什么。"),
    "TABLE_UNNAMED": Refusal(
        "没有登记名为“{name}”的数据库表。",
        "请联系管理员在服务器的 HUITOUKAN_TABLES 文件中登记后再用。",
    ),
    "TABLE_UNREADABLE": Refusal(
        "数据库表“{name}”读取失败（{why}）。", "请联系管理员核对登记的地址、权限和表名后重试。"
    ),
    "TABLES_INVALID": Refusal(
        "登记数据库表的文件第 {n} 项有误（{why}）。", "请管理员按设置说明改正后重试。"
    ),
    "REHEARSAL_TABLE": Refusal(
        "数据库表不能试读。", "去掉 --dry-run；接收后可在页面上看到结果，旧的报送仍在。"
    ),
    "REPORT_TWICE": Refusal("这次报送已经发出过质量报告。", "请打开原报告查看办理情况。"),
    "REPORT_NONE": Refusal("这次报送没有需要部门核对的情况。", "不需要发质量报告。"),
    "REPORT_STEP": Refusal("质量报告目前的状态不能这样办理。", "请刷新页面，按最新状态办理。"),
    "REPORT_WORDS": Refusal("请填写说明。", "写明核对情况或退回原因后再提交。", http_status=422),
    "REMIND_NOT_NOW": Refusal("“{title}”目前不需要催报。", "逾期未报的才需要催报。"),
    "REMIND_TWICE": Refusal("“{title}”今天已经催报过。", "请明天再催，或者电话联系部门。"),
    "HIT_DECIDED": Refusal("疑点“{code}”已由{who}作出结论。", "请刷新后查看。"),
    "CLOSURE_NOT_PROPOSED": Refusal(
        "疑点“{code}”没有待处理的销号建议。", "可能已有人处理，或疑点又出现了；请刷新后查看。"
    ),
    "RUN_OVERTAKEN": Refusal(
        "比对期间另一次更晚开始的比对“{code}”已经保存。",
        "这次的结果没有写入；需要时请重新开展比对。",
    ),
    "LINK_GONE": Refusal(
        "最新的部门数据里已经没有这一行（{code}）。", "请重新查找关联建议，按新的数据决定。"
    ),
    "LINK_STATE": Refusal("这条关联目前是“{state}”，不能这样办。", "请刷新后查看。"),
    "LINK_TAKEN": Refusal(
        "这一行已关联到另一人（{code}）。", "请先撤销那条关联，再决定这一条。", http_status=422
    ),
    "ASSIGN_ANSWERED": Refusal("交办单 {code} 的疑点都已反馈，不用催办。", "请刷新后查看。"),
    "ASSIGN_DIFFER": Refusal(
        "另一方（{code}）的结论是“{other}”，两方说法不同。",
        "请打开这一条，看过两方的材料，写明以哪一方为准的理由再核定。",
        http_status=422,
    ),
    "ASSIGN_EVIDENCE": Refusal(
        "这个结论要附材料：{evidence}。", "请上传照片、扫描件或文件后再提交。", http_status=422
    ),
    "ASSIGN_NOTE": Refusal(
        "结论是“{verdict}”，没有写明核实情况。", "请写明错在哪里，或怎样整改的。", http_status=422
    ),
    "ASSIGN_NOTHING": Refusal("没有选要下发的疑点。", "请至少选一项。", http_status=422),
    "ASSIGN_NOT_RECEIVED": Refusal(
        "这张交办单还没有签收。", "请先签收，再逐条核实反馈。", http_status=422
    ),
    "ASSIGN_NO_PLACE": Refusal(
        "疑点 {code} 没有对应的乡镇和村。", "请改派给部门。", http_status=422
    ),
    "ASSIGN_OTHER_OPEN": Refusal(
        "另一方（{code}）还没有反馈。",
        "请等反馈后再核定；不等的，请打开这一条写明理由。",
        http_status=422,
    ),
    "ASSIGN_OWN_VILLAGE": Refusal(
        "{name}是{village}的驻村或村级人员，不能核实本村的这类疑点。",
        "请由乡镇、其他村的核查人员核实，您可以提供情况和材料。",
        http_status=403,
    ),
    "ASSIGN_REASON": Refusal("没有写明理由。", "请写明理由后再提交。", http_status=422),
    "ASSIGN_RECEIVED": Refusal("交办单 {code} 已由{who}签收。", "请刷新后查看。"),
    "ASSIGN_REMINDED": Refusal("交办单 {code} 今天已经催办过。", "请明天再催，或电话联系。"),
    "ASSIGN_SAME": Refusal("{code} 已经在这个交办对象手里。", "请选另一个。", http_status=422),
    "ASSIGN_SEVERITY": Refusal(
        "规则包没有写明程度“{severity}”的疑点怎样下发。",
        "这类疑点只在户的资料里显示；要下发的，请在规则包 handling 里写明。",
        http_status=422,
    ),
    "ASSIGN_STALE": Refusal(
        "打开页面以后，可以下发的疑点有了变化。", "请刷新，看过新的数目再下发。", http_status=422
    ),
    "ASSIGN_STATE": Refusal(
        "这个疑点目前是“{state}”，不能“{step}”。", "请刷新后查看可以办理的事项。"
    ),
    "ASSIGN_THERE": Refusal(
        "这个疑点已经由 {code} 交给同一方核实。", "请在那张交办单里办理。", http_status=422
    ),
}
