"""The registry: imports, adjustments, three-way agreement."""

from __future__ import annotations

from typing import Final

from huitoukan.domain.refusals.refusal import Refusal

REFUSALS: Final[dict[str, Refusal]] = {
    "AUTHORISATION_TWICE": Refusal(
        "这一户从 {day} 起的这份授权已登记。",
        "请核对起始日期；范围写错的，先撤销，再从另一天起登记。",
        http_status=422,
    ),
    "AUTHORISATION_REVOKED": Refusal(
        "这份授权已于 {day} 撤销。", "要重新授权的，请另登记一份。", http_status=422
    ),
    "BASELINE_MISSING": Refusal("还没有冻结基线。", "请先运行 huitoukan registry freeze。"),
    "REGISTRY_FILE_MISSING": Refusal(
        "“{folder}”里没有名册的 {table} 文件。",
        "请放入 households、members 和 villages 三个 .csv 或 .parquet 文件，或指定快照文件夹。",
        exit_status=2,
    ),
    "REGISTRY_UNKNOWN": Refusal(
        "“{name}”里没有认得的名册表头（行政村、户或人）。",
        "请核对是否选错了文件；表头在前 10 行之内，模板见“导入名册”页。",
    ),
    "REGISTRY_EMPTY": Refusal("名册里还没有户。", "请先运行 huitoukan registry import。"),
    "SNAPSHOT_ALTERED": Refusal(
        "快照 {code} 的文件与冻结时不一致或缺少：{files}。",
        "请系统管理员从备份恢复这些文件；恢复以前不要以它为依据。",
    ),
    "DIFFERENCES_TOO_MANY": Refusal(
        "符合条件的差异超过 {limit} 行，一次导不出。", "请另选乡镇、村，或加条件后分次导出。"
    ),
    "OFF_REGISTRY_NONE": Refusal(
        "这个任务的规则包里没有推导档外对象的办法（off_registry）。",
        "请改用带有推导办法的规则包，或导入已有的档外对象名单。",
    ),
    "OFF_REGISTRY_NO_LIST": Refusal(
        "推导档外对象要用的名单一份也没有：{lists}。", "请先接收这些部门数据，再推导。"
    ),
    "PERSON_UNMATCHED": Refusal(
        "证件号码不能用，无法与名册核对：{where}。",
        "请核实证件号码，更正或重新报送后再推导一次。",
    ),
    "IMPORT_SAME_PERSON": Refusal(
        "读入这批文件的人不能自己合并。", "请另一位有权限的人核对后合并，或由县专班负责人合并。"
    ),
    "IMPORT_STALE": Refusal(
        "核对之后名册又有了变化，导入 {code} 的核对结果已经过时。",
        "请先点“重新核对”，看过新的结果再合并。",
    ),
    "IMPORT_OVER_LIMITS": Refusal(
        "这批数据超过了导入的上限：{what}", "请先核实文件；确实要合并的，请写明理由。"
    ),
    "IMPORT_DECIDED": Refusal("导入 {code} 已经处理过了。", "请刷新后查看。"),
    "IMPORT_NOT_MERGED": Refusal("导入 {code} 没有合并在名册里，不用撤销。", "请刷新后查看。"),
    "IMPORT_BUILT_UPON": Refusal(
        "导入 {code} 已有后续，不能撤销：{what}。", "请先处理这些后续，或用名册变更逐户更正。"
    ),
    "ADJUSTMENT_DAY_AHEAD": Refusal(
        "生效日期 {day} 还没有到。", "请填已经发生的日期；以后的变动到时候再办。", http_status=422
    ),
    "ADJUSTMENT_HEAD_NEEDED": Refusal(
        "户主离开这一户，没有写明由谁当户主。", "请从留下的成员里选一位新户主。", http_status=422
    ),
    "ADJUSTMENT_HEAD_STAYS": Refusal(
        "分户时户主留在原户。", "请选其他成员分出去；户主要分出去的，先更正户主。", http_status=422
    ),
    "ADJUSTMENT_LAST_MEMBER": Refusal(
        "这样办了以后，这一户就没有人了。",
        "整户都没有了，请办“整户自然消亡”；并到别户，请办“合户”。",
        http_status=422,
    ),
    "ADJUSTMENT_NOTHING": Refusal(
        "填写的内容和名册现在的一样，没有要调整的。", "请核对要改的内容。", http_status=422
    ),
    "ADJUSTMENT_NOTICE": Refusal(
        "这类调整要公示 {days} 天，填写的公示是 {told}。",
        "请填公示的起止日期；公示没有满的，满了再报。",
        http_status=422,
    ),
    "ADJUSTMENT_NOT_NOW": Refusal(
        "“{kind}”只适用于{field}为{values}的户，这户是“{now}”。",
        "请核对户的情况，选对应的调整类别。",
        http_status=422,
    ),
    "ADJUSTMENT_NOT_YOURS": Refusal("只有提出人可以重新提交或撤回。", "请提出人办理。"),
    "ADJUSTMENT_NO_HOUSEHOLD": Refusal(
        "名册里没有在册的户“{household_no}”。",
        "请核对户编号；已经出册的户，请办“新识别”或“漏评”。",
        http_status=422,
    ),
    "ADJUSTMENT_NO_PERSON": Refusal(
        "“{person_no}”不是户“{household_no}”的在册成员。", "请核对人编号。", http_status=422
    ),
    "ADJUSTMENT_NUMBER_TAKEN": Refusal(
        "编号“{number}”已在名册里。", "请核对编号；新的户、新的人要用新的编号。", http_status=422
    ),
    "ADJUSTMENT_OPEN": Refusal(
        "这一户已有一件同类的调整在办：{code}。",
        "请先办完那一件，或者请提出人撤回。",
        http_status=422,
    ),
    "ADJUSTMENT_PERSON_NEEDED": Refusal("没有选是哪一位成员。", "请至少选一位。", http_status=422),
    "ADJUSTMENT_REGISTERED": Refusal(
        "证件号码 {id_no} 已登记在户“{household_no}”。",
        "同一个人请办“成员移到另一户”；号码登错的，先更正那一户。",
        http_status=422,
    ),
    "ADJUSTMENT_REVOKE": Refusal(
        "{code} 之后又有变动：{what}，不能撤销。", "请对现在的情况提出新的调整。"
    ),
    "ADJUSTMENT_SAME_HOUSEHOLD": Refusal(
        "要并入或移入的就是这一户自己。", "请填另一户的户编号。", http_status=422
    ),
    "ADJUSTMENT_SAME_PERSON": Refusal("提出、审核、批准要由不同的人办。", "请其他有权限的人办理。"),
    "ADJUSTMENT_STALE": Refusal(
        "提出以后这一户的名册又有变动，不能照原来的办。", "请退回，由提出人按现在的名册重新提交。"
    ),
    "ADJUSTMENT_STATE": Refusal("这件调整现在不能这样办。", "请刷新页面，看它现在到了哪一步。"),
    "AGREEMENT_NONE": Refusal(
        "规则包“{pack}”没有三方核对的项目。", "请在规则包的 agreement 文件夹里写明要核对的列。"
    ),
    "AGREEMENT_EMPTY": Refusal(
        "手册值和实际值都没有填写，没有可以保存的内容。",
        "请至少填写一项；没有看到的留空。",
        http_status=422,
    ),
    "AGREEMENT_FIELD": Refusal(
        "这一户没有核对项目“{field}”。", "请不要改动表中的项目和编号，只填手册值和实际值。"
    ),
    "AGREEMENT_STALE": Refusal(
        "打开页面以后，这一户的名册数据有了变更。",
        "请看清新的系统值后再保存，填写的内容都还在。",
        http_status=422,
    ),
    "AGREEMENT_OWN_VILLAGE": Refusal(
        "{name}是{village}的驻村或村级人员，不能核查本村的户。",
        "请由其他村或乡镇的人员核查。",
        http_status=403,
    ),
    "AGREEMENT_OWN_ROUND": Refusal(
        "第 {number} 轮是您自己记录的，不能由您{act}。",
        "请由没有参与这一户核查的人员办理。",
        http_status=403,
    ),
    "AGREEMENT_ROUND": Refusal(
        "这一户没有第 {number} 轮。", "请刷新后从列出的轮次中选择。", http_status=422
    ),
    "AGREEMENT_REASON": Refusal(
        "没有写明以这一轮为准的理由。", "请写明理由，例如“复核时见到了手册原件”。", http_status=422
    ),
    "MISMATCH_DECIDED": Refusal("不一致“{code}”已由{who}作出结论。", "请刷新后查看。"),
    "MISMATCH_GONE": Refusal(
        "为准的一轮里已经没有这处不一致（{code}）。", "请刷新后查看最新的核对结果。"
    ),
}
