"""Packs and campaigns: what is missing or wrong in their files, and where."""

from __future__ import annotations

from typing import Final

from huitoukan.domain.refusals.refusal import USAGE, Refusal

REFUSALS: Final[dict[str, Refusal]] = {
    "PACK_NO_WORDINGS": Refusal(
        "规则包“{pack}”没有问题例句（wordings/）。",
        "请换用带例句的规则包，或用 --examples 给出例句文件。",
        **USAGE,
    ),
    "CALENDAR_SHORT": Refusal(
        "工作日历“{version}”没有 {year} 年的内容，算不出期限。", "请先导入 {year} 年的放假安排。"
    ),
    "CAMPAIGN_NONE": Refusal(
        "还没有任务。", "请先运行 huitoukan campaign new 建立任务。", http_status=404
    ),
    "CAMPAIGN_EXISTS": Refusal("任务“{code}”已经存在。", "请换一个编号，或继续使用它。"),
    "PACK_UNKNOWN": Refusal("没有规则包“{pack}”。", "可用的规则包：{known}。", **USAGE),
    "PACK_PLACE": Refusal(
        "规则包“{pack}”只能用于 {places} 开头的区划，不能用于 {area}。", "请选用本地的规则包。"
    ),
    "PACK_SAMPLE": Refusal(
        "规则包“{pack}”是示例（数值均为虚构），不能用于 {area}。", "请选用本地的规则包。"
    ),
    "PACK_INCOMPLETE": Refusal(
        "规则包“{pack}”缺少：{missing}。",
        "请补上这些文件，或在 pack.yaml 里写 extends: [national-2026]。",
    ),
    "PACK_INVALID": Refusal(
        "规则包“{pack}”有 {n} 处错误，第一处：{first}", "请运行 huitoukan pack check 查看。"
    ),
    "RULE_UNKNOWN": Refusal(
        "规则包“{pack}”里没有规则“{rule}”。", "请核对规则编号，例如 X11、C014。", **USAGE
    ),
    "RULE_FILE": Refusal(
        "“{name}”不是一条规则：{why}。",
        "请上传一条规则的 YAML 文件（UTF-8），里面写明 id，例如 X04；写法见规则包格式。",
        http_status=422,
    ),
    "RULE_REJECTED": Refusal(
        "改后的规则有 {n} 处错误，没有试运行。", "请按行号改正后再试：{findings}。", http_status=422
    ),
    "RULE_UNCHANGED": Refusal(
        "规则 {rule} 和本任务的规则包里一样，没有可试的改动。",
        "请改动数值、条件或其他内容后再试。",
        http_status=422,
    ),
    "RULE_PARAM": Refusal(
        "规则 {rule} 没有名为“{name}”的数值，或“{value}”不能用。",
        "可改的有：{known}；原值是数字的，请填数字。",
        http_status=422,
    ),
    "RULE_NOT_INSTALLED": Refusal(
        "程序里安装的规则包没有与本任务不同的规则 {rule}。",
        "请改用规则文件，或升级程序后再试。",
        http_status=422,
    ),
    "PACK_FILE": Refusal(
        "“{name}”不是达标核查用的规则文件。",
        "请选文件所在的文件夹（{known}），并上传 .yaml 文件。",
        **USAGE,
    ),
    "PACK_SAME": Refusal("“{name}”与规则包里的一样，没有改动。", "请上传改过的文件。"),
}
