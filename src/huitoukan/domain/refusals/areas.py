"""Areas and the changes of their borders."""

from __future__ import annotations

from typing import Final

from huitoukan.domain.refusals.refusal import Refusal

REFUSALS: Final[dict[str, Refusal]] = {
    "BORDERS_DAY": Refusal(
        "“{name}”在 {latest} 已有变更，不能再登记 {on} 的变更。",
        "请按时间先后登记；日期写错的，请核对文号后重填。",
    ),
    "BORDERS_CHILDREN": Refusal(
        "“{name}”下还有 {n} 个没有撤销的区划。", "请先把它们划转到别处，再登记这一变更。"
    ),
    "BORDERS_FUTURE": Refusal("生效日期 {on} 还没有到。", "请到生效之日再登记。"),
    "BORDERS_GONE": Refusal("“{name}”在 {on} 已不存在（{what}）。", "请核对名称、代码和生效日期。"),
    "BORDERS_LEVEL": Refusal(
        "“{name}”与“{other}”不是同一级，或不在同一上级之下。", "请核对变更前后的区划。"
    ),
    "BORDERS_NOTHING": Refusal("“{name}”的变更没有写明{missing}。", "请补填后再登记。"),
    "BORDERS_SIDES": Refusal(
        "“{kind}”的变更前后写法不对：应为{expected}。", "请核对变更类型和前后区划。"
    ),
    "CODE_TAKEN": Refusal(
        "代码“{code}”是“{name}”的，不能再用。", "请核对代码；已撤销区划的代码也不再给别处。"
    ),
    "PLACES_COUNTY": Refusal(
        "“{name}”里不止一个县的区划，没有写明要哪一个。",
        "请加 --county 县代码，例如 --county {code}。",
    ),
    "PLACES_NONE": Refusal("“{name}”里没有“{county}”的区划。", "请核对县代码。"),
    "PLACES_UNKNOWN": Refusal(
        "“{name}”里没有认得的区划表头。",
        "可以导入的有：行政村表、统计用区划代码表（code、name 等列）、村民小组表、区划变更表、"
        "上报户数人数表。",
    ),
    "AREA_UNKNOWN": Refusal(
        "没有区划代码“{code}”。", "请先运行 huitoukan places import 导入行政村表。"
    ),
}
