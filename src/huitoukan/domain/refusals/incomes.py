"""Income sheets: their lines, members and amounts."""

from __future__ import annotations

from typing import Final

from huitoukan.domain.refusals.refusal import USAGE, Refusal

REFUSALS: Final[dict[str, Refusal]] = {
    "INCOME_STATE": Refusal(
        "这一版测算表现在不能这样办：{why}。",
        "请刷新页面，看它现在的状态；要改内容，请更正成新的一版。",
    ),
    "INCOME_STALE": Refusal(
        "您打开以后，{who}又保存了第 {version} 版。",
        "请看清新的一版；仍要照您填的保存，请再点一次，填写的内容都还在。",
        http_status=422,
    ),
    "INCOME_SAME": Refusal(
        "内容和第 {version} 版一样，没有保存。", "需要改的请改了再保存。", http_status=422
    ),
    "INCOME_OLD": Refusal(
        "这是第 {version} 版，已经有更新的一版。", "请打开最新的一版再办。", http_status=422
    ),
    "INCOME_OTHER_HOUSEHOLD": Refusal(
        "测算表写的户编号是“{told}”，这里是“{household_no}”。", "请核对是哪一户的测算表。"
    ),
    "INCOME_ROWS_TOGETHER": Refusal(
        "户“{household_no}”的另一行有问题，这一户的各行一起退回。",
        "请改正有问题的那一行，把这一户的各行一起再导入。",
    ),
    "INCOME_REGISTERED": Refusal(
        "户编号“{household_no}”在名册里。",
        "请从收入测算的名单打开这一户；名册以外的户编号可以留空。",
        http_status=422,
    ),
    "INCOME_PLACE": Refusal(
        "名册里没有户编号“{household_no}”，也没有写明在哪个村。",
        "名册以外的户请在测算表里写明 place（村的区划代码）和户主姓名；名册里的户请核对编号。",
    ),
    "SHEET_UNKNOWN": Refusal(
        "没有表号为“{sheet}”的核对表，或它不属于本次任务。",
        "请用系统打印的核对表填写，不要改动表号。",
    ),
    "SHEET_WITHOUT": Refusal(
        "核对表“{sheet}”里没有户编号“{household_no}”。", "请不要改动表中的户编号。"
    ),
    "AMOUNT_LARGE": Refusal("{where} 的“{given}”太大了。", "请核对是否多写了零，或单位写错。"),
    "AMOUNT_NEGATIVE": Refusal(
        "{where} 的“{given}”是负数。", "请填零以上的数；成本写在 cost，支出写在 spending。"
    ),
    "AMOUNT_UNIT": Refusal(
        "第 {no} 行的单位“{unit}”不能用。",
        "金额的单位只能是元、元/月、元/天，万元请换算成元；实物写规则包价格表里的单位。",
    ),
    "COST_NONE": Refusal(
        "第 {no} 行“{item}”没有写成本，规则包也没有它在 {day} 的成本比例。",
        "请写明成本 cost（没有成本的写 0）；按比例算的，请在规则包 prices 里补上比例和来源。",
    ),
    "ITEM_UNKNOWN": Refusal(
        "第 {no} 行的收入项目“{item}”不在规则包里。", "请用规则包 income_items 里的代码或名称。"
    ),
    "LINE_COST": Refusal(
        "第 {no} 行“{item}”不能有成本。", "只有工资性和生产经营性收入可以写 cost，请去掉。"
    ),
    "LINE_DAYS": Refusal(
        "第 {no} 行的日期 {first} 至 {last} 不在测算期 {begin} 至 {end} 之内。",
        "请核对日期；跨期的，只写测算期内的部分。",
    ),
    "LINE_PART": Refusal(
        "第 {no} 行“{item}”放错了地方。",
        "收入写在 lines，刚性支出写在 spending；这一行不属于 {part}。",
    ),
    "LINE_PERSON": Refusal(
        "第 {no} 行的人“{person_no}”不在家庭成员里。", "请在 members 里列出这个人，或改正人编号。"
    ),
    "LINE_TIMES": Refusal(
        "第 {no} 行的 {name} 是 {given}，多于这一行日期所及的 {most}。",
        "请核对月数、天数和起止日期。",
    ),
    "LINE_TWICE": Refusal("行号 {no} 重复。", "同一笔收支只写一行；不同的请用不同的行号。"),
    "LINES_NONE": Refusal(
        "收入测算表一行收入也没有。", "确无收入的，请写一行金额为 0 的，写明谁说的、凭什么。"
    ),
    "MEMBER_BORN_LATER": Refusal(
        "成员“{person_no}”的出生日期 {birth} 在 {day} 之后。", "请核对出生日期或测算期。"
    ),
    "MEMBER_TWICE": Refusal("成员“{person_no}”列了两次。", "同一个人只列一次。"),
    "MEMBER_UNDECIDED": Refusal(
        "按“{profile}”不能确定成员“{person_no}”是否计入，还缺：{missing}。",
        "请补上这些事实后重试。",
    ),
    "MEMBERS_COUNT": Refusal(
        "写明家庭人口 {told} 人，列出的成员是 {listed} 人。", "请把成员列全，或改正人数。"
    ),
    "MEMBERS_HEADS": Refusal("户主有 {n} 人。", "一户应有且只有一个户主，请核对与户主关系。"),
    "MEMBERS_NONE": Refusal(
        "没有可以计入的家庭成员。", "请列出家庭成员（members）及其情形后重试。"
    ),
    "PRICE_NONE": Refusal(
        "规则包里没有“{item}”在 {day} 按“{unit}”的价格（第 {no} 行）。",
        "卖出的请写实际售价 price；自用的请在规则包 prices 里补上价格和来源。",
    ),
    "PROFILE_UNKNOWN": Refusal(
        "规则包“{pack}”没有核算口径“{profile}”。", "可用的核算口径：{known}。", **USAGE
    ),
    "RECORDED_ROW": Refusal(
        "数据集 {data_set} 里有一行读不出来：{why}。", "请核对金额和日期的写法，改正后重试。"
    ),
    "RECORDED_UNKNOWN": Refusal(
        "规则包没有写明数据集“{data_set}”怎样与收入测算表对照。",
        "可对照的数据集：{known}；要增加请写 recorded/ 下的一个文件。",
    ),
    "SHEET_OTHER": Refusal(
        "收入测算表不是这一户的，或成员与户的不同：{why}。",
        "请核对户编号和人编号，换成这一户的表，把成员列全。",
    ),
    "TREATMENT_NONE": Refusal(
        "“{profile}”没有写明“{item}”在 {day} 怎么计算。",
        "请在规则包 profiles 里补上这一年的规定和来源；没有的不能推算。",
    ),
}
